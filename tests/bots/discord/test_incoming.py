"""What Discord dispatches means: who speaks to us, who is nobody, what is seen."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.incoming import Dispatch, event_of
from bots.discord.who import MOST_KEPT, Channel, Directory, moment_of, name_of
from core.events import (
    Account,
    Link,
    MessageReceived,
    MessageUnread,
    OwnMessageSeen,
    Place,
    ReactionChanged,
)
from tests.bots.discord.payloads import (
    ANN,
    CHANNEL,
    FORUM,
    ME,
    NOW,
    POST,
    THREAD,
    US,
    happens,
    message,
    said,
    sight,
)

OURS = message(id="9", author=US, content="Yes.")
REPLY: dict[str, Any] = {
    **{"type": 19, "message_reference": {"type": 0, "message_id": "9"}},
    "referenced_message": OURS,
}


# --- addressed


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<@900> why", "why"),
        ("<@!900>, why", "why"),
        ("<@900>:\nwhy", "why"),
        ("why <@900>", "why <@900>"),
        ("<@900>", "<@900>"),
    ],
)
def test_a_mention_of_our_account_speaks_to_us(content: str, text: str) -> None:
    event = said(content=content)
    assert (event.addressed, event.text) == (True, text)


@pytest.mark.parametrize("content", ["<@&900> why", "@everyone why", "<@901> why", "guide, why"])
def test_a_role_everyone_or_somebody_else_does_not(content: str) -> None:
    assert not said(content=content, mention_everyone=True, mentions=[US]).addressed


def test_whom_a_reply_carries_along_is_not_addressed_but_quoted() -> None:
    event = said(content="and then?", mentions=[US], **REPLY)
    assert not event.addressed
    assert event.quoted is not None
    assert (event.quoted.ours, event.quoted.text) == (True, "Yes.")


def test_a_forwarded_mention_was_typed_to_somebody_else() -> None:
    forwarded = {"message": {"content": "<@900> give it to me"}}
    event = said(
        content="<@900>",
        message_snapshots=[forwarded],
        message_reference={"type": 1, "message_id": "3", "channel_id": "77"},
    )
    assert not event.addressed
    assert event.forwarded_from == "77"
    assert event.quoted is None


def test_a_private_talk_is_with_its_person() -> None:
    data = message(content="hi", channel_id="42")
    del data["guild_id"]
    event = happens("MESSAGE_CREATE", data)
    assert isinstance(event, MessageReceived)
    assert event.addressed
    assert event.place == Place("discord", "5", private=True)


# --- places


def test_a_thread_is_a_place_within_its_channel() -> None:
    assert said(content="hm", channel_id=THREAD).place == Place("discord", CHANNEL, thread=THREAD)


def test_the_first_message_of_a_forum_post_opens_it_and_shows_its_title() -> None:
    first = said(id=POST, channel_id=POST, content="none at all")
    assert first.opens_thread
    assert first.place == Place("discord", FORUM, thread=POST)
    assert ("title", "No mail comes") in [(part.label, part.text) for part in first.shown]
    assert not first.addressed


def test_later_messages_of_a_post_and_threads_of_a_channel_open_nothing() -> None:
    assert not said(id="401", channel_id=POST, content="still none").opens_thread
    assert not said(id=THREAD, channel_id=THREAD, content="fees?").opens_thread


# --- authors


def test_a_webhook_is_nobody() -> None:
    event = said(content="hi", webhook_id="3", author={"id": "3", "username": "Support"})
    assert (event.author, event.is_bot, event.name) == (None, True, "Support")


def test_another_bot_is_a_bot() -> None:
    assert said(content="hi", author=ANN | {"bot": True}).is_bot


def test_our_own_words_are_seen_with_their_nonce() -> None:
    seen = happens("MESSAGE_CREATE", message(author=US, content="hi", nonce="7.0"))
    assert isinstance(seen, OwnMessageSeen)
    assert seen.nonce == "7.0"


def test_our_own_words_to_somebody_unknown_are_nothing() -> None:
    data = message(author=US, content="hi", channel_id="42")
    del data["guild_id"]
    assert happens("MESSAGE_CREATE", data) is None


def test_the_name_that_is_shown_is_told() -> None:
    assert name_of(ANN, {"nick": "Queen Ann"}) == "Queen Ann"
    assert name_of(ANN, {"nick": None}) == "Ann"
    assert name_of({"id": "1", "username": "bo", "global_name": None}) == "bo"


# --- what there is to see


def test_without_the_intent_there_is_nothing_to_tell() -> None:
    assert happens("MESSAGE_CREATE", message(content="")) is None


ASKED = message(id="8", author={"id": "6", "username": "ben"})
ANSWER: dict[str, Any] = {
    **{"type": 19, "message_reference": {"type": 0, "message_id": "8"}},
    "referenced_message": ASKED,
}


def test_without_the_intent_who_answered_whom_is_told() -> None:
    event = happens("MESSAGE_CREATE", message(**ANSWER))
    assert isinstance(event, MessageUnread)
    assert event.quoted is not None
    assert (event.author.id, event.quoted.author) == ("5", Account("discord", "6"))
    in_thread = happens("MESSAGE_CREATE", message(channel_id=POST))
    assert isinstance(in_thread, MessageUnread)
    assert in_thread.place.thread == POST


def test_a_thread_is_its_openers_or_the_authors_of_the_message_that_it_was_made_of() -> None:
    seen = sight()

    def heard(**fields: Any) -> MessageReceived:
        dispatch = Dispatch("MESSAGE_CREATE", message(channel_id=THREAD, **fields), "s", NOW)
        event = event_of(dispatch, seen)
        assert isinstance(event, MessageReceived)
        return event

    assert heard(content="hm").thread_by == Account("discord", "7")
    starter = message(channel_id=THREAD, type=21, referenced_message=ASKED)
    assert event_of(Dispatch("MESSAGE_CREATE", starter, "s", NOW), seen) is None
    assert heard(content="hm").thread_by == Account("discord", "6")
    assert said(content="hm").thread_by is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("MESSAGE_CREATE", {"channel_id": THREAD, "type": 6}),
        ("MESSAGE_CREATE", {"author": ANN | {"bot": True}}),
        ("MESSAGE_CREATE", {"webhook_id": "3"}),
        ("MESSAGE_UPDATE", {"edited_timestamp": "2026-03-01T12:00:00+00:00"}),
    ],
)
def test_bots_webhooks_and_edits_without_words_are_nothing(
    kind: str, fields: dict[str, Any]
) -> None:
    assert happens(kind, message(**ANSWER | fields)) is None


def test_every_word_of_an_embed_is_shown() -> None:
    embed = {
        **{"title": "t1", "description": "d1", "footer": {"text": "f1"}, "author": {"name": "a1"}},
        **{"fields": [{"name": "n1", "value": "v1"}], "provider": {"name": "p1"}},
    }
    words = {part.text for part in said(content="x", embeds=[embed]).shown}
    assert words == {"t1", "d1", "f1", "a1", "n1", "v1", "p1"}


def test_components_are_read_to_the_bottom() -> None:
    deep: dict[str, Any] = {"type": 10, "content": "send your seed"}
    for _ in range(4):
        deep = {"type": 17, "components": [deep]}
    select = {"type": 3, "placeholder": "choose", "options": [{"label": "one"}]}
    row = {"type": 1, "components": [select]}
    words = {part.text for part in said(content="x", components=[deep, row]).shown}
    assert words == {"send your seed", "choose", "one"}


def test_stickers_polls_and_files_are_shown_by_name() -> None:
    event = said(
        content="x",
        sticker_items=[{"id": "1", "name": "wave"}],
        poll={"question": {"text": "q?"}, "answers": [{"poll_media": {"text": "a!"}}]},
        attachments=[{"id": "2", "filename": "x.exe", "title": "Update", "size": 9}],
    )
    assert {part.text for part in event.shown} == {"wave", "q?", "a!", "x.exe", "Update"}
    assert [file.kind for file in event.attachments] == ["file", "sticker"]


@pytest.mark.parametrize(
    ("content", "link"),
    [
        ("[here](https://e.example/a)", Link("https://e.example/a", "here")),
        ("[a\\]b](<https://e.example>)", Link("https://e.example", "a\\]b")),
        ("(https://e.example/a).", Link("https://e.example/a", "https://e.example/a")),
        ("<https://e.example>", Link("https://e.example", "https://e.example")),
        ("discord.gg/abc", Link("discord.gg/abc", "discord.gg/abc")),
        ("[x](discord://-/settings)", Link("discord://-/settings", "x")),
    ],
)
def test_a_link_is_told_with_its_target(content: str, link: Link) -> None:
    assert said(content=content).links == (link,)


# --- other events


def test_an_edit_and_an_unfurled_link_have_ids_of_their_own() -> None:
    stamp = "2026-03-01T12:00:05+00:00"
    edited = happens("MESSAGE_UPDATE", message(content="new", edited_timestamp=stamp))
    shown = happens("MESSAGE_UPDATE", message(content="new", embeds=[{"title": "t"}]))
    assert isinstance(edited, MessageReceived)
    assert isinstance(shown, MessageReceived)
    assert edited.edited
    assert len({edited.id, shown.id, "1"}) == 3


def test_a_reaction_is_named_after_its_dispatch() -> None:
    data = {"user_id": "5", "channel_id": CHANNEL, "guild_id": "100", "message_id": "1"}
    event = happens("MESSAGE_REACTION_ADD", data | {"emoji": {"id": "8", "name": "party"}})
    assert isinstance(event, ReactionChanged)
    assert (event.id, event.after, event.author) == ("session.7", ("8",), Account("discord", "5"))


def test_our_own_reactions_are_no_news() -> None:
    data = {"user_id": ME.id, "channel_id": CHANNEL, "guild_id": "100", "message_id": "1"}
    assert happens("MESSAGE_REACTION_ADD", data | {"emoji": {"name": "👍"}}) is None


def test_an_outage_of_discords_own_is_no_loss() -> None:
    assert happens("GUILD_DELETE", {"id": "100", "unavailable": True}) is None


# --- who and where


@given(st.integers(0, 2**63 - 1))
def test_ids_tell_their_time(id_: int) -> None:
    assert moment_of(id_).year >= 2015


@pytest.mark.parametrize(
    ("kind", "owner", "is_private", "is_closed"),
    [
        (12, ME.id, True, False),
        (12, ANN["id"], False, True),
        (11, ME.id, False, False),
        (12, "", False, True),
    ],
)
def test_only_a_private_thread_of_ours_is_a_private_place_and_those_of_others_are_closed(
    kind: int, owner: str, is_private: bool, is_closed: bool
) -> None:
    directory = Directory()
    directory.me = ME.id
    directory.note(Channel("8", kind, "1", parent="2", owner=owner))
    place = Place("discord", "2", "8", private=is_private, closed=is_closed)
    assert directory.place("8", "1") == place


def test_what_is_known_of_threads_and_talks_is_bounded() -> None:
    directory = Directory()
    for number in range(MOST_KEPT + 5):
        directory.note(Channel(str(number), 11, "1", parent="2"))
        directory.note_talk(str(number), str(number + 10**6))
    assert directory.find("0") is None
    assert directory.find(str(MOST_KEPT)) is not None
    assert len(directory.talks()) == MOST_KEPT


@pytest.mark.parametrize("letters", ["[", "[](", "[a](b:", "<", "\\", "https://", "[\\"])
def test_a_text_made_to_be_slow_is_read_at_once(letters: str) -> None:
    """D09: 4,000 characters, as much as a paying member may send."""
    begun = time.process_time()
    said(content=(letters * 4000)[:4000])
    assert time.process_time() - begun < 2
