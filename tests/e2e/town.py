"""A town for conversations: the real app and Telegram adapter on SQLite, and everyone's screen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from bots import assembly, discord, telegram, twitter
from bots import web as web_chat
from bots.telegram import adapter
from bots.telegram.client import Timings
from core import faq, moments
from core.actions import Send
from core.app import App
from core.config import Config, load
from core.context import Unit
from core.delivery import Delivery
from core.events import Place
from core.faq import files, store
from core.faq.entries import Entry
from core.feature import Feature
from core.notes import StoredNotes
from core.official import Official
from core.platform import Capabilities, PlatformStopped
from core.storage import Storage, open_storage
from core.text import Words
from tests.fakes.loopback import Loopback
from tests.fakes.telegram import FakeTelegram
from tests.house import LoopSettings

STARTER = Path(faq.__file__).parent / "starter"
TIMINGS = Timings(
    call=0.5,
    poll=2.0,
    acknowledge=0.5,
    first_pause=0.01,
    longest_pause=0.1,
    conflict=0.1,
    silence=5.0,
    probe=1.0,
)
PLATFORMS: dict[str, type[msgspec.Struct]] = {
    "telegram": telegram.Settings,
    "discord": discord.Settings,
    "x": twitter.Settings,
    "web": web_chat.Settings,
    "loop": LoopSettings,
}
# Nobody waits a second for the next line in a test, where a test is not about that.
UNHURRIED = telegram.CAPABILITIES
HURRIED = msgspec.structs.replace(
    UNHURRIED, per_second=1_000.0, chat_per_second=1_000.0, group_per_minute=6_000.0
)


@dataclass
class Bot:
    """The bot while it is awake."""

    app: App
    storage: Storage
    fake: FakeTelegram
    delivery: Delivery
    running: list[asyncio.Task[None]]

    async def settled(self, within: float = 8.0) -> None:
        """Until all that was said is confirmed, and nothing waits to be sent."""
        async with asyncio.timeout(within):
            deliveries = self.app.deliveries.values()
            while self.fake.updates.pending or any(d.pending() for d in deliveries):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        async def query(tx: Any) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in await tx.fetch(sql, *params)]

        return await self.storage.read(query)

    async def say(self, person: int, text: str) -> None:
        """Write to somebody in private, unasked."""
        place = Place("telegram", str(person), private=True)
        await self.app.unit(lambda unit: unit.put(Send(place=place, body=(Words(text),))))

    @asynccontextmanager
    async def beside(self, other: Loopback) -> AsyncIterator[Loopback]:
        """Another platform in the same house, while this is open."""
        delivery = self.app.add(other)
        task = asyncio.create_task(delivery.run())
        try:
            yield other
        finally:
            await _stop([task])

    async def ends(self) -> dict[str, int]:
        """How many actions are in each state."""
        return dict(await self.rows("SELECT state, COUNT(*) FROM outbox GROUP BY state"))


@dataclass
class Town:
    """One database and one Telegram; the bot may sleep and wake again."""

    fake: FakeTelegram
    database: Path

    @asynccontextmanager
    async def awake(
        self,
        config: str = "",
        *,
        capabilities: Capabilities = HURRIED,
        clock: Callable[[], datetime] = moments.now,
        features: Sequence[Feature] = assembly.FEATURES,
        routes: web.UrlDispatcher | None = None,
        **settings: object,
    ) -> AsyncIterator[Bot]:
        storage = await open_storage(str(self.database))
        app = App(
            load(config, {}, platforms=PLATFORMS),
            storage,
            features,
            clock=clock,
        )
        await app.start()
        telegram_ = self._adapter(app, storage, routes or web.UrlDispatcher(), settings)
        telegram_.capabilities = capabilities
        delivery = app.add(telegram_)
        running = [
            asyncio.create_task(telegram_.run(app.handle)),
            asyncio.create_task(delivery.run()),
        ]
        try:
            yield Bot(app, storage, self.fake, delivery, running)
        finally:
            await _stop(running)
            await telegram_.close()
            await storage.close()

    def _adapter(
        self,
        app: App,
        storage: Storage,
        routes: web.UrlDispatcher,
        settings: dict[str, Any],
    ) -> adapter.Telegram:
        table = {"token": self.fake.token, "api_base_url": self.fake.api_base_url, **settings}
        notes = StoredNotes(storage, "telegram")
        commands = tuple(app.specs.values())
        return adapter.Telegram(telegram.Settings(**table), commands, routes, notes, TIMINGS)


async def _stop(running: Sequence[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    async with asyncio.timeout(3):
        ends = await asyncio.gather(*running, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, PlatformStopped):
            raise end


@cache
def starter() -> dict[str, Entry]:
    entries, _categories = files.read_folder(STARTER, Official.of(Config()))
    return {entry.slug: entry for entry in entries}


def question(slug: str, language: str = "en") -> str:
    return starter()[slug].wordings[language].question


async def found(database: Path) -> None:
    """A migrated database with the starter entries."""
    storage = await open_storage(str(database))
    await App(Config(), storage, ()).unit(_plant)
    await storage.close()


async def _plant(unit: Unit) -> None:
    for entry in starter().values():
        await store.put(unit.tx, entry)
    await unit.changed("knowledge")
