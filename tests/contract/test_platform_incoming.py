"""What every platform promises about what it tells the core."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from core.actions import Send
from core.events import (
    Event,
    Link,
    MessageReceived,
    OwnMessageSeen,
)
from core.text import Words
from tests.contract.platforms.driver import FORMS, Driver, Form

HUGE = 2**53  # the last whole number that a double can tell from its neighbours


def undated(event: Event) -> Event:
    return msgspec.structs.replace(event, at=None)


async def test_every_recorded_update_becomes_its_event(driver: Driver) -> None:
    async with driver.running():
        for recording in await driver.recordings():
            (event,) = await driver.tell(recording.update)
            assert undated(event) == undated(recording.event)
            assert event.at.utcoffset() == timedelta()
            assert abs(event.at - recording.event.at) < timedelta(seconds=10)


async def test_a_button_that_is_shown_can_be_pressed(driver: Driver) -> None:
    """The other flags have their proof in test_platform_abilities.py."""
    events = [recording.event for recording in await driver.recordings()]
    pressed = any(isinstance(event, MessageReceived) and event.pressed for event in events)
    assert pressed == driver.platform.capabilities.buttons


@pytest.mark.parametrize("times", [2, 5])
async def test_an_update_delivered_again_has_the_same_id(driver: Driver, times: int) -> None:
    """G16: at once, and after a restart that lost the confirmation."""
    async with driver.running():
        for recording in await driver.recordings():
            events = await driver.tell(*[recording.update] * times)
            assert {event.id for event in events} == {recording.event.id}


async def test_different_updates_have_different_ids(driver: Driver) -> None:
    async with driver.running():
        updates = [recording.update for recording in await driver.recordings()]
        events = await driver.tell(*updates)
    assert len({event.id for event in events}) == len(updates)


async def test_what_happens_in_one_place_is_told_in_its_order(driver: Driver) -> None:
    recordings = [(await driver.recordings())[0] for _ in range(20)]
    async with driver.running():
        events = await driver.tell(*(recording.update for recording in recordings))
    assert [event.id for event in events] == [recording.event.id for recording in recordings]


async def test_what_came_while_we_were_away_is_told_at_the_start(driver: Driver) -> None:
    recordings = [(await driver.recordings())[0] for _ in range(3)]
    bringing = asyncio.create_task(driver.tell(*(each.update for each in recordings)))
    await asyncio.sleep(0.05)
    async with driver.running():
        events = await bringing
    assert [event.id for event in events] == [recording.event.id for recording in recordings]


async def test_our_own_words_are_never_heard_as_somebodys(driver: Driver) -> None:
    async with driver.running():
        send = Send(place=driver.crowd, body=(Words("/ask me"),))
        echoed = await driver.tell(*driver.echo(await driver.perform(send, driver.crowd)))
    assert all(isinstance(event, OwnMessageSeen) for event in echoed)


@pytest.mark.parametrize("name", FORMS)
async def test_whatever_a_reader_can_see_is_told(driver: Driver, name: str) -> None:
    form = driver.forms()[name]
    if form is None:
        assert may_lack(driver, name)
        return
    events = await _messages(driver, form)
    told = [event.text for event in events]
    told += [part.text for event in events for part in event.shown]
    links = [link for event in events for link in event.links]
    for word in form.words:
        assert any(word in text for text in (*told, *(link.text for link in links))), word
    for target, text in form.links:
        assert Link(target, text) in links
    _agrees(name, events)


def may_lack(driver: Driver, name: str) -> bool:
    """Words and addresses there are everywhere, and edits where we say that we see them."""
    if name == "edit":
        return not driver.platform.capabilities.sees_edits
    return name not in ("text", "bare link")


def _agrees(name: str, events: list[MessageReceived]) -> None:
    if name == "album":
        assert len({event.album for event in events} - {None}) == 1
    assert all(event.edited == (name == "edit") for event in events)
    assert all((event.forwarded_from is not None) <= (name == "forward") for event in events)


async def _messages(driver: Driver, form: Form) -> list[MessageReceived]:
    async with driver.running():
        events = await driver.tell(*form.updates)
    messages = [event for event in events if isinstance(event, MessageReceived)]
    assert len(messages) == len(events) == len(form.updates)
    return messages


@pytest.mark.parametrize("number", [HUGE - 1, HUGE + 1, 1 - HUGE, -1 - HUGE, str(HUGE + 1)])
async def test_ids_are_strings_to_the_last_digit(driver: Driver, number: int | str) -> None:
    """G20."""
    async with driver.running():
        (event,) = await driver.tell(driver.numbered(number))
    assert isinstance(event, MessageReceived)
    assert event.message == str(number)
    assert event.author is not None
    assert all(isinstance(id_, str) for id_ in (event.id, event.author.id, event.place.id))
    assert event.place.id == event.author.id


async def test_neighbouring_ids_are_told_apart(driver: Driver) -> None:
    """G20."""
    async with driver.running():
        events = await driver.tell(*map(driver.numbered, range(HUGE - 2, HUGE + 3)))
    messages = [event.message for event in events if isinstance(event, MessageReceived)]
    assert messages == [str(number) for number in range(HUGE - 2, HUGE + 3)]


async def test_what_is_not_for_us_or_makes_no_sense_does_no_harm(driver: Driver) -> None:
    """G19."""
    async with driver.running() as task:
        assert await driver.tell(*driver.strange()) == []
        strange, (recording, *_) = driver.strange(), await driver.recordings()
        events = await driver.tell(*strange, recording.update)
        assert [event.id for event in events] == [recording.event.id]
        assert not task.done()


async def test_what_we_do_not_know_in_an_update_changes_nothing(driver: Driver) -> None:
    """G19."""
    async with driver.running():
        for recording in await driver.recordings():
            (event,) = await driver.tell(driver.adorned(recording.update))
            assert undated(event) == undated(recording.event)


async def test_an_event_that_was_not_handled_comes_again(driver: Driver) -> None:
    """It is acknowledged to its platform only after the core has committed it."""
    driver.failures = 1
    recording = (await driver.recordings())[0]
    async with driver.running():
        events = await driver.tell(recording.update)
    assert [event.id for event in events] == [recording.event.id]
    assert driver.failures == 0
