"""The cheap gate before a search: could this text be about one of the entries?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.faq.features import concept_hash, runs_of, tokens, word_hash
from core.faq.lexicon import Lexicon
from core.faq.postings import Postings
from core.faq.smalltalk import COURTESY, PARTICLES
from core.faq.texts import Ints

LEAST_SHARED = 2
"""Content that a text must share with one row: words, or character pairs in scripts without
spaces. A lone "withdraw" typed to nobody is not yet a question, "how withdraw" is."""

LEAST_SHARE = 0.4
"""The part of a text's content, by rarity, that one row must share. On six languages of chatter
about the very field of the knowledge base, one message in fifteen passes; of the questions that
search alone would answer unasked, more than eight in ten."""

LIKENESS = 0.6
"""The part of its four-letter runs that must be known in an unknown word to call it misspelt."""


class Content(NamedTuple):
    """One word or character pair, and the four-letter runs of the word."""

    whole: int
    letters: tuple[int, ...]


def passes(normalised: str, lexicon: Lexicon, postings: Postings) -> bool:
    """False for commands, bare links, emoji, greetings and talk about other things."""
    if normalised.lstrip().startswith(("/", "!")):
        return False
    words = tokens(normalised)
    contents = [content for word in words for content in _contents(*word)]
    concepts = [concept_hash(name) for name in lexicon.concepts.of(words)]
    if len(contents) + len(concepts) < LEAST_SHARED:
        return False
    slots = postings.find(np.array([*(one.whole for one in contents), *concepts], np.uint32))
    said, meant = slots[: len(contents)], slots[len(contents) :]
    if (meant >= 0).sum() >= LEAST_SHARED and _share(meant[meant >= 0], 0, 0, postings):
        return True
    unknown = [one for one, slot in zip(contents, said.tolist(), strict=True) if slot < 0]
    misspelt = _misspelt(unknown, postings)
    known = said[said >= 0]
    if len(known) + misspelt < max(LEAST_SHARED, LEAST_SHARE * len(contents)):
        return False
    return _share(known, len(unknown), misspelt, postings)


def _share(slots: Ints, unknown: int, misspelt: int, postings: Postings) -> bool:
    """Whether one entry has enough of it, by rarity; a misspelt word counts as shared."""
    weights = postings.rarity[slots].astype(np.float64)
    rarest, weight = float(postings.rarity[-1]), float(weights.sum())
    least = LEAST_SHARE * (weight + unknown * rarest) - misspelt * rarest
    if weight < least:
        return False
    most, shared = postings.shared(slots, weights)
    return most + misspelt >= LEAST_SHARED and shared >= least


def _misspelt(unknown: Sequence[Content], postings: Postings) -> int:
    """How many of these words resemble known ones."""
    longer = [content for content in unknown if content.letters]
    letters = [letter for content in longer for letter in content.letters]
    if not letters:
        return 0
    met = postings.find(np.array(letters, np.uint32)) >= 0
    ends = np.array([len(content.letters) for content in longer]).cumsum()
    alike = np.add.reduceat(met, np.append(0, ends[:-1])) >= LIKENESS * np.diff(ends, prepend=0)
    return int(alike.sum())


@lru_cache(maxsize=8_192)
def _contents(han: str, hangul: str, word: str) -> tuple[Content, ...]:
    if run := han or hangul:
        return tuple(Content(pair, ()) for pair in runs_of(run, min(2, len(run))))
    if word in COURTESY or word in PARTICLES:
        return ()
    return (Content(word_hash(word), runs_of(f"^{word}$", 4)),)
