"""What doctor says of the matcher: thresholds by language, and entries that are hard to find."""

from pathlib import Path

import pytest

from core.faq import condition, learning
from core.faq.confidence import Curve, Judged
from core.faq.confirming import State
from core.faq.entries import Entry, Learned, Wording
from core.faq.index import Index, Phrasings
from core.faq.rules import Thresholds
from tests.core.faq.knowledge import ENTRIES, ROWS

INDEX = Index.build(ROWS)
KNOWN = [
    Entry(
        slug=slug,
        category="c",
        wordings={
            language: Wording(question=question, alternatives=tuple(others), answer="-")
            for language, (question, *others) in wordings.items()
        },
    )
    for slug, wordings in ENTRIES.items()
]


SAID = ("2fa code is wrong again", "reset the 2fa", "lost phone 2fa")


def _said(state: State, *, held: bool, language: str = "en") -> list[Learned]:
    return [
        Learned(number, "reset-2fa", language, text, held, state)
        for number, text in enumerate(
            ("2fa code is wrong again", "reset the 2fa", "lost phone 2fa")
        )
    ]


def test_every_language_has_its_thresholds() -> None:
    bars = condition.bars(INDEX, (), Thresholds())
    assert [bar.language for bar in bars] == ["en", "es", "ja", "ko", "ru", "zh"]
    assert all(0.0 < bar.asked < bar.unasked < 1.0 for bar in bars)
    assert {bar.judged for bar in bars} == {0}


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95, 0.99])
def test_a_threshold_is_where_a_match_becomes_that_sure(share: float) -> None:
    plain, eased = Curve(), Curve(ease=1.0, leans={"ru": -0.5})
    assert eased.bar(share, "ru") < plain.bar(share, "ru")
    assert eased.bar(share) < eased.bar(share, "ru")


def test_wrong_answers_raise_the_threshold_of_their_language_alone(tmp_path: Path) -> None:
    index, judged = learning.as_built(KNOWN, _said("refused", held=False), tmp_path)
    bars = {bar.language: bar for bar in condition.bars(index, judged, Thresholds())}
    assert bars["en"].judged == 3
    assert bars["en"].unasked > bars["ru"].unasked
    assert list(tmp_path.iterdir()) == []


def test_what_people_said_outlives_a_restart(tmp_path: Path) -> None:
    held = _said("proved", held=True, language="ru")
    first, _ = learning.build(KNOWN, held, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    again, _ = learning.build(KNOWN, held, tmp_path)
    looked_at, judged = learning.as_built(KNOWN, held, tmp_path)
    assert first.curve.leans["ru"] > 0.0
    assert first.curve == again.curve == looked_at.curve
    assert judged == [Judged("ru", one.evidence, right=True) for one in judged]


def test_a_language_that_only_people_speak_has_its_own_line() -> None:
    judged = [Judged("de", (0.5, 0.1, 0.5, 0.0), right=True)]
    assert "de" in [bar.language for bar in condition.bars(INDEX, judged, Thresholds())]


def test_entries_with_too_few_phrasings_are_named_the_fewest_first() -> None:
    rows = [
        Phrasings("full", "en", "one", ("two", "three", "four", "five")),
        Phrasings("thin", "en", "one", ("two", "three")),
        Phrasings("thin", "ru", "one"),
    ]
    assert condition.thin(rows) == [("thin", "ru", 1), ("thin", "en", 3)]
