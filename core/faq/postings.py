"""Texts as unit vectors of hashed features, kept as postings: for each feature, who has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Features

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A text weighed by one set of postings: its known features, scaled to length one together
    with the unknown ones, so that a product with a unit vector is a cosine."""

    slots: Ints
    weights: Floats

    @property
    def known(self) -> float:
        """The share of the text that the postings have features for, 0 to 1."""
        return float(self.weights @ self.weights)

    def known_where(self, held: NDArray[np.bool_]) -> float:
        """The share that would be known if only these features were."""
        return float((self.weights**2)[held].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """`starts[slot]` to `starts[slot + 1]` are the places of one feature in `texts` and `weights`;
    `lengths` are those of the rows' sums of unit vectors, between one and their number."""

    slots: Mapping[int, int]
    rarity: NDArray[np.float32]
    rarest: float
    starts: NDArray[np.int32]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    lengths: Floats
    size: int

    def weigh(self, features: Features) -> Query:
        """An unknown feature weighs as much as the rarest known one."""
        places = [self.slots.get(feature, -1) for feature in features]
        slots, kinds = np.array(places, np.int64), np.array(list(features.values()), np.float64)
        weights = kinds * np.where(slots < 0, self.rarest, self.rarity[slots])
        weights /= np.sqrt(weights @ weights) or 1.0
        return Query(slots[slots >= 0], weights[slots >= 0])

    def cosines(self, query: Query) -> Floats:
        """One for each text."""
        starts = self.starts[query.slots]
        counts = self.starts[query.slots + 1] - starts
        skipped = starts - counts.cumsum() + counts
        places = np.arange(counts.sum()) + np.repeat(skipped, counts)
        gains = self.weights[places] * np.repeat(query.weights, counts)
        return np.bincount(self.texts[places], gains, self.size).astype(np.float64)


def build(texts: Sequence[Features], row_of: Ints, group_of: Ints) -> Postings:
    """`row_of` gives each text's row, ascending; `group_of` each row's language."""
    hashes = np.fromiter(chain.from_iterable(texts), np.uint32)
    kinds = np.fromiter(chain.from_iterable(text.values() for text in texts), np.float64)
    text = np.repeat(np.arange(len(texts)), np.array([len(text) for text in texts], np.int64))
    order = np.argsort(hashes, kind="stable")
    vocabulary, first, slot = np.unique(hashes[order], return_index=True, return_inverse=True)
    text, kinds = text[order], kinds[order]

    # A cell is one feature in one row: the texts of a row stand together within a feature.
    row = row_of[text]
    cell = np.flatnonzero(np.diff(slot, prepend=-1) | np.diff(row, prepend=-1))
    rarity = _rarity(slot[cell], group_of[row[cell]], np.bincount(group_of), len(vocabulary))
    weights = kinds * rarity[slot]
    weights /= np.sqrt(np.bincount(text, weights**2, len(texts)))[text]
    sums = np.add.reduceat(weights, cell) if len(cell) else weights
    return Postings(
        slots=dict(zip(vocabulary.tolist(), range(len(vocabulary)), strict=True)),
        rarity=rarity.astype(np.float32),
        rarest=float(rarity.max(initial=1.0)),
        starts=np.append(first, len(hashes)).astype(np.int32),
        texts=text.astype(np.int32),
        weights=weights.astype(np.float32),
        lengths=np.sqrt(np.bincount(row[cell], sums**2, len(group_of)).clip(1.0)),
        size=len(texts),
    )


def _rarity(slot: Ints, group: Ints, sizes: Ints, width: int) -> Floats:
    """Inverse document frequency within the language where a feature is most common: counted over
    all languages together, the biggest one would make the others' particles look rare.
    `slot` and `group` have one item for each row that has the feature, `sizes` counts rows."""
    rarity = np.full(width, np.inf)
    for number, size in enumerate(sizes):
        count = np.bincount(slot[group == number], minlength=width)
        here = np.log1p((size + 1) / (count + 0.5))
        rarity = np.where(count > 0, np.minimum(rarity, here), rarity)
    return rarity
