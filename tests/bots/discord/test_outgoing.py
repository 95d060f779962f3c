"""What we want becomes requests that Discord takes, and words stay words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord import outgoing
from bots.discord.outgoing import Call
from bots.discord.styles import parts_of, written
from bots.discord.who import PRIVATE, Channel, id_at
from core.actions import (
    Action,
    Button,
    CloseThread,
    Delete,
    Edit,
    MessageRef,
    OpenThread,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Account, Place
from core.platform import Delivery
from core.text import Mention, Quoted, Rich, Words, parse
from tests.contract.platforms.discord_screen import read

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = Place("discord", "200")
HERE = Channel("200", 0, "100")
ANN = Account("discord", "5")


def calls(action: Action, channel: Channel = HERE, target: tuple[str, ...] = ()) -> list[Call]:
    return outgoing.calls(Delivery(row=7, action=action, place=PLACE, target=target), channel, NOW)


def send(text: str = "hi", **more: Any) -> list[Call]:
    return calls(Send(place=PLACE, body=(Words(text),), **more))


def bodies(made: list[Call]) -> list[dict[str, Any]]:
    return [call.body or {} for call in made]


# --- sending


def test_a_repeat_of_a_row_has_the_same_nonces() -> None:
    long = "word " * 900
    nonces = [body["nonce"] for body in bodies(send(long))]
    assert nonces == ["7.0", "7.1", "7.2"]
    assert nonces == [body["nonce"] for body in bodies(send(long))]
    assert all(body["enforce_nonce"] for body in bodies(send(long)))


def test_the_reply_is_on_the_first_part_and_the_buttons_under_the_last() -> None:
    row = ((Button("Yes", "/yes"),),)
    first, last = bodies(send("word " * 500, reply_to="9", buttons=row))
    reference = {"message_id": "9", "fail_if_not_exists": False}
    assert (first["message_reference"], first["components"]) == (reference, [])
    assert "message_reference" not in last
    assert last["components"][0]["components"][0]["custom_id"] == "/yes"


def test_no_payload_calls_anybody() -> None:
    made = send("@everyone <@&1>") + calls(Edit(target="", body=(Words("x"),)), target=("1",))
    made += calls(OpenThread(place=PLACE, title="t"), Channel("300", 15, "100"))
    told = [body.get("message", body) for body in bodies(made)]
    assert all(body["allowed_mentions"] == {"parse": []} for body in told)


def test_silence_is_a_flag() -> None:
    (loud,), (silent,) = bodies(send()), bodies(send(silent=True))
    assert silent["flags"] == loud["flags"] | 1 << 12


def test_buttons_stand_in_rows_of_five_under_ids_of_their_own() -> None:
    row = tuple(Button(f"b{number}", "/ask") for number in range(12))
    (body,) = bodies(send(buttons=(row,)))
    rows = [[each["custom_id"] for each in row["components"]] for row in body["components"]]
    assert [len(row) for row in rows] == [5, 5, 2]
    ids = [id_ for row in rows for id_ in row]
    assert len(set(ids)) == 12
    assert {id_.partition("\n")[0] for id_ in ids} == {"/ask"}


def test_a_label_is_cut_between_what_is_seen_as_characters() -> None:
    """D17."""
    (body,) = bodies(send(buttons=((Button("👨‍👩‍👧‍👦" * 30, "/ask"),),)))
    label = body["components"][0]["components"][0]["label"]
    assert len(label) <= 80
    assert regex.findall(r"\X", label)[:-1] == ["👨‍👩‍👧‍👦"] * (len(label) // 7)


@pytest.mark.parametrize("id_", ["", "nobody", "💥", "a/b?c#d"])
def test_an_id_that_discord_cannot_have_given_is_refused(id_: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        calls(Send(place=PLACE, body=(Words("x"),)), Channel(id_))


# --- editing and deleting


def test_an_edit_replaces_parts_and_goes_on_in_new_ones_silently() -> None:
    edit = Edit(target="", body=(Words("word " * 900),))
    made = calls(edit, target=("1", "2"))
    assert [(call.method, call.edits) for call in made] == [
        ("PATCH", "1"),
        ("PATCH", "2"),
        ("POST", ""),
    ]
    assert (made[2].body or {})["flags"] & 1 << 12
    short = calls(Edit(target="", body=(Words("x"),)), target=("1", "2"))
    assert [call.method for call in short] == ["PATCH", "DELETE"]


def old_and_new(new: int, old: int) -> tuple[str, ...]:
    ages = [timedelta(minutes=n) for n in range(new)] + [timedelta(days=15)] * old
    return tuple(str(id_at(NOW - age) + number) for number, age in enumerate(ages))


def delete(target: tuple[str, ...], channel: Channel = HERE) -> list[Call]:
    return calls(Delete(target=MessageRef(PLACE, target)), channel, target)


def test_many_are_deleted_a_hundred_at_a_time_and_old_ones_singly() -> None:
    """resources/message#bulk-delete-messages: 2 to 100, not older than two weeks."""
    made = delete(old_and_new(201, 2))
    sizes = [len((call.body or {"messages": [1]})["messages"]) for call in made]
    assert sizes == [100, 100, 1, 1, 1]
    assert [call.method for call in made] == ["POST", "POST", "DELETE", "DELETE", "DELETE"]


