"""All languages of an announcement carry the same links, handles, tickers, dates and numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.announcements.sameness import Difference, carries, differences

TRANSLATIONS = {
    "en": "Withdrawals of BTC and USDT stop on December 1, 2026 from 10:00 PM to 11:30 PM UTC for"
    " accounts above 10,000 USDT (2.5%). See https://example.com/status or ask @example_help.",
    "zh": "2026年12月1日晚上10点至23:30(UTC),余额超过1万 USDT 的账户(2.5%)将暂停 BTC 和 USDT"
    " 提现。详见 https://example.com/status 或联系 @example_help。",
    "ja": "2026年12月1日 午後10時から午後11時30分(UTC)まで、10,000 USDT を超えるアカウント(2.5%)の"
    " BTC と USDT の出金を停止します。https://example.com/status または @example_help へ。",
    "ko": "2026년 12월 1일 오후 10시부터 23:30(UTC)까지 1만 USDT 초과 계정(2.5%)의 BTC·USDT 출금이"
    " 중단됩니다. https://example.com/status 또는 @example_help 를 확인하세요.",
    "ru": "1 декабря 2026 с 22:00 до 23:30 UTC вывод BTC и USDT остановлен для счетов свыше"
    " 10 000 USDT (2,5 %). Подробнее: https://example.com/status или @example_help.",
    "es": "El 1 de diciembre de 2026, de 22:00 a 23:30 UTC, se detienen los retiros de BTC y USDT"
    " de cuentas con más de 10.000 USDT (2,5 %). Vea https://example.com/status o @example_help.",
}


def test_a_true_translation_into_six_languages_carries_the_same() -> None:
    assert differences(TRANSLATIONS) == []


@pytest.mark.parametrize(
    ("was", "becomes", "kind", "what"),
    [
        ("example.com/status", "example.com/other", "links", "https://example.com/other"),
        ("@example_help", "@example_he1p", "handles", "@example_he1p"),
        ("BTC", "BCH", "tickers", "BCH"),
        ("22:00", "21:00", "numbers", "21:00"),
        ("1 de diciembre", "2 de diciembre", "dates", "2026-12-02"),
        ("10.000", "1.000", "numbers", "1000"),
        ("2,5 %", "25 %", "numbers", "25%"),
    ],
)
def test_a_changed_one_is_named(was: str, becomes: str, kind: str, what: str) -> None:
    changed = TRANSLATIONS | {"es": TRANSLATIONS["es"].replace(was, becomes)}
    assert Difference(kind, what, "es", "en") in differences(changed)


def test_what_is_left_out_is_named_too() -> None:
    changed = TRANSLATIONS | {"ru": TRANSLATIONS["ru"].replace(" или @example_help", "")}
    assert differences(changed) == [Difference("handles", "@example_help", "en", "ru")]


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [
        ("en", "1,000.50", "1000.5"),
        ("es", "1.000,50", "1000.5"),
        ("ru", "1 000,50", "1000.5"),
        ("es", "0.001", "0.001"),
        ("ru", "0,001", "0.001"),
        ("zh", "１０００", "1000"),
        ("ja", "3億", "300000000"),
        ("es", "10 mil", "10000"),
        ("ru", "2 млн", "2000000"),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(language: str, written: str, read: str) -> None:
    assert carries(written, language).numbers == {read}


@pytest.mark.parametrize(
    "written", ["10 PM", "10:00 p.m.", "22:00", "下午10点", "午後10時", "오후 10시", "22時00分"]
)
def test_a_time_of_day_is_read_however_it_is_written(written: str) -> None:
    assert carries(written, "en").numbers == {"22:00"}


def test_a_link_behind_other_words_counts_by_where_it_leads() -> None:
    carried = carries("[status page](https://example.com/status)", "en")
    assert carried.links == {"https://example.com/status"}


@settings(max_examples=100)
@given(st.text(max_size=200), st.sampled_from(["en", "zh", "ja", "ko", "ru", "es"]))
def test_any_text_can_be_read_and_is_like_itself(text: str, language: str) -> None:
    carries(text, language)
    assert differences({language: text}) == []
