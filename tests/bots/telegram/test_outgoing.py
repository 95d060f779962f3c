"""Actions become calls that Telegram takes, with every word as it was meant."""

from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.telegram import buttons, outgoing
from core.actions import (
    Action,
    Badge,
    Button,
    CloseThread,
    Delete,
    Edit,
    MessageRef,
    OpenThread,
    Pin,
    React,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Account, Attachment, Place
from core.platform import Delivery
from core.text import Body, Instant, Mention, Part, Quoted, Words, render
from tests.fakes.telegram import rules

GROUP = Place("telegram", "-100500")
ANN = Account("telegram", "7")


def calls(action: Action, *target: str, place: Place = GROUP) -> list[tuple[str, dict[str, Any]]]:
    delivery = Delivery(row=1, action=action, place=place, target=target)
    return [(call.method, call.arguments) for call in outgoing.calls(delivery)]


def sent(*body: Any, **fields: Any) -> list[dict[str, Any]]:
    place = fields.pop("place", GROUP)
    action = Send(place=place, body=body, **fields)
    return [arguments for _, arguments in calls(action, place=place)]


def test_a_silent_answer_goes_into_its_topic_as_a_reply_without_a_preview() -> None:
    topic = Place("telegram", "-100500", thread="12")
    (arguments,) = sent(Words("Fees"), place=topic, reply_to="31", silent=True)
    assert arguments == {
        "chat_id": -100500,
        "message_thread_id": 12,
        "text": "Fees",
        "link_preview_options": {"is_disabled": True},
        "disable_notification": True,
        "reply_parameters": {"message_id": 31, "allow_sending_without_reply": True},
    }


def test_the_general_topic_is_never_sent_as_a_thread() -> None:
    (arguments,) = sent(Words("a"), place=Place("telegram", "-100500", thread="1"))
    assert "message_thread_id" not in arguments


def test_styles_are_entities_that_count_utf16_units() -> None:
    (arguments,) = sent(Words("😀 **bold** [here](https://example.com/a)"))
    assert arguments["text"] == "😀 bold here"
    assert arguments["entities"] == [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "text_link", "url": "https://example.com/a", "offset": 8, "length": 4},
    ]


def test_a_mention_is_an_account_and_never_text() -> None:
    (arguments,) = sent(Mention("7", "Ann"), Words(", look."))
    (entity,) = arguments["entities"]
    assert (entity["type"], entity["user"]["id"]) == ("text_mention", 7)


def test_a_long_text_is_cut_with_the_reply_on_the_first_and_buttons_on_the_last_part() -> None:
    keyboard = ((Button("Yes", "/yes"),),)
    parts = sent(Words("😀 word " * 2000), reply_to="31", buttons=keyboard)
    assert len(parts) > 2
    assert ["reply_parameters" in part for part in parts].index(True) == 0
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_part_has_no_more_entities_than_telegram_keeps() -> None:
    parts = sent(Words(" ".join(f"**b{n}** and" for n in range(250))))
    assert [len(part["entities"]) for part in parts] == [100, 100, 50]
    assert all(rules.covered(p["text"], e).startswith("b") for p in parts for e in p["entities"])


