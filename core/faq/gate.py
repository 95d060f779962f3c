"""The cheap gate before a search: could this text be about anything in the knowledge base?"""

from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

from core.faq.features import of_run, pairs_of, tokens, word_hash
from core.faq.smalltalk import COURTESY, PARTICLES

LEAST_CONTENT = 2
"""Known content words, or character pairs in scripts without spaces: a lone "withdraw" typed to
nobody is not yet a question, "how withdraw" is."""

LEAST_KNOWN = 0.5
"""The share of a text's content that the knowledge base must have words for."""

LIKENESS = 0.6
"""The share of its letter runs that the knowledge base must know in a word it does not know, so
that a misspelling counts as the word."""


class Content(NamedTuple):
    """One word or character pair, and the letter runs of the word."""

    whole: int
    letters: tuple[int, ...]


def passes(normalised: str, vocabulary: Container[int]) -> bool:
    """False for commands, bare links, emoji, greetings and chatter about other things."""
    if normalised.lstrip().startswith(("/", "!")):
        return False
    total = known = 0
    for han, hangul, word in tokens(normalised):
        for content in _contents(han, hangul, word):
            total += 1
            known += content.whole in vocabulary or _resembles(content, vocabulary)
    return known >= LEAST_CONTENT and known >= LEAST_KNOWN * total


def _resembles(content: Content, vocabulary: Container[int]) -> bool:
    letters = content.letters
    return bool(letters) and sum(one in vocabulary for one in letters) >= LIKENESS * len(letters)


@lru_cache(maxsize=8_192)
def _contents(han: str, hangul: str, word: str) -> tuple[Content, ...]:
    if han or hangul:
        return tuple(Content(pair, ()) for pair in pairs_of(han or hangul))
    if word in COURTESY or word in PARTICLES:
        return ()
    whole = word_hash(word)
    letters = tuple(one for one in of_run("", "", word) if one != whole)
    return (Content(whole, letters),)
