"""Servers, channels, threads and members keep Discord's word."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord, Guild, User
from tests.fakes.discordpy.client import Bot, until


async def member(bot: Bot, guild: Guild, user: User) -> discord.Member:
    return await seen(bot, guild).fetch_member(user.id)


def seen(bot: Bot, guild: Guild) -> discord.Guild:
    found = bot.get_guild(guild.id)
    assert found is not None
    return found


async def test_an_archived_thread_takes_messages_and_no_edits(
    fake: FakeDiscord, bot: Bot, ann: User, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    place = bot.get_partial_messageable(thread.id)
    message = await place.send("text")
    fake.archives(thread)
    with pytest.raises(discord.HTTPException) as refused:
        await message.edit(content="other")
    assert refused.value.code == 50083
    await place.send("it wakes up")
    assert not thread.is_archived


async def test_a_locked_thread_takes_nothing_until_it_is_opened_with_the_right(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild, support: Channel
) -> None:
    thread = fake.thread(ann, support, "Fees")
    await until(lambda: seen(bot, guild).get_thread(thread.id) is not None)
    found = seen(bot, guild).get_thread(thread.id)
    assert found is not None
    fake.archives(thread, locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await found.send("text")
    assert refused.value.code == 50083
    fake.forbids(support, "manage_threads")
    with pytest.raises(discord.HTTPException) as locked:
        await found.send("text")
    assert locked.value.code == 160005
    with pytest.raises(discord.Forbidden):
        await found.edit(archived=False)
    fake.allows(support)
    await found.edit(archived=False, locked=False)
    await found.send("text")
    assert len(fake.ours(thread)) == 1


async def test_a_private_thread_is_seen_by_those_inside(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild, support: Channel
) -> None:
    channel = seen(bot, guild).get_channel(support.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Ticket 7")
    await thread.add_user(discord.Object(ann.id))
    made = fake.world.channels[thread.id]
    assert made.inside == {ann.id, fake.bot.id}
    assert not fake.world.sees(fake.user("Eve"), made)


async def test_a_post_in_a_forum_begins_with_a_message(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild
) -> None:
    forum = fake.channel(guild, "questions", kind="forum")
    await until(lambda: seen(bot, guild).get_channel(forum.id) is not None)
    post = fake.thread(ann, forum, "Fees?", text=f"{fake.mention} how much?")
    (heard,) = await bot.hears()
    assert (heard.id, heard.channel.id) == (post.id, post.id)
    channel = seen(bot, guild).get_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    created = await channel.create_thread(name="Notice", content="text")
    assert [each.text for each in fake.ours(fake.world.channels[created.thread.id])] == ["text"]
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(forum.id).send("text")
    assert refused.value.code == 50008


async def test_roles_are_given_below_our_own_only(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild
) -> None:
    low, high = fake.role(guild, "Helper"), fake.role(guild, "Admin", position=11)
    someone = await member(bot, guild, ann)
    await someone.add_roles(discord.Object(low.id))
    with pytest.raises(discord.Forbidden):
        await someone.add_roles(discord.Object(high.id))
    assert guild.members[ann.id].roles == {low.id}
    await someone.remove_roles(discord.Object(low.id))
    assert guild.members[ann.id].roles == set()


async def test_timeouts_kicks_and_bans_need_a_place_above(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild
) -> None:
    someone = await member(bot, guild, ann)
    await someone.timeout(datetime.now(UTC) + timedelta(hours=1))
    assert guild.members[ann.id].timed_out_until is not None
    with pytest.raises(discord.HTTPException) as long:
        await someone.timeout(datetime.now(UTC) + timedelta(days=29))
    assert long.value.code == 50035
    await someone.timeout(None)
    assert guild.members[ann.id].timed_out_until is None
    await someone.ban()
    assert (ann.id in guild.bans, ann.id in guild.members) == (True, False)
    await seen(bot, guild).unban(discord.Object(ann.id))
    with pytest.raises(discord.NotFound) as free:
        await seen(bot, guild).unban(discord.Object(ann.id))
    assert free.value.code == 10026
    fake.joins(ann, guild)
    fake.gives(ann, guild, fake.role(guild, "Boss", position=11))
    with pytest.raises(discord.Forbidden):
        await someone.kick()


async def test_who_left_is_an_unknown_member(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild
) -> None:
    fake.leaves(ann, guild)
    with pytest.raises(discord.NotFound) as gone:
        await member(bot, guild, ann)
    assert gone.value.code == 10007


async def test_members_are_sent_when_asked_for(
    fake: FakeDiscord, bot: Bot, ann: User, guild: Guild
) -> None:
    (found,) = await seen(bot, guild).query_members(user_ids=[ann.id])
    assert found.id == ann.id
