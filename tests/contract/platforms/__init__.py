"""The platforms that the contract suite knows: every folder of `bots`, and the loopback."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

from bots import assembly
from tests.contract.platforms.driver import Driver

FOLDERS = tuple(sorted(assembly.platforms()))
PLATFORMS = ("loopback", *FOLDERS)


def module(name: str) -> ModuleType:
    """The module with a platform's driver; it names the `SDK` that starting must not import,
    whether there is a WIRE between us and the platform, and opens a Driver."""
    try:
        return importlib.import_module(f"tests.contract.platforms.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"tests.contract.platforms.{name}":
            raise
        raise AssertionError(f"bots/{name} has no driver yet: see bots/README.md") from None


@asynccontextmanager
async def open_driver(name: str) -> AsyncIterator[Driver]:
    async with module(name).open_driver() as driver:
        yield driver


def has_wire(name: str) -> bool:
    """True also where there is no driver, so that its absence is told as a failure."""
    try:
        return bool(module(name).WIRE)
    except AssertionError:
        return True


WIRED = tuple(filter(has_wire, PLATFORMS))
