"""How well each entry fits a text: as well as the best of its rows, one row a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.faq import postings
from core.faq.features import Features
from core.faq.postings import Floats, Ints, Postings

NEAREST = 0.3
"""The share of a row's nearest phrasing in its score, the rest being the cosine to all of them
together. Nearest alone loses 4 points of accuracy, none of it leaves exact questions unsure."""

OWN_LANGUAGE = 1.05
"""What a row in the asker's language gains. A bonus, not a filter: three words rarely give a
language away, and many ask in a language that is not their own."""

Row = tuple[str, str]
"""Entry and language."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Texts stand by row (from `texts_from`), rows by entry (from `rows_from`)."""

    rows: tuple[Row, ...]
    texts_from: Ints
    rows_from: Ints
    postings: Postings
    bonus: Mapping[str, Floats]

    def row_scores(self, cosines: Floats, lengths: Floats, language: str | None) -> Floats:
        """`lengths` of the rows: a rehearsal leaves a phrasing out of one."""
        if not self.rows:
            return np.zeros(0)
        together = np.add.reduceat(cosines, self.texts_from) / lengths
        nearest = np.maximum.reduceat(cosines, self.texts_from)
        return (together + NEAREST * (nearest - together)) * self.bonus.get(language or "", 1.0)

    def entry_scores(self, row_scores: Floats) -> Floats:
        return np.maximum.reduceat(row_scores, self.rows_from) if self.rows else row_scores

    def best_row(self, entry: int, row_scores: Floats) -> Row:
        first = int(self.rows_from[entry])
        end = self.rows_from[entry + 1] if entry + 1 < len(self.rows_from) else len(self.rows)
        return self.rows[first + int(row_scores[first:end].argmax())]


def build(rows: Sequence[Row], texts: Sequence[Features], row_of: Ints) -> Ranking:
    """`rows` sorted, each with at least one text; `row_of` gives each text's row, ascending."""
    entries = [entry for entry, _ in rows]
    languages = sorted({language for _, language in rows})
    spoken = np.array([languages.index(language) for _, language in rows], np.int64)
    return Ranking(
        rows=tuple(rows),
        texts_from=np.searchsorted(row_of, np.arange(len(rows))),
        rows_from=np.array([n for n, e in enumerate(entries) if e not in entries[n - 1 : n]], int),
        postings=postings.build(texts, row_of, spoken),
        bonus={one: np.where(spoken == n, OWN_LANGUAGE, 1.0) for n, one in enumerate(languages)},
    )


def lead(entry_scores: Floats) -> tuple[int, float, float]:
    """The best entry (the first of equals), its score, and its margin over the second."""
    winner = int(entry_scores.argmax())
    score = float(entry_scores[winner])
    others = np.delete(entry_scores, winner)
    return winner, score, score - float(others.max(initial=0.0))
