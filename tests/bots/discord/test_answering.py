"""Answers to interactions: once, by their own way while it is open."""

import time

import pytest

from bots.discord.answering import Answering
from bots.discord.ourselves import Ourselves
from bots.discord.rest import Rest
from bots.discord.slips import Slip
from bots.discord.styles import one_line, parts_of
from bots.discord.who import Directory
from core.actions import Button, Edit, Send
from core.events import MessageReceived
from core.text import Quoted, Words
from tests.bots.discord.rig import Rig
from tests.fakes.discord import Channel, FakeDiscord, User


@pytest.fixture
def rig(fake: FakeDiscord) -> Rig:
    return Rig(fake)


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann")


@pytest.fixture
def support(fake: FakeDiscord, ann: User) -> Channel:
    return fake.channel(fake.guild("Exchange", [ann]), "support")


async def called(rig: Rig, who: User, where: Channel, command: str = "id") -> MessageReceived:
    """As soon as the commands are registered and this one is handled."""
    await rig.fake.until(lambda: command in rig.fake.menu())
    values = {"question": "why"} if command == "ask" else {}
    rig.fake.slash(who, where, command, **values)
    return (await rig.core.heard(len(rig.core.messages) + 1))[-1]


async def test_a_long_whisper_is_whispered_to_its_end(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running() as adapter:
        event = await called(rig, ann, support)
        receipt = await rig.answers(adapter, event, "word " * 900, whisper=True)
    shown = fake.ours(support)
    assert [str(part.id) for part in shown] == list(receipt.ids)
    assert [part.only_for for part in shown] == ["Ann"] * 3


async def test_a_second_answer_to_one_command_stands_beside_the_first(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running() as adapter:
        event = await called(rig, ann, support)
        await rig.answers(adapter, event, "first", whisper=True)
        await rig.answers(adapter, event, "second", whisper=True)
    assert [part.text for part in fake.ours(support)] == ["first", "second"]


async def test_after_a_restart_an_answer_still_takes_the_place_of_the_thinking(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running():
        event = await called(rig, ann, support)
    async with rig.running() as adapter:
        await rig.answers(adapter, event, "late", whisper=True)
    (shown,) = fake.ours(support)
    assert (shown.text, shown.only_for) == ("late", "Ann")


async def test_an_answer_in_doubt_is_not_said_twice(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running() as adapter:
        event = await called(rig, ann, support)
        send = Send(
            place=event.place,
            body=(Words("once"),),
            reply_handle=event.reply_handle,
            whisper=True,
        )
        first = await adapter.perform(rig.delivery(send))
        again = await adapter.perform(rig.delivery(send, uncertain_before=True))
    assert first == again
    assert [part.text for part in fake.ours(support)] == ["once"]


async def test_what_only_one_person_sees_can_be_changed_by_a_press_of_theirs(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running() as adapter:
        event = await called(rig, ann, support)
        buttons = ((Button("Yes", "/yes"),),)
        send = Send(
            place=event.place,
            body=(Words("So?"),),
            buttons=buttons,
            reply_handle=event.reply_handle,
            whisper=True,
        )
        receipt = await adapter.perform(rig.delivery(send))
        fake.presses(ann, fake.ours(support)[0], "Yes")
        press = (await rig.core.heard(2))[-1]
        edit = Edit(target="", body=(Words("Good."),), reply_handle=press.reply_handle)
        delivery = rig.delivery(send, target=receipt.ids)
        await adapter.perform(
            type(delivery)(row=99, action=edit, place=event.place, target=receipt.ids)
        )
    assert [part.text for part in fake.ours(support)] == ["Good."]


async def test_a_command_without_an_answer_stops_thinking(
    rig: Rig, fake: FakeDiscord, ann: User, support: Channel
) -> None:
    async with rig.running():
        await called(rig, ann, support)
    rest = Rest(fake.api_base_url, fake.token, 5.0)
    answering = Answering(rest, Ourselves(rest), Directory())
    answering.note_deferred(Slip.parse(rig.core.messages[0].reply_handle or ""))
    await answering.take_back(time.monotonic() - 60)
    assert len(fake.screen(support)) == 1
    await answering.take_back(time.monotonic())
    assert fake.screen(support) == []
    await rest.close()


ZALGO = "A" + "\u0337\u0321\u0335" * 40


@pytest.mark.parametrize("name", [f"{ZALGO}nn", "\u202eevil\u202c", "\u2067abc", "👩‍🚀" * 99])
def test_no_name_disturbs_what_stands_beside_it(name: str) -> None:
    """D17: isolated in a text, cut between what is seen as characters in a title."""
    (part,) = parts_of((Quoted(name), Words(" wrote this.")))
    assert part.startswith("\u2068")
    assert part.endswith("\u2069 wrote this.")
    title = one_line(name, 40)
    assert len(title) <= 40
    assert not set(title) & set("\u202e\u202c\u2067\u2068")
    assert not title.endswith("\u200d…")
