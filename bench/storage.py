"""Durable units a second: shared commits against one commit each, at 1 ms a disk flush.

The flush is simulated alike for every side: files in memory where the system has such a folder,
and before each COMMIT, in the same thread, a sleep for what the folder's real fsync lacks of a
millisecond. Checkpoints flush as the folder does.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from bench.figures import Figure, report
from core.storage import Transaction, open_storage
from core.storage.session import Session
from core.storage.sqlite import WRITER_PRAGMAS, file_uri
from core.storage.writer import SqliteTransaction, Writer

IN_FLIGHT = 64
UNITS = 4_096
UNITS_ONE_BY_ONE = 1_024
FLUSH_SECONDS = 0.001
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it

Unit = Callable[[Transaction], Awaitable[None]]

# Handling one message: seen before? who? what was said lately? answer, remember, queue.
_SEEN = "INSERT INTO seen (platform, event, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_WHO = "SELECT member FROM accounts WHERE platform = ? AND id = ?"
_MEMBER = "INSERT INTO members (created_at) VALUES (?) RETURNING id"
_ACCOUNT = "INSERT INTO accounts (platform, id, member, created_at) VALUES (?, ?, ?, ?)"
_ROLE = "SELECT role FROM roles WHERE account = ?"
_LATELY = "SELECT slug FROM faq_answers WHERE place = ? AND at > ?"
_ANSWER = "INSERT INTO faq_answers (slug, language, place, unasked, at) VALUES (?, ?, ?, 0, ?)"
_QUEUE = (
    "INSERT INTO outbox (platform, chat, lane, private, state, due, action, on_uncertain, "
    "created_at) VALUES (?, ?, 1, 1, 'due', ?, ?, 'drop', ?) RETURNING id"
)


class SlowDisk(Session):
    async def commit(self) -> None:
        self.ahead("SELECT flush()")
        await super().commit()


def handling(number: int) -> Unit:
    """The unit of message `number`, one of 200 people's: eight statements for a new one, or six."""
    person, now = f"telegram:{number % 200}", 1_700_000_000_000_000 + number

    async def unit(tx: Transaction) -> None:
        await tx.execute(_SEEN, "telegram", str(number), now)
        if await tx.fetch_one(_WHO, "telegram", person) is None:
            member = await tx.fetch_one(_MEMBER, now)
            assert member is not None
            await tx.execute(_ACCOUNT, "telegram", person, member["id"], now)
        await tx.fetch_one(_ROLE, person)
        await tx.fetch(_LATELY, person, now - 60_000_000)
        await tx.execute(_ANSWER, "reset-2fa", "en", person, now)
        await tx.fetch_one(_QUEUE, "telegram", person, now, "x" * 600, now)

    return unit


async def grouped(path: Path, slack: float) -> float:
    """Units a second through the writer, `IN_FLIGHT` at once."""
    session = await SlowDisk.open(file_uri(path, "rw"), *WRITER_PRAGMAS)
    await session.create_function("flush", 0, lambda: time.sleep(slack))
    writer = Writer(session)
    numbers = iter(range(UNITS))

    async def work() -> None:
        for number in numbers:
            await writer.run(handling(number))

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    rate = UNITS / (time.perf_counter() - started)
    await writer.close()
    return rate


async def one_commit_each(path: Path, slack: float) -> float:
    """The same units and driver, each with a BEGIN and a COMMIT of its own and no savepoint."""
    session = await SlowDisk.open(file_uri(path, "rw"), *WRITER_PRAGMAS)
    await session.create_function("flush", 0, lambda: time.sleep(slack))
    started = time.perf_counter()
    for number in range(UNITS_ONE_BY_ONE):
        await session.begin("IMMEDIATE")
        await handling(number)(SqliteTransaction(session))
        await session.commit()
    rate = UNITS_ONE_BY_ONE / (time.perf_counter() - started)
    await session.close()
    return rate


def bare_commits(path: Path, slack: float) -> float:
    """The limit of one commit each: a lone INSERT, the standard library, no event loop."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    started = time.perf_counter()
    for number in range(UNITS_ONE_BY_ONE):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_SEEN, ("telegram", str(number), number))
        time.sleep(slack)
        connection.execute("COMMIT")
    rate = UNITS_ONE_BY_ONE / (time.perf_counter() - started)
    connection.close()
    return rate


def real_fsync_seconds(folder: Path) -> float:
    """The median of 50 appends of a page with fsync."""
    times = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(50):
            file.write(b"\0" * 4096)
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    return median(times)


async def measure(folder: Path) -> dict[str, float]:
    fsync = real_fsync_seconds(folder)
    slack = max(0.0, FLUSH_SECONDS - fsync)
    shared = await grouped(await _empty(folder / "a.db"), slack)
    each = await one_commit_each(await _empty(folder / "b.db"), slack)
    bare = await asyncio.to_thread(bare_commits, await _empty(folder / "c.db"), slack)
    return {
        "real_fsync_ms": round(fsync * 1000, 3),
        "grouped": round(shared),
        "one_commit_each": round(each),
        "bare_commits": round(bare),
        "times": round(shared / each, 1),
    }


async def _empty(path: Path) -> Path:
    await (await open_storage(str(path))).close()
    return path


def main() -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        figures = asyncio.run(measure(Path(folder)))
    report(
        "storage",
        Figure("bare INSERT and COMMIT, standard library", figures["bare_commits"], "units/s"),
        Figure("one commit each, our driver", figures["one_commit_each"], "units/s"),
        Figure("shared commits", figures["grouped"], "units/s", at_least=1_500),
        Figure("ratio", figures["times"], "× one commit each", at_least=3),
    )


if __name__ == "__main__":
    main()
