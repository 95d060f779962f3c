"""A Discord of its own for each test: one server, one member, one channel."""

from collections.abc import AsyncIterator

import pytest

from tests.bots.discord.rig import Rig
from tests.bots.hearing import Core
from tests.fakes.discord import Channel, FakeDiscord, Guild, User


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@pytest.fixture
def rig(fake: FakeDiscord) -> Rig:
    return Rig(fake)


@pytest.fixture
def core(rig: Rig) -> Core:
    return rig.core


@pytest.fixture
def ann(fake: FakeDiscord) -> User:
    return fake.user("Ann", language="ko")


@pytest.fixture
def guild(fake: FakeDiscord, ann: User) -> Guild:
    return fake.guild("Exchange", [ann])


@pytest.fixture
def support(fake: FakeDiscord, guild: Guild) -> Channel:
    return fake.channel(guild, "support")
