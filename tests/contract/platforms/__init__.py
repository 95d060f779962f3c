"""The platforms that the contract suite knows: every folder of `bots`, and the loopback.

A platform's driver is the module of its name here. It names the SDK that must not be imported at
start, whether there is a WIRE between us and the platform, and opens a Driver.
"""

import importlib
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

from bots import assembly
from tests.contract.platforms.driver import Driver

FOLDERS = tuple(sorted(assembly.platforms()))


def _module(name: str) -> ModuleType | None:
    path = f"{__name__}.{name}"
    return importlib.import_module(path) if importlib.util.find_spec(path) else None


_MODULES = {name: _module(name) for name in ("loopback", *FOLDERS)}

PLATFORMS = tuple(_MODULES)
# A platform without a driver is everywhere among them, and so fails every test.
WIRED = tuple(name for name, module in _MODULES.items() if module is None or module.WIRE)
SDKS = frozenset(sdk for module in _MODULES.values() if module for sdk in module.SDK)


@asynccontextmanager
async def open_driver(name: str) -> AsyncIterator[Driver]:
    module = _MODULES[name]
    assert module is not None, f"bots/{name} has no driver yet: see bots/README.md"
    async with module.open_driver() as driver:
        yield driver
