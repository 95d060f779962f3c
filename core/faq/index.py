"""The matcher: an immutable index over the entries' phrasings, searched by text."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.faq import (
    asides,
    asking,
    confidence,
    corpus,
    gate,
    overlay,
    postings,
    spacing,
    spelling,
    suggestions,
    texts,
    training,
    wordings,
)
from core.faq.concepts import Forms
from core.faq.confidence import Curve, Judged
from core.faq.corpus import Corpus, Phrasings
from core.faq.features import WHOLE, Features, Token
from core.faq.gate import Gate
from core.faq.lexicon import Lexicon
from core.faq.overlay import Learned
from core.faq.postings import Met, Postings, Query
from core.faq.ranking import Evidence, Standing
from core.faq.reading import Reader
from core.faq.rehearsal import EXAMINED, Observations, rehearse
from core.faq.sketch import Sketch
from core.faq.suggestions import Titles
from core.faq.uncollected import without_collecting
from core.faq.wordings import Wordings

TAUGHT = 0.6
"""The share of a text's features that what was learned must have, to be worth a search."""

OWN_LANGUAGE = 0.1
"""What the asker's language gains. A bonus, not a filter: three words rarely give a language
away, and many ask in one that is not their own."""

SURE = 0.95
"""The confidence of what is answered unasked, by default: the gate has to let that through."""

PLAUSIBLE = 0.5
"""The confidence from which a match is worth a line while somebody is typing."""


__all__ = ["Index", "Match", "Phrasings"]


