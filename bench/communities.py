"""Communities to measure with: the honest of a world, and rings hidden among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.events import DAYS, Events, Floats, Ints, joined
from bench.rings import Rings, ring
from bench.worlds import World

NEWCOMERS = 0.1


@dataclass(frozen=True)
class Community:
    """`ring_of` is -1 for the honest; `age` is in days at the start and may be negative."""

    name: str
    events: Events
    message: Ints
    ring_of: Ints
    age: Floats = field(repr=False)

    def ages(self) -> Ints:
        """The giver's age in days at each line."""
        return np.asarray(
            np.maximum(0, self.age[self.events.giver] + self.events.at / 86_400), np.int64
        )


def generate(
    name: str, seed: int, world: World, rings: Sequence[Rings], members: int = 20_000
) -> Community:
    rng = np.random.default_rng(seed)
    order = rng.permutation(members)  # so that a number says nothing
    ring_of = np.full(members, -1, np.int64)
    age = rng.lognormal(5, 1, members) + 8
    new = rng.random(members) < NEWCOMERS
    age[new] = rng.uniform(-DAYS, 8, int(new.sum()))
    parts: list[Events] = []
    alone = np.ones(members, np.bool_)
    for number, (style, crew) in enumerate(_crews(rings, order, rng)):
        ring_of[crew] = number
        alone[crew] = not style.ordinary
        age[crew] = rng.uniform(*style.ages, len(crew))
        parts += ring(rng, style, crew, order[-members // 2 :])
    free = order[(ring_of[order] < 0) | ~alone[order]]
    every = joined([world(rng, rng.permutation(free)), *parts])
    every = every.only(age[every.giver] + every.at / 86_400 > 0)
    return Community(name, every, _messages(rng, every), ring_of, age)


def _crews(
    rings: Sequence[Rings], order: Ints, rng: np.random.Generator
) -> Iterator[tuple[Rings, Ints]]:
    taken = 0
    for style in rings:
        for number in range(style.count):
            size = int(rng.integers(style.sizes[0], style.sizes[1] + 1))
            both = int(size * style.shared) if number else 0
            start = max(0, taken - both)
            taken = start + size
            yield style, order[start:taken]


def _messages(rng: np.random.Generator, events: Events) -> Ints:
    """Every second vote goes to the receiver's last answer, the rest to a new one."""
    message = np.arange(len(events.at))
    last: dict[int, int] = {}
    again = rng.random(len(message)) < 0.5
    for index, (kind, receiver) in enumerate(
        zip(events.kind.tolist(), events.receiver.tolist(), strict=True)
    ):
        if kind == 2 and again[index] and receiver in last:
            message[index] = last[receiver]
        else:
            last[receiver] = index
    return message
