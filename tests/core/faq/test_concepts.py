import pytest

from core.faq import concepts
from core.faq.concepts import Concepts
from core.faq.features import normalise, tokens

LANGUAGES = {"en", "zh", "ja", "ko", "ru", "es"}


def named(known: Concepts, text: str) -> list[str]:
    return known.of(tokens(normalise(text)))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("my authenticator is gone", "two-factor"),
        ("换手机了，二次验证怎么办", "two-factor"),
        ("二段階認証が使えない", "two-factor"),
        ("2단계 인증을 재설정하고 싶어요", "two-factor"),
        ("потерял двухфакторку", "two-factor"),
        ("perdí el doble factor", "two-factor"),
        ("kak vyvesti dengi", "withdraw"),
        ("how do i cash out", "withdraw"),
    ],
)
def test_one_thing_has_one_name_in_six_languages(text: str, concept: str) -> None:
    assert concept in named(concepts.shipped(), text)


def test_every_shipped_concept_has_a_form_in_every_language() -> None:
    forms = concepts.read(concepts.FILE)
    assert len(forms) >= 150
    assert {name for name, own in forms.items() if own.keys() != LANGUAGES} == set()
    assert all(form.strip() for own in forms.values() for form in ",".join(own.values()).split(","))


def test_a_star_stands_for_endings_and_its_absence_for_none() -> None:
    known = Concepts.read({"fee": {"en": "fee"}, "cost": {"en": "pric*"}})
    assert named(known, "feed me prices") == ["cost"]


def test_the_words_of_a_form_follow_each_other() -> None:
    known = Concepts.read({"cash-out": {"en": "cash out"}})
    assert named(known, "how to cash out") == ["cash-out"]
    assert named(known, "out of cash") == []
    assert named(known, "cash") == []
