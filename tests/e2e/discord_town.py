"""A server for conversations: the real app and Discord adapter on SQLite, and everyone's screen."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from bots import assembly, discord
from bots.discord.adapter import Discord
from bots.discord.gateway import Timings
from core.app import App
from core.config import load
from core.faq import commands
from core.feature import Feature
from core.notes import StoredNotes
from core.storage import Storage, open_storage
from tests.fakes.discord import FakeDiscord

TIMINGS = Timings(call=2.0, acknowledge=1.0, first_pause=0.01, longest_pause=0.1, identify=0.05)
# Nobody waits a second for the next line in a test.
HURRIED = msgspec.structs.replace(
    discord.CAPABILITIES,
    per_second=1_000.0,
    chat_per_second=1_000.0,
    chat_per_minute=6_000.0,
    group_per_minute=6_000.0,
)


@dataclass
class DiscordTown:
    """One database and one Discord; the bot may sleep and wake again."""

    fake: FakeDiscord
    database: Path

    @asynccontextmanager
    async def awake(
        self,
        config: str = "",
        *,
        features: Sequence[Feature] = assembly.FEATURES,
        **settings: bool,
    ) -> AsyncIterator[App]:
        """Connected, with its commands registered."""
        storage = await open_storage(str(self.database))
        app = App(load(config, {}, platforms={"discord": discord.Settings}), storage, features)
        await app.start()
        try:
            async with self.beside(app, storage, **settings):
                yield app
        finally:
            await storage.close()

    @asynccontextmanager
    async def beside(self, app: App, storage: Storage, **settings: bool) -> AsyncIterator[None]:
        """In a house that stands already, while this is open."""
        adapter = self._adapter(app, StoredNotes(storage, "discord"), settings)
        delivery = app.add(adapter)
        running = [
            asyncio.create_task(adapter.run(app.handle)),
            asyncio.create_task(delivery.run()),
        ]
        try:
            await self.fake.ready()
            await self.fake.until(lambda: "ask" in self.fake.menu())
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await adapter.close()
        assert self.fake.loud() == []  # D12: in every test

    def _adapter(self, app: App, notes: StoredNotes, settings: dict[str, bool]) -> Discord:
        table = discord.Settings(
            token=self.fake.token,
            api_base_url=self.fake.api_base_url,
            gateway_url=self.fake.gateway_url,
            cdn_url=self.fake.cdn_url,
            message_content=settings.get("message_content", False),
            members=settings.get("members", False),
        )
        suggest = partial(commands.suggest, app.snapshots["knowledge"])
        adapter = Discord(table, tuple(app.specs.values()), suggest, notes, TIMINGS)
        aside = adapter.capabilities.private_threads
        adapter.capabilities = msgspec.structs.replace(HURRIED, private_threads=aside)
        return adapter
