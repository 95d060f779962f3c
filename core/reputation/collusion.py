"""Who rewards mostly one another: what is held until a moderator has looked, and why.

Pure functions over entries of the ledger; a job calls them, off the event loop. Whom the rules
find they cannot judge: a ring of two looks like two friends, and only the caps bound it.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from core.config.reputation import Collusion
from core.reputation import groups, signs
from core.reputation.edges import Gifts, Ints
from core.reputation.ledger import GIVEN, Entry
from core.reputation.rules import DAY

SIGNS = signs.SIGNS
WINDOWS = (90 * DAY, 30 * DAY)  # the second for those who were honest before


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """`entries`: ids of what they gave each other. `people`, sorted, by the names of the entries.
    `received`: which share of what they got came from each other; `given`: which share of what
    they gave stayed among them."""

    entries: tuple[int, ...]
    people: tuple[str, ...]
    signs: tuple[str, ...]
    received: float
    given: float


def suspicions(entries: Sequence[Entry], now: int, rules: Collusion) -> list[Suspicion]:
    """`entries`: what members gave each other in the last 90 days, everybody's, accounts and givers
    by person. Held ones speak as loud as others; void ones, and those who a moderator has said are
    honest, do not. Takes seconds for a million."""
    found: list[Suspicion] = []
    for window in WINDOWS:
        told = {entry for one in found for entry in one.entries}
        lately = [one for one in entries if now - window < one.at <= now]
        for one in _within(lately, rules):
            if not told.issuperset(one.entries):
                found.append(one)
    return found


def together(giver: str, receiver: str, suspected: Iterable[frozenset[str]]) -> bool:
    """Whether a gift of these two is held at once: both belong to one group under suspicion."""
    return any(giver in people and receiver in people for people in suspected)


def _within(entries: Sequence[Entry], rules: Collusion) -> Iterator[Suspicion]:
    given = [one for one in entries if one.kind in GIVEN and one.worth > 0 and one.state != "void"]
    names = sorted({name for one in given for name in (one.by, one.account)})
    gifts = _columns(given, {name: number for number, name in enumerate(names)})
    group = groups.find(gifts, rules.people)
    found = signs.figures(gifts, group)
    inside = np.where(signs.within(gifts, group), group[gifts.receiver], -1)
    for number in np.flatnonzero(signs.suspicious(found, rules.isolation)).tolist():
        yield Suspicion(
            entries=tuple(given[row].id for row in np.flatnonzero(inside == number).tolist()),
            people=tuple(names[one] for one in np.flatnonzero(group == number).tolist()),
            signs=signs.told(found, number),
            received=float(found.received[number]),
            given=float(found.given[number]),
        )


def _columns(given: Sequence[Entry], number: dict[str, int]) -> Gifts:
    def column(values: Iterable[int]) -> Ints:
        return np.fromiter(values, np.int64, len(given))

    # What a moderator has released counts as if a stranger had given it.
    strangers = itertools.count(len(number))
    givers = [next(strangers) if one.why == "released" else number[one.by] for one in given]
    return Gifts(
        giver=column(givers),
        receiver=column(number[one.account] for one in given),
        points=column(one.worth for one in given),
        at=column(one.at for one in given),
        days=column(one.by_days for one in given),
        people=next(strangers),
    )
