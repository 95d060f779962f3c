"""Immutable pictures of rows held in memory, loaded again when their version was raised."""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import structlog

from core.feature import Snapshot
from core.storage import Storage, Transaction

T = TypeVar("T")
log = structlog.get_logger("snapshots")

LOOK_EVERY_SECONDS = 0.3  # a change by another process is seen within a second, built included
_AFTER_A_FAULT_SECONDS = 5.0


class Snapshots(Mapping[str, Any]):
    """Name → the latest picture. A new one replaces the old in one step."""

    def __init__(self, specs: Sequence[Snapshot], storage: Storage) -> None:
        self._specs = {spec.name: spec for spec in specs}
        self._storage = storage
        self._pictures: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}
        self._amendments: dict[str, list[Callable[[Any], Any]]] = {}
        self._bell = asyncio.Event()

    def __getitem__(self, name: str) -> Any:
        return self._pictures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pictures)

    def __len__(self) -> int:
        return len(self._pictures)

    async def load_all(self) -> None:
        """At start: nothing else runs yet, so the pictures are built right here."""
        for name, spec in self._specs.items():
            number, rows = await self._load(spec)
            self._pictures[name], self._numbers[name] = spec.build(rows), number

    async def watch(self) -> None:
        """Compare versions until cancelled; build anew in a process of its own."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._bell.wait()
            self._bell.clear()
            try:
                await self._look()
            except Exception:  # a supervisor: the old pictures stay good, the next look may do
                log.exception("snapshots")
                await asyncio.sleep(_AFTER_A_FAULT_SECONDS)

    def look(self) -> None:
        """Look now: this process has just changed something."""
        self._bell.set()

    def amend(self, name: str, change: Callable[[Any], Any]) -> None:
        """Replace a picture by `change` of it at once, without a build.

        A build that is under way may or may not have loaded the rows behind it, so the change is
        made to its picture, too: it must do nothing to a picture that has it.
        """
        self._amendments.setdefault(name, []).append(change)
        self._pictures[name] = change(self._pictures[name])

    async def _look(self) -> None:
        for name in await self._storage.read(self._outdated):
            spec = self._specs[name]
            self._amendments.pop(name, None)
            number, rows = await self._load(spec)
            picture = await apart(spec.build, rows)
            for change in self._amendments.pop(name, ()):
                picture = change(picture)
            self._pictures[name] = picture
            self._numbers[name] = number
            log.info("snapshot", name=name, number=number)

    async def _outdated(self, tx: Transaction) -> list[str]:
        rows = await tx.fetch("SELECT name, number FROM versions")
        return [r[0] for r in rows if r[0] in self._specs and r[1] != self._numbers.get(r[0], 0)]

    async def _load(self, spec: Snapshot) -> tuple[int, Any]:
        async def query(tx: Transaction) -> tuple[int, Any]:
            row = await tx.fetch_one("SELECT number FROM versions WHERE name = ?", spec.name)
            return (row[0] if row else 0), await spec.load(tx)

        return await self._storage.read(query)


async def apart(function: Callable[..., T], *given: Any) -> T:
    """Run a pure function in a fresh process: a thread would hold up the event loop (the GIL)."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=1, mp_context=context)
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, function, *given)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting would hold up the event loop
