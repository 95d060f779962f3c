"""The unmodified discord.py, which keeps what it hears."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import discord

from tests.fakes.discord import FakeDiscord


class Bot(discord.Client):
    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            guild_ready_timeout=0.05,
            heartbeat_timeout=0.5,
            max_messages=None,
            max_ratelimit_timeout=30.0,
        )
        self.heard: list[discord.Message] = []
        self.asked: list[discord.Interaction] = []
        self.events: list[str] = []

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.events.append(event)
        super().dispatch(event, *args, **kwargs)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.asked.append(interaction)

    async def hears(self, count: int = 1) -> list[discord.Message]:
        await until(lambda: len(self.heard) >= count)
        return self.heard

    async def is_asked(self, count: int = 1) -> discord.Interaction:
        await until(lambda: len(self.asked) >= count)
        return self.asked[-1]


async def until(is_so: Callable[[], bool], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@asynccontextmanager
async def awake(fake: FakeDiscord, **intents: bool) -> AsyncIterator[Bot]:
    """With the intents that need no permission, and those named."""
    async with Bot(discord.Intents.default() | discord.Intents(**intents)) as bot:
        running = asyncio.create_task(bot.start(fake.token))
        await until(bot.is_ready)
        yield bot
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)
