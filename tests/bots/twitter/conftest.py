"""The adapter against the fake, with a core that only listens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from bots.twitter import Settings
from bots.twitter.adapter import X
from bots.twitter.api import Timings
from bots.twitter.incoming import TIMELINE, private
from core.actions import Send
from core.events import AlarmRaised, Event, MessageReceived, Place
from core.platform import Delivery
from core.text import Words
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


class Notes:
    """The adapter's memory, for the length of a test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.is_full = False

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        if self.is_full:
            raise OSError("no space left")
        self.kept[key] = value

    def later(self, key: str, value: str) -> None:
        self.kept[key] = value


@dataclass
class Core:
    """Listens. `answer` is called with each event before it counts as handled."""

    events: list[Event] = field(default_factory=list)
    answer: Callable[[Event], Awaitable[None]] | None = None
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, event: Event) -> None:
        if self.answer is not None:
            await self.answer(event)
        self.events.append(event)
        self._more.set()

    async def heard(self, count: int = 1) -> list[MessageReceived]:
        """The messages, as soon as there are so many."""
        return await self._until(count, MessageReceived)

    async def warned(self, what: str) -> AlarmRaised:
        """The alarm of this name, as soon as it is raised."""
        found = await self._until(1, AlarmRaised, lambda alarm: alarm.what == what)
        alarm: AlarmRaised = found[0]
        return alarm

    async def _until(
        self, count: int, kind: type[Any], fits: Callable[[Any], bool] = lambda _: True
    ) -> list[Any]:
        async with asyncio.timeout(5):
            while len(found := [e for e in self.events if isinstance(e, kind) and fits(e)]) < count:
                self._more.clear()
                await self._more.wait()
        return found


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
