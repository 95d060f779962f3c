"""Telegram's updates become events; nothing that a reader sees is left out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity, Update

from bots.telegram import visible
from bots.telegram.incoming import event_of
from bots.telegram.who import Me
from core.events import (
    Account,
    Event,
    MemberJoined,
    MemberLeft,
    MessageReceived,
    OwnMessageSeen,
    Place,
    PlaceJoined,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
    ReactionChanged,
)
from tests.fakes.telegram import rules
from tests.fakes.telegram.world import ADMIN_RIGHTS, ANONYMOUS_ADMIN, LINKED_CHANNEL

Json = dict[str, Any]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ME = Me(id=99, username="example_guide_bot")
ANN: Json = {
    "id": 7,
    "is_bot": False,
    "first_name": "Ann",
    "username": "ann",
    "language_code": "ko",
}
GUIDE: Json = {"id": 99, "is_bot": True, "first_name": "Guide", "username": "example_guide_bot"}
GROUP: Json = {"id": -100500, "type": "supergroup", "title": "Support", "is_forum": True}
PRIVATE: Json = {"id": 7, "type": "private", "first_name": "Ann"}
FILE: Json = {"file_id": "f", "file_unique_id": "u"}


PHOTO = [{**FILE, "width": 1, "height": 1}]
CHANNEL: Json = {"id": -100900, "type": "channel", "title": "News"}
FROM_CHANNEL: Json = {"type": "channel", "chat": CHANNEL, "message_id": 1, "date": 1}
POLL: Json = {
    "id": "1",
    "question": "Send?",
    "options": [{"text": "Yes, all of it", "voter_count": 0, "persistent_id": "a"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
CHECKLIST: Json = {"title": "Get rich", "tasks": [{"id": 1, "text": "Send coins, Get rich"}]}
GAME: Json = {"title": "Chess", "description": "free", "photo": [], "text": "Play"}
INVOICE: Json = {
    "title": "Gold",
    "description": "cheap",
    "start_parameter": "a",
    "currency": "USD",
    "total_amount": 1,
}


def read(kind: str, payload: Json, me: Me = ME) -> Event | None:
    return event_of(Update.de_json({"update_id": 5, kind: payload}, None), me, NOW)


HIDDEN: Json = {"type": "text_link", "offset": 0, "length": 4, "url": "https://evil.example"}


def message(chat: Json = GROUP, **fields: Any) -> Json:
    body = {"message_id": 31, "from": ANN, "chat": chat, "date": 1790000000, **fields}
    if "text" in fields and "entities" not in fields:
        body["entities"] = rules.with_found(fields["text"], ())
    return body


def heard(chat: Json = GROUP, **fields: Any) -> MessageReceived:
    event = read("message", message(chat, **fields))
    assert isinstance(event, MessageReceived)
    return event


def test_a_private_message_is_told_in_the_words_of_the_core() -> None:
    event = heard(PRIVATE, text="hello")
    assert event == MessageReceived(
        id="5",
        at=datetime.fromtimestamp(1790000000, UTC),
        place=Place("telegram", "7", private=True),
        message="31",
        author=Account("telegram", "7"),
        name="Ann",
        handle="ann",
        locale="ko",
        text="hello",
        addressed=True,
    )


@pytest.mark.parametrize(
    ("text", "kept", "addressed"),
    [
        ("idle talk", "idle talk", False),
        ("/ask what", "/ask what", True),
        ("/ask@example_guide_bot what", "/ask what", True),
        ("/ask@Example_Guide_Bot what", "/ask what", True),
        ("/ask@other_bot what", "/ask@other_bot what", False),
        ("@example_guide_bot, what now", "what now", True),
        ("@example_guide_bot", "@example_guide_bot", True),
        ("what now @example_guide_bot", "what now @example_guide_bot", True),
        ("😀😀 @example_guide_bot", "😀😀 @example_guide_bot", True),
        ("ask @example_guide_bots", "ask @example_guide_bots", False),
        ("see /ask for that", "see /ask for that", False),
    ],
)
def test_who_is_addressed_in_a_group(text: str, kept: str, addressed: bool) -> None:
    event = heard(text=text)
    assert (event.text, event.addressed) == (kept, addressed)


def test_a_forwarded_mention_or_command_addresses_nobody() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}
    for text in ("/ask what", "@example_guide_bot what"):
        event = heard(text=text, forward_origin=origin)
        assert (event.text, event.addressed, event.forwarded_from) == (text, False, "Eve")


def test_a_text_mention_names_an_account() -> None:
    entity = {"type": "text_mention", "offset": 3, "length": 3, "user": ANN}
    event = heard(text="😀 Ann", entities=[entity])
    assert event.mentions == (Account("telegram", "7"),)


def test_only_a_topic_is_a_place_within_a_place() -> None:
    reply = heard(text="a", message_thread_id=12)
    general = heard(text="a", message_thread_id=1, is_topic_message=True)
    topic = heard(text="a", message_thread_id=12, is_topic_message=True)
    assert [event.place.thread for event in (reply, general, topic)] == [None, None, "12"]


def test_a_topics_first_message_is_not_what_one_replies_to() -> None:
    root = message(**{"from": GUIDE}, forum_topic_created={"name": "Fees", "icon_color": 1})
    event = heard(text="a", reply_to_message=root, message_thread_id=12, is_topic_message=True)
    assert event.quoted is None


def test_a_reply_to_us_is_told_and_only_a_quote_of_us_is_an_address() -> None:
    ours = message(**{"from": GUIDE}, text="Fees are low.")
    quote = {"text": "Fees", "position": 0, "is_manual": True}
    reply = heard(text="thanks", reply_to_message=ours)
    assert reply.quoted is not None
    assert (reply.quoted.ours, reply.quoted.text) == (True, "Fees are low.")
    assert not reply.addressed
    assert heard(text="really?", reply_to_message=ours, quote=quote).addressed


@pytest.mark.parametrize("id_", [ANONYMOUS_ADMIN, LINKED_CHANNEL])
def test_an_anonymous_admin_and_a_linked_channel_are_nobody(id_: int) -> None:
    sender = {"id": id_, "is_bot": True, "first_name": "Group"}
    event = heard(**{"from": sender}, sender_chat=CHANNEL, text="hello")
    assert (event.author, event.name, event.is_bot) == (None, "News", False)


def test_a_person_who_writes_as_a_channel_is_nobody() -> None:
    assert heard(sender_chat=CHANNEL, text="hello").author is None


def test_another_bot_is_told_as_a_bot() -> None:
    assert heard(**{"from": {**ANN, "is_bot": True}}, text="hello").is_bot


def test_our_own_message_is_never_a_message_received() -> None:
    event = read("message", message(**{"from": GUIDE}, text="/ask"))
    assert isinstance(event, OwnMessageSeen)


def test_an_edit_is_told_as_an_edit_of_the_same_message() -> None:
    event = read("edited_message", message(text="hello", edit_date=1790000100))
    assert isinstance(event, MessageReceived)
    assert (event.edited, event.message, event.at.timestamp()) == (True, "31", 1790000100)


@pytest.mark.parametrize(
    ("label", "word", "fields"),
    [
        (
            "caption",
            "how do I",
            {"photo": PHOTO, "caption": "how do I"},
        ),
        ("file", "seed.exe", {"document": {**FILE, "file_name": "seed.exe"}}),
        ("tag", "Support", {"text": "hi", "sender_tag": "Support"}),
        ("quote", "your key", {"text": "hi", "quote": {"text": "your key", "position": 0}}),
        ("signature", "Boss", {"text": "hi", "author_signature": "Boss"}),
        (
            "forward",
            "Eve",
            {
                "text": "hi",
                "forward_origin": {
                    "type": "user",
                    "sender_user": {**ANN, "first_name": "Eve"},
                    "date": 1,
                },
            },
        ),
        ("poll", "Yes, all of it", {"poll": POLL}),
        ("poll", "Why not", {"poll": {**POLL, "explanation": "Why not"}}),
        ("poll", "see below", {"poll": {**POLL, "description": "see below"}}),
        (
            "poll",
            "Maybe",
            {"poll_option_added": {"option_persistent_id": "b", "option_text": "Maybe"}},
        ),
        ("checklist", "Send coins", {"checklist": CHECKLIST}),
        ("checklist", "Get rich", {"checklist": CHECKLIST}),
        ("checklist", "Get rich", {"checklist_tasks_added": {"tasks": CHECKLIST["tasks"]}}),
        ("game", "Play", {"game": GAME}),
        ("title", "Chess free", {"game": GAME}),
        ("title", "Gold cheap", {"invoice": INVOICE}),
        ("story", "News", {"story": {"id": 1, "chat": CHANNEL}}),
        ("quote", "News", {"text": "hi", "external_reply": {"origin": FROM_CHANNEL}}),
        (
            "file",
            "a.apk",
            {
                "text": "hi",
                "external_reply": {
                    "origin": FROM_CHANNEL,
                    "document": {**FILE, "file_name": "a.apk"},
                },
            },
        ),
        ("contact", "Help Desk", {"contact": {"phone_number": "1", "first_name": "Help Desk"}}),
        (
            "venue",
            "Main St",
            {
                "venue": {
                    "location": {"longitude": 1.0, "latitude": 1.0},
                    "title": "Office",
                    "address": "Main St",
                }
            },
        ),
        ("topic", "Free money", {"forum_topic_created": {"name": "Free money", "icon_color": 1}}),
        ("topic", "Free money", {"forum_topic_edited": {"name": "Free money"}}),
        (
            "button",
            "Claim",
            {
                "text": "hi",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "Claim", "url": "https://a.example"}]]
                },
            },
        ),
        (
            "via",
            "@gif",
            {
                "text": "hi",
                "via_bot": {"id": 3, "is_bot": True, "first_name": "g", "username": "gif"},
            },
        ),
        ("audio", "Song", {"audio": {**FILE, "duration": 1, "title": "Song", "performer": "Me"}}),
    ],
)
def test_every_form_that_a_reader_can_see_is_shown(label: str, word: str, fields: Json) -> None:
    shown = [(each.label, each.text) for each in heard(**fields).shown]
    assert any(label == found and word in text for found, text in shown), shown


def test_links_are_told_with_the_words_that_hide_them() -> None:
    hidden = {"type": "text_link", "offset": 3, "length": 4, "url": "https://evil.example"}
    bare = {"type": "url", "offset": 8, "length": 11}
    markup = {"inline_keyboard": [[{"text": "Go", "url": "https://b.example"}]]}
    event = heard(text="😀 here example.com", entities=[hidden, bare], reply_markup=markup)
    assert [(link.target, link.text) for link in event.links] == [
        ("https://evil.example", "here"),
        ("example.com", "example.com"),
        ("https://b.example", "Go"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"poll": {**POLL, "question_entities": [HIDDEN]}},
        {"poll": {**POLL, "options": [{**POLL["options"][0], "text_entities": [HIDDEN]}]}},
        {"checklist": {**CHECKLIST, "title_entities": [HIDDEN]}},
        {"game": {**GAME, "text_entities": [HIDDEN]}},
        {
            "caption": "Send",
            "caption_entities": [HIDDEN],
            "photo": PHOTO,
        },
        {"text": "hi", "quote": {"text": "Send", "position": 0, "entities": [HIDDEN]}},
    ],
)
def test_a_link_hidden_anywhere_is_told(fields: Json) -> None:
    (link,) = heard(**fields).links
    assert link.target == "https://evil.example"


def test_a_caption_is_read_like_a_text() -> None:
    command = {"type": "bot_command", "offset": 0, "length": 4}
    event = heard(photo=PHOTO, caption="/ask fees", caption_entities=[command], media_group_id="9")
    assert (event.text, event.addressed, event.album) == ("/ask fees", True, "9")
    assert [each.kind for each in event.attachments] == ["photo"]


@pytest.mark.parametrize("topic", [True, False])
def test_a_press_is_a_command_line_in_the_pressers_name(topic: bool) -> None:
    below = message(**{"from": GUIDE}, text="a", message_thread_id=12, is_topic_message=topic)
    query = {"id": "1", "from": ANN, "message": below, "chat_instance": "1", "data": "/lang ko"}
    event = read("callback_query", query)
    assert isinstance(event, MessageReceived)
    assert (event.text, event.pressed, event.at) == ("/lang ko", "31", NOW)
    assert event.author == Account("telegram", "7")
    assert event.place.thread == ("12" if topic else None)


def test_a_press_below_a_message_that_is_too_old_to_see_still_counts() -> None:
    below = {"chat": GROUP, "message_id": 31, "date": 0}
    query = {"id": "1", "from": ANN, "message": below, "chat_instance": "1", "data": "/lang ko"}
    assert isinstance(read("callback_query", query), MessageReceived)


def test_a_button_that_is_not_ours_presses_nothing() -> None:
    query = {"id": "1", "from": ANN, "message": message(), "chat_instance": "1", "data": "vote:1"}
    assert read("callback_query", query) is None


def test_both_notes_of_a_migration_tell_the_same_move() -> None:
    small = {"id": -500, "type": "group", "title": "Support"}
    one = read("message", message(small, migrate_to_chat_id=-100500))
    other = read("message", message(migrate_from_chat_id=-500))
    assert isinstance(one, PlaceMoved)
    assert isinstance(other, PlaceMoved)
    assert (one.before, one.place) == (other.before, other.place)
    assert one.place == Place("telegram", "-100500")


def test_a_reaction_is_told_with_what_it_was_before() -> None:
    reaction = {
        "chat": GROUP,
        "message_id": 31,
        "user": ANN,
        "date": 1790000000,
        "old_reaction": [{"type": "emoji", "emoji": "👍"}],
        "new_reaction": [{"type": "custom_emoji", "custom_emoji_id": "88"}],
    }
    event = read("message_reaction", reaction)
    assert isinstance(event, ReactionChanged)
    assert (event.message, event.before, event.after) == ("31", ("👍",), ("88",))


def change(chat: Json, before: Json, after: Json, whom: Json = GUIDE) -> Json:
    return {
        "chat": chat,
        "from": ANN,
        "date": 1790000000,
        "old_chat_member": {"user": whom, **before},
        "new_chat_member": {"user": whom, **after},
    }


OTHER_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
LEFT, MEMBER = {"status": "left"}, {"status": "member"}
KICKED = {"status": "kicked", "until_date": 0}


def test_who_added_us_is_told_and_what_we_lack() -> None:
    blind = Me(99, "example_guide_bot", reads_all=False, rights=("can_pin_messages",))
    event = read("my_chat_member", change(GROUP, LEFT, MEMBER), blind)
    assert isinstance(event, PlaceJoined)
    assert (event.author, event.title) == (Account("telegram", "7"), "Support")
    assert event.missing == ("see_messages", "pin_messages")


def test_a_change_of_rights_is_told_only_when_it_changes_what_we_lack() -> None:
    me = Me(99, "example_guide_bot", rights=("can_pin_messages",))
    rights = dict.fromkeys(ADMIN_RIGHTS, False) | dict.fromkeys(OTHER_RIGHTS, False)
    admin = {"status": "administrator", **rights}
    pinning = {**admin, "can_pin_messages": True}
    told = read("my_chat_member", change(GROUP, admin, pinning), me)
    assert isinstance(told, PlaceJoined)
    assert told.missing == ()
    inviting = {**pinning, "can_invite_users": True}
    assert read("my_chat_member", change(GROUP, pinning, inviting), me) is None


def test_a_chat_that_removed_us_is_lost_and_a_lifted_block_opens_it() -> None:
    assert isinstance(read("my_chat_member", change(GROUP, MEMBER, KICKED)), PlaceLost)
    assert isinstance(read("my_chat_member", change(PRIVATE, MEMBER, KICKED)), PlaceLost)
    assert isinstance(read("my_chat_member", change(PRIVATE, KICKED, MEMBER)), PlaceOpened)


def test_a_join_is_told_and_a_change_of_rights_is_not() -> None:
    assert isinstance(read("chat_member", change(GROUP, LEFT, MEMBER, ANN)), MemberJoined)
    assert read("chat_member", change(GROUP, MEMBER, MEMBER, ANN)) is None
    gone = read("chat_member", change(GROUP, MEMBER, LEFT, ANN))
    assert isinstance(gone, MemberLeft)
    assert gone.author.id == str(ANN["id"])


def test_an_unknown_kind_of_update_is_nothing() -> None:
    assert read("brand_new_kind", {"id": 1}) is None


@given(st.text(), st.text(min_size=1), st.text())
@settings(max_examples=200)
def test_an_entity_covers_its_words_whatever_stands_around(
    before: str, words: str, after: str
) -> None:
    entity = MessageEntity("bold", rules.units(before), rules.units(words))
    assert visible.covered(before + words + after, entity) == words
