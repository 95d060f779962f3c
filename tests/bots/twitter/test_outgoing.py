"""Texts for X: of the right length, with nothing live that is not ours."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from twitter_text import extract_urls, parse_tweet

from bots.twitter.outgoing import MAX_POST, comparable, has_link, messages, posts, varied
from bots.twitter.weighing import LINK_WEIGHT, weight
from core.text import Quoted, Words

SNIPPETS = st.sampled_from(
    [
        *(
            "word ",
            "日本語",
            "한국어 ",
            "привет ",
            "👍🏽",
            "👨‍👩‍👧‍👦",
            "🇰🇷",
            "❤️",
            "1️⃣",
            "e\u0301",
            "½ ",
            "…",
        ),
        *(
            "example.com",
            "https://a.example.com/b?c=d ",
            "a.b ",
            "\n\n",
            "@bob ",
            "\u2060",
            "“”",
            "️",
        ),
        *("A\u030a", "각", "🇰", "\u200d", "x.com/a", "t.co "),
    ]
)
TEXTS = st.lists(SNIPPETS | st.text(max_size=4), max_size=12).map("".join)
few = settings(max_examples=150, deadline=None)


@given(text=TEXTS)
@few
@example("https://example.com/a/very/long/address/that/goes/on " + "word " * 20)
@example("🇰🇰🇷")
def test_a_weight_is_what_xs_own_parser_says(text: str) -> None:
    """X11."""
    assert weight(text) == (parse_tweet(text).weightedLength if text else 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 280, 280),
        ("日" * 140, 280),
        ("👨‍👩‍👧‍👦" * 140, 280),
        ("e\u0301", 1),
        ("see https://example.com/" + "a" * 300, 4 + LINK_WEIGHT),
        ("", 0),
    ],
)
def test_weights_are_those_of_the_documents(text: str, expected: int) -> None:
    assert weight(text) == expected


@given(text=TEXTS, times=st.integers(1, 20), links=st.booleans())
@settings(max_examples=30, deadline=None)
def test_every_part_fits_and_nothing_is_lost(text: str, times: int, links: bool) -> None:
    """X11."""
    parts = posts((Words(text * times),), {}, links=links)
    assert all(parse_tweet(part).weightedLength <= MAX_POST for part in parts)
    quoted = posts((Quoted(text * times),), {}, links=links)
    assert all(parse_tweet(part).weightedLength <= MAX_POST for part in quoted)
    assert not any(extract_urls(part) for part in quoted)


@given(text=TEXTS)
@few
def test_without_links_nothing_is_a_link(text: str) -> None:
    parts = posts(
        (Words(f"{text} example.com/a [here](https://example.com/b) {text}"),), {}, links=False
    )
    assert not any(has_link(part) for part in parts)
    assert not any(has_link(part) for part in messages((Words(text),), {}, links=False))


def test_an_address_that_is_allowed_is_not_cut() -> None:
    address = "https://example.com/" + "a" * 100
    for before in range(240, 290):
        parts = posts((Words(f"{'b' * before} [{address}]({address}) after"),), {}, links=True)
        assert any(address in part for part in parts)
        assert all(weight(part) <= MAX_POST for part in parts)


def test_a_text_that_is_varied_is_another_and_weighs_no_more_to_x() -> None:
    text = "a" * 280
    assert varied(text, "ann_lee") == f"@ann_lee {text}"
    assert comparable(varied(text, "ann_lee")) == text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("See https://example.com/a now", "See https://t.co/abc now"),
        ("cafe\u0301  au lait", "café au lait"),
        ("line\n\nline", "line line"),
    ],
)
def test_two_forms_of_one_post_are_known_as_one(ours: str, theirs: str) -> None:
    """X01."""
    assert comparable(ours) == comparable(theirs)


def test_a_private_message_is_cut_at_ten_thousand() -> None:
    parts = messages((Words("word " * 4100),), {}, links=False)
    assert [len(part) <= 10_000 for part in parts] == [True] * 3


@pytest.mark.parametrize(
    "unit", ["a.", "www.evil.example", "www.\u2060evil.", "1.2", "com.com ", "。a."]
)
@pytest.mark.parametrize("links", [True, False])
def test_no_text_takes_long_to_weigh(unit: str, links: bool) -> None:
    """twitter-text alone takes half a minute for some of these."""
    began = time.process_time()
    parts = posts((Words(unit * (9_000 // len(unit))),), {}, links=links)
    assert time.process_time() - began < 5
    assert all(weight(part) <= MAX_POST for part in parts)
    whole = "".join(parts).replace("\u2060", "").replace(" ", "")
    assert whole == (unit * (9_000 // len(unit))).replace("\u2060", "").replace(" ", "")
