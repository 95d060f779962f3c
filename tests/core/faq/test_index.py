import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faq.index import Index, Phrasings
from core.faq.rules import Thresholds
from tests.core.faq.knowledge import ENTRIES, RESET, ROWS

INDEX = Index.build(ROWS)
ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=sys.maxunicode, categories=None))


@pytest.mark.parametrize("language", RESET)
def test_a_question_of_the_knowledge_base_is_answered_for_sure(language: str) -> None:
    best = INDEX.search(RESET[language][0], language)[0]
    assert (best.entry, best.language) == ("reset-2fa", language)
    assert best.confidence >= Thresholds().unasked


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how do i rest my 2fa", "reset-2fa"),
        ("my withdrawl has been pendin", "withdrawal-pending"),
        ("提现还在处理中啊", "withdrawal-pending"),
        ("出金まだ処理中なんですけど", "withdrawal-pending"),
        ("출금 왜 아직도 대기중임", "withdrawal-pending"),
        ("вывод завис уже час", "withdrawal-pending"),
        ("cuales son las comisiones porfa", "trading-fees"),
        ("２ＦＡ　ＲＥＳＥＴ", "reset-2fa"),
    ],
)
def test_typos_and_slang_find_the_entry(text: str, entry: str) -> None:
    assert INDEX.search(text, None)[0].entry == entry


@pytest.mark.parametrize(
    "text",
    [
        "gm everyone",
        "btc to the moon",
        "今天天气不错",
        "お疲れ様でした〜",
        "ㅋㅋㅋ 대박",
        "всем привет",
        "jajaja",
    ],
)
def test_chatter_is_never_sure(text: str) -> None:
    assert not INDEX.knows(text)
    assert all(match.confidence < Thresholds().asked for match in INDEX.search(text, None))


def test_each_entry_is_found_at_most_once() -> None:
    found = [match.entry for match in INDEX.search("2FA withdrawal fees", "en", limit=10)]
    assert sorted(found) == sorted(ENTRIES)


def test_no_more_than_the_limit_best_first() -> None:
    sure = [match.confidence for match in INDEX.search("2FA withdrawal fees", "en", limit=2)]
    assert len(sure) == 2
    assert sure == sorted(sure, reverse=True)


def test_language_is_a_bonus_not_a_filter() -> None:
    assert INDEX.search("Почему мой вывод в обработке?", "en")[0].language == "ru"
    assert INDEX.search("2FA", "es")[0].language == "es"


def test_an_alias_stands_for_its_word() -> None:
    index = Index.build(ROWS, {"提币": "提现", "комса": "комиссия"})
    assert index.search("комса", "ru")[0].entry == "trading-fees"
    assert index.search("提币不到账", "zh")[0] == index.search("提现不到账", "zh")[0]


def test_an_alias_is_a_whole_word() -> None:
    index = Index.build(ROWS, {"fee": "2fa"})
    assert index.search("feedback fees", "en")[0].entry != "reset-2fa"


def test_the_same_rows_make_the_same_index_in_any_order() -> None:
    shuffled = Index.build(list(reversed(ROWS)))
    for text in ("reset 2fa", "вывод", "수수료"):
        assert shuffled.search(text, None) == INDEX.search(text, None)


def test_an_index_survives_the_way_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(INDEX))  # noqa: S301
    assert copy.search("reset 2fa", "en") == INDEX.search("reset 2fa", "en")
    assert copy.suggest("withd", "en", 3) == ["withdrawal-pending"]


@pytest.mark.parametrize("rows", [[], [Phrasings("only", "en", "Is there only one?")]])
def test_the_smallest_knowledge_bases_work(rows: list[Phrasings]) -> None:
    index = Index.build(rows)
    assert [match.entry for match in index.search("is there only one", "en")] == [
        row.entry for row in rows
    ]
    assert not index.knows("hello")


def test_an_entry_of_emoji_matches_nothing() -> None:
    index = Index.build([Phrasings("smile", "en", "🙂"), *ROWS])
    assert index.search("🙂", "en") == []


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_any_text_is_searched(text: str) -> None:
    INDEX.knows(text)
    INDEX.suggest(text, "en", 3)
    assert all(0 <= match.confidence <= 1 for match in INDEX.search(text, "en"))


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "x" * 1_000_000, "提" * 1_000_000])
def test_awkward_texts_are_searched(text: str) -> None:
    assert not INDEX.knows(text)
    assert len(INDEX.search(text, None)) <= len(ENTRIES)


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("how do", "en", ["reset-2fa"]),
        ("WITHD", "en", ["withdrawal-pending"]),
        ("提现", "zh", ["withdrawal-pending"]),
        ("수수", "ko", ["trading-fees"]),
        ("comisi", "es", ["trading-fees"]),
        ("", "en", []),
        ("  ", "en", []),
    ],
)
def test_suggestions_while_typing(typed: str, language: str, expected: list[str]) -> None:
    assert INDEX.suggest(typed, language, 1) == expected


def test_a_misspelling_still_brings_a_suggestion() -> None:
    assert INDEX.suggest("withdrawel pendng", "en", 3)[:1] == ["withdrawal-pending"]


def test_suggestions_come_from_any_language_where_ones_own_has_none() -> None:
    assert INDEX.suggest("вывод", "en", 3) == ["withdrawal-pending"]
    assert INDEX.suggest("вывод", "pt", 3) == ["withdrawal-pending"]
