"""What an index would answer to its own phrasings, had it never seen them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.faq.confidence import Observations
from core.faq.features import Features, features
from core.faq.postings import Floats, Ints, Query
from core.faq.ranking import Ranking, Standing

EXAMINED = 200
"""Phrasings asked, at most twice as many: plenty for so few coefficients, and quick."""

STRANGER = 0.25
"""What a question that no entry answers counts. Coming from inside the knowledge base it is as
near as strangers get; at full weight confidence turned shy and hardly more often right."""

Observation = tuple[float, ...]
"""Score, margin, echo, known share; right or not; how much it counts."""


def rehearse(ranking: Ranking, texts: Sequence[str]) -> Observations:
    """Each phrasing is asked twice: as if it were missing from its row (right if its entry still
    wins), and as if its whole entry were missing (whatever wins is wrong)."""
    stage = _Stage(ranking)
    numbers = range(0, len(texts), max(1, len(texts) // EXAMINED))
    seen = [one for number in numbers for one in stage.ask(number, features(texts[number]))]
    table = np.array(seen, float).reshape(-1, 6)
    return Observations(table[:, :4], table[:, 4], table[:, 5])


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    number: int
    row: int
    entry: int
    query: Query
    cosines: Floats


class _Stage:
    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self.row_of = ranking.row_of
        self.entry_of = np.repeat(
            np.arange(len(ranking.rows_from)),
            np.diff(ranking.rows_from, append=len(ranking.rows)),
        )
        self.phrasings = np.bincount(ranking.row_of, minlength=len(ranking.rows))
        self.mentions = np.diff(ranking.postings.starts)
        self.owners = self._owners()

    def _owners(self) -> Ints:
        """The one entry that has a feature, or -1 where several have it."""
        entries = self.entry_of[self.row_of[self.ranking.postings.texts]]
        if not len(entries):
            return entries
        starts = self.ranking.postings.starts[:-1]
        lowest, highest = (f.reduceat(entries, starts) for f in (np.minimum, np.maximum))
        return np.where(lowest == highest, lowest, -1)

    def ask(self, number: int, text: Features) -> Iterator[Observation]:
        row = int(self.row_of[number])
        query = self.ranking.postings.weigh(text)
        cosines = self.ranking.postings.cosines(query)
        asked = _Asked(number, row, int(self.entry_of[row]), query, cosines)
        if self.phrasings[row] > 1:
            yield self._without_phrasing(asked)
        if len(self.ranking.rows_from) > 1:
            yield self._without_entry(asked)

    def _without_phrasing(self, asked: _Asked) -> Observation:
        """A row's sum of unit vectors without one of them has a length that follows from the
        cosines (|s - u|² = |s|² - 2su + 1), so no second index is built."""
        first = self.ranking.texts_from[asked.row]
        along = asked.cosines[first : first + self.phrasings[asked.row]].sum()
        cosines, lengths = asked.cosines.copy(), self.ranking.postings.lengths.copy()
        cosines[asked.number] = 0.0
        lengths[asked.row] = max(lengths[asked.row] ** 2 - 2 * along + 1, 1.0) ** 0.5
        standing = self._stand(asked, cosines, lengths)
        winner = int(standing.scores.argmax())
        known = asked.query.known_where(self.mentions[asked.query.slots] > 1)
        return *standing.evidence(winner), known, float(winner == asked.entry), 1.0

    def _without_entry(self, asked: _Asked) -> Observation:
        cosines = np.where(self.entry_of[self.row_of] == asked.entry, 0.0, asked.cosines)
        standing = self._stand(asked, cosines, self.ranking.postings.lengths)
        known = asked.query.known_where(self.owners[asked.query.slots] != asked.entry)
        return *standing.evidence(int(standing.scores.argmax())), known, 0.0, STRANGER

    def _stand(self, asked: _Asked, cosines: Floats, lengths: Floats) -> Standing:
        return self.ranking.stand(cosines, lengths, self.ranking.rows[asked.row][1])
