"""From evidence to a number that an operator understands: how many such answers are right."""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

import numpy as np

from core.faq.rehearsal import Observations
from core.faq.texts import Floats

COEFFICIENTS = (-0.27, -1.29, 9.65, 4.78, 0.41, 1.7, 2.0)
"""Of: one, then the evidence as in `ranking`. Fitted on the questions of fifteen development sets
(see README.md), each counting alike. The last is set by hand: those questions hardly ever repeat
a phrasing, and one that does should be answered."""

SHARES = (0.80, 0.95)
USUAL = (0.50, 0.90)
"""Chances from which on these shares of the answers are right, on the usual development set."""

AIMS = (0.84, 0.96)
"""What the rehearsal has to show for these shares: phrasings of one author flatter."""

OWN, SEEN = 0.6, 0.7
"""What the rehearsal has to say, against the usual; and in it what was right, against what should
have been. Alone it is too excitable. `bench` shows how little either matters."""

LOWEST, HIGHEST = (0.45, 0.6), (0.95, 0.98)

STRANGER = 0.15
"""What a question that no entry answers counts. Coming from inside the knowledge base it is as
near as strangers get, and how many there will be nobody knows beforehand."""

FEWEST = 30
"""Phrasings to rehearse, at least, before their say is heard."""


@dataclass(frozen=True, slots=True)
class Curve:
    """`chances[n]` is where `shares[n]` of the answers from there on are right; both ascend."""

    chances: tuple[float, ...] = (0.0, *USUAL, 1.0)
    shares: tuple[float, ...] = (0.0, *SHARES, 1.0)

    def confidence(self, evidence: Sequence[float]) -> float:
        """Of the answers with this confidence or more, that share is right."""
        first, *others = COEFFICIENTS
        odds = first + sum(map(mul, others, evidence))
        chance = 1.0 / (1.0 + math.exp(-odds))
        end = bisect.bisect_right(self.chances, chance, 1, len(self.chances) - 1)
        (low, high), (least, most) = self.chances[end - 1 : end + 1], self.shares[end - 1 : end + 1]
        return least + (most - least) * (chance - low) / (high - low)


def chances_of(evidence: Floats) -> Floats:
    """That a match is right, on the average development set; one row of evidence each."""
    first, *others = COEFFICIENTS
    odds: Floats = first + evidence @ np.array(others)
    return 1.0 / (1.0 + np.exp(-odds))


def fit(seen: Observations) -> Curve:
    """Where the shares are reached in the rehearsal, drawn towards where they usually are."""
    if (~seen.stranger).sum() < FEWEST:
        return Curve()
    chances = chances_of(seen.evidence)
    order = np.argsort(-chances, kind="stable")
    weights = np.where(seen.stranger, STRANGER, 1.0)[order]
    right = (SEEN * seen.right + (1.0 - SEEN) * chances)[order]
    share = (weights * right).cumsum() / weights.cumsum()
    found = [_least(chances[order][share >= aim]) for aim in AIMS]
    drawn = [_between(*both) for both in zip(USUAL, found, strict=True)]
    low, high = np.clip(drawn, LOWEST, HIGHEST).tolist()
    return Curve((0.0, min(low, high - 0.01), high, 1.0))


def _least(chances: Floats) -> float:
    return float(chances.min(initial=1.0).clip(0.01, 0.99))


def _between(usual: float, found: float) -> float:
    odds = (1.0 - OWN) * np.log(usual / (1.0 - usual)) + OWN * np.log(found / (1.0 - found))
    return float(1.0 / (1.0 + np.exp(-odds)))
