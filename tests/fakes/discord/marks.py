"""Reactions and pins.

Source: discord.com/developers/docs/resources/message, under the name of each route.
"""

from __future__ import annotations

from urllib.parse import unquote

from discord import Intents

from tests.fakes.discord import rules
from tests.fakes.discord.calling import Asked, find_channel, find_message, need, route
from tests.fakes.discord.messages import awake
from tests.fakes.discord.objects import Channel, Message, User
from tests.fakes.discord.rules import Json
from tests.fakes.discord.world import World


@route("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me")
def create_reaction(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    message = find_message(channel, asked.number("message"))
    emoji = unquote(asked.ids["emoji"])
    if emoji.isascii():
        raise rules.unknown("Emoji")
    need(world, channel, "read_message_history")
    if emoji not in message.reactions:
        need(world, channel, "add_reactions")
    awake(channel)
    react(world, message, world.bot, emoji)
    return None


@route("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me")
def delete_own_reaction(world: World, asked: Asked) -> object:
    channel = find_channel(world, asked)
    message = find_message(channel, asked.number("message"))
    awake(channel)
    unreact(world, message, world.bot, unquote(asked.ids["emoji"]))
    return None


def react(world: World, message: Message, user: User, emoji: str) -> None:
    people = message.reactions.setdefault(emoji, [])
    if user.id not in people:
        people.append(user.id)
        _tell_reaction(world, "MESSAGE_REACTION_ADD", message, user, emoji)


def unreact(world: World, message: Message, user: User, emoji: str) -> None:
    if user.id not in message.reactions.get(emoji, ()):
        raise rules.unknown("Emoji")
    message.reactions[emoji].remove(user.id)
    _tell_reaction(world, "MESSAGE_REACTION_REMOVE", message, user, emoji)


def _tell_reaction(world: World, kind: str, message: Message, user: User, emoji: str) -> None:
    channel = message.channel
    message.body["reactions"] = [
        {
            "emoji": {"id": None, "name": name},
            "count": len(people),
            "count_details": {"burst": 0, "normal": len(people)},
            "me": world.bot.id in people,
            "me_burst": False,
            "burst_colors": [],
        }
        for name, people in message.reactions.items()
        if people
    ]
    data: Json = {
        "user_id": str(user.id),
        "channel_id": str(channel.id),
        "message_id": str(message.id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
        "message_author_id": str(message.author.id),
    }
    if channel.guild is not None:
        data["guild_id"] = str(channel.guild.id)
        if kind == "MESSAGE_REACTION_ADD" and user.id in channel.guild.members:
            data["member"] = channel.guild.members[user.id].as_json()
    world.changed()
    place = "dm_reactions" if channel.guild is None else "guild_reactions"
    if message.only_for is None and world.sees(world.bot, channel):
        world.emit(kind, data, needs=Intents(**{place: True}).value)


# --- pins


@route("PUT", "/channels/{channel}/messages/pins/{message}")
def pin_message(world: World, asked: Asked) -> object:
    """Needs PIN_MESSAGES (resources/message#pin-message); tells it with a system message."""
    channel, message = _pinnable(world, asked)
    if not message.body["pinned"]:
        message.body["pinned"] = True
        world.post(channel, world.bot, {"type": 6})
    return None


@route("DELETE", "/channels/{channel}/messages/pins/{message}")
def unpin_message(world: World, asked: Asked) -> object:
    _, message = _pinnable(world, asked)
    message.body["pinned"] = False
    world.changed()
    return None


def _pinnable(world: World, asked: Asked) -> tuple[Channel, Message]:
    channel = find_channel(world, asked)
    message = find_message(channel, asked.number("message"))
    if channel.guild is not None:
        need(world, channel, "pin_messages")
    awake(channel)
    return channel, message
