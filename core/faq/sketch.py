"""A sketch of the search: by whole words and concepts alone, at a tenth of the price."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.faq.postings import Postings

REMEMBERED = 20_000


class _Word(NamedTuple):
    """What a word counts in a text, what of that is known, and what the entries gain by it."""

    mass: float
    known: float
    entries: NDArray[np.int32]
    gains: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """Immutable but for a memo of the words seen."""

    postings: Postings
    _memo: dict[int, _Word] = field(default_factory=dict)

    def outline(self, wholes: Iterable[int], held: float) -> float:
        """How well the best entry fits the whole words and concepts, and how much better than any
        other; nought where it has less than this part of them, as most chatter sees at once."""
        words = [self._memo.get(whole) or self._look_up(whole) for whole in wholes]
        mass = sum([word.mass for word in words])
        known = [word for word in words if word.known]
        if not known or sum([word.known for word in known]) < held * mass:
            return 0.0
        entries = np.concatenate([word.entries for word in known])
        logits = np.bincount(entries, np.concatenate([word.gains for word in known]), 2)
        best = int(logits.argmax())
        ends = list(accumulate(len(word.entries) for word in known))
        places = (entries == best).nonzero()[0].tolist()
        if sum([known[bisect_right(ends, place)].mass for place in places]) < held * mass:
            return 0.0
        first = float(logits[best])
        logits[best] = 0.0
        return (2.0 * first - max(float(logits.max()), 0.0)) / math.sqrt(mass)

    def _look_up(self, whole: int) -> _Word:
        if len(self._memo) > REMEMBERED:
            self._memo.clear()
        own = self.postings
        slot = int(own.find(np.array([whole], np.uint32))[0])
        rarity = own.rarity[slot]
        span = slice(own.starts[slot], own.starts[slot + 1]) if slot >= 0 else slice(0)
        mass = float(rarity) ** 2
        word = _Word(
            mass, mass if slot >= 0 else 0.0, own.entries[span], own.weights[span] * rarity
        )
        self._memo[whole] = word
        return word
