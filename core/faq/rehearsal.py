"""What an index would answer to its own phrasings, had it never seen them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.faq import postings, training
from core.faq.features import WHOLE
from core.faq.gate import HELD
from core.faq.ranking import Standing
from core.faq.sketch import Sketch
from core.faq.texts import Flags, Floats, Ints, Rows, Texts

EVIDENCE = 4

EXAMINED = 400
"""Phrasings asked, at most: plenty for so few coefficients, and quick."""

FOLDS = 5

STAGE = 10_000
"""Of more phrasings than this, only some entries take part: the second index would take as long
as the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """One row each. `outline` is what the gate sees of it."""

    evidence: Floats
    right: Flags
    outline: Floats

    def __len__(self) -> int:
        return len(self.right)


def rehearse(texts: Texts, rows: Rows, words: Ints) -> Observations:
    """Each phrasing is asked of an index that is built without it. `words` of each text."""
    if len(texts) > STAGE:
        kept = np.arange(rows.entries) % -(-len(texts) // STAGE) == 0
        chosen = kept[rows.entry[texts.row]]
        texts, words = texts.where(chosen), words[chosen]
    seen = [one for fold in _folds(texts, rows, words) for one in _ask(fold, texts, rows)]
    table = np.array(seen, float).reshape(-1, EVIDENCE + 2)
    right, outline = table[:, EVIDENCE:].T
    return Observations(table[:, :EVIDENCE], right == 1.0, outline)


def _folds(texts: Texts, rows: Rows, words: Ints) -> Iterator[Flags]:
    """Which texts to hold back; each row keeps one at least. One fold of many texts is enough."""
    said = np.flatnonzero(words > 0)
    row = texts.row[said]
    place = np.arange(len(said)) - np.searchsorted(row, row)
    several = np.bincount(row, minlength=len(rows.entry))[row] > 1
    for fold in range(FOLDS if len(said) < EXAMINED * FOLDS else 1):
        spare = said[((place + row) % FOLDS == fold) & several]
        if len(spare) > EXAMINED:
            spare = spare[np.linspace(0, len(spare) - 1, EXAMINED).astype(np.int64)]
        if len(spare):
            held = np.zeros(len(texts), bool)
            held[spare] = True
            yield held


def _ask(held: Flags, texts: Texts, rows: Rows) -> Iterator[tuple[float, ...]]:
    known = texts.where(~held)
    built, weighed = postings.build(known, rows)
    built = training.train(built, weighed, rows.entry[known.row])
    sketch = Sketch(built)
    for number in np.flatnonzero(held).tolist():
        features = texts.features(number)
        outline = sketch.outline((one for one, kind in features.items() if kind > WHOLE), HELD)
        standing = Standing(built.met(built.weigh(features)))
        for best in standing.best(1):
            right = best == rows.entry[texts.row[number]]
            yield *standing.evidence(best), float(right), outline
