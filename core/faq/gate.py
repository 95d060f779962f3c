"""The cheap gate before a search: could this text be a question that is answered unasked?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, starmap

import numpy as np
from numpy.typing import NDArray

from core.faq.concepts import Concepts
from core.faq.features import Token, concept_hash, runs_of, tokens, word_hash
from core.faq.postings import Postings
from core.faq.smalltalk import COURTESY, LAUGHTER, PARTICLES

LEAST = 2
"""Words, pairs of ideograms or concepts that say something. A lone "withdraw" typed to nobody is
not yet a question, "how withdraw" is."""

HELD = 0.35
"""The part of a text's words, by rarity, that the best entry has. Talk about the field of the
knowledge base shares a word with it: "three liquidations and now I bake bread"."""

REMEMBERED = 20_000

USUAL_LEVEL = 2.0
LOST = 0.03
"""The share of what would be answered that the gate may lose. At that, on six languages of chatter
about the very field of the knowledge base, one message in ten passes."""


def is_command(normalised: str) -> bool:
    """Spoken to a bot, and not in words."""
    return normalised.lstrip().startswith(("/", "!"))


def is_laughter(normalised: str) -> bool:
    """Without a question in it."""
    return "?" not in normalised and LAUGHTER.search(normalised) is not None


def is_small_talk(normalised: str) -> bool:
    """True for greetings, thanks, particles and emoji: nothing that an entry could be about."""
    return not any(_tells(*word) for word in tokens(normalised))


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Immutable but for a memo of the words seen. `level` is the outline that a text must have."""

    concepts: Concepts
    postings: Postings
    level: float
    _memo: dict[int, tuple[float, float]] = field(default_factory=dict)

    def passes(self, words: Sequence[Token]) -> bool:
        """False for bare links, emoji, greetings and talk about other things."""
        told = sum(starmap(_tells, words))
        if not told:
            return False
        concepts = self.concepts.of(words)
        if max(told, len(concepts)) < LEAST:
            return False
        wholes = [*chain.from_iterable(starmap(_wholes, words)), *map(concept_hash, concepts)]
        if not self._may_hold(wholes):
            return False
        return outline(np.array(wholes, np.uint32), self.postings) >= self.level

    def _may_hold(self, wholes: Sequence[int]) -> bool:
        """Whether so much of the text is known that one entry could have `HELD` of it: spares
        two thirds of all messages the outline. Generous by a rounding error."""
        masses = [self._memo.get(whole) or self._mass(whole) for whole in wholes]
        known = sum(mass for _, mass in masses)
        return known >= (HELD - 1e-6) * sum(mass for mass, _ in masses)

    def _mass(self, whole: int) -> tuple[float, float]:
        """What a feature counts in a text, and what of that is known."""
        if len(self._memo) > REMEMBERED:
            self._memo.clear()
        slot = int(self.postings.find(np.array([whole], np.uint32))[0])
        mass = float(self.postings.rarity[slot]) ** 2
        self._memo[whole] = mass, mass if slot >= 0 else 0.0
        return self._memo[whole]


def outline(wholes: NDArray[np.uint32], postings: Postings) -> float:
    """How well the best entry fits the whole words and concepts, and how much better than any
    other: a sketch of the search without its letters, at a fifth of the price."""
    slots = postings.find(wholes)
    weights = postings.rarity.take(slots)
    length = math.sqrt(weights @ weights)
    known = slots >= 0
    if not length or not known.any():
        return 0.0
    own = weights[known]
    places, counts = postings.places(slots[known])
    entries = postings.entries.take(places)
    logits = np.bincount(entries, postings.weights.take(places) * own.repeat(counts), 2)
    best = int(logits.argmax())
    held = (own * own).repeat(counts)[entries == best]
    if float(held.sum()) < HELD * length**2:
        return 0.0
    first = float(logits[best])
    logits[best] = 0.0
    return (2.0 * first - max(float(logits.max()), 0.0)) / length


def level(outlines: Sequence[float]) -> float:
    """From the outlines of texts that would be answered, what a text must have to pass."""
    seen = [one for one in outlines if one > 0.0]
    return float(np.quantile(seen, LOST)) if len(seen) > 1.0 / LOST else USUAL_LEVEL


@lru_cache(maxsize=16_384)
def _wholes(han: str, hangul: str, word: str) -> tuple[int, ...]:
    if word:
        return (word_hash(word),)
    return runs_of(han or f"^{hangul}", 2)


@lru_cache(maxsize=16_384)
def _tells(han: str, hangul: str, word: str) -> int:
    if word:
        return int(word not in COURTESY and word not in PARTICLES)
    return len(han or hangul) - 1 or 1
