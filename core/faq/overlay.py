"""One more phrasing for an entry, at once: what it adds lies over the postings until a rebuild."""

from collections.abc import Mapping

import numpy as np

from core.faq.postings import Met
from core.faq.texts import Floats

RATE = 2.0
STEPS = 6
RIVALS = 5
SURE = 0.9
"""A confirmed phrasing has to win from now on: so many steps against the best few others, fewer
once the softmax is that sure."""

Learned = Mapping[int, Mapping[int, float]]
"""Feature → entry → what to add to its weight."""


def over(met: Met, weights: Mapping[int, float], learned: Learned) -> Met:
    """What the entries have of a text, with what they learned. Changes `met`."""
    for feature in weights.keys() & learned.keys():
        for entry, more in learned[feature].items():
            met.logits[entry] += more * weights[feature]
    return met


def learn(learned: Learned, entry: int, weights: Mapping[int, float], logits: Floats) -> Learned:
    """With a phrasing of the entry, of these features and `logits`, added to what was learned."""
    rivals = _nearest(logits, entry)
    told = sum(weight**2 for weight in weights.values())
    start = logits[rivals]
    pulls = np.zeros(len(rivals))
    for _ in range(STEPS):
        chances = np.exp(start + told * pulls)
        chances /= chances.sum()
        if chances[0] > SURE:
            break
        pulls -= RATE * chances
        pulls[0] += RATE
    added = {}
    for feature, weight in weights.items():
        added[feature] = dict(learned.get(feature, {}))
        for one, pull in zip(rivals, pulls.tolist(), strict=True):
            added[feature][one] = added[feature].get(one, 0.0) + pull * weight
    return {**learned, **added}


def _nearest(logits: Floats, entry: int) -> list[int]:
    """The entry, then the best others."""
    left, found = logits.copy(), [entry]
    for _ in range(min(RIVALS, len(logits) - 1)):
        left[found[-1]] = -np.inf
        found.append(int(left.argmax()))
    return found
