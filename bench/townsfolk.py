"""The world that the weights of `core/reputation/signs.py` were fitted on: power laws of who asks
and who answers, circles of friends, mentors with regular askers."""

from dataclasses import dataclass

import numpy as np

from bench.events import DAYS, USUAL, Events, Floats, Ints, Kinds, events
from bench.rings import Pair


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
    kinds: Kinds = USUAL

    def __call__(self, rng: np.random.Generator, people: Ints) -> Events:
        """Who asks is one law, who answers another; the same language, mostly."""
        count = len(people)
        language = rng.choice(self.languages, count, p=_zipf(self.languages, 1.0))
        asks = rng.lognormal(0, 1.2, count)
        giver = rng.choice(count, self.events, p=asks / asks.sum())
        receiver = np.empty_like(giver)
        for number in range(self.languages):
            speakers = np.flatnonzero(language == number)
            mine = np.flatnonzero(language[giver] == number)
            if len(mine):
                receiver[mine] = rng.choice(speakers, len(mine), p=_answering(rng, self, speakers))
        _befriend(rng, self, language, giver, receiver)
        day = rng.uniform(0, DAYS, len(giver))
        return events(rng, people[giver], people[receiver], day, kinds=self.kinds)


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


def _zipf(count: int, exponent: float) -> Floats:
    weights = 1 / np.arange(1, count + 1) ** exponent
    return np.asarray(weights / weights.sum())
