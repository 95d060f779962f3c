"""Messages: sent, read, edited, deleted, pinned, reacted to.

Source: discord.com/developers/docs/resources/message, under the name of each route.
"""

from __future__ import annotations

from tests.fakes.discord import rules
from tests.fakes.discord.calling import Asked, find_channel, find_message, need, route
from tests.fakes.discord.objects import (
    CATEGORY,
    EPOCH,
    FORUM,
    Channel,
    Message,
    User,
    stamp,
)
from tests.fakes.discord.rules import ApiError, Json
from tests.fakes.discord.world import World

KEPT = ("content", "embeds", "components", "flags", "tts", "attachments")


@route("POST", "/channels/{channel}/messages")
def create_message(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    may_write(world, channel)
    if asked.body.get("attachments") and channel.guild is not None:
        need(world, channel, "attach_files")
    rules.check_message(asked.body)
    rules.check_not_empty(asked.body)
    repeated = _repeated(world, channel, asked.body)
    if repeated is not None:
        return repeated.body | {"nonce": repeated.asked["nonce"]}
    content = content_of(asked.body) | answered(channel, asked.body)
    message = world.post(channel, world.bot, content, asked=asked.body)
    if "nonce" in asked.body:
        world.nonces[channel.id, str(asked.body["nonce"])] = (world.clock(), message)
    return message.body | {key: asked.body[key] for key in ("nonce",) if key in asked.body}


def content_of(body: Json) -> Json:
    content = {key: body[key] for key in KEPT if body.get(key) is not None}
    if "content" in content:
        content["content"] = content["content"].strip()  # as observed
    content["components"] = _numbered(content.get("components", []))
    for embed in content.get("embeds", ()):
        embed.setdefault("type", "rich")
    return content


def _numbered(rows: list[Json]) -> list[Json]:
    """Each component gets an `id` of its own (components/reference#anatomy-of-a-component)."""
    number = 0
    for row in rows:
        for each in (row, *row.get("components", ())):
            number += 1
            each.setdefault("id", number)
    return rows


def _repeated(world: World, channel: Channel, body: Json) -> Message | None:
    """With enforce_nonce a repeat "in the past few minutes" returns the first message."""
    if not body.get("enforce_nonce"):
        return None
    at, message = world.nonces.get((channel.id, str(body.get("nonce"))), (0.0, None))
    return message if world.clock() - at < rules.NONCE_SECONDS else None


def answered(channel: Channel, body: Json) -> Json:
    reference = body.get("message_reference")
    if reference is None:
        return {}
    message = channel.messages.get(int(reference["message_id"]))
    if message is None or message.is_deleted:
        if reference.get("fail_if_not_exists", True):
            raise rules.invalid("message_reference", "Unknown message")
        return {}
    kept = {"type": 0, "channel_id": str(channel.id), "message_id": str(message.id)}
    if channel.guild is not None:
        kept["guild_id"] = str(channel.guild.id)
    quoted = {key: value for key, value in message.body.items() if key != "referenced_message"}
    return {"type": 19, "message_reference": kept, "referenced_message": quoted}


def may_write(world: World, channel: Channel) -> None:
    if channel.recipient is not None:
        may_write_privately(world, channel.recipient)
        return
    if channel.type in (FORUM, CATEGORY):
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if not channel.is_thread:
        need(world, channel, "send_messages")
        return
    need(world, channel, "send_messages_in_threads")
    if channel.is_locked and not world.may(world.bot, channel, "manage_threads"):
        raise ApiError(400, 160005, "Thread is locked")
    if channel.is_archived:
        if channel.is_locked:
            raise thread_is_archived()
        channel.is_archived = False  # topics/threads: sending un-archives what is not locked
        world.tell_channel("THREAD_UPDATE", channel)


def may_write_privately(world: World, user: User) -> None:
    if user.is_bot or not user.dms_open or not world.shares_guild(user):
        raise ApiError(403, 50007, "Cannot send messages to this user")


def thread_is_archived() -> ApiError:
    return ApiError(400, 50083, "Thread is archived")


def awake(channel: Channel) -> None:
    if channel.is_archived:
        raise thread_is_archived()


@route("GET", "/channels/{channel}/messages")
def get_messages(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    need(world, channel, "view_channel")
    if not world.may(world.bot, channel, "read_message_history"):
        return []
    limit = int(asked.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise rules.invalid("limit", "int value should be between 1 and 100.")
    ids = sorted(id_ for id_, m in channel.messages.items() if not (m.is_deleted or m.only_for))
    if "after" in asked.query:
        ids = [id_ for id_ in ids if id_ > int(asked.query["after"])][:limit]
    if "before" in asked.query:
        ids = [id_ for id_ in ids if id_ < int(asked.query["before"])]
    return [world.shown_by_rest(channel.messages[id_]) for id_ in reversed(ids[-limit:])]


@route("GET", "/channels/{channel}/messages/{message}")
def get_message(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    if not world.may(world.bot, channel, "read_message_history"):
        raise rules.missing_permissions()
    return world.shown_by_rest(find_message(channel, asked.number("message")))


@route("PATCH", "/channels/{channel}/messages/{message}")
def edit_message(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    message = find_message(channel, asked.number("message"))
    if message.author is not world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    awake(channel)
    return change(world, message, asked.body)


def change(world: World, message: Message, body: Json) -> Json:
    rules.check_message(body)
    content = {key: body[key] for key in KEPT if key in body}
    content["content"] = content.get("content", message.body["content"]) or ""
    if "components" in content:
        content["components"] = _numbered(content["components"] or [])
    rules.check_not_empty(message.body | content)
    message.body = message.body | content | {"edited_timestamp": stamp(world.clock())}
    message.asked = message.asked | body
    world.changed()
    world.tell("MESSAGE_UPDATE", message)
    return message.body


@route("DELETE", "/channels/{channel}/messages/{message}")
def delete_message(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    message = find_message(channel, asked.number("message"))
    if message.author is not world.bot:
        if channel.recipient is not None:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        need(world, channel, "manage_messages")
    awake(channel)
    remove(world, message)
    return None


def remove(world: World, message: Message) -> None:
    message.is_deleted = True
    world.changed()
    channel = message.channel
    data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild is not None:
        data["guild_id"] = str(channel.guild.id)
    if message.only_for is None and world.sees(world.bot, channel):
        world.emit("MESSAGE_DELETE", data, needs=world.message_intent(channel))


@route("POST", "/channels/{channel}/messages/bulk-delete")
def bulk_delete_messages(world: World, asked: Asked) -> object:
    """Unknown ids are skipped; one that is too old refuses them all."""
    channel = find_channel(world, asked)
    need(world, channel, "manage_messages")
    ids = [int(each) for each in asked.body["messages"]]
    if not 2 <= len(set(ids)) == len(ids) <= rules.MAX_BULK_DELETE:
        raise ApiError(
            400, 50016, "Provided too few or too many messages to delete. Must provide 2 to 100"
        )
    oldest = world.clock() - rules.BULK_DELETE_DAYS * 86_400
    if any(((id_ >> 22) + EPOCH) / 1000 < oldest for id_ in ids):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    found = [m for m in map(channel.messages.get, ids) if m is not None and not m.is_deleted]
    for message in found:
        message.is_deleted = True
    world.changed()
    data: Json = {"ids": [str(m.id) for m in found], "channel_id": str(channel.id)}
    if channel.guild is not None:
        data["guild_id"] = str(channel.guild.id)
    world.emit("MESSAGE_DELETE_BULK", data, needs=world.message_intent(channel))
    return None


@route("POST", "/channels/{channel}/typing")
def trigger_typing(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    may_write(world, channel)
    return None


def is_ephemeral(body: Json) -> bool:
    return bool((body.get("flags") or 0) & rules.EPHEMERAL)
