"""discord.py pointed at the fake, in a server with one member."""

from collections.abc import AsyncIterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discordpy.client import Bot, awake


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        monkeypatch.setattr(Route, "BASE", fake.api_base_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(fake.gateway_url))
        yield fake


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann", language="ko")


@pytest.fixture
def guild(fake: FakeDiscord, ann: User) -> Guild:
    return fake.guild("Exchange", [ann])


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")


@pytest.fixture
async def bot(fake: FakeDiscord, support: Channel) -> AsyncIterator[Bot]:
    async with awake(fake) as bot:
        yield bot
