"""A long text at a glance: whether words of the lists may stand in a row there, told by a number
for each of its words, all at once. Most texts need no closer look."""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core import bytewise
from core.redact.wordlists import LETTER, fold, lists

# Letters below are folded; of those above, ideographs are themselves and Hangul is taken apart.
_IDEOGRAPHS, _HANGUL = range(0x3400, 0xA000), range(0xAC00, 0xD7A4)
# Of so many numbers, one in eleven is that of a word of the lists.
_NUMBERS = 1 << 18

_Numbers = NDArray[np.uint32]


class Glance:
    """All letters of the text must be below U+A000 or Hangul, and none made of two signs."""

    def __init__(self, text: str) -> None:
        self._text = text
        numbers = _of_signs().take(bytewise.points(f" {text} "), mode="clip")
        is_letter = numbers != 0
        edges = np.flatnonzero(is_letter[1:] != is_letter[:-1])
        self._starts, self._ends = edges[::2], edges[1::2]
        self._lengths = self._ends - self._starts
        self._known = b""
        if edges.size:
            of_words = np.add.reduceat(numbers, self._starts + 1, dtype=np.uint32)
            self._known = _of_lists().take(of_words % _NUMBERS).tobytes()

    def rows(self, length: int, stride: int) -> Iterator[range]:
        """The places of all of every `stride` words that may be of the lists, so many in a row."""
        least = b"\1" * length
        for first in range(stride):
            known = self._known[first::stride]
            start = known.find(least)
            while start >= 0:
                end = known.find(b"\0", start)
                end = len(known) if end < 0 else end
                yield range(first + start * stride, first + end * stride, stride)
                start = known.find(least, end)

    def words(self, places: range) -> list[str]:
        chosen = slice(places.start, places.stop, places.step)
        return self._between(self._starts[chosen], self._ends[chosen])

    def around(self, row: range) -> str:
        """All from the word before a row of words to the one behind it."""
        last = min(row.stop, len(self._ends) - 1)
        return self._text[self._starts[max(0, row.start - 1)] : self._ends[last]]

    def has_letters_apart(self, number: int) -> bool:
        """Whether so many words in a row are a letter each."""
        return b"\1" * number in (self._lengths == 1).tobytes()

    def long_words(self, letters: int) -> list[str]:
        """Those of at least so many letters."""
        long = self._lengths >= letters
        return self._between(self._starts[long], self._ends[long])

    def _between(self, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> list[str]:
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return [self._text[start:end] for start, end in spans]


@cache
def _of_signs() -> _Numbers:
    """Of each code point what it adds to the number of a word, however it is written; nothing for
    what is no letter."""
    numbers = np.zeros(0x10000, np.uint32)
    below = "".join(map(chr, range(_IDEOGRAPHS.start)))
    letters = re.sub(f"(?!{LETTER}).", "", below, flags=re.DOTALL)
    numbers[bytewise.points(letters)] = _sums(fold("\n".join(letters)))
    ideographs = np.arange(_IDEOGRAPHS.start, _IDEOGRAPHS.stop, dtype=np.uint32)
    numbers[_IDEOGRAPHS.start : _IDEOGRAPHS.stop] = _spread(ideographs)
    numbers[_HANGUL.start : _HANGUL.stop] = _of_hangul()
    return numbers


def _of_hangul() -> _Numbers:
    """Of each syllable those of its sounds (Unicode, section 3.12)."""
    syllable = np.arange(len(_HANGUL), dtype=np.uint32)
    last = syllable % 28
    first, vowel = 0x1100 + syllable // 588, 0x1161 + syllable % 588 // 28
    return _spread(first) + _spread(vowel) + np.where(last, _spread(0x11A7 + last), np.uint32(0))


@cache
def _of_lists() -> NDArray[np.bool_]:
    """Whether a word of the lists has this number."""
    known = np.zeros(_NUMBERS, np.bool_)
    for words in lists():
        known[_sums("\n".join(words)) % _NUMBERS] = True
    return known


def _sums(folded: str) -> _Numbers:
    """The number of each line of folded letters, whatever their order."""
    points = bytewise.points(f"\n{folded}")
    ends = points == ord("\n")
    numbers = np.where(ends, np.uint32(0), _spread(points))
    return np.add.reduceat(numbers, ends.nonzero()[0], dtype=np.uint32)


def _spread(points: NDArray[np.uint32]) -> _Numbers:
    """Numbers far apart for neighbours (Knuth's multiplicative hashing, twice)."""
    numbers = points * np.uint32(0x9E3779B1)
    return (numbers ^ numbers >> np.uint32(15)) * np.uint32(0x85EBCA6B)
