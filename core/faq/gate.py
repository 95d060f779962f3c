"""The cheap gate before a search: could this text be a question that is answered unasked?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, starmap

import numpy as np

from core.faq.asking import asks
from core.faq.concepts import Concepts
from core.faq.features import Token, concept_hash, runs_of, tokens, word_hash
from core.faq.sketch import Sketch
from core.faq.smalltalk import COURTESY, PARTICLES

LEAST = 2
"""Words, pairs of ideograms or concepts that say something. A lone "withdraw" typed to nobody is
not yet a question, "how withdraw" is."""

HELD, MORE = 0.25, 0.5
"""The part of a text's words, by rarity, that the best entry has at least: more of what does not
ask. Talk about the field of the knowledge base shares a word with it: "three liquidations and now
I bake bread"."""

USUAL_LEVEL = 2.0
LOST = 0.01
"""The share of what would be answered that the gate may lose. At that, on six languages of chatter
about the very field of the knowledge base, one message in ten passes."""


def is_command(normalised: str) -> bool:
    """Spoken to a bot, and not in words."""
    return normalised.lstrip().startswith(("/", "!"))


def is_small_talk(normalised: str) -> bool:
    """True for greetings, thanks, particles and emoji: nothing that an entry could be about."""
    return not any(_tells(*word) for word in tokens(normalised))


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """`level` is the outline that a text must have in the sketch, `telling` says that one which
    does not ask is hardly answered."""

    concepts: Concepts
    sketch: Sketch
    level: float
    telling: bool

    def passes(self, normalised: str, words: Sequence[Token]) -> bool:
        """False for bare links, emoji, greetings and talk about other things."""
        told = sum(starmap(_tells, words))
        if not told:
            return False
        concepts = self.concepts.of(words)
        if max(told, len(concepts)) < LEAST:
            return False
        wholes = [*chain.from_iterable(starmap(_wholes, words)), *map(concept_hash, concepts)]
        merely_tells = self.telling and not asks(normalised, words, concepts)
        return self.sketch.outline(wholes, MORE if merely_tells else HELD) >= self.level


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
