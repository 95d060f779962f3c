"""Channels and threads: looked up, opened, archived, changed, removed.

Source: discord.com/developers/docs/resources/channel and topics/threads.
"""

from __future__ import annotations

import time

from tests.fakes.discord import rules
from tests.fakes.discord.calling import (
    Asked,
    find_channel,
    find_guild,
    find_message,
    find_user,
    need,
    need_in_guild,
    route,
)
from tests.fakes.discord.messages import awake, content_of
from tests.fakes.discord.objects import (
    FORUM,
    NEWS,
    NEWS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    User,
    snowflake,
)
from tests.fakes.discord.rules import ApiError, Json, RateLimited
from tests.fakes.discord.world import World


@route("GET", "/channels/{channel}")
def get_channel(world: World, asked: Asked) -> object:
    return find_channel(world, asked).as_json()


@route("PATCH", "/channels/{channel}")
def modify_channel(world: World, asked: Asked) -> object:
    channel, body = find_channel(world, asked), asked.body
    if not channel.is_thread:
        need(world, channel, "manage_channels")
        channel.name = body.get("name", channel.name)
        world.changed()
        world.tell_channel("CHANNEL_UPDATE", channel)
        return channel.as_json()
    _may_change(world, channel, body)
    _count_rename(world, channel, body)
    channel.name = body.get("name", channel.name)
    channel.is_archived = body.get("archived", channel.is_archived)
    channel.is_locked = body.get("locked", channel.is_locked)
    channel.applied_tags = list(map(str, body.get("applied_tags", channel.applied_tags)))
    world.changed()
    world.tell_channel("THREAD_UPDATE", channel)
    return channel.as_json()


def _may_change(world: World, thread: Channel, body: Json) -> None:
    """While archived only `archived`, or `locked` with it, may change (50083 otherwise)."""
    if thread.is_archived and body.get("archived", True):
        raise ApiError(400, 50083, "Thread is archived")
    if thread.is_locked or "locked" in body:
        need(world, thread, "manage_threads")
    elif body.keys() == {"archived"} and not body["archived"]:
        need(world, thread, "send_messages_in_threads")
    elif thread.creator is not world.bot:
        need(world, thread, "manage_threads")


def _count_rename(world: World, thread: Channel, body: Json) -> None:
    """Twice in ten minutes; observed, not documented."""
    if body.get("name", thread.name) == thread.name:
        return
    recent = [at for at in thread.renamed_at if at > time.time() - 600]
    if len(recent) >= 2:
        raise RateLimited(recent[0] + 600 - time.time())
    thread.renamed_at = [*recent, time.time()]


