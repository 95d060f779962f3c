"""A moment in a text of ours: in words everywhere, and by the reader's clock where that can be."""

import pytest

from bots.discord import styles as discord
from bots.telegram import styles as telegram
from bots.twitter import outgoing as x
from core.official import NotOfficial, Official
from core.text import Body, Instant, Words, render, split, to_html, to_plain

AT = 1_796_115_600
WORDS = "Dec 1, 2026, 9:00 AM UTC"
BODY: Body = (Words("**Begin:** "), Instant(AT, WORDS), Words("."))


def test_discord_shows_it_by_the_readers_clock_and_in_words() -> None:
    (part,) = discord.parts_of(BODY)
    assert f"<t:{AT}:F> · " in part
    assert part.replace("\\", "").endswith(f"{WORDS}.")


def test_where_there_are_no_time_stamps_its_words_say_it() -> None:
    (part,) = telegram.parts_of(BODY)
    assert [entity["type"] for entity in telegram.entities_of(part)] == ["bold"]
    assert part.text == to_plain(render(BODY)) == f"Begin: {WORDS}."
    assert x.posts(BODY, {}, links=True) == [f"Begin: {WORDS}."]


def test_the_web_marks_it_for_machines() -> None:
    html = to_html(render(BODY))
    assert f'<time datetime="2026-12-01T09:00Z">{WORDS}</time>' in html


def test_it_is_not_cut_in_two() -> None:
    parts = split(render((Words("x" * 30 + " "), Instant(AT, WORDS))), 40)
    assert [part.text for part in parts] == ["x" * 30, WORDS]


def test_its_words_pass_the_voice_gate_like_any_of_ours() -> None:
    official = Official(frozenset(), frozenset(), frozenset(), frozenset())
    official.check(BODY)
    with pytest.raises(NotOfficial):
        official.check((Words("See "), Instant(AT, "evil7q.io")))
