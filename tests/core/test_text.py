"""What is ours keeps its form, what is others' stays words, and what is long arrives in parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import msgspec
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import (
    Body,
    Instant,
    Mark,
    Mention,
    Part,
    Quoted,
    Rich,
    Words,
    clean,
    escape,
    fold,
    links_of,
    parse,
    render,
    split,
    to_html,
    to_plain,
    utf16_length,
)

PIECES = [
    *("*", "**", "_", "`", "```\n", "> ", "- ", "1. ", "# ", "[", "](", ")", "https://a.io/x"),
    *(
        "<",
        ">",
        "&",
        "\\",
        "\n",
        "\n\n",
        " ",
        "  ",
        "!",
        "word",
        "다시",
        "汉字",
        "👨‍👩‍👧",
        "🇰🇷",
        "שלום",
    ),
    *("e\u0301", "\u202e", "\u200b", "\ud83d", "\0", "\ufdd0", "1", "\ufdd1", "."),
]
markdown = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))
parts = st.one_of(
    markdown.map(Words),
    markdown.map(Quoted),
    st.builds(Mention, st.text(min_size=1), markdown),
    st.builds(Instant, st.integers(0, 2**32), markdown),
)
bodies = st.lists(parts, max_size=6).map(tuple)


def marked(rich: Rich) -> list[tuple[str, str]]:
    return [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]


_UNSEEN = regex.compile(r"[\s\p{Default_Ignorable_Code_Point}]+")


def visible(text: str) -> str:
    return _UNSEEN.sub("", text)


def assert_well_formed(rich: Rich) -> None:
    assert list(rich.marks) == sorted(rich.marks, key=lambda mark: (mark.start, -mark.end))
    opened: list[Mark] = []
    for mark in rich.marks:
        assert 0 <= mark.start < mark.end <= len(rich.text)
        while opened and opened[-1].end <= mark.start:
            opened.pop()
        assert not opened or mark.end <= opened[-1].end
        opened.append(mark)


# -- the small Markdown --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("**a** and *b*", "a and b", [("bold", "a"), ("italic", "b")]),
        ("# Title\n\nText", "Title\n\nText", [("bold", "Title")]),
        ("`a*b*`", "a*b*", [("code", "a*b*")]),
        ("```py\n  x = 1\n\ny\n```", "  x = 1\n\ny", [("pre", "  x = 1\n\ny")]),
        ("- one\n- two\n  1. three", "• one\n• two\n  1. three", []),
        ("3. x\n4. y", "3. x\n4. y", []),
        ("> a\n> b\n\nc", "a\nb\n\nc", [("quote", "a\nb")]),
        ("one\ntwo", "one\ntwo", []),
        ("**a *b***", "a b", [("bold", "a b"), ("italic", "b")]),
        ("<b>x</b> &amp; ![cat](https://c.at)", "<b>x</b> &amp; cat", []),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|", []),
        ("reset_my_code", "reset_my_code", []),
    ],
)
def test_small_markdown_means_what_it_says(
    source: str, text: str, marks: list[tuple[str, str]]
) -> None:
    rich = parse(source)
    assert rich.text == text
    assert marked(rich) == marks


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("[site](https://a.io/x_y)", ["https://a.io/x_y"]),
        ("[mail](mailto:a@b.io) <http://c.io>", ["mailto:a@b.io", "http://c.io"]),
        ("See https://a.io/x_y_z. And (https://b.io/).", ["https://a.io/x_y_z", "https://b.io/"]),
        ("https://a.io/wiki_(x) 보기: https://b.io에서", ["https://a.io/wiki_(x)", "https://b.io"]),
        ("`https://a.io` [x](javascript:alert(1)) [y](tg://x) [z](/local)", []),
    ],
)
def test_only_web_and_mail_addresses_are_links(source: str, links: list[str]) -> None:
    assert list(links_of(parse(source))) == links


@settings(max_examples=200)
@given(markdown)
def test_any_string_can_be_read(source: str) -> None:
    assert_well_formed(parse(source))


@pytest.mark.parametrize("piece", ["[", "![", "*a ", "> ", "`a", "<https://a", "_a__b", "[a]("])
def test_a_megabyte_of_markup_is_read_at_once(piece: str) -> None:
    assert_well_formed(parse(piece * (1_000_000 // len(piece))))
    assert_well_formed(parse(piece * (3_000 // len(piece))))


@given(st.text(alphabet=st.one_of(st.sampled_from("*_`[]()<>#+-.!~1&\\: a"), st.characters())))
def test_an_escaped_line_reads_as_itself(line: str) -> None:
    line = " ".join(clean(line).split())
    assert parse(escape(line)).text == line


# -- words of others -----------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.lists(markdown.map(Quoted), max_size=4).map(tuple))
def test_the_words_of_others_never_yield_a_mark(body: Body) -> None:
    assert render(body).marks == ()


@settings(max_examples=200)
@given(bodies)
def test_any_body_can_be_rendered(body: Body) -> None:
    assert_well_formed(render(body))


def test_a_strangers_name_stands_inside_our_bold_as_mere_words() -> None:
    rich = render((Words("**"), Quoted("*x* [y](https://e.io)"), Words("** wrote")))
    assert marked(rich) == [("bold", "\u2068*x* [y](https:\u2060//e.\u2060io)\u2069")]


def test_the_words_of_others_cannot_complete_an_address_of_ours() -> None:
    rich = render((Words("[open](https://ours.io/"), Quoted("@evil.io"), Words(")")))
    assert links_of(rich) == ("https://ours.io/",)
    assert "evil" in rich.text


@pytest.mark.parametrize(
    "linkable",
    [
        "https://evil.io/x",
        "tg://resolve",
        "evil.io",
        "t.me/evil",
        "discord.gg/evil",
        "a@evil.io",
        "@everyone",
        "<@123>",
        "<@&123>",
        "<#123>",
        "</ban:1>",
        "/ban",
        "#tag",
        "$TAG",
        "+4915112345678",
        "evil．io",
        "evil。io",
        "@\u200beveryone",
        "https:\u2060//evil.io",
    ],
)
def test_what_a_client_would_link_is_broken(linkable: str) -> None:
    shown = render((Quoted(linkable),)).text[1:-1]
    assert "\u2060" in shown
    assert not re.search(r"://|[.．。][a-z]|[@#$][\w&!]|(?<![\w/])/\w|\+\d|<[@#/]", shown)


@pytest.mark.parametrize(
    "plain", ["3.14 and 1/2", "Yes. No", "3 < 4", "12:30", "你好。再见", "a/b"]
)
def test_ordinary_words_stay_untouched(plain: str) -> None:
    assert render((Quoted(plain),)).text == f"\u2068{plain}\u2069"


def test_invisible_characters_go_but_emoji_stay_whole() -> None:
    shown = render((Quoted("a\u202eb\u200bc\u3164\0 👨‍👩‍👧 ❤️ 👍🏽\u200d"),)).text
    assert shown == "\u2068abc 👨‍👩‍👧 ❤️ 👍🏽\u2069"


def test_each_quoted_line_is_isolated_for_a_line_end_closes_an_isolate() -> None:
    assert render((Quoted("שלום\n\nb"),)).text == "\u2068שלום\u2069\n\n\u2068b\u2069"


def test_a_mention_shows_a_name_on_one_line_and_carries_the_account() -> None:
    rich = render((Words("Hi "), Mention("42", "Bob\n@all"), Words("!")))
    assert rich.text == "Hi \u2068Bob @\u2060all\u2069!"
    assert rich.marks == (Mark(3, len(rich.text) - 1, "mention", "42"),)


def test_a_mention_without_a_visible_name_shows_the_account() -> None:
    assert render((Mention("42", "\u200b\n"),)).text == "\u206842\u2069"


@given(bodies)
def test_a_body_survives_its_storage(body: Body) -> None:
    stored = tuple(msgspec.structs.replace(part, **_storable(part)) for part in body)
    assert msgspec.json.decode(msgspec.json.encode(stored), type=Body) == stored


def _storable(part: Part) -> dict[str, str]:
    words = {name: getattr(part, name) for name in part.__struct_fields__}
    return {name: clean(said) for name, said in words.items() if isinstance(said, str)}


# -- cleaning and measuring ----------------------------------------------------------------------


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_a_clean_text_can_be_sent_and_stored(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f]", cleaned)
    assert clean(cleaned) == cleaned


def test_cleaning_keeps_lines_and_replaces_half_characters() -> None:
    assert clean("a\r\nb\rc\td\0\x07\ud83d") == "a\nb\nc\td\ufffd"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("é漢", 2), ("😀", 2), ("👨‍👩‍👧", 8)])
def test_telegram_counts_utf16_units(text: str, length: int) -> None:
    assert utf16_length(text) == length


# -- cutting -------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(bodies, st.integers(2, 60), st.sampled_from([len, utf16_length]))
def test_parts_fit_and_together_say_the_same(
    body: Body, limit: int, measure: Callable[[str], int]
) -> None:
    rich = render(body)
    found = split(rich, limit, measure)
    assert all(measure(part.text) <= limit and visible(part.text) for part in found)
    assert visible("".join(part.text for part in found)) == visible(rich.text)
    for part in found:
        assert_well_formed(part)


@settings(max_examples=200)
@given(bodies, st.integers(2, 60))
def test_every_visible_character_keeps_its_marks(body: Body, limit: int) -> None:
    rich = render(body)
    found = split(rich, limit)
    assert [pair for part in found for pair in _with_marks(part)] == _with_marks(rich)


def _with_marks(rich: Rich) -> list[tuple[str, list[str]]]:
    return [
        (letter, [mark.kind + mark.target for mark in rich.marks if mark.start <= at < mark.end])
        for at, letter in enumerate(rich.text)
        if visible(letter)
    ]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["👨‍👩‍👧", "🇰🇷", "e\u0301", "각", "a", " ", "👍🏽"])).map("".join))
def test_no_cluster_is_cut_that_fits(text: str) -> None:
    clusters = regex.findall(r"\X", text)
    found = [
        cluster for part in split(Rich(text), 9) for cluster in regex.findall(r"\X", part.text)
    ]
    assert [c for c in found if c.strip()] == [c for c in clusters if c.strip()]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 10, []),
        (" \n ", 1, []),
        ("short", 10, ["short"]),
        ("one two.\n\nthree four", 16, ["one two.", "three four"]),
        ("one two\nthree four", 14, ["one two", "three four"]),
        ("One two. Three four", 15, ["One two.", "Three four"]),
        ("今天好。明天见吗", 6, ["今天好。", "明天见吗"]),
        ("one two three", 9, ["one two", "three"]),
        ("one two", 3, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a" + "\u0301" * 5, 4, ["a" + "\u0301" * 3, "\u0301" * 2]),
        ("if xyz:\n    return", 12, ["if xyz:", "    return"]),
    ],
)
def test_the_best_place_to_cut_wins(text: str, limit: int, expected: list[str]) -> None:
    assert [part.text for part in split(Rich(text), limit)] == expected


def test_a_link_that_fits_one_part_stays_whole() -> None:
    rich = parse("Please read [all the rules](https://a.io) now")
    assert [part.text for part in split(rich, 22)] == ["Please read", "all the rules now"]


def test_a_mark_goes_on_in_the_next_part() -> None:
    assert [marked(part) for part in split(parse("**one two**"), 5)] == [
        [("bold", "one")],
        [("bold", "two")],
    ]


def test_a_long_address_that_counts_little_still_fits() -> None:
    def weighed(text: str) -> int:
        return len(re.sub(r"https?://\S+", "x" * 23, text))

    text = "Look: https://a.io/" + "x" * 300
    assert [part.text for part in split(Rich(text), 40, weighed)] == [text]


@pytest.mark.parametrize("piece", ["word and more. ", "汉字", "a", "\n", "\u0301", "**b** "])
def test_a_megabyte_is_cut_in_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    marks = tuple(Mark(at, at + 2, "bold") for at in range(0, len(text) - 2, 20))
    found = split(Rich(text, marks), 4096, utf16_length)
    assert sum(len(visible(part.text)) for part in found) == len(visible(text))


# -- written forms -------------------------------------------------------------------------------


OUR_TAGS = {"p", "br", "strong", "em", "code", "pre", "blockquote", "q", "a", "span"}


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=200)
@given(bodies)
def test_a_page_holds_the_text_and_no_tag_but_ours(body: Body) -> None:
    rich = render(body)
    page = _Page(to_html(rich))
    assert visible(page.text) == visible(rich.text)
    assert page.tags <= set(
        ["p", "br", "strong", "em", "code", "pre", "blockquote", "q", "a", "span", "time"]
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\nb\n\n<i>c</i>", "<p>a<br>b</p><p>&lt;i&gt;c&lt;/i&gt;</p>"),
        ("```\na\n\nb\n```\n\nc", "<pre><code>a\n\nb</code></pre><p>c</p>"),
        ("> **a**\n\nb", "<blockquote><p><strong>a</strong></p></blockquote><p>b</p>"),
        ("", ""),
        (
            '[x](https://a.io/?a=1&b="2")',
            '<p><a href="https://a.io/?a=1&amp;b=%222%22" rel="noopener nofollow">x</a></p>',
        ),
    ],
)
def test_html_is_paragraphs_with_escaped_text(source: str, html: str) -> None:
    assert to_html(parse(source)) == html


def test_an_address_cannot_leave_its_attribute() -> None:
    rich = Rich("x", (Mark(0, 1, "link", 'https://a.io/"onclick="'),))
    assert 'onclick="' not in to_html(rich)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("[help](https://a.io) **now**", "help (https://a.io) now"),
        ("https://a.io", "https://a.io"),
        ("[a@b.io](mailto:a@b.io)", "a@b.io"),
    ],
)
def test_plain_text_spells_out_hidden_addresses(source: str, plain: str) -> None:
    assert to_plain(parse(source)) == plain


@given(bodies)
def test_folding_passes_over_each_character_once_in_order(body: Body) -> None:
    rich = render(body)
    assert fold(rich, str, lambda _mark, inner: inner) == rich.text


def test_a_paragraph_after_a_list_stands_apart() -> None:
    assert parse("- one\n- two\n\nAfter.").text == "• one\n• two\n\nAfter."