@route("DELETE", "/channels/{channel}")
def delete_channel(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    need(world, channel, "manage_threads" if channel.is_thread else "manage_channels")
    drop_channel(world, channel)
    return channel.as_json()


def drop_channel(world: World, channel: Channel) -> None:
    """With the threads in it."""
    kind = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    world.tell_channel(kind, channel)
    channel.is_deleted = True
    assert channel.guild is not None
    for each in list(channel.guild.channels.values()):
        if each is channel or each.parent is channel:
            each.is_deleted = True
            for message in each.messages.values():
                message.is_deleted = True
            channel.guild.channels.pop(each.id)
    world.changed()


@route("POST", "/channels/{channel}/threads")
def start_thread(world: World, asked: Asked) -> object:
    """A thread, or a post where the channel is a forum: that begins with a message."""
    parent, body = find_channel(world, asked), asked.body
    if parent.type == FORUM:
        need(world, parent, "send_messages")
        message = body["message"]
        rules.check_message(message)
        rules.check_not_empty(message)
        thread = open_thread(world, parent, world.bot, body["name"], PUBLIC_THREAD)
        thread.applied_tags = list(map(str, body.get("applied_tags") or []))
        content = content_of(message) | {"id": str(thread.id)}  # topics/threads#forums
        first = world.post(thread, world.bot, content, asked=message)
        return thread.as_json() | {"message": first.body}
    kind = body.get("type", PRIVATE_THREAD)
    private = kind == PRIVATE_THREAD
    need(world, parent, "create_private_threads" if private else "create_public_threads")
    return open_thread(world, parent, world.bot, body["name"], kind).as_json()


@route("POST", "/channels/{channel}/messages/{message}/threads")
def start_thread_from_message(world: World, asked: Asked) -> object:
    parent = find_channel(world, asked)
    message = find_message(parent, asked.number("message"))
    need(world, parent, "create_public_threads")
    if message.id in world.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    kind = NEWS_THREAD if parent.type == NEWS else PUBLIC_THREAD
    thread = open_thread(world, parent, world.bot, asked.body["name"], kind, id_=message.id)
    return thread.as_json()


def open_thread(
    world: World, parent: Channel, user: User, name: str, kind: int, *, id_: int | None = None
) -> Channel:
    """Discord has room for 1,000 active ones in a server (160006)."""
    if parent.type not in (TEXT, NEWS, FORUM):
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if not 1 <= len(name) <= rules.MAX_THREAD_NAME:
        raise rules.invalid("name", f"Must be between 1 and {rules.MAX_THREAD_NAME} in length.")
    assert parent.guild is not None
    active = [c for c in parent.guild.channels.values() if c.is_thread and not c.is_archived]
    if len(active) >= 1_000:
        raise ApiError(400, 160006, "Maximum number of active threads reached")
    made = id_ or snowflake(world.clock())
    thread = Channel(made, kind, name, parent.guild, parent=parent, creator=user, inside={user.id})
    world.add_channel(thread)
    if world.sees(world.bot, thread):
        world.emit("THREAD_CREATE", thread.as_json() | {"newly_created": True}, needs=1)
    return thread


@route("PUT", "/channels/{channel}/thread-members/{user}")
def add_thread_member(world: World, asked: Asked) -> object:
    thread, user = find_channel(world, asked), find_user(world, asked)
    awake(thread)
    need(world, thread, "send_messages_in_threads")
    assert thread.guild is not None
    if user.id not in thread.guild.members:
        raise rules.unknown("Member")
    thread.inside.add(user.id)
    world.changed()
    return None


@route("PUT", "/channels/{channel}/thread-members/@me")
def join_thread(world: World, asked: Asked) -> object:
    thread = find_channel(world, asked)
    awake(thread)
    thread.inside.add(world.bot.id)
    return None


@route("DELETE", "/channels/{channel}/thread-members/{user}")
def remove_thread_member(world: World, asked: Asked) -> object:
    thread, user = find_channel(world, asked), find_user(world, asked)
    awake(thread)
    need(world, thread, "manage_threads")
    thread.inside.discard(user.id)
    world.changed()
    return None


@route("GET", "/guilds/{guild}/threads/active")
def list_active_threads(world: World, asked: Asked) -> object:
    guild = find_guild(world, asked)
    active = [c for c in guild.channels.values() if c.is_thread and not c.is_archived]
    threads = [c for c in active if world.sees(world.bot, c)]
    members = [
        {"id": str(c.id), "user_id": str(world.bot.id), "flags": 0, "join_timestamp": _joined()}
        for c in threads
        if world.bot.id in c.inside
    ]
    return {"threads": [each.as_json() for each in threads], "members": members}


def _joined() -> str:
    return "2026-01-01T00:00:00+00:00"


@route("GET", "/guilds/{guild}/channels")
def get_guild_channels(world: World, asked: Asked) -> object:
    guild = find_guild(world, asked)
    return [each.as_json() for each in guild.channels.values() if not each.is_thread]


@route("POST", "/guilds/{guild}/channels")
def create_guild_channel(world: World, asked: Asked) -> object:
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "manage_channels")
    channel = Channel(snowflake(), asked.body.get("type", TEXT), asked.body["name"], guild)
    world.add_channel(channel)
    world.tell_channel("CHANNEL_CREATE", channel)
    return channel.as_json()


@route("POST", "/channels/{channel}/webhooks")
def create_webhook(world: World, asked: Asked) -> object:
    """A bot of ours never does: there is room for 15 in a channel only."""
    channel = find_channel(world, asked)
    need(world, channel, "manage_webhooks")
    return {
        "id": str(snowflake()),
        "type": 1,
        "name": asked.body["name"],
        "channel_id": str(channel.id),
        "avatar": None,
        "token": "",
        "application_id": str(world.bot.id),
    }
