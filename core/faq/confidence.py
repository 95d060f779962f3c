"""From scores to the probability that a match is right: a logistic fitted on the entries."""

from dataclasses import dataclass

import numpy as np

from core.faq.postings import Floats

PRIOR = (-2.5, 3.3, 7.9, 2.0, 1.0)
"""Fitted on the questions of twelve development sets (intents and shop, game and law questions in
six languages), each set counting alike. The fourth is set by hand: those questions hardly ever
repeat a phrasing, and one that does should be answered."""

HOLD = 20.0
"""How hard the prior holds: as much as this many observations. Between 5 and 60 little changes."""

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Curve:
    """Coefficients of: one, score, margin, echo (see ranking), known share of the text."""

    coefficients: tuple[float, ...] = PRIOR

    def probability(self, *evidence: float) -> float:
        return float(_logistic(np.dot(self.coefficients, (1.0, *evidence))))


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """One row each: `evidence` as in `Curve`, without the one; `right` is 0 or 1."""

    evidence: Floats
    right: Floats
    weights: Floats


def fit(seen: Observations) -> Curve:
    """A few Newton steps to the most likely curve, shrunk towards the prior."""
    design = np.column_stack([np.ones(len(seen.right)), seen.evidence])
    prior = np.array(PRIOR)
    curve = prior.copy()
    for _ in range(ROUNDS):
        chance = _logistic(design @ curve)
        slope = design.T @ (seen.weights * (seen.right - chance)) - HOLD * (curve - prior)
        spread = seen.weights * chance * (1.0 - chance)
        bend = (design.T * spread) @ design + HOLD * np.eye(len(prior))
        curve += np.linalg.solve(bend, slope)
    return Curve(tuple(curve.tolist()))


def _logistic(z: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))
