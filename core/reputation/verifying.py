"""The totals that are kept, recomputed from the ledger: `guildhall reputation verify`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from core.reputation import board
from core.reputation.board import Key
from core.reputation.rules import DAY
from core.storage import Transaction

Kept = Mapping[tuple[int, Key], int]


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept, and what the ledger says. `member` 0: a level of a board."""

    member: int
    period: str
    language: str
    kept: int
    found: int


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    rows: int
    members: int
    wrong: tuple[Wrong, ...]


async def verify(tx: Transaction, now: datetime) -> Verified:
    """Members without a total (forgotten, or about to be) have nothing that could be wrong; boards
    of weeks and months that are over are not looked at."""
    kept, shown = await _kept(tx, now)
    found, rows = await _found(tx, now)
    wrong = [*_totals(kept, found), *await _levels(tx, shown, now)]
    members = {member for member, _ in kept}
    return Verified(rows=rows, members=len(members), wrong=tuple(wrong))


async def _kept(
    tx: Transaction, now: datetime
) -> tuple[dict[tuple[int, Key], int], Counter[tuple[Key, int]]]:
    """Totals by member, and how many stand on each level of a board."""
    kept: dict[tuple[int, Key], int] = {}
    shown: Counter[tuple[Key, int]] = Counter()
    sql = "SELECT member, period, language, points, hidden FROM reputation_totals"
    for row in await tx.fetch(f"{sql} WHERE period IN (?, ?, ?)", *board.periods(now)):
        which = (row[1], row[2])
        kept[int(row[0]), which] = int(row[3])
        if not row[4] and row[3] > 0:
            shown[which, int(row[3])] += 1
    return kept, shown


async def _found(tx: Transaction, now: datetime) -> tuple[dict[tuple[int, Key], int], int]:
    """By the ledger: summed for each day first, which a week and a month consist of."""
    owners = {
        f"{row[0]}:{row[1]}": int(row[2])
        for row in await tx.fetch("SELECT platform, id, member FROM accounts")
    }
    found: Counter[tuple[int, Key]] = Counter()
    rows = 0
    for account, language, day, points, number in await _days(tx):
        rows += number
        if account in owners:
            changes = board.changes(points, language, day * DAY, now)
            found.update({(owners[account], which): change for which, change in changes.items()})
    return dict(found), rows


async def _days(tx: Transaction) -> list[tuple[str, str, int, int, int]]:
    found = await tx.fetch(
        "SELECT account, language, at / 86400000000, SUM(points), COUNT(*) FROM reputation_ledger"
        " GROUP BY account, language, at / 86400000000"
    )
    return [(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in found]


def _totals(kept: Kept, found: Kept) -> Iterator[Wrong]:
    members = {member for member, _ in kept}
    for (member, which), points in sorted({**{key: 0 for key in kept}, **found}.items()):
        if member in members and kept.get((member, which), 0) != points:
            yield _wrong(member, which, kept.get((member, which), 0), points)


async def _levels(tx: Transaction, shown: Counter[tuple[Key, int]], now: datetime) -> list[Wrong]:
    rows = await tx.fetch(
        "SELECT period, language, points, members FROM reputation_levels WHERE members <> 0"
        " AND period IN (?, ?, ?)",
        *board.periods(now),
    )
    kept = {((row[0], row[1]), int(row[2])): int(row[3]) for row in rows}
    levels = sorted({**kept, **shown})
    return [
        _wrong(0, which, kept.get((which, points), 0), shown[which, points])
        for which, points in levels
        if kept.get((which, points), 0) != shown[which, points]
    ]


def _wrong(member: int, which: Key, kept: int, found: int) -> Wrong:
    return Wrong(member=member, period=which[0], language=which[1], kept=kept, found=found)
