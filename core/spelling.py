"""The remedy for a word that is none of the known ones."""

import difflib
from collections.abc import Collection

_MOST_LISTED = 20


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The end of a sentence: the nearest known word, else all of them where they are few."""
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known are {', '.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""
