"""What speaks for the entry that was found: the evidence that confidence is made of."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.faq.postings import SHARPNESS, Met
from core.faq.texts import Floats

Evidence = tuple[float, float, float, float]
"""Margin over the best other entry (under the best, if negative); log odds of the softmax; share
of the text's whole words that this entry has; whether it repeats a phrasing word for word."""

OUTSIDE = 50
"""Entries that are not there: a softmax over three is sure of whatever it sees."""

FAINT = 14.0
"""Logits that much under the best add nothing to a softmax."""


@dataclass(frozen=True, eq=False)
class Standing:
    """How the entries stand for one text. `echoed` are those of which it repeats a phrasing."""

    met: Met
    echoed: frozenset[int] = frozenset()

    def best(self, limit: int) -> list[int]:
        """Entries by logit, ties by number; none that has nothing of the text."""
        return [entry for entry in self._leading(limit) if self.met.logits[entry] > 0.0]

    def _leading(self, limit: int) -> Iterator[int]:
        # Partitioning is ten times slower than this where most logits are zero.
        left = self.met.logits.copy()
        for _ in range(min(limit, len(left))):
            entry = int(left.argmax())
            left[entry] = -np.inf
            yield entry

    def evidence(self, entry: int) -> Evidence:
        own, (first, second) = float(self.met.logits[entry]), self._two
        rival = second if own == first else first
        others = self._total - math.exp(own - first) + OUTSIDE * math.exp(-first)
        odds = own - first - math.log(max(others, 1e-9))
        return (
            (own - rival) / SHARPNESS,
            min(max(odds, -10.0), 10.0) / SHARPNESS,
            float(self._wholes[entry]),
            float(entry in self.echoed),
        )

    @cached_property
    def _two(self) -> tuple[float, float]:
        logits = [float(self.met.logits[entry]) for entry in self._leading(2)]
        first, second, *_ = (*logits, 0.0, 0.0)
        return first, max(second, 0.0)

    @cached_property
    def _wholes(self) -> Floats:
        return self.met.wholes()

    @cached_property
    def _total(self) -> float:
        above = self.met.logits - self._two[0]
        return float(np.exp(above[above > -FAINT]).sum())
