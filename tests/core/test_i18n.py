"""The reader's language is found in the promised order, and what we say is said in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import (
    LANGUAGES,
    LOCALES,
    Message,
    Reader,
    _,
    _n,
    accept_language,
    choose,
    compose,
    load,
    normalise,
    script_language,
    translate,
)
from core.text import Mention, Quoted, Words, render

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "%(count)s ticket"
msgid_plural "%(count)s tickets"
msgstr[0] "%(count)s заявка"
msgstr[1] "%(count)s заявки"
msgstr[2] "%(count)s заявок"
"""
EVENING = dt.datetime(2026, 11, 21, 20, 28, tzinfo=dt.UTC)

# -- which language ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-Hans-CN", "zh"),
        ("zh_TW", "zh"),
        ("es_419", "es"),
        ("EN", "en"),
        (" ru ", "ru"),
        ("ja_JP.UTF-8", "ja"),
        ("pt-BR", None),
        ("english", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tag_names_one_of_our_languages_or_none(tag: str | None, language: str | None) -> None:
    assert normalise(tag) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("비밀번호를 잊었어요", "ko"),
        ("Google Authenticator 재설정", "ko"),
        ("出金できません", "ja"),
        ("2FAをリセットしたい", "ja"),
        ("怎么重置两步验证？", "zh"),
        ("优の良品怎么提现到银行卡里", "zh"),
        ("Как сбросить 2FA?", "ru"),
        ("How do I reset my 2FA?", None),
        ("¿Cómo retiro?", None),
        ("My colleague wrote 你好 in the chat and I could not read that at all", None),
        ("Привет 안녕하", None),
        ("👍 123", None),
        ("", None),
    ],
)
def test_letters_give_a_language_away(text: str, language: str | None) -> None:
    assert script_language(text) == language


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_has_a_script_or_none(text: str) -> None:
    assert script_language(text) in {None, "ko", "ja", "zh", "ru"}


@pytest.mark.parametrize(
    ("saved", "hint", "text", "default", "language"),
    [
        ("ja", "ru", "안녕하세요", "es", "ja"),
        (None, "en", "안녕하세요", "es", "en"),
        (None, "pt-BR", "안녕하세요", "es", "ko"),
        ("", None, "안녕하세요", "es", "ko"),
        (None, None, "hello", "es", "es"),
        (None, None, "hello", "xx", "en"),
    ],
)
def test_saved_choice_then_hint_then_script_then_the_places_default(
    saved: str | None, hint: str | None, text: str, default: str, language: str
) -> None:
    assert choose(saved, hint, text, default) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        ("pt-BR, ja;q=0.5, ru;q=0.8, *;q=0.1", "ru"),
        ("en, es", "en"),
        ("en;q=0, es;q=0.1", "es"),
        ("en;q=2, ja;q=x, ,;;, zh;q=0.1", "zh"),
        ("*", None),
        ("", None),
    ],
)
def test_a_browser_asks_for_the_language_it_weighs_most(header: str, language: str | None) -> None:
    assert accept_language(header) == language


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    assert accept_language(header) in {None, *LANGUAGES}


# -- words ---------------------------------------------------------------------------------------


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert translate(Message("Never translated: 100%"), "ru") == "Never translated: 100%"


def test_an_unknown_language_reads_english() -> None:
    assert translate(_("Hello %(name)s", name="Ann"), "xx") == "Hello Ann"


def test_a_field_may_be_a_sentence_of_its_own() -> None:
    assert translate(_("You are %(role)s.", role=Message("judge")), "en") == "You are judge."


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 stone"), (0, "0 stones"), (12345, "12,345 stones")]
)
def test_a_sentence_counts(count: int, text: str) -> None:
    assert translate(_n("%(count)s stone", "%(count)s stones", count), "en") == text


