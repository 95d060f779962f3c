"""Which translations may be shown."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tickets import translation

WALLET = "bc1q" + "9x" * 17


@pytest.mark.parametrize(
    ("original", "translated", "faithful"),
    [
        ("Вывод 100 USDT не пришёл", "My 100 USDT withdrawal has not arrived", True),
        ("Вывод 100 USDT не пришёл", "My 1000 USDT withdrawal has not arrived", False),
        ("Вывод 100 USDT не пришёл", "My 100 USDC withdrawal has not arrived", False),
        ("Вывод 1.5 BTC", "Withdrawal of 15 BTC", False),
        ("Смотрите https://example.com/a", "See https://example.com/a.", True),
        ("Смотрите https://example.com/a", "See https://examp1e.com/a", False),
        ("Смотрите https://example.com/a", "See the page", False),
        ("Смотрите сюда", "See https://evil.example", False),
        (f"На {WALLET}", f"To {WALLET}", True),
        (f"На {WALLET}", f"To {WALLET[:-1]}y", False),
        ("Пишите на help@example.com", "Write to help@example.com", True),
        ("Пишите на help@example.com", "Write to support@example.com", False),
        ("Код 123 и 123", "Code 123", False),
        ("１２３ 円です", "It is 123 yen", True),
        ("Спасибо!", "Thank you!", True),
        ("Спасибо!", "  ", False),
        ("в 10:30", "at 10:30", True),
        ("в 10:30", "at 10.30", False),
    ],
)
def test_a_translation_is_shown_only_with_all_that_must_not_change(
    original: str, translated: str, faithful: bool
) -> None:
    assert translation.is_faithful(original, translated) is faithful


@given(st.text(string.ascii_letters + string.digits + " .$@/:-", min_size=1, max_size=40))
def test_the_same_words_are_faithful_to_themselves(text: str) -> None:
    assert translation.is_faithful(text, text) is bool(text.strip())


@given(
    st.text(string.ascii_lowercase + " ", max_size=30),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)
def test_another_number_is_never_faithful(words: str, number: int, other: int) -> None:
    same = translation.is_faithful(f"{words} {number}", f"{words} {other}")
    assert same is (number == other)


@pytest.mark.parametrize(
    ("text", "usual", "wanted", "needed"),
    [
        ("Где мои деньги?", "en", "en", True),
        ("Where is it?", "en", "ru", True),
        ("Where is it?", "en", "en", False),
        ("Где?", "ru", "ru", False),
        ("12345", "ru", "en", False),
        ("word " * 2_000, "en", "ru", False),
    ],
)
def test_what_the_reader_cannot_read_is_translated(
    text: str, usual: str, wanted: str, needed: bool
) -> None:
    assert translation.is_needed(text, usual, wanted) is needed
