"""How the matcher stands: from when on it answers in each language, and what is hard to find."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from core.faq.confidence import Judged
from core.faq.index import Index, Phrasings
from core.faq.rules import Thresholds

ENOUGH = 5
"""Phrasings of an entry in a language, the question among them: from one to five, the right entry
comes first for 15 more questions in a hundred; five more bring nine (see README.md)."""


class Bar(msgspec.Struct, frozen=True):
    """The chances of being right from which on a match is given `unasked` and when `asked`, as
    they would be in the usual knowledge base: lower where this one is easy, or people agreed.
    `judged` answers in this language had a say."""

    language: str
    unasked: float
    asked: float
    judged: int


def bars(index: Index, judged: Iterable[Judged], wanted: Thresholds) -> list[Bar]:
    """One for each language of the knowledge base or of those who judged it."""
    said = Counter(one.language for one in judged)
    return [
        Bar(
            language,
            index.curve.bar(wanted.unasked, language),
            index.curve.bar(wanted.asked, language),
            said[language],
        )
        for language in sorted({*index.languages, *said})
    ]


def thin(rows: Sequence[Phrasings]) -> list[tuple[str, str, int]]:
    """Entries with too few phrasings: slug, language, how many; the fewest first."""
    counted = [(row.entry, row.language, 1 + len(row.alternatives)) for row in rows]
    return sorted((one for one in counted if one[2] < ENOUGH), key=lambda one: one[2])