def test_a_row_of_many_buttons_is_broken_and_a_link_is_no_command() -> None:
    row = tuple(Button(str(n), f"/n {n}") for n in range(10))
    (arguments,) = sent(Words("a"), buttons=(row, (Button("Site", url="https://example.com"),)))
    rows = arguments["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [8, 2, 1]
    assert rows[2] == [{"text": "Site", "url": "https://example.com"}]
    rules.check_keyboard(arguments["reply_markup"])


def test_words_of_nothing_are_no_call() -> None:
    assert sent(Words("  \n ")) == []
    ref = MessageRef(GROUP, ("31",))
    assert calls(Edit(target=ref, body=(Words(" "),)), "31") == []


def test_an_edit_replaces_part_by_part_and_drops_what_is_left_over() -> None:
    ref = MessageRef(GROUP, ("31", "32"))
    found = calls(Edit(target=ref, body=(Words("short"),)), "31", "32")
    assert [method for method, _ in found] == ["editMessageText", "deleteMessage"]


def test_an_edit_that_grew_goes_on_in_a_new_message_with_the_buttons() -> None:
    action = Edit(
        target=MessageRef(GROUP, ("31",)),
        body=(Words("word " * 1500),),
        buttons=((Button("Yes", "/yes"),),),
    )
    found = calls(action, "31")
    assert [method for method, _ in found] == ["editMessageText", "sendMessage"]
    assert ["reply_markup" in arguments for _, arguments in found] == [False, True]


def test_many_messages_are_deleted_a_hundred_at_a_time() -> None:
    ids = tuple(map(str, range(1, 203)))
    found = calls(Delete(target=MessageRef(GROUP, ids)), *ids)
    assert [method for method, _ in found] == ["deleteMessages"] * 3
    assert [len(arguments["message_ids"]) for _, arguments in found] == [100, 100, 2]


REF = MessageRef(GROUP, ("31",))
THUMB = {"type": "emoji", "emoji": "👍"}


@pytest.mark.parametrize(
    ("action", "method", "some"),
    [
        (Delete(target=REF), "deleteMessage", {"message_id": 31}),
        (React(target=REF, emoji="👍"), "setMessageReaction", {"reaction": [THUMB]}),
        (React(target=REF, emoji=None), "setMessageReaction", {"reaction": []}),
        (Pin(target=REF), "pinChatMessage", {"message_id": 31, "disable_notification": True}),
        (Pin(target=REF, pinned=False), "unpinChatMessage", {"message_id": 31}),
        (Restrict(place=GROUP, account=ANN, what="ban"), "banChatMember", {"user_id": 7}),
        (Restrict(place=GROUP, account=ANN, what="kick"), "unbanChatMember", {"user_id": 7}),
        (OpenThread(place=GROUP, title="T" * 200), "createForumTopic", {"name": "T" * 127 + "…"}),
        (
            Badge(place=GROUP, account=ANN, name="🏆 Top helper of all"),
            "setChatMemberTag",
            {"tag": "Top helper of…"},
        ),
    ],
)
def test_each_action_is_the_call_that_does_it(
    action: Action, method: str, some: dict[str, Any]
) -> None:
    ((called, arguments),) = calls(action, "31")
    assert called == method
    assert arguments.items() >= some.items()


def test_a_mute_takes_every_voice_and_lifting_gives_it_back() -> None:
    ((_, mute),) = calls(Restrict(place=GROUP, account=ANN, what="mute"))
    assert not any(mute["permissions"].values())
    lifted = calls(Restrict(place=GROUP, account=ANN, what="lift"))
    assert [method for method, _ in lifted] == ["unbanChatMember", "restrictChatMember"]
    assert lifted[1][1]["permissions"]["can_send_messages"]


def test_a_topic_gets_a_name_that_fits() -> None:
    topic = Place("telegram", "-100500", thread="12")
    ((method, arguments),) = calls(RenameThread(place=topic, title="T" * 200), place=topic)
    assert method == "editForumTopic"
    assert arguments == {
        **{"chat_id": -100500, "message_thread_id": 12},
        "name": "T" * 127 + "…",
    }


def test_closing_a_thread_names_it() -> None:
    topic = Place("telegram", "-100500", thread="12")
    assert calls(CloseThread(place=topic), place=topic) == [
        ("closeForumTopic", {"chat_id": -100500, "message_thread_id": 12})
    ]


MARKDOWN = st.text("ab *_`[]()\n😀я한#>~|\\!.-👨‍👩‍👧‍👦🇰🇷\u202e\u0301\ud800\x00", max_size=60)
BODIES = st.lists(
    st.one_of(
        MARKDOWN.map(Words),
        st.text(max_size=60).map(Quoted),
        st.builds(Mention, st.integers(1, 10**12).map(str), st.text(max_size=20)),
        st.builds(Instant, st.integers(0, 2**32), st.text(max_size=20)),
    ),
    max_size=5,
).map(tuple)


@given(BODIES, st.integers(1, 200))
@settings(max_examples=150, deadline=None)
def test_no_words_whatever_are_refused_or_lost(body: Body, times: int) -> None:
    """T22, T23, T29: no input gives a 400, and every letter arrives, in order."""
    body = body * times if sum(map(_size, body)) * times < 20_000 else body
    arrived = []
    for arguments in sent(*body):
        text, styles = arguments["text"], arguments.get("entities", [])
        rules.message_text(text, styles, rules.MAX_TEXT)
        assert len(styles) <= rules.MAX_ENTITIES
        arrived.append(text)
    assert _letters("".join(arrived)) == _letters(render(body).text)


def _size(part: Part) -> int:
    return len(getattr(part, "markdown", "") or getattr(part, "text", "") or "name" * 5)


def _letters(text: str) -> str:
    return regex.sub(r"[\s\p{Default_Ignorable_Code_Point}]+", "", text)


def test_a_button_into_private_is_a_link_to_us() -> None:
    button = Button("Go on in private", "/start aB3", private=True)
    send = Send(place=GROUP, body=(Words("Here:"),), buttons=((button,),))
    (call,) = outgoing.calls(Delivery(row=1, action=send, place=GROUP))
    assert buttons.leads_to_us(call.arguments)
    buttons.put_our_name(call.arguments, "guild_bot")
    keyboard = call.arguments["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "Go on in private", "url": "https://t.me/guild_bot?start=aB3"}]]
    assert not buttons.leads_to_us(call.arguments)


@pytest.mark.parametrize(
    ("kind", "method", "argument"),
    [
        ("photo", "sendPhoto", "photo"),
        ("voice", "sendVoice", "voice"),
        ("x", "sendDocument", "document"),
    ],
)
def test_a_file_goes_by_its_id_into_its_topic(kind: str, method: str, argument: str) -> None:
    topic = Place("telegram", "-100500", "7")
    send = Send(place=topic, body=(), files=(Attachment("f1", kind),), silent=True)
    ((called, arguments),) = calls(send, place=topic)
    assert called == method
    assert arguments == {
        "chat_id": -100500,
        "message_thread_id": 7,
        "disable_notification": True,
        argument: "f1",
    }
