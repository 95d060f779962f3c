"""The fake keeps Discord's word: the real discord.py runs against it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord import FakeDiscord, Guild, User


class Bot(discord.Client):
    """Keeps what it hears."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05, max_messages=None)
        self.heard: list[discord.Message] = []
        self.edited: list[str] = []
        self.asked: list[discord.Interaction] = []
        self.events: list[str] = []

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.events.append(event)
        super().dispatch(event, *args, **kwargs)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        self.edited.append(edit.message.content)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.asked.append(interaction)


async def until(is_so: object, within: float = 5.0) -> None:
    assert callable(is_so)
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        monkeypatch.setattr(Route, "BASE", fake.api_base_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(fake.gateway_url))
        yield fake


@asynccontextmanager
async def awake(fake: FakeDiscord, **intents: bool) -> AsyncIterator[Bot]:
    bot = Bot(discord.Intents.default() | discord.Intents(**intents))
    async with bot:
        running = asyncio.create_task(bot.start(fake.token))
        await until(bot.is_ready)
        yield bot
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann", language="ko")


@pytest.fixture
def guild(fake: FakeDiscord, ann: User) -> Guild:
    return fake.guild("Exchange", [ann])


async def test_a_question_arrives_and_its_answer_stands_on_the_screen(
    fake: FakeDiscord, ann: User, guild: Guild
) -> None:
    support = fake.channel(guild, "support")
    async with awake(fake) as bot:
        asked = fake.says(ann, support, f"{fake.mention} hello")
        await until(lambda: bot.heard)
        assert bot.heard[0].content == asked.body["content"]
        await bot.heard[0].reply("hi", nonce="7.0", silent=True)
        (answer,) = await fake.heard(support)
    assert (answer.text, answer.reply_to, answer.nonce) == ("hi", asked.id, "7.0")
    assert answer.silent