def test_one_message_and_private_ones_are_deleted_singly() -> None:
    assert [call.method for call in delete(old_and_new(1, 0))] == ["DELETE"]
    talk = Channel("42", PRIVATE)
    assert [call.method for call in delete(old_and_new(3, 0), talk)] == ["DELETE"] * 3


@given(st.integers(0, 250), st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_each_message_is_deleted_once(new: int, old: int) -> None:
    target = old_and_new(new, old)
    deleted: list[str] = []
    for call in delete(target):
        deleted += (call.body or {}).get("messages") or [call.path.rpartition("/")[2]]
    assert sorted(deleted) == sorted(target)


# --- people and threads


def restrict(what: str, until: datetime | None = None) -> list[Call]:
    return calls(Restrict(place=PLACE, account=ANN, what=what, until=until))


def test_a_mute_is_a_time_out_of_at_most_28_days() -> None:
    (forever,), (hour,) = restrict("mute"), restrict("mute", NOW + timedelta(hours=1))
    ends = datetime.fromisoformat((forever.body or {})["communication_disabled_until"])
    assert timedelta(days=27) < ends - NOW < timedelta(days=28)
    assert (hour.body or {})["communication_disabled_until"] == "2026-03-01T13:00:00+00:00"


def test_lifting_ends_a_ban_and_a_time_out() -> None:
    assert [(call.method, call.what) for call in restrict("lift")] == [
        ("DELETE", "ban"),
        ("PATCH", "mute"),
    ]


@pytest.mark.parametrize(
    ("kind", "private", "wanted"), [(0, True, 12), (0, False, 11), (5, False, 10)]
)
def test_a_thread_is_of_the_kind_that_its_channel_has(
    kind: int, private: bool, wanted: int
) -> None:
    action = OpenThread(place=PLACE, title="Ticket 1", private=private)
    (call,) = calls(action, Channel("200", kind, "100"))
    assert (call.body or {})["type"] == wanted


def test_a_forum_post_begins_with_a_message() -> None:
    (call,) = calls(OpenThread(place=PLACE, title="*T*"), Channel("300", 15, "100"))
    body = call.body or {}
    assert body["name"] == "*T*"
    assert "\\*T\\*" in body["message"]["content"]


def test_a_thread_gets_a_name_that_fits() -> None:
    thread = Channel("400", 11, "100", parent="200")
    (call,) = calls(RenameThread(place=PLACE, title="T" * 200), thread)
    assert (call.method, call.path) == ("PATCH", "/channels/400")
    assert call.body == {"name": "T" * 99 + "…"}


def test_a_closed_thread_keeps_its_words() -> None:
    (call,) = calls(CloseThread(place=PLACE), Channel("400", 11, "100", parent="200"))
    assert (call.method, call.path, call.body) == ("PATCH", "/channels/400", {"archived": True})


# --- words


def test_styles_are_discords_own() -> None:
    text = parse("**b** *i* `c` [p](https://a.example/x) https://b.example")
    assert written(text) == ("**b** *i* `c` [p](<https://a.example/x>) <https://b.example>")


def test_a_mention_is_typed_and_needs_an_id() -> None:
    (part,) = parts_of((Words("Hi "), Mention("5", "Ann")))
    assert part == "Hi <@5>"
    with pytest.raises(ValueError, match="nobody"):
        parts_of((Mention("nobody", "Ann"),))


MARKED = st.text(
    st.sampled_from("ab \n*_~`|<>[]()#@:\\-+.1>/!&한é👍") | st.characters(codec="utf-8"),
    max_size=60,
)


@given(MARKED)
@settings(max_examples=300, deadline=None)
def test_what_a_stranger_wrote_is_read_as_it_was_and_nothing_of_it_is_live(words: str) -> None:
    for part in parts_of((Quoted(words),)):
        seen, live = read(part, {})
        assert live == ()
        assert seen.replace("\\", "") == _plain(part)


def _plain(part: str) -> str:
    return regex.sub(r"\\([!-/:-@\[-`{-~])", r"\1", part).replace("\\", "")


@given(st.lists(MARKED, min_size=1, max_size=60), st.integers(1, 60))
@settings(max_examples=50, deadline=None)
def test_every_part_fits_however_much_is_escaped_or_marked(words: list[str], times: int) -> None:
    body = (Words("**so** [p](https://a.example/x) "), Quoted("".join(words * times)))
    assert all(0 < len(part) <= 2000 for part in parts_of(body))


def test_an_address_longer_than_a_message_is_left_out() -> None:
    target = f"https://a.example/{'x' * 3000}"
    (part,) = parts_of((Words(f"[here]({target})"),))
    assert part == "here"


def test_code_cannot_end_itself_early() -> None:
    for text in ("a`b", "a``b", "`", "```\nx"):
        rich = Rich(text, parse(f"`{'a' * len(text)}`").marks)
        assert read(written(rich), {})[0].replace("\u200b", "").strip() == text.strip()
