"""The gateway keeps Discord's word: identify, heartbeats, resume, sessions that are lost."""

import asyncio

import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discordpy.client import Bot, awake, until


async def test_identify_names_the_intents_and_brings_the_servers(
    fake: FakeDiscord, bot: Bot, guild: Guild, support: Channel
) -> None:
    (identified,) = fake.gateway.identified
    assert identified["intents"] == discord.Intents.default().value
    found = bot.get_guild(guild.id)
    assert found is not None
    assert [channel.id for channel in found.channels] == [support.id]


async def test_a_privileged_intent_that_is_not_allowed_ends_the_bot(fake: FakeDiscord) -> None:
    bot = Bot(discord.Intents(members=True))
    async with bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(fake.token)


async def test_a_wrong_token_ends_the_bot_at_login(fake: FakeDiscord) -> None:
    async with Bot(discord.Intents.none()) as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start(fake.token[::-1])


async def test_what_was_missed_is_replayed_on_a_resume(
    fake: FakeDiscord, bot: Bot, ann: User
) -> None:
    fake.says(ann, ann, "before")
    await bot.hears()
    fake.gateway.drop()
    fake.says(ann, ann, "between")
    texts = [message.content for message in await bot.hears(2)]
    await until(lambda: "resumed" in bot.events)
    assert texts == ["before", "between"]
    assert bot.events.count("ready") == 1


async def test_a_reconnect_that_was_asked_for_is_a_resume(fake: FakeDiscord, bot: Bot) -> None:
    fake.gateway.ask_to_reconnect()
    await until(lambda: "resumed" in bot.events)
    assert fake.gateway.resumed == 1


async def test_a_session_that_is_lost_is_begun_anew_without_what_was_missed(
    fake: FakeDiscord, bot: Bot, ann: User
) -> None:
    fake.gateway.forget()
    fake.gateway.drop()
    fake.says(ann, ann, "lost")
    await until(lambda: bot.events.count("ready") == 2, within=12)
    fake.says(ann, ann, "heard")
    assert [message.content for message in await bot.hears()] == ["heard"]
    assert len(fake.gateway.identified) == 2


async def test_a_connection_without_acknowledgements_is_given_up(fake: FakeDiscord) -> None:
    fake.gateway.heartbeat_milliseconds = 200
    async with awake(fake) as bot:
        fake.gateway.stall()
        await until(lambda: "resumed" in bot.events, within=12)


async def test_events_come_only_with_their_intent(
    fake: FakeDiscord, ann: User, guild: Guild, support: Channel
) -> None:
    fake.world.privileged = discord.Intents(members=True)
    bob = fake.user("Bob")
    async with awake(fake) as bot:
        fake.joins(bob, guild)
        fake.renames(bob, guild, "Robert")
        fake.says(ann, support, "x")
        await bot.hears()
        assert "raw_member_join" not in bot.events
        assert "member_join" not in bot.events
    async with awake(fake, members=True) as bot:
        fake.leaves(bob, guild)
        fake.joins(bob, guild)
        await until(lambda: {"member_remove", "member_join"} <= set(bot.events))


async def test_what_we_may_not_see_is_not_told(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    fake.forbids(support, "view_channel")
    fake.says(ann, support, "hidden")
    fake.says(ann, ann, "open")
    assert [message.content for message in await bot.hears()] == ["open"]


async def test_a_malformed_event_ends_the_client(fake: FakeDiscord, ann: User) -> None:
    """What makes supervision needed: discord.py does not come back from it."""
    async with Bot(discord.Intents.default()) as bot:
        running = asyncio.create_task(bot.start(fake.token))
        await until(bot.is_ready)
        fake.gateway.put_raw("MESSAGE_UPDATE", {"id": None})
        with pytest.raises((KeyError, TypeError)):
            await running


async def test_unknown_events_are_passed_over(fake: FakeDiscord, bot: Bot, ann: User) -> None:
    fake.gateway.put_raw("MOON_PHASE_UPDATE", {"phase": 3})
    fake.says(ann, ann, "hello", weather={"of": [1, None]})
    assert [message.content for message in await bot.hears()] == ["hello"]


async def test_servers_come_and_go(fake: FakeDiscord, bot: Bot, ann: User) -> None:
    other = fake.guild("Other", [ann], has_bot=False)
    fake.adds_bot(other)
    await until(lambda: "guild_join" in bot.events)
    fake.removes_bot(other)
    await until(lambda: "guild_remove" in bot.events)


async def test_an_outage_is_over_when_the_server_listens_again(
    fake: FakeDiscord, bot: Bot, ann: User
) -> None:
    async with fake.offline():
        await until(lambda: "disconnect" in bot.events)
        fake.says(ann, ann, "meanwhile")
    assert [message.content for message in await bot.hears()] == ["meanwhile"]
