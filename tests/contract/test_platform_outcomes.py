"""What every platform promises about how an action ends, whatever happens on the way.

G1 to G15 are the generic faults between us and a platform.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from core.actions import Delete, Edit, MessageRef, Receipt, Send
from core.platform import (
    Delivery,
    DeliveryFailed,
    Gone,
    Moved,
    NotAllowed,
    Outcome,
    Platform,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)
from core.text import Words
from tests.contract.platforms.driver import Driver, WiredDriver
from tests.fakes import faults
from tests.fakes.faults import Fault

HELLO = (Words("Hello"),)
SOON = timedelta(minutes=2)


def hello(driver: Driver) -> Delivery:
    return driver.delivery(Send(place=driver.private, body=HELLO), driver.private)


def long(driver: Driver) -> Delivery:
    """Of four parts."""
    words = "word " * (driver.limit * 7 // 2 // 5)
    return driver.delivery(Send(place=driver.private, body=(Words(words),)), driver.private)


async def failure(platform: Platform, delivery: Delivery) -> DeliveryFailed:
    async with asyncio.timeout(10):
        with pytest.raises(DeliveryFailed) as failed:
            await platform.perform(delivery)
    return failed.value


async def outcome(platform: Platform, delivery: Delivery) -> Outcome:
    return (await failure(platform, delivery)).outcome


async def stands_once(driver: Driver) -> bool:
    return len(await driver.screen(driver.private)) == 1


# --- nothing was written


async def test_an_outage_means_later_and_nothing_was_done(driver: Driver) -> None:
    """G1; of a platform without a wire, whatever else it cannot do without."""
    delivery = hello(driver)
    async with driver.outage():
        found = await outcome(driver.platform, delivery)
    assert isinstance(found, RetryAt)
    assert not found.ordered
    assert datetime.now(UTC) < found.until < datetime.now(UTC) + SOON
    assert await driver.screen(driver.private) == []
    await driver.platform.perform(delivery)
    assert await stands_once(driver)


@pytest.mark.parametrize("times", [1, 5])
async def test_an_outage_leaves_no_part_behind(driver: Driver, times: int) -> None:
    async with driver.outage():
        for _ in range(times):
            assert (await failure(driver.platform, long(driver))).done == ()
    assert await driver.screen(driver.private) == []


@contextmanager
def full_backlog() -> Iterator[str]:
    """An address at which nobody answers a SYN (G2)."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for each in waiting:
            each.close()


async def test_a_connection_that_does_not_come_about_means_later(wired: WiredDriver) -> None:
    """G2."""
    with full_backlog() as address:
        found = await outcome(wired.elsewhere(address), hello(wired))
    assert isinstance(found, RetryAt)


@asynccontextmanager
async def hangs_up() -> AsyncIterator[str]:
    """An address that ends each connection at the first byte, in the middle of a TLS greeting."""

    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(leave, "127.0.0.1", 0)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_greeting_cut_short_means_later(wired: WiredDriver) -> None:
    """G3."""
    async with hangs_up() as address:
        found = await outcome(wired.elsewhere(address), hello(wired))
    assert isinstance(found, RetryAt)


# --- written, and no answer


UNANSWERED = (
    faults.reset(effect=False),  # G4: how far it got cannot be told from here
    faults.reset(effect=True),  # G5
    faults.cut(),  # G6
    faults.garbage(),  # G7
    faults.slow(60),  # G14
    faults.drip(0.05),  # G15
)


@pytest.mark.parametrize("fault", UNANSWERED, ids=lambda fault: fault.name)
async def test_what_was_written_and_not_answered_is_uncertain(
    wired: WiredDriver, fault: Fault
) -> None:
    """Nor is it tried a second time in there: that is for the outbox to decide."""
    wired.inject(fault)
    assert await outcome(wired.platform, hello(wired)) == Uncertain()
    assert wired.requests() == (1 if fault.effect else 0)
    assert len(await wired.screen(wired.private)) == (1 if fault.effect else 0)


async def test_a_slow_answer_is_an_answer(wired: WiredDriver) -> None:
    """G14."""
    wired.inject(faults.slow(0.3))
    await wired.platform.perform(hello(wired))
    assert await stands_once(wired)


async def test_a_cancelled_perform_ends_at_once_and_harms_no_later_one(wired: WiredDriver) -> None:
    """The outbox gives up before the platform does."""
    wired.inject(faults.slow(60))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await wired.platform.perform(hello(wired))
    await wired.platform.perform(hello(wired))
    assert len(await wired.screen(wired.private)) == 2


async def test_places_do_not_wait_for_each_other(wired: WiredDriver) -> None:
    wired.inject(faults.slow(0.5))
    slow = asyncio.create_task(wired.platform.perform(hello(wired)))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(0.3):
        await wired.perform(Send(place=wired.crowd, body=HELLO), wired.crowd)
    assert not slow.done()
    await slow


# --- refused for now


REFUSED_FOR_NOW = (
    faults.not_ok(),  # G8
    faults.status(500),  # G11
    faults.status(500, html=True),
    faults.status(502, html=True),
    faults.status(503, html=True),
    faults.status(520, html=True),
)


