"""Texts that say nearly the same, told by a few numbers."""

from itertools import pairwise
from zlib import crc32

_SIZE = 4
_SHORTEST = 4  # words; shorter texts are the same by chance


def sketch(plain: str) -> frozenset[int]:
    """The smallest hashes of the pairs of neighbouring words: texts that differ in a few words
    share most of them (Broder's min-hash). Empty for what is too short to be told apart."""
    words = [word for word in plain.split() if word.isalpha()]
    if len(words) < _SHORTEST:
        return frozenset()
    return frozenset(sorted({crc32(" ".join(pair).encode()) for pair in pairwise(words)})[:_SIZE])


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return 2 * len(one & other) >= max(len(one), len(other)) > 0
