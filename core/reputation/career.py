"""The rank to which a history leads: up as soon as it is earned, down below nine tenths of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from core.config.reputation import Rank
from core.reputation import ranks
from core.reputation.ledger import HELPED, Row
from core.reputation.ranks import WINDOW

Change = tuple[int, Row, int]
"""When, of which row, and how many points more."""


def last_rank(rows: Iterable[Row], until: int, wanted: Sequence[Rank]) -> int:
    """After all rows of one person, at that moment; the top as soon as its numbers are met."""
    standing, rank = _Standing(), 0
    changes = sorted(_changes(rows), key=itemgetter(0))
    for at, together in groupby(changes, key=itemgetter(0)):
        if at > until:
            break
        for _, row, points in together:
            standing.change(row, points)
        rank = ranks.attained(standing.points, standing.people, rank, wanted)
    return rank


def _changes(rows: Iterable[Row]) -> Iterator[Change]:
    """Each row counts from when it was written, until what it is about is past."""
    for row in rows:
        yield row.noted_at, row, row.points
        yield max(row.noted_at, row.at + WINDOW), row, -row.points


class _Standing:
    """Points, and different people helped, as they stand at one moment."""

    def __init__(self) -> None:
        self.points = self.people = 0
        self._givers: dict[int, str] = {}
        self._worth: Counter[int] = Counter()
        self._helped: Counter[str] = Counter()

    def change(self, row: Row, points: int) -> None:
        entry = row.of or row.id
        giver = self._givers.setdefault(entry, row.by)  # its first row is the giver's
        before = self._worth[entry] > 0
        self.points += points
        self._worth[entry] += points
        if row.kind in HELPED:
            self._help(giver, (self._worth[entry] > 0) - before)

    def _help(self, giver: str, more: int) -> None:
        before = self._helped[giver] > 0
        self._helped[giver] += more
        self.people += (self._helped[giver] > 0) - before
