"""Files of another platform: fetched within limits of size and time, else lost and named."""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from core import fetching
from core.actions import Send
from core.events import Attachment, Place
from core.fetching import LOST, Fetching, name_of
from core.platform import (
    Capabilities,
    Content,
    Delivery,
    DeliveryFailed,
    Gone,
    Outcome,
    Platform,
    PlatformStopped,
    RetryAt,
    Scope,
    Uncertain,
)
from tests.fakes.loopback import CAPABILITIES, Loopback

HERE, THERE = Place("loop", "group"), Attachment("ref", "photo", platform="far")
ABLE = msgspec.structs.replace(CAPABILITIES, fetch_bytes=10, upload_bytes=8)
LATER = RetryAt(datetime(2030, 1, 1, tzinfo=UTC), Scope.BOT)


class Far(Loopback):
    """Files come from here. `fault` is how fetching ends instead."""

    def __init__(self, capabilities: Capabilities = ABLE) -> None:
        super().__init__(capabilities)
        self.fault: Outcome | Exception | None = None
        self.files["ref"] = b"12345678"
        self.asked: list[int] = []

    async def fetch(self, file: Attachment, most: int) -> bytes:
        self.asked.append(most)
        if isinstance(self.fault, Exception):
            raise self.fault
        if self.fault is not None:
            raise DeliveryFailed(self.fault)
        return await super().fetch(file, most)


def delivery(*files: Attachment) -> Delivery:
    return Delivery(row=1, action=Send(place=HERE, body=(), files=files), place=HERE)


async def _empty(_sha256: str) -> bytes | None:
    return None


def fetcher(far: Platform | None) -> Fetching:
    return Fetching({"far": far}.get, _empty)


async def contents(far: Platform | None, *files: Attachment) -> tuple[Content, ...]:
    async with fetcher(far).filled(delivery(*files), Loopback(ABLE)) as filled:
        return filled.contents


async def test_a_file_of_another_platform_comes_with_what_it_contains() -> None:
    far = Far()
    assert await contents(far, THERE, Attachment("own", "photo")) == (
        Content("photo.jpg", b"12345678"),
    )
    assert far.asked == [8]  # the smaller of the two limits


async def test_what_is_sent_by_its_reference_is_not_fetched() -> None:
    far = Far()
    assert await contents(far, Attachment("own", "photo")) == ()
    assert far.asked == []


@pytest.mark.parametrize(
    "fault", [Gone("chat"), LATER, Uncertain(), PlatformStopped("no token")], ids=repr
)
async def test_another_platforms_trouble_is_a_lost_file_and_no_more(
    fault: Outcome | Exception,
) -> None:
    far = Far()
    far.fault = fault
    with pytest.raises(DeliveryFailed) as failed:
        await contents(far, THERE)
    assert failed.value.outcome == fetching.LOST


async def test_what_a_reader_takes_later_is_fetched_only_then() -> None:
    late = msgspec.structs.replace(ABLE, brings_late=True)
    far = Far()
    fetching = fetcher(far)
    async with fetching.filled(delivery(THERE), Loopback(late)) as filled:
        assert (filled.contents, far.asked) == ((), [])
    assert await fetching.brought(THERE, late) == Content("photo.jpg", b"12345678")
    far.fault = LATER
    with pytest.raises(DeliveryFailed) as failed:
        await fetching.brought(THERE, late)
    assert failed.value.outcome == LOST


async def test_a_file_that_is_larger_than_was_said_is_lost() -> None:
    far = Far()
    far.files["ref"] = b"123456789"
    with pytest.raises(DeliveryFailed):
        await contents(far, THERE)


async def test_a_platform_that_does_not_run_has_no_files() -> None:
    with pytest.raises(DeliveryFailed):
        await contents(None, THERE)


async def test_no_more_files_are_held_than_there_is_room_for() -> None:
    held = most = 0
    fetch = fetcher(Far())

    async def send() -> None:
        nonlocal held, most
        async with fetch.filled(delivery(THERE), Loopback(ABLE)):
            held += 1
            most = max(most, held)
            await asyncio.sleep(0.001)
            held -= 1

    await asyncio.gather(*(send() for _ in range(6)))
    assert most == fetching.AT_ONCE


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (Attachment("r", "photo"), "photo.jpg"),
        (Attachment("r", "voice"), "voice.ogg"),
        (Attachment("r", "file"), "file"),
        (Attachment("r", "document", "log.zip"), "log.zip"),
        (Attachment("r", "document", "../../etc/log.zip"), "log.zip"),
        (Attachment("r", "document", "C:\\a\\log.zip"), "log.zip"),
        (Attachment("r", "photo", "bill\u202egpj.exe"), "billgpj.exe"),
        (Attachment("r", "document", "a\r\nb.zip"), "a b.zip"),
    ],
)
def test_a_file_has_a_name_by_which_it_can_be_opened(file: Attachment, name: str) -> None:
    assert name_of(file) == name
