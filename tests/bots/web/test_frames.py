"""The pure edges: frames read into events, texts written for the page."""

import html
import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.web import incoming, outgoing
from bots.web.incoming import Ask, BadFrame
from bots.web.outgoing import PART_LIMIT, Message
from core.actions import Button
from core.text import Quoted, Rich, clean, render

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
@settings(max_examples=200)
def test_any_other_text_is_a_bad_frame(data: str) -> None:
    with pytest.raises(BadFrame, match="bad_frame"):
        incoming.read(data)


@given(st.text(min_size=1, max_size=4000))
@settings(max_examples=100)
def test_any_question_is_read_as_it_was_written(text: str) -> None:
    frame = {"type": "ask", "id": "question-1", "text": text}
    try:
        read = incoming.read(msgspec.json.encode(frame).decode())
    except (BadFrame, UnicodeEncodeError):
        assert not clean(text).strip() or any("\ud800" <= c <= "\udfff" for c in text)
    else:
        assert read == Ask("question-1", clean(text).strip())


def test_the_same_frame_is_the_same_event() -> None:
    ask = Ask("question-1", "Hello")
    one = incoming.asked("visitor", ask, locale="en", now=NOW)
    again = incoming.asked("visitor", ask, locale="ja", now=NOW.replace(hour=13))
    assert one.id == again.id


def test_two_visitors_with_one_client_id_are_two_events() -> None:
    ask = Ask("question-1", "Hello")
    events = {incoming.asked(who, ask, locale="en", now=NOW).id for who in ("one", "other")}
    assert len(events) == 2


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_the_words_of_others_arrive_literally(text: str) -> None:
    body = render((Quoted(text),))
    (content,) = outgoing.parts(body, ())
    shown = outgoing.shown(Message(id="1.0", seq=1, position=1, ours=True, content=content, at=0))
    tags = set(re.findall(r"<[^>]*>", shown["html"]))
    assert tags <= {"<p>", "</p>", "<br>"}
    words = html.unescape(re.sub(r"<[^>]*>", " ", shown["html"]))
    # A line of white space shows nothing, whether its isolates are there or not.
    assert re.sub("[\u2068\u2069]", " ", words).split() == (
        re.sub("[\u2068\u2069]", " ", body.text).split()
    )


@pytest.mark.parametrize("length", [0, 1, PART_LIMIT, PART_LIMIT + 1, 100_000])
def test_a_text_of_any_length_comes_in_parts_that_fit(length: int) -> None:
    button = ((Button("Yes", "/yes"),),)
    parts = outgoing.parts(Rich("x" * length), button)
    assert "".join(part.rich.text for part in parts) == "x" * length
    assert all(len(part.rich.text) <= PART_LIMIT for part in parts)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [button]
