"""A post or message as X gives it, as an event."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.api import Json, Me
from bots.twitter.incoming import message_event, post_event
from core.events import Account, Link, MessageReceived

ME = Me("99", "example_guide")
ANN: Json = {"id": "7", "name": "Ann", "username": "ann_lee"}


def post(text: str, **fields: object) -> Json:
    return {
        "id": "1001",
        "text": text,
        "author_id": "7",
        "created_at": "2026-11-21T23:25:11.000Z",
        "entities": {},
        **fields,
    }


def heard(text: str, **fields: object) -> MessageReceived:
    event = post_event(post(text, **fields), {"7": ANN}, ME)
    assert isinstance(event, MessageReceived)
    return event


REPLY: Json = {
    "referenced_tweets": [{"type": "replied_to", "id": "55"}],
    "in_reply_to_user_id": "8",
}


@pytest.mark.parametrize(
    ("text", "fields", "called"),
    [
        ("@example_guide how?", {}, True),
        ("how, @Example_Guide?", {}, True),
        ("how, @example_guide2?", {}, False),
        ("how?", {}, False),
        ("@bob @example_guide how?", REPLY, False),
        ("@bob @example_guide how?", {**REPLY, "display_text_range": [20, 24]}, False),
        ("@bob @example_guide how?", {**REPLY, "display_text_range": [5, 24]}, True),
        ("@bob how, @example_guide?", REPLY, True),
    ],
)
def test_we_are_called_where_the_author_typed_our_handle(
    text: str, fields: Json, called: bool
) -> None:
    assert heard(text, **fields).addressed is called


def test_a_reply_to_us_is_a_reply_to_ours() -> None:
    event = heard("@example_guide thanks", **{**REPLY, "in_reply_to_user_id": "99"})
    assert event.quoted is not None
    assert (event.quoted.id, event.quoted.ours) == ("55", True)
    assert not event.addressed  # whether that was an answer, the core knows


@pytest.mark.parametrize(("who", "ours"), [("Example_Guide", True), ("example_guides", False)])
def test_whoever_quotes_us_calls_us(who: str, ours: bool) -> None:
    address = f"https://twitter.com/{who}/status/55"
    url = {"url": "https://t.co/1", "expanded_url": address, "display_url": "x.com/…"}
    fields = {
        "referenced_tweets": [{"type": "quoted", "id": "55"}],
        "entities": {"urls": [url]},
    }
    event = heard("what is this? https://t.co/1", **fields)
    assert event.addressed is ours
    assert event.quoted is not None
    assert event.quoted.ours is ours


def test_the_form_of_address_is_not_among_the_words() -> None:
    assert heard("@example_guide /ask  fees").text == "/ask  fees"
    assert heard("@bob @example_guide @eve hi @bob").text == "hi @bob"


def test_words_are_as_a_reader_sees_them() -> None:
    url = {
        "url": "https://t.co/1",
        "expanded_url": "https://evil.example/long/address",
        "display_url": "evil.example/long…",
    }
    event = heard("5 &gt; 3 &amp;amp; https://t.co/1", entities={"urls": [url]})
    assert event.text == "5 > 3 &amp; evil.example/long…"
    assert event.links == (Link("https://evil.example/long/address", "evil.example/long…"),)


def test_a_long_post_is_read_whole() -> None:
    note = {"text": "word " * 300, "entities": {"mentions": [{"id": 8, "username": "bob"}]}}
    event = heard("word word…", note_tweet=note)
    assert len(event.text) == 1499
    assert event.mentions == (Account("x", "8"),)


def test_an_edited_post_says_so() -> None:
    assert heard("hm", edit_history_tweet_ids=["1000", "1001"]).edited
    assert not heard("hm", edit_history_tweet_ids=["1001"]).edited


@pytest.mark.parametrize(
    ("lang", "locale"), [("ko", "ko"), ("und", None), ("qme", None), ("zxx", None), (None, None)]
)
def test_a_language_that_x_guessed_is_a_hint(lang: str | None, locale: str | None) -> None:
    assert heard("hm", lang=lang).locale == locale


def test_a_group_conversation_is_not_for_us() -> None:
    message = {**post("hi"), "event_type": "MessageCreate", "sender_id": "7"}
    assert message_event({**message, "dm_conversation_id": "1585"}, {}, ME) is None
    for talk in ("7-99", "99-7"):
        assert message_event({**message, "dm_conversation_id": talk}, {}, ME) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(fields=st.dictionaries(st.sampled_from(sorted({*post(""), *REPLY, "lang", "mood"})), JSON))
def test_whatever_x_sends_is_an_event_or_a_plain_error(fields: Json) -> None:
    """Those that the taker catches; nothing hangs, nothing is half told."""
    try:
        event = post_event({**post("@example_guide hi"), **fields}, {}, ME)
    except (ValueError, TypeError, AttributeError, KeyError):
        return
    assert event is None or msgspec.json.encode(event)
