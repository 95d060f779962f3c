"""State: who may what, and the one way in which a message comes to stand in a channel."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from discord import Intents

from tests.fakes.discord import rules
from tests.fakes.discord.objects import (
    DM,
    PRIVATE_THREAD,
    Channel,
    Guild,
    Interaction,
    Message,
    User,
    snowflake,
    stamp,
)
from tests.fakes.discord.rules import Json

_GUILDS = Intents(guilds=True).value
_MENTION = re.compile(r"<@!?(\d+)>")


class Emit(Protocol):
    """Hands an event to the gateway. `needs`: the intent without which it is not sent.
    `bare`: the same without its words, for who may not read them."""

    def __call__(
        self, kind: str, data: Json, *, needs: int = 0, bare: Json | None = None
    ) -> None: ...


class World:
    """State, and the one way in which a message comes to stand in a channel."""

    def __init__(self, bot: User, emit: Emit, clock: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.clock = clock
        self.emit = emit
        self.gateway_url = ""  # as soon as there is one
        self.files: dict[str, bytes] = {}  # by the path of their address
        self.privileged = Intents.none()  # what the application's page allows
        self.users: dict[int, User] = {bot.id: bot}
        self.guilds: dict[int, Guild] = {}
        self.invites: dict[str, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}  # by the other's id
        self.interactions: dict[str, Interaction] = {}  # by token
        self.commands: dict[int | None, list[Json]] = {None: []}  # by guild, None: everywhere
        self.nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self._changed = asyncio.Event()

    def changed(self) -> None:
        pulse, self._changed = self._changed, asyncio.Event()
        pulse.set()

    async def wait_for_change(self) -> None:
        await self._changed.wait()

    # --- who may what

    def permissions(self, user: User, channel: Channel) -> int:
        """topics/permissions#permission-overwrites; a thread has those of its parent."""
        guild = channel.guild
        if guild is None:
            return rules.EVERYTHING
        found = guild.permissions(user)
        if found == rules.EVERYTHING:
            return found
        place = channel.parent if channel.is_thread and channel.parent else channel
        held = guild.members[user.id].roles if user.id in guild.members else set()
        for group in ({guild.id}, held, {user.id}):
            allow = deny = 0
            for id_ in group & place.overwrites.keys():
                allow |= place.overwrites[id_][1]
                deny |= place.overwrites[id_][2]
            found = (found & ~deny) | allow
        return found

    def may(self, user: User, channel: Channel, *names: str) -> bool:
        wanted = rules.bits(names)
        return self.permissions(user, channel) & wanted == wanted

    def is_held_back(self, user: User, channel: Channel) -> bool:
        """By the server's verification level, which spares whoever holds a role
        (support.discord.com has it under "verification levels")."""
        guild = channel.guild
        if guild is None or guild.verification_level < rules.HIGH_LEVEL or user is guild.owner:
            return False
        member = guild.members[user.id]
        return not member.roles and self.clock() - member.joined_at < rules.HIGH_LEVEL_SECONDS

    def sees(self, user: User, channel: Channel) -> bool:
        if channel.recipient is not None:
            return user in (channel.recipient, self.bot)
        assert channel.guild is not None
        if user.id not in channel.guild.members:
            return False
        if channel.type == PRIVATE_THREAD and user.id not in channel.inside:
            return self.may(user, channel, "view_channel", "manage_threads")
        return self.may(user, channel, "view_channel")

    # --- messages

    def post(
        self,
        channel: Channel,
        author: User,
        content: Json,
        *,
        asked: Json | None = None,
        only_for: User | None = None,
    ) -> Message:
        """`content` are the message's fields as they shall stand there."""
        made = snowflake(self.clock())
        body = _blank(made, channel, author, self.clock()) | content
        named = dict.fromkeys(map(int, _MENTION.findall(body["content"])))
        body["mentions"] = [self.users[id_].as_json() for id_ in named if id_ in self.users]
        message = Message(channel, author, body, asked or {}, only_for)
        channel.messages[message.id] = message
        self.changed()
        if only_for is None:
            self.tell("MESSAGE_CREATE", message)
        return message

    def tell(self, kind: str, message: Message) -> None:
        """The message as the gateway hands it on, to who may see it."""
        channel = message.channel
        if message.only_for is None and self.sees(self.bot, channel):
            data = message.body | self.beside(channel, message.author)
            if kind == "MESSAGE_CREATE" and "nonce" in message.asked:
                data["nonce"] = message.asked["nonce"]
            bare = None if self.reads(message) else without_words(data)
            self.emit(kind, data, needs=self.message_intent(channel), bare=bare)

    def beside(self, channel: Channel, author: User) -> Json:
        """What the gateway adds to a message; nothing in direct messages."""
        if channel.guild is None:
            return {}
        member = channel.guild.members.get(author.id)
        about = {"member": member.as_json(with_user=False)} if member else {}
        return {"guild_id": str(channel.guild.id), **about}

    def message_intent(self, channel: Channel) -> int:
        kind = "dm_messages" if channel.guild is None else "guild_messages"
        return Intents(**{kind: True}).value

    def reads(self, message: Message) -> bool:
        """Words that a bot may read without the privileged intent
        (topics/gateway#message-content-intent)."""
        ours = message.author is self.bot or message.channel.guild is None
        return ours or any(each["id"] == str(self.bot.id) for each in message.body["mentions"])

    def shown_by_rest(self, message: Message) -> Json:
        if self.privileged.message_content or self.reads(message):
            return message.body
        return without_words(message.body)

    def keep(self, name: str, data: bytes) -> Json:
        """A file that somebody attaches, as messages tell of it."""
        id_ = str(snowflake())
        path = f"/attachments/{id_}/{name}"
        self.files[path] = data
        url = f"https://cdn.discordapp.com{path}?ex=1&is=1&hm=1"
        return {"id": id_, "filename": name, "size": len(data), "url": url}

    # --- channels

    def tell_channel(self, kind: str, channel: Channel) -> None:
        if channel.guild is not None and self.sees(self.bot, channel):
            self.emit(kind, channel.as_json(), needs=_GUILDS)

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel
        self.changed()
        return channel

    def dm(self, user: User) -> Channel:
        if user.id not in self.dms:
            self.dms[user.id] = self.add_channel(Channel(snowflake(), DM, recipient=user))
        return self.dms[user.id]

    def shares_guild(self, user: User) -> bool:
        return any(
            user.id in guild.members and self.bot.id in guild.members
            for guild in self.guilds.values()
        )


def without_words(body: Json) -> Json:
    return body | {"content": "", "embeds": [], "attachments": [], "components": []}


def channels_of(guild: Guild, *, threads: bool) -> Iterable[Channel]:
    return (each for each in guild.channels.values() if each.is_thread is threads)


def _blank(made: int, channel: Channel, author: User, at: float) -> Json:
    return {
        "id": str(made),
        "channel_id": str(channel.id),
        "author": author.as_json(),
        "content": "",
        "timestamp": stamp(at),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
        "flags": 0,
    }
