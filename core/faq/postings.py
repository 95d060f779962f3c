"""Texts as unit vectors of hashed features, kept as postings: for each feature, who has it."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faq.features import Features

COMMON = 1_000
"""A feature in more texts than this weighs nothing: it tells entries apart hardly at all (1 % of
a question's weight at 36,000 texts), and walking its postings was most of a search."""

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
    `rarity[slot]` is a feature's weight, `rarity[-1]` an unknown one's: that of the rarest known.
    `lengths` are those of the rows' sums of unit vectors, between one and their number."""

    slots: Mapping[int, int]
    rarity: NDArray[np.float32]
    starts: NDArray[np.int32]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    lengths: Floats
    size: int

    def weigh(self, features: Features) -> Query:
        places = [self.slots.get(feature, -1) for feature in features]
        slots, kinds = np.array(places, np.int64), np.array(list(features.values()), np.float64)
        weights = kinds * self.rarity[slots]
        weights /= np.sqrt(weights @ weights) or 1.0
        telling = (slots >= 0) & (weights > 0.0)
        return Query(slots[telling], weights[telling])

    def cosines(self, query: Query) -> Floats:
        """One for each text."""
        places, counts = self.places(query.slots)
        gains = self.weights[places] * np.repeat(query.weights, counts)
        return np.bincount(self.texts[places], gains, self.size).astype(np.float64)

    def places(self, slots: Ints) -> tuple[Ints, Ints]:
        """Where these features stand in `texts` and `weights`, one after the other, and in how
        many places each."""
        starts = self.starts[slots].astype(np.int64)
        counts = self.starts[slots + 1] - starts
        skipped = starts - counts.cumsum() + counts
        return np.arange(counts.sum()) + np.repeat(skipped, counts), counts


def build(texts: Iterable[Features], row_of: Ints, group_of: Ints) -> Postings:
    """`row_of` gives each text's row, ascending; `group_of` each row's language. The texts are
    taken one by one: all of their mappings together are ten times what the postings weigh."""
    flat, flat_kinds, sizes = array("I"), array("d"), array("I")
    for features in texts:
        flat.extend(features)
        flat_kinds.extend(features.values())
        sizes.append(len(features))
    hashes, kinds = np.frombuffer(flat, np.uint32), np.frombuffer(flat_kinds)
    text = np.repeat(np.arange(len(sizes)), np.array(sizes, np.int64))
    order = np.argsort(hashes, kind="stable")
    vocabulary, first, slot = np.unique(hashes[order], return_index=True, return_inverse=True)
    text, kinds = text[order], kinds[order]

    # A cell is one feature in one row: the texts of a row stand together within a feature.
    row = row_of[text]
    cell = np.flatnonzero(np.diff(slot, prepend=-1) | np.diff(row, prepend=-1))
    rarity = _rarity(slot[cell], group_of[row[cell]], np.bincount(group_of), len(vocabulary))
    rarity[np.bincount(slot, minlength=len(rarity)) > COMMON] = 0.0
    weights = kinds * rarity[slot]
    weights /= np.sqrt(np.bincount(text, weights**2, len(sizes)).clip(1e-9))[text]
    sums = np.add.reduceat(weights, cell) if len(cell) else weights
    return Postings(
        slots=dict(zip(vocabulary.tolist(), range(len(vocabulary)), strict=True)),
        rarity=np.append(rarity, rarity.max(initial=1.0)).astype(np.float32),
        starts=np.append(first, len(hashes)).astype(np.int32),
        texts=text.astype(np.int32),
        weights=weights.astype(np.float32),
        lengths=np.sqrt(np.bincount(row[cell], sums**2, len(group_of)).clip(1.0)),
        size=len(sizes),
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
