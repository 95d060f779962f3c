"""The adapter against the fake, with a core that only listens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from bots.twitter import Settings
from bots.twitter.adapter import X
from bots.twitter.api import Timings
from bots.twitter.incoming import TIMELINE, private
from core.actions import Send
from core.events import Place
from core.platform import Delivery
from core.text import Words
from tests.bots.hearing import Core, Notes
from tests.fakes.x import FakeX, User

TIMINGS = Timings(
    call=2.0,
    shortest=0.02,
    longest=0.05,
    private=0.02,
    own=0.05,
    first_pause=0.01,
    last_pause=0.05,
    watch=0.02,
    probe=0.05,
)


Make = Callable[..., X]
Run = Callable[..., AbstractAsyncContextManager["asyncio.Task[None]"]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeX]:
    async with FakeX() as fake:
        yield fake


@pytest.fixture
def ann(fake: FakeX) -> User:
    return fake.user("Ann", "ann_lee")


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def make(fake: FakeX, notes: Notes) -> AsyncIterator[Make]:
    """Makes adapters of one account with one memory; each is closed at the end."""
    made: list[X] = []

    def make(timings: Timings = TIMINGS, **settings: Any) -> X:
        wanted = {"dry_run": False, "monthly_cap_usd": 100.0, **settings}
        table = Settings(api_base_url=fake.api_base_url, media_base_url=fake.api_base_url)
        adapter = X(msgspec.structs.replace(table, **fake.keys, **wanted), notes, timings)
        made.append(adapter)
        return adapter

    yield make
    for adapter in made:
        await adapter.close()


@pytest.fixture
def x(make: Make) -> X:
    return make()


@pytest.fixture
def run(x: X, core: Core) -> Run:
    """`async with run() as task:` the adapter runs; stopping takes less than a second."""

    @asynccontextmanager
    async def run(adapter: X = x) -> AsyncIterator["asyncio.Task[None]"]:
        task = asyncio.create_task(adapter.run(core.handle))
        yield task
        task.cancel()
        async with asyncio.timeout(1):
            await asyncio.gather(task, return_exceptions=True)

    return run


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


def reply(to: str, words: str = "Hello", row: int = 1, **more: Any) -> Delivery:
    send = Send(place=TIMELINE, body=(Words(words),), reply_to=to)
    return Delivery(row=row, action=send, place=TIMELINE, **more)


def announcement(words: str = "Hello", row: int = 1, **more: Any) -> Delivery:
    return Delivery(
        row=row, action=Send(place=TIMELINE, body=(Words(words),)), place=TIMELINE, **more
    )


def message(person: User, words: str = "Hello", row: int = 1, **more: Any) -> Delivery:
    place: Place = private(person.id)
    return Delivery(row=row, action=Send(place=place, body=(Words(words),)), place=place, **more)