@pytest.mark.parametrize("fault", REFUSED_FOR_NOW, ids=lambda fault: fault.name)
async def test_what_was_refused_for_now_is_tried_again_later(
    wired: WiredDriver, fault: Fault
) -> None:
    delivery = hello(wired)
    wired.inject(fault)
    found = await outcome(wired.platform, delivery)
    assert isinstance(found, RetryAt)
    assert not found.ordered
    assert found.until < datetime.now(UTC) + SOON
    await wired.platform.perform(delivery)
    assert await stands_once(wired)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (faults.flood(0), 0),
        (faults.flood(1), 1),
        (faults.flood(37), 37),
        (faults.flood(3600), 3600),
        (faults.flood(1.5), 1.5),
        (faults.flood(37, header=True), 37),
        (faults.flood(None), None),
        (faults.status(429, html=True), None),
    ],
    ids=str,
)
async def test_a_wait_that_the_platform_ordered_is_told_to_the_second(
    wired: WiredDriver, fault: Fault, seconds: float | None
) -> None:
    """G9, G10. Where no time is named, a moment of ours."""
    wired.inject(fault)
    before = datetime.now(UTC)
    found = await outcome(wired.platform, hello(wired))
    assert isinstance(found, RetryAt)
    assert found.ordered
    assert found.scope is not Scope.ROW
    wait = found.until - before
    least = timedelta(seconds=1 if seconds is None else seconds)
    assert least <= wait <= (SOON if seconds is None else least + timedelta(seconds=1))


# --- the place is not what it was


async def test_a_place_that_removed_us_is_told(wired: WiredDriver) -> None:
    """G13."""
    wired.remove_us()
    send = wired.delivery(Send(place=wired.crowd, body=HELLO), wired.crowd)
    assert isinstance(await outcome(wired.platform, send), Gone | NotAllowed)


async def test_a_moved_place_names_the_new_one(wired: WiredDriver) -> None:
    if (places := wired.move()) is None:
        return
    old, new = places
    found = await outcome(wired.platform, wired.delivery(Send(place=old, body=HELLO), old))
    assert found == Moved(new)
    await wired.perform(Send(place=new, body=HELLO), new)
    assert len(await wired.screen(new)) == 1


@pytest.mark.parametrize("id_", ["", "nobody", "💥", "-1", str(2**53 + 1), "0", "a/b?c#d"])
async def test_a_place_that_cannot_be_is_an_honest_end(driver: Driver, id_: str) -> None:
    """An id that no platform gave: no exception of another kind, and nothing to wait for."""
    place = msgspec.structs.replace(driver.private, id=id_)
    try:
        await driver.perform(Send(place=place, body=HELLO), place)
    except DeliveryFailed as failed:
        found = failed.outcome
    else:
        return
    assert isinstance(found, Gone | NotAllowed | Refused)


@pytest.mark.parametrize("markdown", ["", " \n\n ", "\x00", "\u200b\u2069"])
async def test_no_words_at_all_are_a_bug_of_ours(driver: Driver, markdown: str) -> None:
    send = Send(place=driver.private, body=(Words(markdown),))
    assert isinstance(
        await outcome(driver.platform, driver.delivery(send, driver.private)), Refused
    )
    assert await driver.screen(driver.private) == []


# --- what is no more


async def test_deleting_what_is_gone_is_nothing_to_do(driver: Driver) -> None:
    sent = await driver.platform.perform(long(driver))
    assert not (await _delete(driver, sent)).nothing_to_do
    assert await driver.screen(driver.private) == []
    assert (await _delete(driver, sent)).nothing_to_do


async def _delete(driver: Driver, sent: Receipt) -> Receipt:
    return await driver.perform(
        Delete(target=MessageRef(sent.place, sent.ids)), sent.place, sent.ids
    )


async def test_editing_what_is_gone_is_nothing_to_do_and_brings_nothing_back(
    driver: Driver,
) -> None:
    if not driver.platform.capabilities.edits:
        return  # refused, as test_platform_abilities.py tells
    sent = await driver.platform.perform(hello(driver))
    await _delete(driver, sent)
    edit = Edit(target="", body=(Words("New"),))
    assert (await driver.perform(edit, sent.place, sent.ids)).nothing_to_do
    assert await driver.screen(driver.private) == []


async def test_an_edit_that_changes_nothing_is_nothing_to_do(driver: Driver) -> None:
    if not driver.platform.capabilities.edits:
        return
    sent = await driver.platform.perform(hello(driver))
    same = await driver.perform(Edit(target="", body=HELLO), sent.place, sent.ids)
    assert (same.nothing_to_do, same.ids) == (True, sent.ids)


async def test_a_reply_to_what_is_gone_is_sent_all_the_same(driver: Driver) -> None:
    sent = await driver.platform.perform(hello(driver))
    await _delete(driver, sent)
    send = Send(place=driver.private, body=HELLO, reply_to=sent.ids[0])
    await driver.perform(send, driver.private)
    assert await stands_once(driver)


# --- parts


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_parts_that_are_out_are_told_and_only_the_rest_is_sent(
    driver: Driver, before: int
) -> None:
    delivery = long(driver)
    if not driver.break_after(before):
        return  # all or nothing, as test_an_outage_leaves_no_part_behind tells
    done = (await failure(driver.platform, delivery)).done
    standing = await driver.screen(driver.private)
    assert [id_ for part in done for id_ in part.ids] == [seen.id for seen in standing]
    assert len(done) == before
    await _goes_on(driver, delivery, done)


async def _goes_on(driver: Driver, delivery: Delivery, done: tuple[Receipt, ...]) -> None:
    again = Delivery(row=delivery.row, action=delivery.action, place=delivery.place, done=done)
    receipt = await driver.platform.perform(again)
    seen = await driver.screen(driver.private)
    assert tuple(part.id for part in seen) == receipt.ids
    assert isinstance(delivery.action, Send)
    (body,) = delivery.action.body
    assert isinstance(body, Words)
    assert " ".join(part.text for part in seen) == body.markdown.strip()
