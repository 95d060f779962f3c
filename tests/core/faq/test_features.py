import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq.features import MAX_LENGTH, features, normalise, runs_of, tokens

ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=sys.maxunicode, categories=None))


def parts(text: str) -> dict[int, float]:
    return features(tokens(normalise(text)), ())


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("PLEEEEASE", "pleease"),
        ("1000", "1000"),
        ("¿Cómo? Ещё", "¿como? eshe"),
        ("Как вывести", "kak vyvesti"),
        ("２ＦＡ", "2fa"),
        ("re\u200bset\u202e", "reset"),
        ("ask @helper at https://a.example/b now", "ask   at   now"),
        ("me@example.com", "me@example.com"),
    ],
)
def test_one_text_however_it_was_typed(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


def test_a_token_never_mixes_scripts() -> None:
    assert tokens("提现usdt출금を") == [
        ("提现", "", ""),
        ("", "", "usdt"),
        ("", "출금", ""),
        ("を", "", ""),
    ]


def test_hashes_stay_the_same_in_every_process() -> None:
    assert runs_of("2fa", 3) == (0x9ADBF53C,)


def test_a_misspelling_shares_most_letter_runs_with_the_word() -> None:
    right, wrong = parts("withdrawal"), parts("withdrawl")
    assert len(right.keys() & wrong.keys()) > len(wrong) / 2


def test_what_lies_beyond_the_considered_length_changes_nothing() -> None:
    assert parts("a b " * MAX_LENGTH) == parts("a b " * 2 * MAX_LENGTH)


@given(ANY_TEXT)
@settings(max_examples=200)
def test_every_text_has_features(text: str) -> None:
    plain = normalise(text)
    assert len(plain) <= 3 * MAX_LENGTH
    assert all(0 < weight <= 1 for weight in parts(text).values())


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_normalising_ignores_case(text: str) -> None:
    assert normalise(text.upper().lower()) == normalise(text.upper().lower().casefold())
