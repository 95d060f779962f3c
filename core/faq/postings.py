"""Entries as weighed features, kept as postings: for each feature, the entries that have it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faq.features import WHOLE, Features
from core.faq.texts import Flags, Floats, Ints, Rows, Texts, spans

COMMON, COMMON_WORD = 100, 1_000
"""A run of letters of more entries than this is left out, and so is a word: it tells them apart
hardly at all, and walking its postings would be most of a search."""

SHARPNESS = 16.0
"""What a cosine is worth as a logit, before training."""

LANGUAGES = 32


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A text weighed: its known features, scaled to length one together with the unknown."""

    slots: Ints
    weights: Floats
    whole: Floats
    """The share of each in the text's whole words, pairs of ideograms and concepts."""


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """`logits` of the entries for a text. `entries` has those that have the first feature, then
    those of the second, and so on; `counts` tells how many each feature has."""

    query: Query
    logits: Floats
    entries: NDArray[np.int32]
    counts: NDArray[np.int32]

    def wholes(self) -> Floats:
        """The share of the text's whole words that each entry has."""
        shares = self.query.whole.repeat(self.counts)
        return np.bincount(self.entries, shares, len(self.logits)).astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """`entries[starts[slot]:starts[slot + 1]]` have the feature `vocabulary[slot]`, each as much
    as `weights` says. `rarity[slot]` is a feature's own weight, `rarity[-1]` that of an unknown
    one: the rarest known. `spoken` tells by bits which languages use it."""

    vocabulary: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    spoken: NDArray[np.uint32]
    starts: NDArray[np.int32]
    entries: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int

    def weigh(self, features: Features) -> Query:
        kinds = np.fromiter(features.values(), np.float64, len(features))
        slots, weights = self._weights(features, kinds)
        whole = weights * weights * (kinds > WHOLE)
        whole /= float(whole.sum()) or 1.0
        told = ((slots >= 0) & (weights > 0.0)).nonzero()[0]
        return Query(slots.take(told), weights.take(told), whole.take(told))

    def weights_of(self, features: Features) -> dict[int, float]:
        """Of every feature, known or not, its weight in the text; not of the common ones."""
        kinds = np.fromiter(features.values(), np.float64, len(features))
        weights = self._weights(features, kinds)[1].tolist()
        return {one: weight for one, weight in zip(features, weights, strict=True) if weight}

    def _weights(self, features: Features, kinds: Floats) -> tuple[Ints, Floats]:
        slots = self.find(np.fromiter(features, np.uint32, len(features)))
        weights = kinds * self.rarity.take(slots)
        weights /= math.sqrt(weights @ weights) or 1.0
        return slots, weights

    def find(self, hashes: NDArray[np.uint32]) -> Ints:
        """The features' slots, -1 for an unknown one."""
        if not len(self.vocabulary):
            return np.full(len(hashes), -1)
        slots = self.vocabulary.searchsorted(hashes)
        slots[self.vocabulary.take(slots, mode="clip") != hashes] = -1
        return slots

    def met(self, query: Query) -> "Met":
        """What the entries have of a text."""
        places, counts = self.places(query.slots)
        gains = query.weights.repeat(counts)
        gains *= self.weights.take(places)
        entries = self.entries.take(places)
        logits = np.bincount(entries, gains, self.size).astype(np.float64, copy=False)
        return Met(query, logits, entries, counts)

    def places(self, slots: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where these features stand in `entries` and `weights`, one after the other, and in how
        many places each."""
        return spans(self.starts, slots)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Texts as unit vectors over the postings' slots: of each feature that weighs anything its
    text, slot and weight. Texts ascend."""

    text: Ints
    slot: NDArray[np.int32]
    weight: Floats


def build(texts: Texts, rows: Rows) -> tuple[Postings, Weighed]:
    """An entry is the sum of its rows' centroids, each feature divided by the root of how many of
    them share it. Between the mean (a word of one language weighs as much as a concept of all) and
    the sum, it is as right as the latter and surer."""
    bits = len(texts).bit_length()  # dividing is five times as slow as shifting
    by_slot = np.sort((texts.slots.astype(np.int64) << bits) + texts.of_feature)
    slot, text = by_slot >> bits, by_slot & ((1 << bits) - 1)
    row = texts.row[text]
    first = np.flatnonzero(np.diff(slot * len(rows.entry) + row, prepend=-1))
    cell_slot, cell_row = slot[first], row[first]
    rarity, spoken = _rarity(cell_slot, cell_row, rows, texts.kinds > WHOLE)
    weight = texts.kinds * rarity
    length = np.sqrt(np.bincount(text, weight[slot] ** 2, len(texts)).clip(1e-9))
    sums = np.add.reduceat(weight[slot] / length[text], first) if len(first) else np.zeros(0)
    lengths = np.sqrt(np.bincount(cell_row, sums**2, len(rows.entry)).clip(1e-9))
    pairs = cell_slot * rows.entries + rows.entry[cell_row]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    means = np.add.reduceat(sums / lengths[cell_row], first) if len(first) else np.zeros(0)
    means /= np.sqrt(np.diff(first, append=len(pairs)))
    slots, entries = np.divmod(pairs[first], max(1, rows.entries))
    kept = rarity[slots] > 0.0
    postings = Postings(
        vocabulary=texts.hashes,
        rarity=np.append(rarity, rarity.max(initial=1.0)).astype(np.float32),
        spoken=spoken,
        starts=np.searchsorted(slots[kept], np.arange(len(rarity) + 1)).astype(np.int32),
        entries=entries[kept].astype(np.int32),
        weights=(SHARPNESS * means[kept]).astype(np.float32),
        size=rows.entries,
    )
    telling = rarity[texts.slots] > 0.0
    text, slot = texts.of_feature[telling], texts.slots[telling]
    return postings, Weighed(text, slot, weight[slot] / length[text])


def _rarity(slot: Ints, row: Ints, rows: Rows, whole: Flags) -> tuple[Floats, NDArray[np.uint32]]:
    """Inverse document frequency within the language where a feature is most common: counted over
    all languages together, the biggest one would make the others' particles look rare.
    `slot` and `row` have one item for each row that has the feature."""
    width, most = len(whole), np.where(whole, COMMON_WORD, COMMON)
    rarity, spoken = np.full(width, np.inf), np.zeros(width, np.uint32)
    for number, size in enumerate(np.bincount(rows.language).tolist()):
        count = np.bincount(slot[rows.language[row] == number], minlength=width)
        here = np.log1p((size + 1) / (count + 0.5))
        rarity = np.where(count > 0, np.minimum(rarity, here), rarity)
        rarity[count > most] = 0.0
        spoken |= np.where(count > 0, np.uint32(1 << min(number, LANGUAGES - 1)), np.uint32(0))
    return rarity, spoken