@pytest.mark.parametrize(
    ("count", "word"),
    [(1, "заявка"), (2, "заявки"), (5, "заявок"), (11, "заявок"), (21, "заявка"), (104, "заявки")],
)
def test_russian_counts_in_three_forms(tmp_path: Path, count: int, word: str) -> None:
    path = tmp_path / "messages.po"
    path.write_text(RUSSIAN, encoding="utf-8")
    catalogue = load(path)
    assert catalogue.ngettext("%(count)s ticket", "%(count)s tickets", count).endswith(word)


def test_the_words_of_others_stand_in_our_sentence_as_parts() -> None:
    message = _("**%(name)s** wrote to %(whom)s", name=Quoted("*A*"), whom=Mention("7", "Bo"))
    body = compose(message, "en")
    assert body == (
        Words("**"), Quoted("*A*"), Words("** wrote to "), Mention("7", "Bo"),
    )  # fmt: skip
    assert [mark.kind for mark in render(body).marks] == ["bold", "mention"]


def test_the_words_of_others_cannot_slip_into_a_plain_string() -> None:
    with pytest.raises(TypeError, match="compose"):
        translate(_("%(name)s wrote", name=Quoted("A")), "en")


def test_a_forgotten_field_is_a_bug_and_shows_as_one() -> None:
    with pytest.raises(KeyError):
        translate(Message("Hello %(name)s"), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_catalogue(language: str) -> None:
    assert (LOCALES / language / "LC_MESSAGES" / "messages.po").exists()


# -- the reader's form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("en", "UTC", "Nov 21, 2026, 8:28 PM UTC"),
        ("ko", "Asia/Seoul", "2026. 11. 22. 오전 5:28 UTC+9"),
        ("ja", "Asia/Tokyo", "2026/11/22 5:28 UTC+9"),
        ("zh", "Asia/Shanghai", "2026年11月22日 04:28 UTC+8"),
        ("ru", "Europe/Moscow", "21 нояб. 2026 г., 23:28 UTC+3"),
        ("es", "America/St_Johns", "21 nov 2026, 16:58 UTC-3:30"),
    ],
)
def test_an_instant_is_written_in_the_readers_form_and_zone(
    language: str, zone: str, text: str
) -> None:
    shown = Reader(language, zone).datetime(EVENING)
    assert " ".join(shown.split()) == text


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        Reader("en").date(EVENING.replace(tzinfo=None))


def test_an_unknown_zone_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        Reader("en", "Mars/Olympus").date(EVENING)


@pytest.mark.parametrize(
    ("language", "number", "share"), [("en", "1,234.5", "12%"), ("es", "1.234,5", "12 %")]
)
def test_numbers_are_written_in_the_readers_form(language: str, number: str, share: str) -> None:
    reader = Reader(language)
    assert " ".join(reader.number(1234.5).split()) == number
    assert " ".join(reader.percent(0.12).split()) == share


def test_templates_give_text_and_fields_at_once() -> None:
    reader = Reader("en")
    assert reader.gettext("Hi %(name)s", name="Ann") == "Hi Ann"
    assert reader.gettext(_("Hi %(name)s", name="Ann")) == "Hi Ann"
    assert reader.ngettext("%(count)s stone", "%(count)s stones", 2) == "2 stones"


@pytest.mark.parametrize(
    ("minutes", "language", "shown"),
    [
        (1, "en", "1 minute"),
        (0.5, "en", "1 minute"),
        (60, "en", "1 hour"),
        (90, "en", "90 minutes"),
        (200, "en", "4 hours"),
        (24 * 60, "en", "1 day"),
        (26 * 60, "en", "26 hours"),
        (4 * 24 * 60 + 1, "en", "5 days"),
        (120, "ru", "2 часа"),
        (120, "zh", "2小时"),
        (120, "ja", "2 時間"),
        (45, "ko", "45분"),
        (45, "es", "45 minutos"),
    ],
)
def test_a_length_of_time_is_said_in_whole_units(minutes: float, language: str, shown: str) -> None:
    assert Reader(language).duration(dt.timedelta(minutes=minutes)) == shown
