"""What speaks against a group: figures of all groups at once, and the verdict on them."""

from dataclasses import dataclass

import numpy as np

from core.reputation import edges as graph
from core.reputation.edges import Flags, Floats, Gifts, Ints

# What can be said of a group; the words for people are in `wording.py`.
SIGNS = ("ring", "mutual", "same askers", "evenly", "new accounts", "burst")

LEAST_PEOPLE = 3  # two who help each other cannot be told from two who pretend to
LEAST_GIFTS = 10  # of fewer nothing can be said
MOST_PAIRED = 0.65  # of their points: more is couples who know each other

_MICROSECONDS_A_DAY = 86_400 * 1_000_000
_NEW_DAYS = 30
_BURST_DAYS = 2.0  # standard deviation of the times; evenly over ten days it is 2.9
_OFTEN = 3.0  # gifts of one to another
_MOST_OF = 0.5
_EVENLY = 1.3  # a ring has 1 to 1.3, honest groups that look like one have 2 to 4
_MOST_UNEVEN = 4.0
_LEAST_COMPARED = 4  # people beside the busiest: fewer say nothing of how evenly a group gives
# Rings thank strangers to be seen with them; to be thanked by strangers they would have to help.
_RECEIVED, _GIVEN = 0.6, 0.4
_MANY = 25  # people: more than these are no more suspicious

# How much each sign weighs: a logistic regression over generated communities, then a search around
# it (see the bench `reputation_collusion`), rounded. What stays among them is in log-odds; counts,
# times and unevenness are in logarithms.
_ISOLATION = 1.9
_PEOPLE = 1.05
_GIFTS_EACH = 2.1
_REPEATED = 1.5
_MUTUAL = 3.4
_SPREAD = -0.3
_PAIRED = -2.5
_UNEVEN = -2.5
_NEEDED = 8.0


@dataclass(frozen=True)
class Figures:
    """One row a group. `received`: the share of what its members got that they gave each other;
    `given`: the share of what they gave that stayed among them; `mutual`: how much of it came
    back; `repeated`: gifts for each who gave and who got; `paired`: the share between two of whom
    each is the other's closest; `uneven`: 1 if all give about as often and take part about as much;
    `spread`: of their times, in days."""

    people: Ints
    gifts: Ints
    received: Floats
    given: Floats
    mutual: Floats
    repeated: Floats
    paired: Floats
    uneven: Floats
    new: Floats
    spread: Floats

    @property
    def isolation(self) -> Floats:
        """Which share stays among them."""
        return np.asarray(self.received**_RECEIVED * self.given**_GIVEN)


def figures(gifts: Gifts, group: Ints) -> Figures:
    count = int(group.max(initial=-1)) + 1
    inside = within(gifts, group)
    of_gift = group[gifts.receiver[inside]]
    points = gifts.points[inside]
    number = np.bincount(of_gift, minlength=count)
    worth = np.bincount(of_gift, points, count)
    pairs, mutual = _pairs(gifts, group, inside, count)
    return Figures(
        people=np.bincount(group[group >= 0], minlength=count),
        gifts=number,
        received=_share(worth, _of_all(gifts, group[gifts.receiver], count)),
        given=_share(worth, _of_all(gifts, group[gifts.giver], count)),
        mutual=_share(mutual, worth),
        repeated=_share(number, pairs),
        paired=_share(_between_couples(gifts.only(inside), group, count), worth),
        uneven=_uneven(gifts.only(inside), group, count),
        new=_share(np.bincount(of_gift, gifts.days[inside] < _NEW_DAYS, count), number),
        spread=_spread(of_gift, gifts.at[inside] / _MICROSECONDS_A_DAY, count),
    )


def within(gifts: Gifts, group: Ints) -> Flags:
    """The gifts between members of one group."""
    return np.asarray((group[gifts.giver] >= 0) & (group[gifts.giver] == group[gifts.receiver]))


def may_be_judged(found: Figures, most: int) -> Flags:
    """Neither too few to say anything of, nor a part of the community, nor couples."""
    sized = (found.people >= LEAST_PEOPLE) & (found.people <= most)
    return np.asarray(sized & (found.gifts >= LEAST_GIFTS) & (found.paired <= MOST_PAIRED))


