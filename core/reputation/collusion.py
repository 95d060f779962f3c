"""Who rewards mostly one another: what is held until a moderator has looked, and why.

Pure functions over entries of the ledger; a job calls them, off the event loop. Whether people are
friends or pretend to be, no rule can see: a ring of two is bounded by the caps alone.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from core.config.reputation import Collusion
from core.reputation import groups, louvain, signs
from core.reputation.edges import Gifts, Ints
from core.reputation.ledger import GIVEN, Entry
from core.reputation.rules import DAY

SIGNS = signs.SIGNS
# How far back, and how much more evidence that needs: for a few weeks a team may have eyes for
# nobody else. The shorter ones are for who was honest before, or acts fast.
WINDOWS = ((90 * DAY, 0.0), (30 * DAY, 1.7), (10 * DAY, 2.0))


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """`entries`: ids of what they gave each other. `people`, sorted, by the names of the entries.
    `received`: which share of what they got came from each other; `given`: which share of what
    they gave stayed among them."""

    entries: tuple[int, ...]
    people: tuple[str, ...]
    signs: tuple[str, ...]
    received: float
    given: float


@dataclass(frozen=True)
class Table:
    """Entries in columns; `names` by number."""

    gifts: Gifts
    entries: Ints
    names: Sequence[str]


def suspicions(entries: Sequence[Entry], now: int, rules: Collusion) -> list[Suspicion]:
    """`entries`: what members gave each other in the last 90 days, everybody's, accounts and givers
    by person. Held ones speak as loud as others; void ones, and those that a moderator released,
    do not. The work of seconds for a million."""
    table = tabulate(entries)
    return united(one for window in WINDOWS for one in search(table, window, now, rules))


def tabulate(entries: Iterable[Entry]) -> Table:
    given = [one for one in entries if one.kind in GIVEN and one.worth > 0 and one.state != "void"]
    names = sorted({name for one in given for name in (one.by, one.account)})
    number = {name: number for number, name in enumerate(names)}

    def column(values: Iterable[int]) -> Ints:
        return np.fromiter(values, np.int64, len(given))

    # What a moderator has released counts as if a stranger had given it.
    strangers = itertools.count(len(names))
    givers = [next(strangers) if one.why == "released" else number[one.by] for one in given]
    gifts = Gifts(
        giver=column(givers),
        receiver=column(number[one.account] for one in given),
        points=column(one.worth for one in given),
        at=column(one.at for one in given),
        days=column(one.by_days for one in given),
        people=next(strangers),
    )
    return Table(gifts, column(one.id for one in given), names)


def search(
    table: Table, window: tuple[int, float], until: int, rules: Collusion
) -> Iterator[Suspicion]:
    """The groups that are suspicious for what they gave in a window (of `WINDOWS`) until then."""
    length, more = window
    there = (table.gifts.at > until - length) & (table.gifts.at <= until)
    if not there.any():
        return
    gifts, entries = table.gifts.only(there), table.entries[there]
    for resolution in louvain.RESOLUTIONS:
        group = groups.find(gifts, rules.people, resolution)
        found = signs.figures(gifts, group)
        heavy = signs.weight(found) >= rules.evidence + more
        suspicious = heavy & signs.may_be_judged(found, rules.people)
        # Who belongs to a group is wider than what it is judged by; it may be part of a crowd.
        group = groups.gathered(group, gifts)
        suspicious &= np.bincount(group[group >= 0], minlength=len(heavy)) <= rules.people
        inside = np.where(signs.within(gifts, group), group[gifts.receiver], -1)
        for number in np.flatnonzero(suspicious).tolist():
            yield Suspicion(
                entries=tuple(entries[inside == number].tolist()),
                people=tuple(table.names[one] for one in np.flatnonzero(group == number).tolist()),
                signs=signs.told(found, number),
                received=round(float(found.received[number]), 3),
                given=round(float(found.given[number]), 3),
            )


def united(found: Iterable[Suspicion]) -> list[Suspicion]:
    """One for each ring, though it was found more than once: the figures are the first's."""
    rings: list[Suspicion] = []
    for one in found:
        same = (number for number, ring in enumerate(rings) if _overlap(one, ring))
        number = next(same, None)
        if number is None:
            rings.append(one)
        else:
            rings[number] = _both(rings[number], one)
    return rings


def _overlap(one: Suspicion, ring: Suspicion) -> bool:
    return 2 * len(set(one.people).intersection(ring.people)) >= len(one.people)


def _both(ring: Suspicion, one: Suspicion) -> Suspicion:
    signs = (*ring.signs, *(sign for sign in one.signs if sign not in ring.signs))
    return msgspec.structs.replace(
        ring,
        entries=tuple(sorted({*ring.entries, *one.entries})),
        people=tuple(sorted({*ring.people, *one.people})),
        signs=signs,
    )
