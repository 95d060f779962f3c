"""Rings: who in a group that rewards itself rewards whom, how often, when, and how it hides."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from bench.events import DAYS, USUAL, Events, Flags, Floats, Ints, Kinds, events

Pair = tuple[int, int]
Shape = Callable[[np.random.Generator, int], Ints]


@dataclass(frozen=True)
class Rings:
    """`each` is how often one member rewards within the ring; camouflage is in shares of that:
    `out` to the honest, `into` from them. `friends`: how many honest ones see all camouflage of a
    member (0: whoever). `days` is how long a ring is at work; in `turns` it serves one member after
    the other. `shared`: which part of its members belongs to the ring before it, too. `ordinary`:
    its members live like the honest besides."""

    count: int = 20
    shape: str = "clique"
    sizes: Pair = (3, 40)
    each: Pair = (8, 30)
    out: float = 0.1
    into: float = 0.1
    friends: int = 0
    days: int = 90
    turns: bool = False
    shared: float = 0.0
    ages: Pair = (8, 400)
    ordinary: bool = False
    kinds: Kinds = USUAL


def ring(rng: np.random.Generator, style: Rings, crew: Ints, others: Ints) -> list[Events]:
    links = SHAPES[style.shape](rng, len(crew))
    wanted = int(rng.integers(style.each[0], style.each[1] + 1)) * len(crew)
    chosen = links[rng.integers(0, len(links), wanted)]
    start = rng.uniform(0, DAYS - style.days)
    day = _days(rng, style, start, chosen[:, 1] / len(crew))
    inside = _between(rng, style, crew[chosen[:, 0]], crew[chosen[:, 1]], day)
    worth = chosen[_within_caps(inside)]
    return [inside, *_camouflage(rng, style, crew, others, worth, start)]


def _camouflage(
    rng: np.random.Generator, style: Rings, crew: Ints, others: Ints, worth: Ints, start: float
) -> list[Events]:
    out, into = (worth[rng.random(len(worth)) < share] for share in (style.out, style.into))
    known = rng.choice(others, (len(crew), style.friends or 1))
    parts = []
    for who, outwards in ((out[:, 0], True), (into[:, 1], False)):
        seen = known[who, rng.integers(0, known.shape[1], len(who))]
        other = seen if style.friends else rng.choice(others, len(who))
        giver, receiver = (crew[who], other) if outwards else (other, crew[who])
        day = rng.uniform(start, start + style.days, len(who))
        parts.append(_between(rng, style, giver, receiver, day))
    return [replace(part, ring=np.zeros(len(part.at), np.bool_)) for part in parts]


def _days(rng: np.random.Generator, style: Rings, start: float, turn: Floats) -> Floats:
    if not style.turns:
        return np.asarray(rng.uniform(start, start + style.days, len(turn)))
    length = style.days / 6
    return np.asarray(start + turn * (style.days - length) + rng.uniform(0, length, len(turn)))


def _between(
    rng: np.random.Generator, style: Rings, giver: Ints, receiver: Ints, day: Floats
) -> Events:
    return events(rng, giver, receiver, day, kinds=style.kinds, ring=True)


def _within_caps(inside: Events) -> Ints:
    """What the caps leave, roughly: a pair once a day, five times in a month."""
    pair = np.minimum(inside.giver, inside.receiver) * 10**6
    pair += np.maximum(inside.giver, inside.receiver)
    day = (inside.at // 86_400).astype(np.int64)
    _, first = np.unique(pair * 1000 + day, return_index=True)
    month = pair[first] * 10 + day[first] // 30
    order = np.argsort(month, kind="stable")
    _, start, count = np.unique(month[order], return_index=True, return_counts=True)
    rank = np.arange(len(order)) - np.repeat(start, count)
    return np.asarray(first[order[rank < 5]])


# -- shapes: links from giver to receiver, by number -----------------------------------------------


def _links(size: int, keep: Callable[[Ints, Ints], Flags]) -> Ints:
    giver, receiver = (each.ravel() for each in np.indices((size, size)))
    kept = keep(giver, receiver) & (giver != receiver)
    return np.column_stack((giver[kept], receiver[kept]))


def clique(rng: np.random.Generator, size: int) -> Ints:
    return _links(size, lambda giver, receiver: giver != receiver)


def cycle(rng: np.random.Generator, size: int) -> Ints:
    return _links(size, lambda giver, receiver: receiver == (giver + 1) % size)


def star(rng: np.random.Generator, size: int) -> Ints:
    return _links(size, lambda giver, receiver: receiver == 0)


def mutual_star(rng: np.random.Generator, size: int) -> Ints:
    return _links(size, lambda giver, receiver: (receiver == 0) | (giver == 0))


def chain(rng: np.random.Generator, size: int) -> Ints:
    return _links(size, lambda giver, receiver: receiver == giver + 1)


def sparse(rng: np.random.Generator, size: int) -> Ints:
    """Everyone rewards up to two others, and the cycle keeps it in one piece."""
    drawn = np.column_stack((np.repeat(np.arange(size), 2), rng.integers(0, size, 2 * size)))
    return np.concatenate([drawn[drawn[:, 0] != drawn[:, 1]], cycle(rng, size)])


def puppets(rng: np.random.Generator, size: int) -> Ints:
    """A quarter are served by the others, who get nothing."""
    served = max(1, size // 4)
    return _links(size, lambda giver, receiver: (giver >= served) & (receiver < served))


def shared_asker(rng: np.random.Generator, size: int) -> Ints:
    """One, who looks like an honest asker, rewards all; they reward each other a little."""
    return _links(size, lambda giver, receiver: (giver == 0) | (receiver == (giver + 1) % size))


def two_camps(rng: np.random.Generator, size: int) -> Ints:
    """Each half rewards only the other."""
    return _links(size, lambda giver, receiver: (giver % 2) != (receiver % 2))


def layers(rng: np.random.Generator, size: int) -> Ints:
    """Three layers, each rewards the one above."""
    return _links(size, lambda giver, receiver: receiver * 3 // size == giver * 3 // size - 1)


def tree(rng: np.random.Generator, size: int) -> Ints:
    """Puppets of puppets: everyone rewards whom they answer to, and now and then gets it back."""
    return _links(
        size,
        lambda giver, receiver: ((giver - 1) // 3 == receiver) | ((receiver - 1) // 3 == giver),
    )


def friends_of_two(rng: np.random.Generator, size: int) -> Ints:
    """A lattice: everyone and the next two on both sides."""
    return _links(
        size, lambda giver, receiver: np.isin((giver - receiver) % size, (1, 2, size - 1, size - 2))
    )


def two_cliques(rng: np.random.Generator, size: int) -> Ints:
    """Two halves that know one another by one member only."""
    half = (size + 1) // 2
    return _links(
        size,
        lambda giver, receiver: (giver // half == receiver // half) | (giver * receiver == 0),
    )


def loosely(rng: np.random.Generator, size: int) -> Ints:
    """Who rewards whom is chance, and a few do it far more than others."""
    links = clique(rng, size)
    weight = rng.pareto(1.5, size)[links[:, 0]] + 0.2
    number = max(size, len(links) // 3)
    return np.asarray(links[rng.choice(len(links), number, p=weight / weight.sum())])


SHAPES: dict[str, Shape] = {
    shape.__name__.replace("_", " "): shape
    for shape in (
        clique, cycle, star, mutual_star, chain, sparse, puppets,
        shared_asker, two_camps, layers, tree, friends_of_two, two_cliques, loosely,
    )
}  # fmt: skip
FITTED = tuple(SHAPES)[:7]  # the weights of `core/reputation/signs.py` were first fitted on these
