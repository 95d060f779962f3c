"""How well each entry fits a text: as well as the best of its rows, one row a language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.faq import postings
from core.faq.features import Features
from core.faq.postings import Floats, Ints, Postings

NEAREST = 0.3
"""The share of a row's nearest phrasing in its score, the rest being the cosine to all of them
together. Nearest alone loses 4 points of accuracy, none of it leaves exact questions unsure."""

ECHO = 8
"""The power that lets near-copies through and little else: a cosine of 0.9 gives 0.43, 0.7 0.06."""

OWN_LANGUAGE = 1.15
"""What a row in the asker's language gains. A bonus, not a filter: three words rarely give a
language away, and many ask in a language that is not their own."""

Row = tuple[str, str]
"""Entry and language."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Texts stand by row (`row_of`, `texts_from`), rows by entry (`rows_from`)."""

    rows: tuple[Row, ...]
    row_of: Ints
    texts_from: Ints
    rows_from: Ints
    postings: Postings
    bonus: Mapping[str, Floats]

    def stand(self, cosines: Floats, lengths: Floats, language: str | None) -> "Standing":
        """`cosines` of the texts, `lengths` of the rows: a rehearsal takes some of them away."""
        if not self.rows:
            return Standing(*[np.zeros(0)] * 4)
        together = np.add.reduceat(cosines, self.texts_from) / lengths
        nearest = np.maximum.reduceat(cosines, self.texts_from)
        rows = (together + NEAREST * (nearest - together)) * self.bonus.get(language or "", 1.0)
        scores = np.maximum.reduceat(rows, self.rows_from)
        echoes = np.maximum.reduceat(nearest, self.rows_from) ** ECHO
        return Standing(rows, scores, _margins(scores), _margins(echoes).clip(0.0))

    def shared(self, slots: Ints, weights: NDArray[np.float32]) -> tuple[int, float]:
        """The most of these features that one row has, and the most of their weight."""
        places, counts = self.postings.places(slots)
        rows = self.row_of[self.postings.texts[places]]
        feature = np.repeat(np.arange(len(slots)), counts)
        once = np.flatnonzero(np.diff(rows, prepend=-1) | np.diff(feature, prepend=-1))
        gains = np.bincount(rows[once], weights[feature[once]])
        return int(np.bincount(rows[once]).max(initial=0)), float(gains.max(initial=0.0))

    def best_row(self, entry: int, standing: "Standing") -> Row:
        first = int(self.rows_from[entry])
        end = self.rows_from[entry + 1] if entry + 1 < len(self.rows_from) else len(self.rows)
        return self.rows[first + int(standing.rows[first:end].argmax())]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Of one text: the rows' scores, and for each entry the score, the margin over the best other
    entry (under the best, if negative), and how much more the text echoes one of its phrasings,
    word for word, than any other entry's."""

    rows: Floats
    scores: Floats
    margins: Floats
    echoes: Floats

    def evidence(self, entry: int) -> tuple[float, float, float]:
        return self.scores[entry], self.margins[entry], self.echoes[entry]


def build(rows: Sequence[Row], texts: Iterable[Features], row_of: Ints) -> Ranking:
    """`rows` sorted, each with at least one text; `row_of` gives each text's row, ascending."""
    entries = [entry for entry, _ in rows]
    languages = sorted({language for _, language in rows})
    spoken = np.array([languages.index(language) for _, language in rows], np.int64)
    return Ranking(
        rows=tuple(rows),
        row_of=row_of,
        texts_from=np.searchsorted(row_of, np.arange(len(rows))),
        rows_from=np.array([n for n, e in enumerate(entries) if e not in entries[n - 1 : n]], int),
        postings=postings.build(texts, row_of, spoken),
        bonus={one: np.where(spoken == n, OWN_LANGUAGE, 1.0) for n, one in enumerate(languages)},
    )


def _margins(values: Floats) -> Floats:
    best = int(values.argmax())
    margins: Floats = values - values[best]
    margins[best] = values[best] - np.delete(values, best).max(initial=0.0)
    return margins
