"""The matcher: an immutable index over the entries' phrasings, searched by text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from core.faq import confidence, gate, ranking, suggestions
from core.faq.aliases import Aliases
from core.faq.confidence import Curve
from core.faq.features import features
from core.faq.ranking import Ranking
from core.faq.rehearsal import rehearse
from core.faq.suggestions import Titles

PLAUSIBLE = 0.1
"""The confidence from which a match is worth a line while somebody is typing."""


class Phrasings(msgspec.Struct, frozen=True):
    """The ways to ask for one entry (its slug) in one language."""

    entry: str
    language: str
    question: str
    alternatives: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """`confidence`: the calibrated probability, 0 to 1, that this is the entry asked for."""

    entry: str
    language: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    ranking: Ranking
    curve: Curve
    aliases: Aliases
    titles: Titles

    @classmethod
    def build(cls, rows: Iterable[Phrasings], aliases: Mapping[str, str] | None = None) -> "Index":
        """All CPU, about 0.1 ms a phrasing: keep it off the event loop. The same rows make the
        same index, in whatever order they come."""
        words = Aliases(aliases or {})
        ordered = sorted(rows, key=lambda row: (row.entry, row.language))
        names = [(row.entry, row.language) for row in ordered]
        wordings = [(n, words.apply(text)) for n, row in enumerate(ordered) for text in _texts(row)]
        row_of = np.array([n for n, _ in wordings], np.int64)
        texts = [text for _, text in wordings]
        ranks = ranking.build(names, map(features, texts), row_of)
        curve = confidence.fit(rehearse(ranks, texts))
        titles = suggestions.collect((names[n][1], (text, names[n][0])) for n, text in wordings)
        return cls(ranks, curve, words, titles)

    def knows(self, text: str) -> bool:
        """Whether a text typed to nobody is worth a search: the cheap gate before one. What is
        addressed to us needs no gate; there even one word deserves a try."""
        return gate.passes(self.aliases.apply(text), self.ranking)

    def search(self, text: str, language: str | None, limit: int = 5) -> list[Match]:
        """Best first, one per entry, with the row that fitted best. `language`, the asker's if
        known, is a bonus and not a filter. Only the first 1,000 characters count."""
        table = self.ranking.postings
        query = table.weigh(features(self.aliases.apply(text)))
        standing = self.ranking.stand(table.cosines(query), table.lengths, language)
        best = np.argsort(-standing.scores, kind="stable")[:limit].tolist()
        return [
            Match(
                *self.ranking.best_row(entry, standing),
                confidence=self.curve.probability(*standing.evidence(entry), query.known),
            )
            for entry in best
            if standing.scores[entry] > 0
        ]

    def suggest(self, prefix: str, language: str | None, limit: int) -> list[str]:
        """Slugs for what has been typed so far: wordings that contain it, then what a search
        finds among the entries of that language."""
        found = self.titles.containing(self.aliases.apply(prefix).lstrip(), language)
        if len(found) < limit:
            spoken = self.titles.entries(language)
            matches = self.search(prefix, language, limit)
            found += [m.entry for m in matches if m.confidence >= PLAUSIBLE and m.entry in spoken]
        return list(dict.fromkeys(found))[:limit]


def _texts(row: Phrasings) -> tuple[str, ...]:
    return (row.question, *row.alternatives)
