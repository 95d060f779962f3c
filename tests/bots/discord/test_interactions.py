"""What an interaction asks for, and the first answer that it gets before the core is asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.forms import line_of
from bots.discord.interactions import Request, request_of
from bots.discord.slips import COMMAND, PRESS, Slip
from core.events import Place
from core.i18n import _
from core.platform import Argument, CommandSpec, Suggestion
from core.router import usage
from tests.bots.discord.payloads import ANN, CHANNEL, GUILD, THREAD, message, sight

ASK = CommandSpec(
    name="ask",
    summary=_("Ask a question"),
    arguments=(Argument(name="question", summary=_("What would you like to know?"), rest=True),),
    answer="shareable",
    about=_("Ask about this"),
    form=True,
)
DRAFT = CommandSpec(
    name="draft",
    summary=_("Write an entry for the FAQ"),
    arguments=(
        Argument(name="slug", summary=_("Which entry")),
        Argument(name="language", summary=_("Language"), choices=("en", "ko")),
        Argument(name="question", summary=_("What is the question, as one asks it?"), rest=True),
        Argument(name="answer", summary=_("And what is the answer?")),
    ),
    form=True,
)
LANG = CommandSpec(
    name="lang",
    summary=_("Choose your language"),
    arguments=(Argument(name="language", summary=_("Language"), required=False),),
    answer="private",
)
HELP = CommandSpec(name="help", summary=_("All commands"))
SPECS = {spec.name: spec for spec in (ASK, DRAFT, LANG, HELP)}


def interaction(kind: int, data: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        **{"id": "1000", "type": kind, "token": "t.o.k", "data": data, "locale": "ko"},
        **{"guild_id": GUILD, "channel": {"id": CHANNEL, "type": 0}},
        **{"member": {"user": ANN, "nick": "Annie"}},
        **fields,
    }


def suggest(text: str, language: str, limit: int) -> list[Suggestion]:
    return [Suggestion(f"e{n}", f"{text} {language} {n}" + "x" * 90) for n in range(limit + 5)]


def ask(kind: int, data: dict[str, Any], **fields: Any) -> Request:
    request = request_of(interaction(kind, data, **fields), sight(), SPECS, suggest)
    assert request is not None
    return request


def slash(name: str, **values: str) -> Request:
    options = [{"name": key, "type": 3, "value": value} for key, value in values.items()]
    return ask(2, {"type": 1, "name": name, "options": options})


def press(line: str, **fields: Any) -> Request:
    return ask(3, {"component_type": 2, "custom_id": line}, message=message(id="77"), **fields)


# --- commands


def test_a_command_is_deferred_and_told_as_its_line() -> None:
    request = slash("ask", question="why  not?")
    assert request.first == {"type": 5, "data": {"flags": 64}}
    event = request.event
    assert event is not None
    assert (event.text, event.addressed, event.locale) == ("/ask why not?", True, "ko")
    assert (event.name, event.id, event.message) == ("Annie", "1000", "1000")


@pytest.mark.parametrize(("name", "flags"), [("ask", 64), ("lang", 64), ("help", None)])
def test_who_sees_the_answer_is_decided_at_the_deferral(name: str, flags: int | None) -> None:
    values = {"question": "why"} if name == "ask" else {}
    assert slash(name, **values).first["data"].get("flags") == flags


def test_in_a_private_talk_nothing_is_whispered() -> None:
    talk = {"guild_id": None, "member": None, "user": ANN, "channel": {"id": "42", "type": 1}}
    request = ask(2, {"type": 1, "name": "lang"}, **talk)
    assert request.first == {"type": 5, "data": {}}
    assert request.event is not None
    assert request.event.place == Place("discord", "5", private=True)


def test_the_menu_of_a_message_asks_about_that_message() -> None:
    target = message(id="31", content="where is my money?")
    data = {"type": 3, "name": "Ask about this", "target_id": "31"}
    request = ask(2, data | {"resolved": {"messages": {"31": target}}})
    assert request.event is not None
    assert request.event.text == "/ask"
    assert request.event.quoted is not None
    assert request.event.quoted.text == "where is my money?"


def test_a_thread_that_we_never_heard_of_is_known_by_the_interaction() -> None:
    channel = {"id": "888", "type": 12, "parent_id": CHANNEL}
    request = ask(2, {"type": 1, "name": "help"}, channel=channel)
    assert request.event is not None
    assert request.event.place == Place("discord", CHANNEL, thread="888", closed=True)
    known = ask(
        2, {"type": 1, "name": "help"}, channel={"id": THREAD, "type": 11, "parent_id": CHANNEL}
    )
    assert known.event is not None
    assert known.event.place.thread == THREAD


def test_what_is_none_of_ours_is_left_alone() -> None:
    strangers = [(2, {"type": 1, "name": "ban"}), (2, {"type": 2, "name": "ask"}), (9, {})]
    for kind, data in strangers:
        assert request_of(interaction(kind, data), sight(), SPECS, suggest) is None


# --- presses


def test_a_press_is_acknowledged_silently_and_told_as_its_line() -> None:
    request = press("/lang ko\n2")
    assert request.first == {"type": 6}
    assert request.event is not None
    assert (request.event.text, request.event.pressed) == ("/lang ko", "77")
    slip = Slip.parse(request.event.reply_handle or "")
    assert slip == Slip(PRESS, "1000", "5", "t.o.k")


def test_a_press_of_a_form_shows_it() -> None:
    request = press("/draft fees")
    assert request.event is None
    assert request.first["type"] == 9
    data = request.first["data"]
    assert data["custom_id"] == "/draft fees"
    fields = [row["components"][0]["custom_id"] for row in data["components"]]
    assert fields == ["language", "question", "answer"]


def test_a_foreign_custom_id_is_nothing() -> None:
    data = {"component_type": 2, "custom_id": "vote:1"}
    told = interaction(3, data, message=message(id="77"))
    assert request_of(told, sight(), SPECS, suggest) is None


# --- forms


def test_a_command_that_asks_several_things_shows_a_window_in_the_askers_language() -> None:
    first = slash("draft").first
    assert first["type"] == 9
    boxes = [row["components"][0] for row in first["data"]["components"]]
    assert boxes[1]["placeholder"] == "en | ko"
    assert all(len(box["label"]) <= 45 for box in boxes)
    assert len(first["data"]["title"]) <= 45


@pytest.mark.parametrize("wrap", ["components", "component"])
def test_a_filled_form_is_a_command_with_its_answers_in_view(wrap: str) -> None:
    boxes = [{"custom_id": "question", "value": "Why?"}, {"custom_id": "answer", "value": "So."}]
    rows = [{wrap: [box] if wrap == "components" else box} for box in boxes]
    request = ask(5, {"custom_id": "/draft fees en", "components": rows})
    event = request.event
    assert event is not None
    assert (event.text, event.form) == ("/draft fees en", True)
    assert [(part.label, part.text) for part in event.shown] == [
        ("question", "Why?"),
        ("answer", "So."),
    ]
    assert Slip.parse(event.reply_handle or "").kind == COMMAND


def test_a_form_that_a_button_opened_is_answered_as_a_press() -> None:
    data = {"custom_id": "/draft", "components": []}
    request = ask(5, data, message=message(id="77"))
    assert request.first == {"type": 6}
    assert request.event is not None
    assert request.event.pressed == "77"


# --- completion


def test_at_most_25_titles_are_offered_each_as_long_as_it_may_be() -> None:
    data = {"name": "ask", "options": [{"name": "question", "focused": True, "value": "fee"}]}
    choices = ask(4, data).first["data"]["choices"]
    assert len(choices) == 25
    assert all(len(choice["name"]) <= 100 for choice in choices)
    assert choices[0]["name"].startswith("fee ko 0")


def test_nothing_typed_is_nothing_looked_up() -> None:
    data = {"name": "ask", "options": [{"name": "question", "focused": True, "value": " "}]}
    assert ask(4, data).first["data"]["choices"] == []


# --- lines

WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)


@given(st.dictionaries(st.sampled_from(["slug", "language", "question", "answer"]), WORD))
def test_no_word_of_a_command_is_lost(given_: dict[str, str]) -> None:
    line = line_of(DRAFT, given_)
    if line.form:
        assert {part.label: part.text for part in line.shown} == given_
    else:
        words = [each for value in given_.values() for each in value.split()]
        assert sorted(line.text.split()[1:]) == sorted(words)


def test_a_gap_or_a_blank_within_goes_out_as_a_form() -> None:
    assert line_of(DRAFT, {"question": "why"}).form
    assert line_of(DRAFT, {"slug": "two words", "language": "en"}).form
    assert not line_of(ASK, {"question": "two words"}).form
    assert usage(ASK) == "/ask question"


# --- slips


@given(st.text(st.sampled_from("abc.-_"), min_size=1))
def test_a_slip_survives_the_outbox_and_never_shows_its_token(token: str) -> None:
    slip = Slip(COMMAND, "1000", "5", token)
    assert Slip.parse(str(slip)) == slip
    assert repr(slip) == "Slip(1000)"


@pytest.mark.parametrize("handle", ["", "c", "c.1", "c.x.5.t"])
def test_what_is_no_slip_is_refused(handle: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Slip.parse(handle)
