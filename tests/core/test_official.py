"""The voice gate: nothing foreign leaves in a text of ours, and nothing of ours is held up."""

from pathlib import Path

import pytest
from babel.messages import pofile
from hypothesis import given, settings
from hypothesis import strategies as st

import core.faq
from core.config import load
from core.faq import files
from core.i18n import LANGUAGES, LOCALES
from core.official import NotOfficial, Official, foreign
from core.text import Body, Mention, Quoted, Words

OURS = Official.of(
    load(
        '[official]\ndomains = ["example.com", "пример.рф"]\nhandles = ["@example_help"]\n'
        'emails = ["help@example.com"]\nphones = ["+1 415 555 0100"]',
        {},
        platforms={},
    )
)
STARTER = Path(core.faq.__file__).parent / "starter"


@pytest.mark.parametrize(
    "text",
    [
        "Go to evil.io now",
        "https://evil.io",
        "HTTPS://EVIL.IO/x",
        "[example.com](https://evil.io)",
        "[https://evil.io](https://example.com)",
        "https://example.com@evil.io",
        "https://example.com.evil.io",
        "https://evil.io/example.com",
        "[x](https://example.com\\@evil.io)",
        "//evil.io",
        "..evil.io",
        "`evil.io`",
        "evil.io.",
        "ev\u200bil.io",
        "evil\u2060.io",
        "evil。io",
        "evil．io",
        "evil․io",
        "𝐞𝐯𝐢𝐥.io",
        "请访问evil.io的官网",
        "사이트는evil.io입니다",
        "币安.com",
        "例子.中国的",
        "еxample.com",  # the first letter is Cyrillic
        "xn--e1afmkfd.xn--p1ai",
        "вклад.онлайн",
        "t.me/evil",
        "discord.gg/evil",
        "请tg://resolve?domain=evil",
        "vitalik.eth",
        "1.2.3.4:8080",
        "a@evil.io",
        "help@example.com.evil.io",
        "mailto:a@evil.io",
        "@evil",
        "@@evil",
        "＠evil",
        "ask abc@evil",
        "联系@evil",
        "@поддержка",
        "call +1 415 555 2671",
        "call ＋１ ４１５ ５５５ ２６７１",
        "send to 0x" + "aB12" * 10,
        "地址T" + "9aZ" * 11,
        "bc1q" + "w508d6qejx" * 4,
        "rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh",
    ],
)
def test_what_is_not_ours_is_refused(text: str) -> None:
    assert list(foreign(OURS, text)), text
    with pytest.raises(NotOfficial):
        OURS.check((Words(text),))


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/help?a=b#c.",
        "[our page](https://www.example.com)",
        "See help.example.com, or www.example.com.",
        "example.com에서 로그인",
        "https://пример.рф и пример.рф",
        "Write to help@example.com or [us](mailto:help@example.com), @example_help, @Example_Help.",
        "Call +1 (415) 555-0100.",
        "Upload passport.jpg, statement.pdf or data.csv (v1.2.3), e.g. today.",
        "It costs 1.000,50 or 3.5%; т.е. не больше 10.000.",
        "Your id: `telegram:79161234567`, `discord:1234567890123456789`.",
        '```\n[places."telegram:-1001234567890/5"]\nauto_answers = true\n```',
        "Two-factor/TOTP, no. 1 … done.Then go on.",
    ],
)
def test_what_is_ours_passes(text: str) -> None:
    assert list(foreign(OURS, text)) == []


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_can_be_judged(text: str) -> None:
    list(foreign(OURS, text))


@given(st.text(alphabet="abcxyz.-/ 的ы@", max_size=12), st.text(alphabet=" ,。的ы!)/", max_size=4))
@settings(max_examples=150)
def test_a_foreign_host_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert list(foreign(OURS, f"{before} evil.io{after}"))


@pytest.mark.parametrize(
    "body",
    [
        (Words("t.me"), Words("/evil")),
        (Words("evil"), Words("."), Words("io")),
        (Words("[x](https://ev"), Words("il.io)")),
        (Words("@"), Words("evil")),
    ],
)
def test_a_link_in_two_parts_is_one_link(body: Body) -> None:
    with pytest.raises(NotOfficial):
        OURS.check(body)


def test_the_words_of_others_and_mentions_pass() -> None:
    OURS.check((Words("They wrote: "), Quoted("evil.io @evil"), Mention("42", "evil.io")))


@pytest.mark.parametrize("link", ["https://evil.io", "javascript:alert(1)", "ftp://example.com"])
def test_a_button_opens_nothing_foreign(link: str) -> None:
    OURS.check((), ["https://example.com"])
    with pytest.raises(NotOfficial):
        OURS.check((), [link])


def test_the_address_of_our_own_server_is_ours() -> None:
    config = load('[server]\npublic_url = "https://help.other.org/x"', {}, platforms={})
    assert list(foreign(Official.of(config), "https://help.other.org/y")) == []


def test_every_starter_answer_passes() -> None:
    official = Official.of(load("", {}, platforms={}))
    entries, _ = files.read_folder(STARTER, official)
    wordings = [w for entry in entries for w in entry.wordings.values()]
    assert len(wordings) >= 216
    found = [
        what
        for wording in wordings
        for text in (wording.question, wording.answer, wording.disclaimer)
        for what in foreign(official, text)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_catalogues_passes(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = [message for message in pofile.read_po(file) if message.id]
    for message in messages:
        said = message.string or ""
        texts = [said] if isinstance(said, str) else list(said)
        assert [what for text in texts for what in foreign(OURS, text)] == []
