"""The phrasings of a knowledge base, read: what an index is built from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.faq.features import Token
from core.faq.lexicon import Lexicon
from core.faq.suggestions import Title
from core.faq.texts import Ints, Rows

_SLUG = re.compile(r"[\W_]+")


class Phrasings(msgspec.Struct, frozen=True):
    """The ways to ask for one entry (its slug) in one language."""

    entry: str
    language: str
    question: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One wording, normalised, with the number of its row. A slug is its author's shortest one,
    though nobody asks in it."""

    row: int
    text: str
    words: list[Token]
    is_slug: bool


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """`entries` and `languages` ascend, `said` stands by row."""

    entries: tuple[str, ...]
    languages: tuple[str, ...]
    rows: Rows
    said: tuple[Said, ...]

    @property
    def spoken(self) -> NDArray[np.uint32]:
        """Of every entry, by bits, which of the languages it is in."""
        spoken = np.zeros(len(self.entries), np.uint32)
        bits = (1 << self.rows.language.clip(max=31)).astype(np.uint32)
        np.bitwise_or.at(spoken, self.rows.entry, bits)
        return spoken

    @property
    def vocabulary(self) -> set[str]:
        """The words of scripts with spaces."""
        return {word for one in self.said for *_, word in one.words if word}

    @property
    def asked(self) -> Ints:
        """How many words each wording has that somebody might ask in."""
        return np.array([0 if one.is_slug else len(one.words) for one in self.said], np.int64)

    @property
    def grown(self) -> float:
        """Ways to ask for an entry in one of its languages, on average."""
        return float((self.asked > 0).sum() / max(1, len(self.rows.entry)))

    @property
    def titles(self) -> list[tuple[str, Title]]:
        return [
            (
                self.languages[self.rows.language[one.row]],
                (one.text, self.entries[self.rows.entry[one.row]]),
            )
            for one in self.said
        ]


def read(phrasings: Iterable[Phrasings], lexicon: Lexicon) -> Corpus:
    ordered = sorted(phrasings, key=lambda row: (row.entry, row.language))
    entries = tuple(dict.fromkeys(row.entry for row in ordered))
    languages = tuple(sorted({row.language for row in ordered}))
    number = {entry: n for n, entry in enumerate(entries)}
    named: set[str] = set()
    said: list[Said] = []
    for place, row in enumerate(ordered):
        for text in (row.question, *row.alternatives):
            said.append(_said(place, text, lexicon))
        if row.entry not in named:
            named.add(row.entry)
            said.append(_said(place, " ".join(_SLUG.split(row.entry)), lexicon, is_slug=True))
    rows = Rows(
        np.array([number[row.entry] for row in ordered], np.int64),
        np.array([languages.index(row.language) for row in ordered], np.int64),
    )
    return Corpus(entries, languages, rows, tuple(said))


def _said(row: int, text: str, lexicon: Lexicon, *, is_slug: bool = False) -> Said:
    normalised = lexicon.normalise(text)
    return Said(row, normalised, [*lexicon.words(normalised)], is_slug)
