"""Which entries a text repeats word for word, but for order, greetings and particles."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Token
from core.faq.smalltalk import COURTESY, PARTICLES
from core.faq.texts import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """Hashes of wordings, ascending, and the entry of each."""

    hashes: NDArray[np.uint32]
    entries: NDArray[np.int32]

    def of(self, words: Sequence[Token]) -> frozenset[int]:
        wanted = np.uint32(_hash(words))
        place = int(self.hashes.searchsorted(wanted))
        found = set()
        while place < len(self.hashes) and self.hashes[place] == wanted:
            found.add(int(self.entries[place]))
            place += 1
        return frozenset(found)

    def with_one(self, words: Sequence[Token], entry: int) -> "Wordings":
        wanted = np.uint32(_hash(words))
        place = int(self.hashes.searchsorted(wanted))
        return Wordings(
            np.insert(self.hashes, place, wanted),
            np.insert(self.entries, place, np.int32(entry)),
        )


def collect(texts: Sequence[Sequence[Token]], entry: Ints) -> Wordings:
    hashes = np.array([_hash(words) for words in texts], np.uint32)
    order = np.argsort(hashes, kind="stable")
    return Wordings(hashes[order], entry[order].astype(np.int32))


def _hash(words: Sequence[Token]) -> int:
    said = {"".join(word) for word in words}
    telling = said - COURTESY - PARTICLES or said
    return zlib.crc32(" ".join(sorted(telling)).encode("utf-16-le"))
