"""Totals of members, kept with every row of the ledger, and the boards that are read from them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.events import Account
from core.moments import from_micros
from core.storage import Row, Statement, Transaction

ALL = "all"
ROWS = 10


class Line(msgspec.Struct, frozen=True):
    """A member on a board. Those with as many points share a place, and the next one follows."""

    place: int
    member: int
    points: int


class Board(msgspec.Struct, frozen=True):
    """The first of a period; `own` is the line of who asked, None where they have none."""

    lines: tuple[Line, ...]
    own: Line | None

    @property
    def shown(self) -> tuple[Line, ...]:
        """Whoever asks stands last, unless they are among the first."""
        own = self.own
        return self.lines if own is None or own in self.lines else (*self.lines, own)


Key = tuple[str, str]  # period and language
Totals = dict[Key, int]
Levels = dict[tuple[str, str, int], int]  # how many more stand there


class Kept(msgspec.Struct, frozen=True):
    """The totals of a member as they stand. `hidden`: on no board."""

    points: Totals
    hidden: bool = False


def periods(at: datetime) -> tuple[str, str, str]:
    """All time, the week (ISO 8601) and the month of this moment, by UTC."""
    year, week, _day = at.isocalendar()
    return ALL, f"{year}-W{week:02}", f"{at:%Y-%m}"


def period(name: str, now: datetime) -> str:
    """`all`, `week` or `month` as it is now."""
    return dict(zip(("all", "week", "month"), periods(now), strict=True))[name]


def changes(points: int, language: str, at: int, now: datetime) -> Totals:
    """What points that were earned then change: boards of weeks and months past are gone."""
    current = set(periods(now))
    which = [when for when in periods(from_micros(at)) if when in current]
    return {(when, each): points for when in which for each in {"", language}}


# -- keeping ---------------------------------------------------------------------------------------


def keeping(account: Account) -> Statement:
    """The question that `kept` is the answer to."""
    sql = (
        "SELECT t.period, t.language, t.points, COALESCE(r.hidden, 0) FROM accounts a"
        " LEFT JOIN ranks r ON r.member = a.member"
        " LEFT JOIN reputation_totals t ON t.member = a.member WHERE a.platform = ? AND a.id = ?"
    )
    return sql, (account.platform, account.id)


def kept(rows: Sequence[Row]) -> Kept:
    """No totals where the member has none, or is new."""
    points = {(row[0], row[1]): int(row[2]) for row in rows if row[0] is not None}
    return Kept(points, hidden=bool(rows and rows[0][3]))


async def apply(tx: Transaction, member: int, change: Totals, now: datetime, kept: Kept) -> None:
    """Add to the totals of a member, whose new row is in the ledger already. Whoever has none yet
    gets them from the ledger, as does a total of 0, which looks the same."""
    if kept.points.get((ALL, "")):
        await _add(tx, member, change, kept)
    else:
        await rebuild(tx, member, now)


async def rebuild(tx: Transaction, member: int, now: datetime) -> None:
    """From the ledger: accounts were linked or parted, or it is told anew who is shown."""
    await remove(tx, member)
    if found := await sums(tx, member, now):
        row = await tx.fetch_one("SELECT hidden FROM ranks WHERE member = ?", member)
        await _add(tx, member, found, Kept({}, hidden=bool(row and row[0])))


async def remove(tx: Transaction, member: int) -> None:
    """From all boards and totals; the ledger stays."""
    found = await tx.fetch(
        "DELETE FROM reputation_totals WHERE member = ? RETURNING period, language, points, hidden",
        member,
    )
    moved: Levels = {}
    for row in found:
        if not row[3]:
            _move(moved, (row[0], row[1]), int(row[2]), 0)
    await _put_levels(tx, moved)


async def sums(tx: Transaction, member: int, now: datetime) -> Totals:
    """What the totals of a member must be, by the ledger."""
    found = await tx.fetch(
        "SELECT points, language, at FROM reputation_ledger WHERE account IN"
        " (SELECT platform || ':' || id FROM accounts WHERE member = ?)",
        member,
    )
    totals: Totals = {}
    for points, language, at in ((row[0], row[1], row[2]) for row in found):
        for which, change in changes(points, language, at, now).items():
            totals[which] = totals.get(which, 0) + change
    return totals


async def forget_past(tx: Transaction, now: datetime) -> None:
    """Boards of weeks and months that are over, and levels on which nobody stands."""
    for table in ("reputation_totals", "reputation_levels"):
        sql = f"DELETE FROM {table} WHERE period NOT IN (?, ?, ?)"  # noqa: S608  constants
        await tx.execute(sql, *periods(now))
    await tx.execute("DELETE FROM reputation_levels WHERE members = 0")


async def _add(tx: Transaction, member: int, change: Totals, kept: Kept) -> None:
    """Those that are shown stand on other levels then."""
    values = [
        part
        for which, points in change.items()
        for part in (*which, member, points, int(kept.hidden))
    ]
    await tx.write(
        "INSERT INTO reputation_totals (period, language, member, points, hidden)"  # noqa: S608
        f" VALUES {', '.join(['(?, ?, ?, ?, ?)'] * len(change))}"
        " ON CONFLICT (member, period, language)"
        " DO UPDATE SET points = reputation_totals.points + excluded.points",
        *values,
    )
    moved: Levels = {}
    for which, points in () if kept.hidden else change.items():
        before = kept.points.get(which, 0)
        _move(moved, which, before, before + points)
    await _put_levels(tx, moved)


def _move(moved: Levels, which: Key, before: int, after: int) -> None:
    """One fewer on one level, one more on another; nobody looks at those without points."""
    for points, change in ((before, -1), (after, 1)):
        if points > 0:
            level = (*which, points)
            moved[level] = moved.get(level, 0) + change


async def _put_levels(tx: Transaction, moved: Levels) -> None:
    values = [part for level, change in moved.items() if change for part in (*level, change)]
    if not values:
        return
    marks = ", ".join(["(?, ?, ?, ?)"] * (len(values) // 4))
    await tx.write(
        f"INSERT INTO reputation_levels (period, language, points, members) VALUES {marks}"  # noqa: S608
        " ON CONFLICT (period, language, points) DO UPDATE SET"
        " members = reputation_levels.members + excluded.members",
        *values,
    )


# -- reading ---------------------------------------------------------------------------------------


_FIRST_AND_OWN = (
    "SELECT DENSE_RANK() OVER (ORDER BY points DESC), member, points, 0 FROM"
    " (SELECT member, points FROM reputation_totals WHERE period = ? AND language = ?"
    " AND hidden = 0 AND points > 0 ORDER BY points DESC, member LIMIT ?) x"
    " UNION ALL SELECT 1 + (SELECT COUNT(*) FROM reputation_levels l WHERE l.period = t.period"
    " AND l.language = t.language AND l.points > t.points AND l.members > 0),"
    " t.member, t.points, 1 FROM reputation_totals t WHERE t.member = ? AND t.period = ?"
    " AND t.language = ? AND t.hidden = 0 AND t.points > 0"
)


async def read(tx: Transaction, when: str, language: str, member: int | None) -> Board:
    """The first of a period in a language ('' for all), and the line of `member`."""
    nobody = 0
    found = await tx.fetch(
        _FIRST_AND_OWN,
        when, language, ROWS, nobody if member is None else member, when, language,
    )  # fmt: skip
    first = [row for row in found if not row[3]]
    lines = sorted(map(_line, first), key=lambda line: (line.place, line.member))
    return Board(tuple(lines), next((_line(row) for row in found if row[3]), None))


def _line(row: Row) -> Line:
    return Line(int(row[0]), int(row[1]), int(row[2]))


async def total(tx: Transaction, member: int) -> int:
    """All points of a member, those of linked accounts together."""
    row = await tx.fetch_one(
        "SELECT points FROM reputation_totals WHERE member = ? AND period = ? AND language = ''",
        member,
        ALL,
    )
    return int(row[0]) if row else 0


async def shown_total(tx: Transaction, member: int) -> int | None:
    """The same for a page that all can read; None for who is hidden, or has none."""
    row = await tx.fetch_one(
        "SELECT points FROM reputation_totals WHERE member = ? AND period = ? AND language = ''"
        " AND hidden = 0",
        member,
        ALL,
    )
    return int(row[0]) if row else None
