"""Lines of a generated community, in columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.reputation.granting import Given

DAYS = 90
KINDS: tuple[Given, ...] = ("thanks", "accept", "vote")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Kinds = tuple[float, float, float]
USUAL: Kinds = (0.6, 0.2, 0.2)


@dataclass(frozen=True)
class Events:
    """`at`: seconds from the start; `ring`: this line is between members of one ring."""

    at: Floats
    kind: Ints
    giver: Ints
    receiver: Ints
    ring: Flags

    def only(self, keep: Flags | Ints) -> "Events":
        return Events(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def events(
    rng: np.random.Generator,
    giver: Ints,
    receiver: Ints,
    day: Floats,
    *,
    kinds: Kinds = USUAL,
    ring: bool = False,
) -> Events:
    return Events(
        at=hours(rng, day),
        kind=rng.choice(3, len(giver), p=kinds),
        giver=giver,
        receiver=receiver,
        ring=np.full(len(giver), ring),
    )


def joined(parts: list[Events]) -> Events:
    """In the order of their times; nobody gives to oneself."""
    every = Events(*(np.concatenate(column) for column in zip(*map(_columns, parts), strict=True)))
    order = np.argsort(every.at, kind="stable")
    return every.only(order[(every.giver != every.receiver)[order]])


def _columns(part: Events) -> list[NDArray[np.generic]]:
    return [getattr(part, name) for name in part.__dataclass_fields__]


def hours(rng: np.random.Generator, day: Floats) -> Floats:
    """People write by day: 8 to 24 h."""
    return np.asarray(np.floor(day) * 86_400 + rng.uniform(8, 24, len(day)) * 3600)