def weight(found: Figures) -> Floats:
    """What speaks against each group, less what is needed to say anything."""
    people = np.maximum(1, found.people)
    share = np.clip(found.isolation, 0.03, 0.97)
    return np.asarray(
        _ISOLATION * np.log(share / (1 - share))
        + _PEOPLE * np.log(np.minimum(people, _MANY))
        + _GIFTS_EACH * np.log(np.maximum(1, found.gifts) / people)
        + _REPEATED * np.log(np.maximum(1, found.repeated))
        + _MUTUAL * found.mutual
        + _SPREAD * np.log(found.spread + 0.5)
        + _PAIRED * found.paired
        + _UNEVEN * np.log(found.uneven)
        - _NEEDED
    )


def told(found: Figures, number: int) -> tuple[str, ...]:
    """The signs of one group."""
    there = (
        True,
        found.mutual[number] > _MOST_OF,
        found.repeated[number] >= _OFTEN,
        found.uneven[number] <= _EVENLY and found.people[number] > _LEAST_COMPARED,
        found.new[number] > _MOST_OF,
        found.spread[number] < _BURST_DAYS,
    )
    return tuple(sign for sign, is_there in zip(SIGNS, there, strict=True) if is_there)


def _of_all(gifts: Gifts, group: Ints, count: int) -> Floats:
    known = group >= 0
    return np.bincount(group[known], gifts.points[known], count).astype(np.float64)


def _pairs(gifts: Gifts, group: Ints, inside: Flags, count: int) -> tuple[Ints, Floats]:
    """Who gave whom, counted; and points that came back from where they went."""
    giver, receiver = gifts.giver[inside], gifts.receiver[inside]
    pair, which = np.unique(giver * gifts.people + receiver, return_inverse=True)
    worth = np.bincount(which, gifts.points[inside], len(pair))
    back = np.searchsorted(pair, pair % gifts.people * gifts.people + pair // gifts.people)
    back = np.minimum(back, max(0, len(pair) - 1))
    there = pair[back] == pair % gifts.people * gifts.people + pair // gifts.people
    returned = np.where(there, np.minimum(worth, worth[back]), 0)
    of_pair = group[pair % gifts.people]
    counted = np.bincount(of_pair, minlength=count)
    return counted, np.bincount(of_pair, returned, count).astype(np.float64)


def _between_couples(gifts: Gifts, group: Ints, count: int) -> Floats:
    edges = graph.of(gifts)
    chosen = graph.best(edges, edges.weight) if len(edges.one) else edges.one
    closest = np.full(gifts.people, -1)
    closest[edges.one[chosen]] = edges.other[chosen]
    couples = edges.only((closest[edges.one] == edges.other) & (closest[edges.other] == edges.one))
    return np.asarray(np.bincount(group[couples.one], couples.weight, count) / 2)


def _uneven(gifts: Gifts, group: Ints, count: int) -> Floats:
    """Of honest people a few ask a lot and most do little; who rewards by agreement does as much as
    the others. How often each gives says so, and how often each gives or gets. The busiest is left
    out: rings have a hub, too."""
    gives = np.bincount(gifts.giver, minlength=gifts.people)
    does = gives + np.bincount(gifts.receiver, minlength=gifts.people)
    members = np.flatnonzero(group >= 0)
    members = members[np.lexsort((-does[members], group[members]))]
    others = np.delete(members, graph.firsts(group[members]))
    return _dispersion(gives[others], group[others], count) * _dispersion(
        does[others], group[others], count
    )


def _dispersion(times: Ints, group: Ints, count: int) -> Floats:
    """Morisita's index (1959): 1 if chance alone makes the difference between the members, however
    often they did it."""
    people = np.bincount(group, minlength=count)
    whole = np.bincount(group, times, count)
    pairs = np.bincount(group, times * (times - 1), count)
    index = np.clip(people * pairs / np.maximum(1, whole * (whole - 1)), 1, _MOST_UNEVEN)
    return np.where(people < _LEAST_COMPARED, 1, index)


def _spread(of_gift: Ints, day: Floats, count: int) -> Floats:
    number = np.maximum(1, np.bincount(of_gift, minlength=count))
    mean = np.bincount(of_gift, day, count) / number
    return np.sqrt(np.bincount(of_gift, (day - mean[of_gift]) ** 2, count) / number)


def _share(part: Floats | Ints, whole: Floats | Ints) -> Floats:
    return np.asarray(part / np.maximum(whole, 1))
