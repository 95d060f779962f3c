"""How a name sounds: "Koinbase" is read as "Coinbase"."""

import re
from functools import lru_cache

# For folded words, so that an l is an i. In this order; rough, but the same on both sides.
_SPELLINGS = (
    ("ph", "f"), ("ght", "t"), ("th", "t"), ("zh", "g"), ("ck", "k"), ("dg", "g"), ("ch", "k"),
    ("sh", "s"), ("kh", "k"), ("cia", "sa"), ("tia", "sa"), ("ah", "a"), ("ce", "se"),
    ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("j", "g"),
    ("w", "v"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ea", "i"), ("ay", "a"), ("ei", "i"),
    ("ie", "i"), ("y", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """A key that words of one sound share."""
    for spelling, plainer in _SPELLINGS:
        word = word.replace(spelling, plainer)
    return _DOUBLED.sub(r"\1", word).rstrip("e")


@lru_cache(maxsize=8192)
def squeezed(word: str) -> str:
    """Runs of one letter as one letter: "Suuupport"."""
    return _DOUBLED.sub(r"\1", word)
