"""What the starter entries promise to whoever asks in their own words, and to who does not ask."""

import pytest

from bench import matching
from core.faq.index import Index, Match, Phrasings
from core.faq.rules import Thresholds

DATA = matching.starter()
INDEX = Index.build(Phrasings(row.id, row.lang, row.question, row.alternatives) for row in DATA.kb)
CHATTER = [query for query in DATA.queries if query.expected is None]
THRESHOLDS = Thresholds()
NOTHING = Match("", "", 0.0)


def unasked(text: str, language: str | None = None) -> str | None:
    """The entry that is given to a text typed to nobody."""
    if not INDEX.knows(text):
        return None
    best, *_ = (*INDEX.search(text, language), NOTHING)
    return best.entry if best.confidence >= THRESHOLDS.unasked else None


@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "es"])
def test_chatter_is_never_answered_unasked(language: str) -> None:
    lines = [query.text for query in CHATTER if query.lang == language]
    assert len(lines) >= 60
    assert [text for text in lines if unasked(text, language)] == []
