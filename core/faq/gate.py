"""The cheap gate before a search: could this text be about one of the entries?"""

from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.faq.features import runs_of, tokens, word_hash
from core.faq.ranking import Ranking
from core.faq.smalltalk import COURTESY, PARTICLES

LEAST_SHARED = 2
"""Content that a text must share with one row: words, or character pairs in scripts without
spaces. A lone "withdraw" typed to nobody is not yet a question, "how withdraw" is."""

LEAST_SHARE = 0.6
"""The part of a text's content, by rarity, that one row must share. On six languages of chatter
about the very field of the knowledge base, one message in fifteen passes; of the questions that
search alone would answer unasked, more than eight in ten."""

LIKENESS = 0.6
"""The part of its four-letter runs that must be known in an unknown word to call it misspelt."""


class Content(NamedTuple):
    """One word or character pair, and the four-letter runs of the word."""

    whole: int
    letters: tuple[int, ...]


def passes(normalised: str, ranking: Ranking) -> bool:
    """False for commands, bare links, emoji, greetings and talk about other things."""
    if normalised.lstrip().startswith(("/", "!")):
        return False
    contents = [content for token in tokens(normalised) for content in _contents(*token)]
    slots = ranking.postings.slots
    known = [slots[content.whole] for content in contents if content.whole in slots]
    misspelt = sum(
        content.whole not in slots and _resembles(content, slots) for content in contents
    )
    if len(known) + misspelt < max(LEAST_SHARED, LEAST_SHARE * len(contents)):
        return False
    return _shares_enough(known, misspelt, len(contents) - len(known), ranking)


def is_small_talk(normalised: str) -> bool:
    """True for greetings, thanks, particles and emoji: nothing that an entry could be about."""
    return not any(_contents(*token) for token in tokens(normalised))


def _shares_enough(known: list[int], misspelt: int, unknown: int, ranking: Ranking) -> bool:
    """Whether one row has enough of it, by rarity; a misspelt word counts as shared."""
    rarity = ranking.postings.rarity
    weights = rarity[known]
    rarest, weight = float(rarity[-1]), float(weights.sum())
    least = LEAST_SHARE * (weight + unknown * rarest) - misspelt * rarest
    if weight < least:
        return False
    most, shared = ranking.shared(np.array(known, np.int64), weights)
    return most + misspelt >= LEAST_SHARED and shared >= least


def _resembles(content: Content, slots: Container[int]) -> bool:
    letters = content.letters
    return bool(letters) and sum(one in slots for one in letters) >= LIKENESS * len(letters)


@lru_cache(maxsize=8_192)
def _contents(han: str, hangul: str, word: str) -> tuple[Content, ...]:
    if run := han or hangul:
        return tuple(Content(pair, ()) for pair in runs_of(run, min(2, len(run))))
    if word in COURTESY or word in PARTICLES:
        return ()
    return (Content(word_hash(word), runs_of(f"^{word}$", 4)),)
