"""Groups of people who reward each other more than chance would, of bounded size.

After Blondel et al., "Fast unfolding of communities in large networks" (2008), with the resolution
of Reichardt and Bornholdt: people move to the group that gains most, then groups do.
"""

from dataclasses import dataclass

import numpy as np

from core.reputation import edges as graph
from core.reputation.edges import Edges, Flags, Floats, Ints

# The first lets large rings stay whole, the second keeps small ones apart from their neighbours.
RESOLUTIONS = (4.0, 40.0)
_FULL_FROM = 2000  # people; among fewer a ring is so large a part that it would be torn
_LEVELS = 6
_ROUNDS = 12
_LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class _Level:
    edges: Edges
    strength: Floats
    size: Ints
    resolution: float


def groups(edges: Edges, strength: Floats, most: int, resolution: float) -> Ints:
    """A group's number for each node; at most `most` nodes share one. Always the same answer to
    the same question: chance, which keeps neighbours from changing places for ever, is seeded."""
    chance = np.random.default_rng(0)
    resolution *= min(1.0, np.count_nonzero(strength) / _FULL_FROM)
    level = _Level(edges, strength, np.ones(len(strength), np.int64), resolution)
    found = np.arange(len(strength))
    for _ in range(_LEVELS):
        label = _moved(level, most, chance)
        names, label = np.unique(label, return_inverse=True)
        found = label[found]
        if len(names) == len(level.size):
            break
        level = _above(level, label, len(names))
    return found


def _above(level: _Level, label: Ints, count: int) -> _Level:
    return _Level(
        level.edges.joined(label, count),
        np.bincount(label, level.strength, count).astype(np.float64),
        np.bincount(label, level.size, count).astype(np.int64),
        level.resolution,
    )


def _moved(level: _Level, most: int, chance: np.random.Generator) -> Ints:
    label = np.arange(len(level.size))
    for _ in range(_ROUNDS):
        turn = chance.random(len(label)) < 0.5
        who, where = _wishes(level, label, turn, most)
        if len(who):
            admitted = _admitted(level.size, label, who, where, most)
            label[who[admitted]] = where[admitted]
    return label


def _wishes(level: _Level, label: Ints, turn: Flags, most: int) -> tuple[Ints, Ints]:
    """Who of those whose turn it is gains by leaving, and for which group."""
    asked = level.edges.only(turn[level.edges.one])
    ties = graph.summed(asked.one, label[asked.other], asked.weight, len(label))
    if not len(ties.one):
        return ties.one, ties.other
    stays = ties.other == label[ties.one]
    size = np.bincount(label, level.size, len(label))
    ties = ties.only(stays | (size[ties.other] + level.size[ties.one] <= most))
    stays = ties.other == label[ties.one]
    gain = _gain(level, label, ties, stays)
    chosen = graph.best(ties, gain)
    chosen = chosen[~stays[chosen] & (gain[chosen] > _LEAST_GAIN)]
    return ties.one[chosen], ties.other[chosen]


def _gain(level: _Level, label: Ints, ties: Edges, stays: Flags) -> Floats:
    """Points shared with the group, less what chance alone would share."""
    total = np.bincount(label, level.strength, len(label))
    own = level.strength[ties.one]
    theirs = total[ties.other] - np.where(stays, own, 0)
    return np.asarray(ties.weight - level.resolution * own * theirs / level.strength.sum())


def _admitted(size: Ints, label: Ints, who: Ints, where: Ints, most: int) -> Ints:
    """Where many come at once, as many as fit."""
    order = np.argsort(where, kind="stable")
    coming = np.cumsum(size[who[order]])
    start = graph.firsts(where[order])
    before = np.repeat(coming[start] - size[who[order[start]]], np.diff([*start, len(order)]))
    there = np.bincount(label, size, len(label))[where[order]]
    return order[there + coming - before <= most]