class Match(msgspec.Struct, frozen=True):
    """`confidence`: of the matches this sure or surer, that share is right, 0 to 1."""

    entry: str
    language: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`entries` ascend; `spoken` tells by bits which of the `languages` each is in."""

    entries: tuple[str, ...]
    languages: tuple[str, ...]
    spoken: NDArray[np.uint32]
    postings: Postings
    wordings: Wordings
    reader: Reader
    curve: Curve
    gate: Gate
    titles: Titles
    learned: Learned = field(default_factory=dict)

    @classmethod
    @without_collecting
    def build(
        cls,
        rows: Iterable[Phrasings],
        aliases: Mapping[str, str] | None = None,
        concepts: Forms | None = None,
    ) -> "Index":
        """All CPU, about 0.2 ms a phrasing: keep it off the event loop. The same rows make the
        same index, in whatever order they come. `concepts` are the operator's own."""
        lexicon = Lexicon.of(aliases or {}, concepts or {})
        base = corpus.read(rows, lexicon)
        words = [one.words for one in base.said]
        phrasings = texts.collect(words, [one.row for one in base.said], lexicon)
        entry = base.rows.entry[phrasings.row]
        seen = rehearse(phrasings, base.rows, base.asked)
        curve = confidence.fit(seen, base.grown, _asking(base, lexicon))
        trained = training.train(*postings.build(phrasings, base.rows), entry)
        return cls(
            entries=base.entries,
            languages=base.languages,
            spoken=base.spoken,
            postings=trained,
            wordings=wordings.collect(words, entry),
            reader=Reader(
                lexicon,
                spacing.collect(chain(base.vocabulary, lexicon.concepts.words)),
                spelling.collect(words),
            ),
            curve=curve,
            gate=Gate(
                lexicon.concepts,
                Sketch(trained),
                gate.level(_answered(seen, curve)),
                curve.telling > 0.0,
            ),
            titles=suggestions.collect(base.titles),
        )

    def knows(self, text: str) -> bool:
        """Whether a text typed to nobody is worth a search: the cheap gate before one. What is
        addressed to us needs no gate; there even one word deserves a try."""
        # Most chatter is told by its words alone, sooner than by what is quoted in it.
        return (
            self._passes(self.reader.lexicon.normalise(text))
            and self.heeds(text)
            and self._passes(self.reader.own(text))
        )

    def heeds(self, text: str) -> bool:
        """False for what is not ours to answer unasked, whatever we know: what is said to a named
        person or to a bot, talk of the market, and quotations, links and code without a word."""
        return not asides.is_to_somebody(text, self._is_known) and self.reader.is_for_all(text)

    def _is_known(self, word: str) -> bool:
        # As typed: "Martin" is no "margin".
        features = self.reader.lexicon.features_of(word)
        wholes = [one for one, kind in features.items() if kind > WHOLE]
        return bool((self.postings.find(np.array(wholes, np.uint32)) >= 0).any())

    def _passes(self, normalised: str) -> bool:
        words = self.reader.words(normalised)
        return self.gate.passes(normalised, words) or (
            bool(self.learned) and self._was_taught(words)
        )

    def _was_taught(self, words: Sequence[Token]) -> bool:
        """What was learned since the build is not in the gate's sketch of it."""
        features = self.reader.lexicon.features(words)
        return len(features.keys() & self.learned.keys()) >= TAUGHT * len(features) > 0

    def search(self, text: str, language: str | None, limit: int = 5) -> list[Match]:
        """Best first, one per entry. `language`, the asker's if known, decides between the
        languages of an entry. Only the first 1,000 characters count."""
        reading = self.reader.read(text)
        met = self._met(reading.features)
        standing = Standing(met, self.wordings.of(reading.words))
        asks = self.reader.asks(text, reading)
        tongues = self._tongues(met.query, language)
        found, sure = [], 1.0
        for entry in standing.best(limit):
            # What fits worse is never surer, whatever else speaks for it.
            sure = min(sure, self.curve.confidence(standing.evidence(entry), language, asks=asks))
            found.append(Match(self.entries[entry], self._language(entry, tongues), sure))
        return found

    def _met(self, features: Features) -> Met:
        met = self.postings.met(self.postings.weigh(features))
        if self.learned.keys().isdisjoint(features):
            return met
        return overlay.over(met, self.postings.weights_of(features), self.learned)

    def learn(self, entry: str, text: str) -> "Index":
        """With one more phrasing, in about a millisecond. Raises KeyError for an entry that the
        index has not yet. It is forgotten by the next build, unless that is given it too, and only
        that offers it as a suggestion."""
        number = bisect_left(self.entries, entry)
        if self.entries[number : number + 1] != (entry,):
            raise KeyError(entry)
        reading = self.reader.read(text)
        weights = self.postings.weights_of(reading.features)
        return replace(
            self,
            learned=overlay.learn(
                self.learned, number, weights, self._met(reading.features).logits
            ),
            wordings=self.wordings.with_one(reading.words, number),
        )

    def best(self, text: str) -> tuple[str, Evidence] | None:
        """The entry that a search puts first, and what speaks for it."""
        reading = self.reader.read(text)
        standing = Standing(self._met(reading.features), self.wordings.of(reading.words))
        return next(
            ((self.entries[entry], standing.evidence(entry)) for entry in standing.best(1)), None
        )

    def leaning(self, judged: Iterable[Judged]) -> "Index":
        """As sure, in each language, as people's judgement of its answers allows."""
        return replace(self, curve=confidence.leaning(self.curve, judged))

    def _tongues(self, query: Query, language: str | None) -> list[int]:
        """The languages, that in which most of the text is first; the asker's own counts a little
        more."""
        bits = self.postings.spoken.take(query.slots)[:, None] >> np.arange(len(self.languages)) & 1
        voices: list[float] = ((query.weights**2) @ bits).tolist()
        if language in self.languages:
            voices[self.languages.index(language)] += OWN_LANGUAGE
        return sorted(range(len(voices)), key=voices.__getitem__, reverse=True)

    def _language(self, entry: int, tongues: Sequence[int]) -> str:
        """The first of these that an entry is in."""
        bits = int(self.spoken[entry])
        return self.languages[next(tongue for tongue in tongues if bits >> tongue & 1)]

    def suggest(self, prefix: str, language: str | None, limit: int) -> list[str]:
        """Slugs for what has been typed so far: wordings that contain it, then what a search
        finds among the entries of that language."""
        found = self.titles.containing(self.reader.lexicon.normalise(prefix).lstrip(), language)
        if len(found) < limit:
            spoken = self.titles.entries(language)
            matches = self.search(prefix, language, limit)
            found += [m.entry for m in matches if m.confidence >= PLAUSIBLE and m.entry in spoken]
        return list(dict.fromkeys(found))[:limit]


def _answered(seen: Observations, curve: Curve) -> list[float]:
    """What the gate saw of the phrasings that would be answered unasked."""
    asked = zip(seen.evidence.tolist(), seen.outline.tolist(), strict=True)
    return [outline for evidence, outline in asked if curve.confidence(evidence) >= SURE]


def _asking(base: Corpus, lexicon: Lexicon) -> float:
    """The share of the phrasings that ask, by some of them."""
    said = [one for one in base.said if not one.is_slug]
    some = said[:: -(-len(said) // EXAMINED) or 1]
    asked = [asking.asks(one.text, one.words, lexicon.concepts.of(one.words)) for one in some]
    return sum(asked) / max(1, len(asked))
