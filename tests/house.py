"""A running house for tests: the real app and storage, with the loopback as its platform."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec

import core.faq
from core import faq, linking, moments, staff, tickets, upkeep, welcome
from core.app import App
from core.config import Config, load
from core.context import Unit
from core.events import Account, Event, MessageReceived, Place
from core.faq import store
from core.feature import Feature
from core.storage import Storage
from tests import knowledge
from tests.fakes.loopback import Loopback, Seen

FEATURES: tuple[Feature, ...] = (
    faq.FEATURE,
    tickets.FEATURE,
    welcome.FEATURE,
    staff.FEATURE,
    linking.FEATURE,
    upkeep.FEATURE,
)
STARTER = Path(core.faq.__file__).parent / "starter"
GROUP = Place("loop", "group")
STAFF_ROOM = Place("loop", "staff")
_UNSENT = "SELECT 1 FROM outbox WHERE state IN ('due', 'sending') LIMIT 1"


class LoopSettings(msgspec.Struct, frozen=True):
    """The loopback has nothing to configure."""


def private(person: str) -> Place:
    return Place("loop", person, private=True)


@dataclass
class House:
    """Say something, then read the screens. `now` is moved by hand where a test needs it."""

    app: App
    platform: Loopback
    storage: Storage
    shift: timedelta = timedelta()
    count: ClassVar[Iterator[int]] = itertools.count(1)

    def now(self) -> datetime:
        return moments.now() + self.shift

    def message(
        self, person: str | None, text: str, place: Place | None = None, **more: Any
    ) -> MessageReceived:
        number = next(self.count)
        place = place or private(person or "nobody")
        facts: dict[str, Any] = {
            "id": f"e{number}",
            "at": self.now(),
            "message": f"u{number}",
            "addressed": place.private,
            "author": None if person is None else Account("loop", person),
            **more,
        }
        return MessageReceived(place=place, text=text, **facts)

    async def says(
        self, person: str | None, text: str, place: Place | None = None, **more: Any
    ) -> list[Seen]:
        """The new messages on the screen of that place, once all is delivered."""
        return await self.happens(self.message(person, text, place, **more))

    async def presses(
        self, person: str, seen: Seen, label: str, place: Place | None = None
    ) -> list[Seen]:
        button = next(b for b in seen.buttons if label in b.label)
        return await self.says(person, button.command, place, pressed=seen.id, addressed=True)

    async def happens(self, event: Event) -> list[Seen]:
        screen = self.platform.screens[event.place.key]
        before = len(screen)
        await self.app.handle(event)
        await self.settle()
        return screen[before:]

    async def settle(self) -> None:
        """Until nothing waits any more."""
        async with asyncio.timeout(10):
            # The outbox tells nobody when it is empty; only a test needs to know.
            while self.app.deliveries["loop"].pending() or await self.rows(_UNSENT):  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    async def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        async def query(tx: Any) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in await tx.fetch(sql, *params)]

        return await self.storage.read(query)


@asynccontextmanager
async def open_house(
    storage: Storage,
    config: str = "",
    *,
    platform: Loopback | None = None,
    features: Sequence[Feature] = FEATURES,
    starter: bool = True,
    small: bool = False,
) -> AsyncIterator[House]:
    """With the starter entries, with those of `tests.knowledge` (`small`), or with none."""
    platform = platform or Loopback()
    settings: Config = load(config, {}, platforms={"loop": LoopSettings})
    house: House
    app = App(settings, storage, features, clock=lambda: house.now())
    house = House(app, platform, storage)
    if small:
        await app.unit(knowledge.plant)
    elif starter:
        await app.unit(_plant)
    await app.start()
    delivery = app.add(platform)
    task = asyncio.create_task(delivery.run())
    try:
        yield house
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _plant(unit: Unit) -> None:
    from core.faq import files

    entries, categories = files.read_folder(STARTER, unit.official)
    for entry in entries:
        await store.put(unit.tx, entry)
    await store.put_categories(unit.tx, categories)
