"""Small groups that keep mostly to themselves: whether that is suspicious is weighed elsewhere."""

import numpy as np

from core.reputation import edges as graph
from core.reputation import louvain
from core.reputation.edges import Edges, Flags, Floats, Gifts, Ints

LEAST_GIFTS = 3  # who gave and got fewer passes by, and belongs to nobody
LEAST_SHARE = 0.25  # of what a member gives and gets that stays in the group
LEAST_PART = 0.2  # of the mean member: gifts within the group, times their share, times partners
_JOINS_FROM = 0.5
_RETURNS_FROM = 0.5  # of the gifts of the mean member
_LEAST_TO_RETURN = 5
_MERGES_FROM = 0.1  # of what the weaker of two groups gives and gets
_ROUNDS = 6
_PEELINGS = 30


def find(gifts: Gifts, most: int, resolution: float) -> Ints:
    """A group's number for each person, -1 for those in none. Groups of `most` people at most."""
    edges = graph.of(gifts)
    total = np.maximum(1, graph.strength(edges, gifts.people))
    nodes, edges = _peeled(edges.within(_regular(gifts)), total, most)
    label = np.full(gifts.people, -1)
    if not nodes.any():
        return label
    # Passers-by take part at first and are let go; so a group may start half as large again.
    strength = np.where(nodes, total, 0)
    label[nodes] = louvain.groups(edges, strength, most * 3 // 2, resolution)[nodes]
    label = _settled(label, edges, total)
    label = _settled(_merged(label, edges, total, most), edges, total)
    label = _without_hangers_on(label, gifts, total)
    return _without_hangers_on(label, gifts, total)


def gathered(label: Ints, gifts: Gifts) -> Ints:
    """With those who take part like members, and whom a busy life besides had kept apart."""
    one = np.concatenate([gifts.giver, gifts.receiver])
    other = np.concatenate([gifts.receiver, gifts.giver])
    tied = label[other] >= 0
    ties = graph.summed(one[tied], label[other[tied]], np.ones(int(tied.sum())), len(label))
    ties = ties.only(label[ties.one] < 0)
    if not len(ties.one):
        return label
    ties = ties.only(
        ties.weight
        >= np.maximum(_LEAST_TO_RETURN, _RETURNS_FROM * _parts(label, gifts)[ties.other])
    )
    chosen = graph.best(ties, ties.weight)
    label = label.copy()
    label[ties.one[chosen]] = ties.other[chosen]
    return label


def _parts(label: Ints, gifts: Gifts) -> Floats:
    """The gifts of the mean member of each group, given and got within it."""
    inside = (label[gifts.giver] >= 0) & (label[gifts.giver] == label[gifts.receiver])
    people = np.bincount(label[label >= 0], minlength=len(label))
    within = np.bincount(label[gifts.giver[inside]], minlength=len(label))
    return np.asarray(2 * within / np.maximum(1, people))


def _regular(gifts: Gifts) -> Flags:
    often = np.bincount(gifts.giver, minlength=gifts.people)
    often += np.bincount(gifts.receiver, minlength=gifts.people)
    return np.asarray(often >= LEAST_GIFTS)


def _peeled(edges: Edges, total: Floats, most: int) -> tuple[Flags, Edges]:
    """Without those who cannot be in such a group: their dearest `most` partners are not enough.
    Each who goes may take others along."""
    order = np.lexsort((-edges.weight, edges.one))
    edges = edges.only(order)  # type: ignore[arg-type]
    alive = np.bincount(edges.one, minlength=len(total)) > 0
    for _ in range(_PEELINGS):
        edges = edges.within(alive)
        start = graph.firsts(edges.one)
        rank = np.arange(len(edges.one)) - np.repeat(start, np.diff([*start, len(edges.one)]))
        dearest = np.bincount(edges.one, edges.weight * (rank < most), len(total))
        stays = alive & (dearest >= LEAST_SHARE * total)
        if (stays == alive).all():
            break
        alive = stays
    return alive, edges.within(alive)


def _settled(label: Ints, edges: Edges, total: Floats) -> Ints:
    """People leave a group that holds too little of what they give and get, and join one that
    holds most of it."""
    for _ in range(_ROUNDS):
        grouped = edges.only(label[edges.other] >= 0)
        ties = graph.summed(grouped.one, label[grouped.other], grouped.weight, len(label))
        share = ties.weight / total[ties.one]
        stays = ties.other == label[ties.one]
        chosen = graph.best(ties, share + stays)
        enough = np.where(stays, share >= LEAST_SHARE, share >= _JOINS_FROM)[chosen]
        settled = np.full(len(label), -1)
        settled[ties.one[chosen[enough]]] = ties.other[chosen[enough]]
        if (settled == label).all():
            break
        label = settled
    return label


def _merged(label: Ints, edges: Edges, total: Floats, most: int) -> Ints:
    """Parts of one ring are put together, the closest first."""
    inside = label >= 0
    names, numbers = np.unique(label[inside], return_inverse=True)
    count = len(names)
    dense = np.full(len(label), -1)
    dense[inside] = numbers
    between = edges.within(inside).joined(dense, count)
    worth = np.bincount(numbers, total[inside], count)
    tie = between.weight / np.minimum(worth[between.one], worth[between.other])
    order = np.argsort(-tie, kind="stable")
    order = order[(tie[order] >= _MERGES_FROM) & (between.one[order] < between.other[order])]
    pairs = zip(between.one[order].tolist(), between.other[order].tolist(), strict=True)
    merged = _united(list(pairs), np.bincount(numbers, minlength=count).tolist(), most)
    return np.where(inside, np.array([*merged, -1])[dense], -1)


def _without_hangers_on(label: Ints, gifts: Gifts, total: Floats) -> Ints:
    """Not those who take a small part, beside others or with few of the group, with a small share
    of what they do: a ring likes to be seen with such."""
    inside = (label[gifts.giver] >= 0) & (label[gifts.giver] == label[gifts.receiver])
    one, other = gifts.giver[inside], gifts.receiver[inside]
    ends = np.concatenate([one, other])
    part = np.bincount(ends, minlength=len(label))
    share = np.bincount(ends, np.tile(gifts.points[inside], 2), len(label)) / total
    pairs = graph.summed(ends, np.concatenate([other, one]), np.ones(len(ends)), len(label))
    partners = np.bincount(pairs.one, minlength=len(label))
    known = np.log1p(partners)
    weight = _to_mean(part, label) * _to_mean(share, label) * _to_mean(known, label)
    return np.where(weight >= LEAST_PART, label, -1)


def _to_mean(value: Floats | Ints, label: Ints) -> Floats:
    """As a ratio to the mean of the group."""
    grouped = label >= 0
    number = np.maximum(1, np.bincount(label[grouped], minlength=len(label)))
    mean = np.bincount(label[grouped], value[grouped], len(label)) / number
    return np.asarray(value / np.maximum(mean[label], 1e-9))


def _united(pairs: list[tuple[int, int]], size: list[int], most: int) -> list[int]:
    """For each number the one it goes by."""
    name = list(range(len(size)))

    def root(number: int) -> int:
        while name[number] != number:
            number = name[number]
        return number

    for one, other in pairs:
        one, other = root(one), root(other)
        if one != other and size[one] + size[other] <= most:
            name[other] = one
            size[one] += size[other]
    return [root(number) for number in range(len(size))]
