"""Actions carried out, and the life of the platform."""

import asyncio

import pytest

from bots.web import CAPABILITIES
from bots.web.outgoing import Content
from bots.web.store import Stream
from core.actions import (
    Action,
    Badge,
    CloseThread,
    Delete,
    Edit,
    OpenThread,
    Pin,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Account, Place
from core.platform import Delivery, DeliveryFailed, Gone, Refused
from core.storage import Storage
from core.text import Rich, Words
from tests.bots.web.stage import Browser, Stage, open_browser, open_stage

HELLO = (Words("Hello"),)
LONG = (Words("word " * 8_000),)


async def place_of(stage: Stage, browser: Browser) -> Place:
    async with browser.talk() as talk:
        await talk.ask("Hello")
        await talk.messages(2)
    return stage.heard[0].place


async def test_the_same_row_performed_twice_is_one_message(stage: Stage, browser: Browser) -> None:
    place = await place_of(stage, browser)
    delivery = Delivery(row=77, action=Send(place=place, body=LONG), place=place)
    first, again = await stage.chat.perform(delivery), await stage.chat.perform(delivery)
    assert first == again
    assert first.ids == ("77.0", "77.1", "77.2")
    async with browser.talk() as talk:
        ids = [change["id"] for change in await talk.messages(5)]
    assert ids == ["question-1", "1.0", *first.ids]


async def test_an_edit_may_need_more_or_fewer_parts(stage: Stage, browser: Browser) -> None:
    place = await place_of(stage, browser)
    longer = await stage.perform(Edit(target="", body=LONG), place, ["1.0"])
    assert longer.ids[0] == "1.0"
    assert len(longer.ids) == 3
    shorter = await stage.perform(Edit(target="", body=HELLO), place, longer.ids)
    assert shorter.ids == ("1.0",)
    for gone in longer.ids[1:]:
        message = await stage.chat.stream.message(place.id, gone)
        assert message is not None
        assert message.content is None


async def test_what_is_already_so_is_nothing_to_do(stage: Stage, browser: Browser) -> None:
    place = await place_of(stage, browser)
    await stage.perform(Delete(target=""), place, ["1.0"])
    assert (await stage.perform(Delete(target=""), place, ["1.0"])).nothing_to_do


async def test_an_edit_of_a_page_that_was_pressed_is_nothing_to_do(
    stage: Stage, browser: Browser
) -> None:
    token = await browser.token("/help/en/reset-2fa", "/press")
    await browser.post("/press", token=token)
    (press,) = stage.heard
    assert press.pressed
    edit = Edit(target="", body=HELLO)
    assert (await stage.perform(edit, press.place, [press.pressed])).nothing_to_do


async def test_a_stranger_and_a_message_that_is_no_more_are_gone(
    stage: Stage, browser: Browser
) -> None:
    place = await place_of(stage, browser)
    stranger = Place("web", "stranger", private=True)
    with pytest.raises(DeliveryFailed) as failed:
        await stage.perform(Send(place=stranger, body=HELLO), stranger)
    assert failed.value.outcome == Gone("visitor")
    with pytest.raises(DeliveryFailed) as failed:
        await stage.perform(Edit(target="", body=HELLO), place, ["55.0"])
    assert failed.value.outcome == Gone("message")


PLACE = Place("web", "v", private=True)
ACCOUNT = Account("web", "v")


@pytest.mark.parametrize(
    ("action", "capability"),
    [
        (Pin(target=""), "pins"),
        (Restrict(place=PLACE, account=ACCOUNT, what="ban"), "restricts"),
        (OpenThread(place=PLACE, title="x"), "threads"),
        (RenameThread(place=PLACE, title="Ticket"), "renames"),
        (CloseThread(place=PLACE), "threads"),
        (Badge(place=PLACE, account=ACCOUNT, name="x"), "badges"),
    ],
)
async def test_what_the_capabilities_deny_is_refused(
    stage: Stage, action: Action, capability: str
) -> None:
    assert getattr(CAPABILITIES, capability) is False
    with pytest.raises(DeliveryFailed) as failed:
        await stage.perform(action, PLACE)
    assert isinstance(failed.value.outcome, Refused)


async def test_run_stops_within_a_second_and_leaves_no_task(sqlite_storage: Storage) -> None:
    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:
        async with browser.talk() as talk, browser.talk():
            await talk.ask("Hello")
            await talk.messages(2)
            before = asyncio.all_tasks()
            run = next(task for task in before if "WebChat.run" in str(task.get_coro()))
            run.cancel()
            async with asyncio.timeout(1):
                await asyncio.gather(run, return_exceptions=True)
            assert (await talk.socket.receive(timeout=1)).data == 1001
        assert not stage.chat._watchers


async def test_a_page_that_opens_while_we_do_not_run_is_asked_to_come_back(
    sqlite_storage: Storage,
) -> None:
    async with open_stage(sqlite_storage) as stage, open_browser(stage) as browser:
        await stage.chat.close()
        async with browser.talk() as talk:
            assert (await talk.socket.receive(timeout=2)).data == 1013


async def test_closing_twice_is_safe(stage: Stage) -> None:
    await stage.chat.close()
    await stage.chat.close()


async def test_what_is_older_than_it_may_be_kept_is_gone_after_a_start(
    sqlite_storage: Storage,
) -> None:
    stream = Stream(sqlite_storage)
    await stream.hear("v", "question-1", Content(Rich("long ago")), now=0)
    async with open_stage(sqlite_storage):
        await stream.introduce("w", 1)  # units run one after another: the pruning came first
        assert not await stream.knows("v")
