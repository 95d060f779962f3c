"""Generated communities: honest helpers of many habits, and rings hidden among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.reputation.granting import Given

DAYS = 90
KINDS: tuple[Given, ...] = ("thanks", "accept", "vote")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Honest:
    """How the honest live. Shares are of a member's own thanks; `tail` is the exponent of the
    power law of who answers (small: a few answer nearly everything)."""

    events: int = 120_000
    tail: float = 1.6
    languages: int = 6
    circles: int = 150
    circle_sizes: Pair = (3, 10)
    circle_share: float = 0.4
    mentors: int = 150
    mentor_share: float = 0.5
    newcomers: float = 0.1
    kinds: tuple[float, float, float] = (0.6, 0.2, 0.2)


@dataclass(frozen=True)
class Rings:
    """`each` is how often one member rewards within the ring; camouflage is in shares of that:
    `out` to the honest, `into` from them. `days` is how long a ring is at work. `ordinary`:
    its members live like the honest besides."""

    count: int = 20
    shape: str = "clique"
    sizes: Pair = (3, 40)
    each: Pair = (8, 30)
    out: float = 0.1
    into: float = 0.1
    days: int = 90
    ages: Pair = (8, 400)
    ordinary: bool = False
    kinds: tuple[float, float, float] = (0.6, 0.2, 0.2)


@dataclass(frozen=True)
class Events:
    """Columns. `at`: seconds from the start; `ring`: this line is between members of one ring."""

    at: Floats
    kind: Ints
    giver: Ints
    receiver: Ints
    ring: NDArray[np.bool_]


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
    name: str, seed: int, honest: Honest, rings: Sequence[Rings], members: int = 20_000
) -> Community:
    rng = np.random.default_rng(seed)
    order = rng.permutation(members)  # so that a number says nothing
    ring_of = np.full(members, -1, np.int64)
    age = rng.lognormal(5, 1, members) + 8
    new = rng.random(members) < honest.newcomers
    age[new] = rng.uniform(-DAYS, 8, int(new.sum()))
    parts: list[Events] = []
    taken = 0
    alone = np.ones(members, np.bool_)
    for number, (style, size) in enumerate(_sizes(rings, rng)):
        crew = order[taken : taken + size]
        taken += size
        ring_of[crew] = number
        alone[crew] = not style.ordinary
        age[crew] = rng.uniform(*style.ages, size)
        parts += _ring(rng, style, crew, order[-members // 2 :])
    free = order[(ring_of[order] < 0) | ~alone[order]]
    parts.insert(0, _honest(rng, honest, rng.permutation(free)))
    events = _in_order(parts)
    keep = age[events.giver] + events.at / 86_400 > 0
    events = Events(*(getattr(events, name)[keep] for name in Events.__dataclass_fields__))
    return Community(name, events, _messages(rng, events), ring_of, age)


def _sizes(rings: Sequence[Rings], rng: np.random.Generator) -> Iterator[tuple[Rings, int]]:
    for style in rings:
        for _ in range(style.count):
            yield style, int(rng.integers(style.sizes[0], style.sizes[1] + 1))


def _honest(rng: np.random.Generator, honest: Honest, people: Ints) -> Events:
    """Who asks is one law, who answers another; the same language, mostly."""
    count = len(people)
    language = rng.choice(honest.languages, count, p=_zipf(honest.languages, 1.0))
    asks = rng.lognormal(0, 1.2, count)
    giver = rng.choice(count, honest.events, p=asks / asks.sum())
    receiver = np.empty_like(giver)
    for number in range(honest.languages):
        speakers = np.flatnonzero(language == number)
        mine = np.flatnonzero(language[giver] == number)
        if len(mine):
            receiver[mine] = rng.choice(speakers, len(mine), p=_answering(rng, honest, speakers))
    _befriend(rng, honest, language, giver, receiver)
    known = giver != receiver
    size = int(known.sum())
    return Events(
        at=_hours(rng, rng.uniform(0, DAYS, size)),
        kind=rng.choice(3, size, p=honest.kinds),
        giver=people[giver[known]],
        receiver=people[receiver[known]],
        ring=np.zeros(size, np.bool_),
    )


def _answering(rng: np.random.Generator, honest: Honest, speakers: Ints) -> Floats:
    weights = rng.pareto(honest.tail, len(speakers)) + 0.02
    weights *= rng.random(len(speakers)) < 0.4  # the others never answer anybody
    weights[0] += 1
    return np.asarray(weights / weights.sum())


def _befriend(
    rng: np.random.Generator, honest: Honest, language: Ints, giver: Ints, receiver: Ints
) -> None:
    """Circles whose members answer one another, mentors whom the same people ask."""
    count = len(language)
    friends: dict[int, Ints] = {}
    loners = rng.permutation(count)
    taken = 0
    for _ in range(honest.circles):
        size = int(rng.integers(honest.circle_sizes[0], honest.circle_sizes[1] + 1))
        circle = loners[taken : taken + size]
        taken += size
        friends |= {int(one): circle[circle != one] for one in circle}
    mentor: dict[int, int] = {}
    for _ in range(honest.mentors):
        size = int(rng.integers(3, 12))
        group = loners[taken : taken + size + 1]
        taken += size + 1
        mentor |= {int(one): int(group[0]) for one in group[1:]}
    dice = rng.random(len(giver))
    for index, one in enumerate(giver.tolist()):
        if one in friends and dice[index] < honest.circle_share:
            receiver[index] = rng.choice(friends[one])
        elif one in mentor and dice[index] < honest.mentor_share:
            receiver[index] = mentor[one]


def _ring(rng: np.random.Generator, style: Rings, crew: Ints, others: Ints) -> list[Events]:
    links = SHAPES[style.shape](rng, len(crew))
    wanted = int(rng.integers(style.each[0], style.each[1] + 1)) * len(crew)
    chosen = links[rng.integers(0, len(links), wanted)]
    start = rng.uniform(0, DAYS - style.days)
    inside = _between(rng, style, start, crew[chosen[:, 0]], crew[chosen[:, 1]])
    worth = chosen[_within_caps(inside)]
    out, into = (worth[rng.random(len(worth)) < share] for share in (style.out, style.into))
    shown = _between(rng, style, start, crew[out[:, 0]], rng.choice(others, len(out)))
    earned = _between(rng, style, start, rng.choice(others, len(into)), crew[into[:, 1]])
    honest = [replace(part, ring=np.zeros(len(part.at), np.bool_)) for part in (shown, earned)]
    return [inside, *honest]


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


def _between(
    rng: np.random.Generator, style: Rings, start: float, giver: Ints, receiver: Ints
) -> Events:
    size = len(giver)
    return Events(
        at=_hours(rng, rng.uniform(start, start + style.days, size)),
        kind=rng.choice(3, size, p=style.kinds),
        giver=giver,
        receiver=receiver,
        ring=giver != receiver,
    )


def _clique(rng: np.random.Generator, size: int) -> Ints:
    return np.array([(a, b) for a in range(size) for b in range(size) if a != b])


def _cycle(rng: np.random.Generator, size: int) -> Ints:
    return np.array([(a, (a + 1) % size) for a in range(size)])


def _star(rng: np.random.Generator, size: int) -> Ints:
    return np.array([(a, 0) for a in range(1, size)])


def _mutual_star(rng: np.random.Generator, size: int) -> Ints:
    return np.concatenate([_star(rng, size), _star(rng, size)[:, ::-1]])


def _chain(rng: np.random.Generator, size: int) -> Ints:
    return np.array([(a, a + 1) for a in range(size - 1)])


def _sparse(rng: np.random.Generator, size: int) -> Ints:
    """Everyone rewards three others, and the cycle keeps it in one piece."""
    drawn = [(a, int(b)) for a in range(size) for b in rng.integers(0, size, 2) if a != b]
    return np.array([*drawn, *map(tuple, _cycle(rng, size).tolist())])


def _puppets(rng: np.random.Generator, size: int) -> Ints:
    """A quarter are served by the others, who get nothing."""
    served = max(1, size // 4)
    return np.array([(a, b) for a in range(served, size) for b in range(served)])


SHAPES = {
    "clique": _clique,
    "cycle": _cycle,
    "star": _star,
    "mutual star": _mutual_star,
    "chain": _chain,
    "sparse": _sparse,
    "puppets": _puppets,
}


def _in_order(parts: Sequence[Events]) -> Events:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Events.__dataclass_fields__
    }
    keep = columns["giver"] != columns["receiver"]
    order = np.argsort(columns["at"], kind="stable")
    order = order[keep[order]]
    return Events(**{name: column[order] for name, column in columns.items()})


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


def _hours(rng: np.random.Generator, day: Floats) -> Floats:
    """People write by day: 8 to 24 h."""
    return np.asarray(np.floor(day) * 86_400 + rng.uniform(8, 24, len(day)) * 3600)


def _zipf(count: int, exponent: float) -> Floats:
    weights = 1 / np.arange(1, count + 1) ** exponent
    return np.asarray(weights / weights.sum())
