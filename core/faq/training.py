"""Teaches the postings to tell entries apart: softmax over each phrasing's nearest entries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.faq.postings import Postings, Weighed
from core.faq.texts import Floats, Ints

EPOCHS = 4
RATE = 1.0
"""Between three and ten epochs, and rates of a half and two, accuracy moves by half a point."""

WIDTH = 21
NEAR = 0.25
"""A phrasing is compared with its own entry and up to 20 others: those that the untrained weights
put first, with at least this much of the best one's score."""

BATCH = 16
CHUNK = 128

TELLING = 100
"""Features of more entries than this keep their weight: most of the work, none of the gain."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """What training needs of a few texts: of every feature and rival that has it, the place of
    that weight, the feature's weight in the text, and the cell (text and rival) it counts for.
    Each text has `WIDTH` cells, the first being its own entry's; not all are `used`."""

    place: Ints
    value: Floats
    cell: Ints
    used: NDArray[np.bool_]


def train(postings: Postings, texts: Weighed, entry: Ints) -> Postings:
    """`entry` of each text. Only weights that are there change, so the shape stays."""
    if postings.size < 2:
        return postings
    weights = postings.weights.astype(np.float64)
    lessons = [one for chunk in _chunks(postings, texts, entry) for one in chunk]
    for _ in range(EPOCHS):
        for lesson in lessons:
            _learn(weights, lesson)
    return replace(postings, weights=weights.astype(np.float32))


def _learn(weights: Floats, lesson: _Lesson) -> None:
    logits = np.bincount(lesson.cell, weights[lesson.place] * lesson.value, lesson.used.size)
    table = np.where(lesson.used, logits.reshape(lesson.used.shape), -np.inf)
    chances = np.exp(table - table.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[:, 0] -= 1.0
    np.subtract.at(weights, lesson.place, RATE * chances.ravel()[lesson.cell] * lesson.value)


def _chunks(postings: Postings, texts: Weighed, entry: Ints) -> Iterator[list[_Lesson]]:
    """In an order that is mixed but always the same: neighbours are phrasings of one entry."""
    telling = np.diff(postings.starts)[texts.slot] <= TELLING
    text, slot, weight = texts.text[telling], texts.slot[telling], texts.weight[telling]
    ends = np.searchsorted(text, np.arange(len(entry) + 1))
    order = np.random.default_rng(0).permutation(len(entry))
    for start in range(0, len(order), CHUNK):
        chosen = order[start : start + CHUNK]
        counts = ends[chosen + 1] - ends[chosen]
        local = np.repeat(np.arange(len(chosen)), counts)
        at = np.arange(counts.sum()) + np.repeat(ends[chosen] - counts.cumsum() + counts, counts)
        yield _lessons(postings, local, slot[at], weight[at], entry[chosen])


def _lessons(
    postings: Postings, text: Ints, slot: Ints, weight: Floats, own: Ints
) -> list[_Lesson]:
    place, counts = postings.places(slot)
    value = np.repeat(weight.astype(np.float32), counts)
    pair = np.repeat((text * postings.size).astype(np.int32), counts) + postings.entries[place]
    gains = postings.weights[place] * value
    scores = np.bincount(pair, gains, len(own) * postings.size).astype(np.float64, copy=False)
    pairs, cells = _rivals(scores.reshape(len(own), postings.size), own)
    cell_of = np.full(scores.size, -1, np.int32)
    cell_of[pairs] = cells
    cell = cell_of[pair]
    kept = cell >= 0
    cell, place, value = cell[kept], place[kept], value[kept]
    used = np.zeros((len(own), WIDTH), bool)
    used.ravel()[cells] = True
    firsts = np.arange(0, len(own) + BATCH, BATCH)
    ends = np.searchsorted(cell // WIDTH, firsts)
    return [
        _Lesson(
            place[start:end],
            value[start:end],
            cell[start:end] - first * WIDTH,
            used[first : first + BATCH],
        )
        for first, start, end in zip(firsts[:-1], ends[:-1], ends[1:], strict=True)
    ]


def _rivals(scores: Floats, own: Ints) -> tuple[Ints, Ints]:
    """Pairs of text and entry worth comparing, and the cell of each."""
    texts = np.arange(len(own))
    near = scores > NEAR * scores.max(axis=1, keepdims=True)
    near[texts, own] = False
    pairs = np.flatnonzero(near)
    pairs = pairs[np.lexsort((-scores.ravel()[pairs], pairs // scores.shape[1]))]
    text = pairs // scores.shape[1]
    rank = np.arange(len(text)) - np.searchsorted(text, texts)[text]
    first = rank < WIDTH - 1
    cells = text[first] * WIDTH + rank[first] + 1
    return np.append(texts * scores.shape[1] + own, pairs[first]), np.append(texts * WIDTH, cells)
