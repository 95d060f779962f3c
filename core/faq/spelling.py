"""Unknown words one typing error away from a known one are read as that one."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Token
from core.faq.smalltalk import COURTESY, PARTICLES

SHORTEST = 4
"""Among shorter words too many are one letter apart."""

LONGEST = 24
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """`words`, the commonest first. `hashes`, ascending, are those of each word and of what is
    left of it when one letter is left out; `owners` are the words' numbers."""

    words: tuple[str, ...]
    hashes: NDArray[np.uint32]
    owners: NDArray[np.int32]
    _memo: dict[Token, Token] = field(default_factory=dict)

    def right(self, words: Iterable[Token]) -> list[Token]:
        """Every word of a script with spaces as it was probably meant."""
        return [self._memo.get(word) or self._look_up(word) for word in words]

    def _look_up(self, token: Token) -> Token:
        if len(self._memo) > REMEMBERED:
            self._memo.clear()
        word = token[2]
        is_word = SHORTEST <= len(word) <= LONGEST and not word.isdecimal()
        self._memo[token] = ("", "", self._nearest(word)) if is_word else token
        return self._memo[token]

    def _nearest(self, word: str) -> str:
        wanted = np.fromiter(_parts(word), np.uint32)
        starts = self.hashes.searchsorted(wanted, "left")
        ends = self.hashes.searchsorted(wanted, "right")
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        near = sorted(set(chain.from_iterable(self.owners[a:b].tolist() for a, b in spans)))
        found = [self.words[number] for number in near]
        if word in found:
            return word
        alike = (one for one in found if _alike(word, one))
        # The first letter is rarely missed: what begins alike goes first, then the commonest.
        return min(alike, key=lambda one: one[0] != word[0], default=word)


def collect(texts: Iterable[Iterable[Token]]) -> Spelling:
    """From the knowledge base's own words."""
    counts = Counter(word for words in texts for _, _, word in words)
    telling = counts.keys() - COURTESY - PARTICLES
    known = [word for word in telling if SHORTEST <= len(word) <= LONGEST]
    known.sort(key=lambda word: (-counts[word], word))
    parts = [list(_parts(word)) for word in known]
    hashes = np.fromiter(chain.from_iterable(parts), np.uint32)
    owners = np.arange(len(known), dtype=np.int32).repeat(list(map(len, parts)))
    order = np.argsort(hashes, kind="stable")
    return Spelling(tuple(known), hashes[order], owners[order])


def _parts(word: str) -> Iterator[int]:
    data = word.encode("utf-16-le")
    yield zlib.crc32(data)
    for place in range(0, len(data), 2):
        yield zlib.crc32(data[:place] + data[place + 2 :])


def _alike(one: str, other: str) -> bool:
    """A letter too many, too few, another one, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) < 2 or (len(one) == 2 and one == other[::-1])
