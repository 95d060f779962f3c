"""How alike two short texts are, letter by letter."""

import re
from functools import lru_cache

from core.faq.features import normalise

NEAR_COPY = 0.85
"""Dice over character pairs: one typing error in eight words, a dropped article, other signs."""

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """Letters and digits alone, as the matcher reads them."""
    return _SIGNS.sub("", normalise(text))


def is_near_copy(one: str, other: str) -> bool:
    """Blank texts are near to nothing."""
    first, second = _pairs(folded(one)), _pairs(folded(other))
    if not first or not second:
        return False
    return 2 * len(first & second) >= NEAR_COPY * (len(first) + len(second))


@lru_cache(maxsize=4_096)
def _pairs(word: str) -> frozenset[str]:
    """With its borders, so that one letter has pairs, too."""
    padded = f"^{word}$" if word else ""
    return frozenset(padded[start : start + 2] for start in range(len(padded) - 1))
