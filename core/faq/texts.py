"""Many texts' features as flat arrays, each text with the row and the entry that it belongs to."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Features, Token, of_run
from core.faq.lexicon import Lexicon

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Whole = TypeVar("Whole", np.int32, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One row for each entry and language. Numbers of entries and of languages by row."""

    entry: Ints
    language: Ints

    @property
    def entries(self) -> int:
        return int(self.entry.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Text `n` has the features `slots[starts[n]:starts[n + 1]]`, ascending. A slot is a place in
    `hashes`, which ascend, and in `kinds`, the weights of the features' kinds. `row` ascends."""

    hashes: NDArray[np.uint32]
    kinds: NDArray[np.float32]
    starts: Ints
    slots: NDArray[np.int32]
    row: Ints

    def __len__(self) -> int:
        return len(self.row)

    @property
    def of_feature(self) -> Ints:
        """The number of the text that each feature stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def features(self, number: int) -> Features:
        own = self.slots[self.starts[number] : self.starts[number + 1]]
        return dict(zip(self.hashes[own].tolist(), self.kinds[own].tolist(), strict=True))

    def where(self, chosen: Flags) -> "Texts":
        """Only these texts, and no feature that none of them has."""
        sizes = np.diff(self.starts)
        slots = self.slots[np.repeat(chosen, sizes)]
        used = np.bincount(slots, minlength=len(self.hashes)) > 0
        number = (used.cumsum() - 1).astype(np.int32)
        starts = np.append(0, sizes[chosen].cumsum())
        return Texts(self.hashes[used], self.kinds[used], starts, number[slots], self.row[chosen])


def collect(said: Iterable[Sequence[Token]], row: Sequence[int], lexicon: Lexicon) -> Texts:
    words, spoken, ends, joined = _take_apart(said, lexicon)
    hashes, first, slots = np.unique(
        np.array(words.hashes + joined.hashes, np.uint32), return_index=True, return_inverse=True
    )
    kinds = np.array(words.kinds + joined.kinds, np.float32)[first]
    of_words, of_texts = np.split(slots, [len(words.hashes)])
    places, counts = spans(np.array(words.ends), np.array(spoken))
    number = np.arange(len(row))
    text = np.append(
        number.repeat(np.diff(ends)).repeat(counts), number.repeat(np.diff(joined.ends))
    )
    bits = len(hashes).bit_length()
    pairs = (text << bits) + np.append(of_words[places], of_texts)
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    text, slot = pairs >> bits, pairs & ((1 << bits) - 1)
    starts = np.searchsorted(text, np.arange(len(row) + 1))
    return Texts(hashes, kinds, starts, slot.astype(np.int32), np.array(row, np.int64))


class _Lists:
    """The features of one thing after the other; `ends` begins with nought."""

    def __init__(self) -> None:
        self.hashes, self.kinds, self.ends = array("I"), array("f"), array("q", [0])

    def add(self, features: Features) -> None:
        self.hashes.extend(features)
        self.kinds.extend(features.values())
        self.ends.append(len(self.hashes))


def _take_apart(
    said: Iterable[Sequence[Token]], lexicon: Lexicon
) -> tuple[_Lists, "array[int]", "array[int]", _Lists]:
    """Each word once, however many texts have it; of all texts together the numbers of their
    words, where each text ends among these, and what its words make together."""
    numbers: dict[Token, int] = {}
    words, joined = _Lists(), _Lists()
    spoken, ends = array("q"), array("q", [0])
    for text in said:
        for word in text:
            if word not in numbers:
                numbers[word] = len(numbers)
                words.add(of_run(*word))
        spoken.extend(map(numbers.__getitem__, text))
        ends.append(len(spoken))
        joined.add(lexicon.joined(text))
    return words, spoken, ends, joined


def spans(starts: NDArray[Whole], chosen: Ints) -> tuple[NDArray[Whole], NDArray[Whole]]:
    """Of chosen lists that lie one after the other, the places of all their items, and how many
    each has."""
    firsts = starts.take(chosen)
    counts = starts.take(chosen + 1) - firsts
    ends = counts.cumsum(dtype=starts.dtype)
    places = np.arange(ends[-1] if len(ends) else 0, dtype=starts.dtype)
    places += (firsts - ends + counts).repeat(counts)
    return places, counts
