"""Many texts' features as flat arrays, each text with the row and the entry that it belongs to."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Features

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
    """Text `n` has the features `hashes[starts[n]:starts[n + 1]]`, of the weights `kinds`."""

    starts: Ints
    hashes: NDArray[np.uint32]
    kinds: NDArray[np.float32]
    row: Ints

    def __len__(self) -> int:
        return len(self.row)

    @property
    def of_feature(self) -> Ints:
        """The number of the text that each feature stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def features(self, number: int) -> Features:
        span = slice(self.starts[number], self.starts[number + 1])
        return dict(zip(self.hashes[span].tolist(), self.kinds[span].tolist(), strict=True))

    def where(self, chosen: Flags) -> "Texts":
        kept = np.repeat(chosen, np.diff(self.starts))
        sizes = np.diff(self.starts)[chosen]
        starts = np.append(0, sizes.cumsum())
        return Texts(starts, self.hashes[kept], self.kinds[kept], self.row[chosen])


def collect(features: Iterable[Features], row: Sequence[int]) -> Texts:
    """Takes one text's features at a time: all together they are ten times as big."""
    hashes, kinds, sizes = array("I"), array("f"), [0]
    for one in features:
        hashes.extend(one)
        kinds.extend(one.values())
        sizes.append(len(one))
    return Texts(
        np.cumsum(sizes),
        np.frombuffer(hashes, np.uint32),
        np.frombuffer(kinds, np.float32),
        np.array(row, np.int64),
    )
