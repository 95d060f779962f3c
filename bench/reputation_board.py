"""The leaderboard on SQLite: the first ten and the place of who asks, with 10,000 rows of ledger
and with 1,000,000, among 1,000 and 100,000 members. Both take turns on one machine."""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from bench.figures import Figure, report
from core.moments import to_micros
from core.reputation import board, names
from core.reputation.rules import DAY
from core.storage import Storage, Transaction, open_storage

SMALL, LARGE = (10_000, 1_000), (1_000_000, 100_000)  # rows, members
READS, ROUNDS = 100, 6
CHUNK = 50_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = ("en", "zh", "ja", "ko", "ru", "es")
PERIODS = ("all", "month", "week")

_MEMBERS = (
    "INSERT INTO members (id, created_at) SELECT n, 0 FROM numbers",
    "INSERT INTO accounts (platform, id, member, created_at) SELECT 'loop', 'p' || n, n, 0"
    " FROM numbers",
    "INSERT INTO reputation_names (account, name) SELECT 'loop:p' || n, 'Person ' || n"
    " FROM numbers",
)
_NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) "
)
_ROW = (
    "INSERT INTO reputation_ledger (account, kind, step, entry, points, worth, state, why, giver,"
    " giver_days, place, message, source, language, at, noted_at) VALUES "
)


async def fill(storage: Storage, rows: int, members: int) -> None:
    """Most points belong to few; the totals are made by the code that keeps them."""
    for sql in _MEMBERS:
        await storage.run(lambda tx, s=sql: tx.execute(_numbered(s, members)))  # type: ignore[misc]
    random = Random(1)
    for start in range(0, rows, CHUNK):
        await storage.run(lambda tx, s=start: _rows(tx, random, min(CHUNK, rows - s), members))  # type: ignore[misc]
    for start in range(1, members + 1, CHUNK // 10):
        await storage.run(lambda tx, s=start: _totals(tx, s, min(s + CHUNK // 10, members + 1)))  # type: ignore[misc]


def _numbered(sql: str, number: int) -> str:
    head, select, tail = sql.partition("SELECT")
    return f"{head}{_NUMBERS % number}{select}{tail}"


async def _rows(tx: Transaction, random: Random, number: int, members: int) -> None:
    now = to_micros(NOW)
    for start in range(0, number, 500):
        lines = []
        for _ in range(min(500, number - start)):
            member = int(members * random.random() ** 3) + 1
            points = random.choice((2, 5, 5, 5, 15))
            at = now - int(random.random() * 400 * DAY)
            giver = random.randrange(members) + 1
            lines.append(
                f"('loop:p{member}', 'thanks', 'earn', 0, {points}, {points}, 'full', '',"
                f" 'loop:p{giver}', 30, 'loop:group', 'm{random.getrandbits(40)}', '',"
                f" '{random.choice(LANGUAGES)}', {at}, {at})"
            )
        await tx.write(_ROW + ", ".join(lines))


async def _totals(tx: Transaction, start: int, end: int) -> None:
    for member in range(start, end):
        await board.rebuild(tx, member, NOW)


async def look(storage: Storage, random: Random, members: int) -> list[float]:
    """Milliseconds of each look by somebody, with the names that are shown."""
    took = []
    for number in range(READS):
        member = random.randrange(members) + 1
        when = board.period(PERIODS[number % 3], NOW)
        language = random.choice(("", *LANGUAGES))
        started = time.perf_counter()
        await storage.read(lambda tx, w=when, x=language, m=member: _top(tx, w, x, m))  # type: ignore[misc]
        took.append((time.perf_counter() - started) * 1000)
    return took


async def _top(tx: Transaction, when: str, language: str, member: int) -> None:
    found = await board.read(tx, when, language, member)
    shown = [line.member for line in found.lines] + ([found.own.member] if found.own else [])
    await names.by_member(tx, shown)


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    async with AsyncExitStack() as stack:
        sides = []
        for name, (rows, members) in (("small", SMALL), ("large", LARGE)):
            storage = await open_storage(str(folder / f"{name}.db"))
            stack.push_async_callback(storage.close)
            await fill(storage, rows, members)
            sides.append((storage, members))
        took: tuple[list[float], list[float]] = ([], [])
        random = Random(2)
        for turn in range(ROUNDS):
            for side, (storage, members) in enumerate(sides):
                found = await look(storage, random, members)
                took[side].extend(found if turn else ())  # the first turn warms up
    return took


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = asyncio.run(measure(Path(folder)))
    report(
        "reputation board",
        Figure("10,000 rows, 1,000 members, p50", median(small), "ms"),
        Figure("10,000 rows, 1,000 members, p99", _p99(small), "ms"),
        Figure("1,000,000 rows, 100,000 members, p50", median(large), "ms"),
        Figure("1,000,000 rows, 100,000 members, p99", _p99(large), "ms", at_most=5),
        Figure("ratio of p50", median(large) / median(small), "×", at_most=1.5),
    )


if __name__ == "__main__":
    main()
