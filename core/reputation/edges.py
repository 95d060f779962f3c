"""Who rewarded whom, as a graph in columns: numpy carries a year's ledger in seconds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Gifts:
    """One gift a row. Givers and receivers are numbered from 0 to `people`."""

    giver: Ints
    receiver: Ints
    points: Ints
    at: Ints
    days: Ints  # age of the giver's account
    people: int

    def only(self, keep: Flags) -> "Gifts":
        return Gifts(
            giver=self.giver[keep],
            receiver=self.receiver[keep],
            points=self.points[keep],
            at=self.at[keep],
            days=self.days[keep],
            people=self.people,
        )


@dataclass(frozen=True)
class Edges:
    """Points between two, whoever gave; each edge is there in both directions."""

    one: Ints
    other: Ints
    weight: Floats

    def only(self, keep: Flags) -> "Edges":
        return Edges(self.one[keep], self.other[keep], self.weight[keep])

    def within(self, nodes: Flags) -> "Edges":
        return self.only(nodes[self.one] & nodes[self.other])

    def joined(self, label: Ints, count: int) -> "Edges":
        """The edges between the labels' groups, one for each two, those within a group left out."""
        one, other = label[self.one], label[self.other]
        return summed(one, other, self.weight, count).only_between()

    def only_between(self) -> "Edges":
        return self.only(self.one != self.other)


def of(gifts: Gifts) -> Edges:
    one = np.concatenate([gifts.giver, gifts.receiver])
    other = np.concatenate([gifts.receiver, gifts.giver])
    return summed(one, other, np.tile(gifts.points.astype(np.float64), 2), gifts.people)


def summed(one: Ints, other: Ints, weight: Floats, count: int) -> Edges:
    """Equal pairs put together, in the order of `one`. Numbers are below `count`."""
    if not len(one):
        return Edges(one, other, weight)
    key = one * count + other
    order = np.argsort(key, kind="stable")
    start = firsts(key[order])
    at = order[start]
    return Edges(one[at], other[at], np.add.reduceat(weight[order], start))


def firsts(ordered: Ints) -> Ints:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))[: len(ordered)]


def best(edges: Edges, score: Floats) -> Ints:
    """For each `one` of the edges the number of the edge with the highest score."""
    order = np.lexsort((edges.other, -score, edges.one))
    return order[firsts(edges.one[order])]


def strength(edges: Edges, count: int) -> Floats:
    return np.bincount(edges.one, edges.weight, count).astype(np.float64)
