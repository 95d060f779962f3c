"""Durable handling: event → member → answer → outbox, commits shared against one commit each.

The real app over the real SQLite with FULL synchronisation, 64 events in flight, at 1 ms a flush
of the disk (simulated as in `bench.storage`, alike for both sides). Both sides find the answer in a
dict, so that what is compared is the writing, and both are warm: each answer was given once before.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from bench.deciding import Lookup
from bench.figures import Figure, report
from bench.lines import questions, starter
from bench.storage import FLUSH_SECONDS, MEMORY, SlowDisk, real_fsync_seconds
from core import faq, moments, staff, upkeep, welcome
from core.app import App
from core.config import Config
from core.events import Account, MessageReceived, Place
from core.faq.entries import Knowledge
from core.faq.index import Match
from core.storage import Transaction, open_storage
from core.storage.sqlite import WRITER_PRAGMAS, file_uri
from core.storage.writer import SqliteTransaction, Writer

IN_FLIGHT = 64
EVENTS = 3_000
EVENTS_ONE_BY_ONE = 600
PEOPLE = 500
T = TypeVar("T")


class Grouped:
    """Our storage's writer over the slow disk."""

    def __init__(self, session: SlowDisk) -> None:
        self._writer = Writer(session)

    async def run(self, unit: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self._writer.run(unit)

    async def close(self) -> None:
        await self._writer.close()


class OneByOne:
    """A BEGIN and a COMMIT around each unit, one after another."""

    def __init__(self, session: SlowDisk) -> None:
        self._session = session
        self._turn = asyncio.Lock()

    async def run(self, unit: Callable[[Transaction], Awaitable[T]]) -> T:
        async with self._turn:
            await self._session.begin("IMMEDIATE")
            result = await unit(SqliteTransaction(self._session))
            await self._session.commit()
            return result

    async def close(self) -> None:
        await self._session.close()


async def measure(folder: Path, kind: Any, count: int, slack: float) -> float:
    """Events a second."""
    path = folder / f"{kind.__name__}.db"
    await (await open_storage(str(path))).close()
    session = await SlowDisk.open(file_uri(path, "rw"), *WRITER_PRAGMAS)
    await session.create_function("flush", 0, lambda: time.sleep(slack))
    storage = kind(session)
    app = App(Config(), storage, (faq.FEATURE, welcome.FEATURE, staff.FEATURE, upkeep.FEATURE))
    app.snapshots._pictures["knowledge"], lines = _knowledge()
    # Once each beforehand, by others: an answer's words are read and checked on first use only.
    for number, line in enumerate(lines):
        await app.handle(_event(count + number, *line, person=f"early {number}"))
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await app.handle(_event(number, *lines[number % len(lines)]))

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    rate = count / (time.perf_counter() - started)
    queued = await storage.run(_queued)
    await storage.close()
    assert queued == count + len(lines), f"{queued} answers for {count + len(lines)} questions"
    return rate


async def _queued(tx: Transaction) -> int:
    row = await tx.fetch_one("SELECT COUNT(*) FROM outbox WHERE state = 'due'")
    assert row is not None
    return int(row[0])


def _event(number: int, language: str, text: str, person: str = "") -> MessageReceived:
    person = person or str(number % PEOPLE)
    return MessageReceived(
        id=str(number),
        at=moments.now(),
        place=Place("loop", person, private=True),
        message=str(number),
        author=Account("loop", person),
        name="Ann",
        locale=language,
        text=text,
        addressed=True,
    )


def _knowledge() -> tuple[Knowledge, list[tuple[str, str]]]:
    entries, categories = starter()
    asked = [line for line in questions() if line.expected in entries]
    found = {line.text: Match(line.expected or "", line.lang, 0.99) for line in asked}
    knowledge = Knowledge(entries, categories, Lookup(found))  # type: ignore[arg-type]
    return knowledge, [(line.lang, line.text) for line in asked]


def main() -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        slack = max(0.0, FLUSH_SECONDS - real_fsync_seconds(folder))
        each = asyncio.run(measure(folder, OneByOne, EVENTS_ONE_BY_ONE, slack))
        shared = asyncio.run(measure(folder, Grouped, EVENTS, slack))
    report(
        "handling",
        Figure("one commit each", each, "events/s"),
        Figure("shared commits", shared, "events/s", at_least=1_500),
        Figure("ratio", shared / each, "× one commit each", at_least=3),
    )


if __name__ == "__main__":
    main()
