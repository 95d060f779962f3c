"""What people do on Discord, and what they see there: the side of the fake that tests use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from tests.fakes.discord import guilds, interacting, marks, messages, rules
from tests.fakes.discord.channels import drop_channel, open_thread
from tests.fakes.discord.gateway import guild_create
from tests.fakes.discord.interacting import Value
from tests.fakes.discord.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MESSAGE,
    SUBMIT,
    UPDATE,
)
from tests.fakes.discord.objects import (
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Role,
    User,
    snowflake,
    stamp,
)
from tests.fakes.discord.rules import Json
from tests.fakes.discord.screen import Shown, screen
from tests.fakes.discord.server import Call, Server

KINDS = {"text": TEXT, "news": NEWS, "forum": FORUM}
EVERYONE = (
    *("view_channel", "send_messages", "send_messages_in_threads", "read_message_history"),
    *("add_reactions", "embed_links", "use_application_commands", "create_public_threads"),
)
ALL_RIGHTS = (
    *EVERYONE,
    *("manage_messages", "manage_threads", "create_private_threads", "manage_roles"),
    *("moderate_members", "kick_members", "ban_members", "pin_messages"),
)


class FakeDiscord(Server):
    # --- who and where

    def user(self, name: str, *, language: str = "en-US", is_bot: bool = False) -> User:
        user = User(snowflake(), name, language, is_bot)
        self.world.users[user.id] = user
        return user

    def guild(
        self,
        name: str,
        members: Iterable[User] = (),
        *,
        rights: Iterable[str] = ALL_RIGHTS,
        has_bot: bool = True,
    ) -> Guild:
        """A server; the bot's own role has `rights`. Roles that are made later stand below it."""
        owner = self.user(f"Owner of {name}")
        guild = Guild(snowflake(), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", rules.bits(EVERYONE), position=0)
        guild.members = {user.id: Member(user) for user in (owner, *members)}
        self.world.guilds[guild.id] = guild
        if has_bot:
            self.adds_bot(guild, rights=rights)
        return guild

    def role(
        self, guild: Guild, name: str, *, rights: Iterable[str] = (), position: int = 1
    ) -> Role:
        role = Role(snowflake(), name, rules.bits(rights), position)
        guild.roles[role.id] = role
        data: Json = {"guild_id": str(guild.id), "role": role.as_json()}
        self.world.emit("GUILD_ROLE_CREATE", data, needs=guilds.GUILDS)
        return role

    def channel(self, guild: Guild, name: str, kind: str = "text") -> Channel:
        """`kind`: text, news or forum."""
        made = Channel(snowflake(), KINDS[kind], name, guild, position=len(guild.channels))
        self.world.add_channel(made)
        self.world.tell_channel("CHANNEL_CREATE", made)
        return made

    def thread(
        self, user: User, parent: Channel, name: str, *, text: str = "", private: bool = False
    ) -> Channel:
        """A thread of `user`'s; a forum's post begins with `text`."""
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        thread = open_thread(self.world, parent, user, name, kind)
        if text:
            # A post's first message has the id of its thread (topics/threads#forums).
            self.world.post(thread, user, {"content": text, "id": str(thread.id)})
        return thread

    def dm(self, user: User) -> Channel:
        return self.world.dm(user)

    @property
    def mention(self) -> str:
        return self.bot.mention

    # --- what people do

    def says(
        self,
        user: User,
        where: Channel | User,
        text: str = "",
        *,
        reply_to: Message | Shown | None = None,
        **content: object,
    ) -> Message:
        """`content` are further fields of the message as Discord hands them on."""
        channel = self._channel(where)
        body: Json = {"content": text, **content}
        if reply_to is not None:
            body |= messages.answered(channel, {"message_reference": {"message_id": reply_to.id}})
        if channel.is_archived:
            self.unarchives(channel)
        return self.world.post(channel, user, body)

    def edits(self, message: Message, text: str) -> None:
        changed = {"content": text, "edited_timestamp": stamp(self.world.clock())}
        message.body = message.body | changed
        self.world.changed()
        self.world.tell("MESSAGE_UPDATE", message)

    def deletes(self, message: Message | Shown) -> None:
        messages.remove(self.world, self._message(message))

    def reacts(self, user: User, message: Message | Shown, emoji: str) -> None:
        marks.react(self.world, self._message(message), user, emoji)

    def unreacts(self, user: User, message: Message | Shown, emoji: str) -> None:
        marks.unreact(self.world, self._message(message), user, emoji)

    # --- interactions

    def slash(
        self, user: User, where: Channel | User, command: str, **values: Value
    ) -> Interaction:
        """Runs a command from the menu; AssertionError where the menu would not let them."""
        channel = self._channel(where)
        data = interacting.called(self.world, user, channel, command, values)
        return interacting.begin(self.world, COMMAND, user, channel, data)

    def types(
        self, user: User, where: Channel | User, command: str, option: str, text: str
    ) -> Interaction:
        """Types into an option that completes itself."""
        channel = self._channel(where)
        given = {option: text}
        data = interacting.called(self.world, user, channel, command, given, typing=option)
        return interacting.begin(self.world, AUTOCOMPLETE, user, channel, data)

    def picks(self, user: User, message: Message | Shown, command: str) -> Interaction:
        """A command from the context menu of a message."""
        found = self._message(message)
        data = interacting.about_message(self.world, found.channel, command, found)
        return interacting.begin(self.world, COMMAND, user, found.channel, data)

    def presses(self, user: User, message: Message | Shown, button: str) -> Interaction:
        """`button` is a label, or the custom id behind it."""
        found = self._message(message)
        assert found.only_for in (None, user), f"{user.name} does not see it"
        pressed = found.button(button)
        data = {"component_type": 2, "custom_id": pressed["custom_id"], "id": pressed.get("id", 1)}
        return interacting.begin(self.world, COMPONENT, user, found.channel, data, source=found)

    def submits(self, interaction: Interaction, **values: str) -> Interaction:
        """Fills in the modal that answered `interaction`, by its fields' custom ids."""
        assert interaction.modal is not None, "no form was shown"
        return interacting.begin(
            self.world,
            SUBMIT,
            interaction.user,
            interaction.channel,
            interacting.filled(interaction.modal, values),
            source=interaction.source,
        )

    def repeats(self, interaction: Interaction) -> None:
        """The gateway hands it over once more."""
        self.world.emit("INTERACTION_CREATE", interacting.payload(self.world, interaction))

    # --- places

    def joins(self, user: User, guild: Guild) -> None:
        guild.members[user.id] = Member(user)
        guilds.tell_member(self.world, "GUILD_MEMBER_ADD", guild, guild.members[user.id])

    def leaves(self, user: User, guild: Guild) -> None:
        guilds.leave(self.world, guild, user)

    def renames(self, user: User, guild: Guild, nick: str) -> None:
        member = guild.members[user.id]
        member.nick = nick
        guilds.tell_member(self.world, "GUILD_MEMBER_UPDATE", guild, member)

    def gives(self, user: User, guild: Guild, role: Role) -> None:
        member = guild.members[user.id]
        member.roles.add(role.id)
        guilds.tell_member(self.world, "GUILD_MEMBER_UPDATE", guild, member)

    def adds_bot(self, guild: Guild, *, rights: Iterable[str] = ALL_RIGHTS) -> None:
        """With a role of its own, above the others (10)."""
        role = Role(snowflake(), self.bot.name, rules.bits(rights), position=10, managed=True)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, {role.id})
        for session in self.gateway.sessions.values():
            session.dispatch("GUILD_CREATE", guild_create(self.world, guild, session.intents))

    def removes_bot(self, guild: Guild) -> None:
        guild.members.pop(self.bot.id)
        self.world.emit("GUILD_DELETE", {"id": str(guild.id)}, needs=guilds.GUILDS)

    def forbids(self, channel: Channel, *rights: str) -> None:
        """Takes rights from the bot in one channel."""
        denied = rules.bits(rights)
        channel.overwrites[self.bot.id] = (1, 0, denied)
        self.world.changed()
        kind = "CHANNEL_UPDATE" if self.world.sees(self.bot, channel) else "CHANNEL_DELETE"
        data = channel.as_json()
        self.world.emit(kind, data, needs=guilds.GUILDS)

    def allows(self, channel: Channel) -> None:
        """Takes nothing any more."""
        channel.overwrites.pop(self.bot.id)
        self.world.changed()
        self.world.tell_channel("CHANNEL_UPDATE", channel)

    def archives(self, thread: Channel, *, locked: bool = False) -> None:
        thread.is_archived, thread.is_locked = True, locked
        self.world.changed()
        self.world.tell_channel("THREAD_UPDATE", thread)

    def unarchives(self, thread: Channel) -> None:
        thread.is_archived = thread.is_locked = False
        self.world.tell_channel("THREAD_UPDATE", thread)

    def deletes_channel(self, channel: Channel) -> None:
        drop_channel(self.world, channel)

    def closes_dms(self, user: User) -> None:
        user.dms_open = False

    # --- what people see

    def screen(self, where: Channel | User) -> list[Shown]:
        return screen(self._channel(where), self.bot)

    def ours(self, where: Channel | User) -> list[Shown]:
        """The bot's words on a screen, those for one reader too; system messages left out."""
        return [each for each in self.screen(where) if each.is_ours and (each.text or each.embeds)]

    async def heard(
        self, where: Channel | User, count: int = 1, within: float = 10.0
    ) -> list[Shown]:
        """The bot's messages there, as soon as there are `count`; TimeoutError after `within`."""
        await self.until(lambda: len(self.ours(where)) >= count, within)
        return self.ours(where)

    async def answered(self, interaction: Interaction, within: float = 10.0) -> Interaction:
        """As soon as it is acknowledged."""
        await self.until(lambda: interaction.response is not None, within)
        return interaction

    async def ready(self, within: float = 10.0) -> None:
        """The bot is connected to the gateway."""
        await self.until(lambda: bool(self.gateway.connected), within)

    async def until(self, is_so: Callable[[], bool], within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while not is_so():
                await self.world.wait_for_change()

    def calls_of(self, name: str) -> list[Json]:
        """The bodies of the calls of a route (its function's name)."""
        return [
            call.body for call in self.calls if call.name == name if isinstance(call.body, dict)
        ]

    def loud(self) -> list[Json]:
        """All messages sent or edited that could have called somebody, whatever they say."""
        return [body for body in map(_message_in, self.calls) if body and not _is_quiet(body)]

    async def called(self, name: str, count: int = 1, within: float = 10.0) -> list[Json]:
        await self.until(lambda: len(self.calls_of(name)) >= count, within)
        return self.calls_of(name)

    def menu(self, guild: Guild | None = None) -> Mapping[str, Json]:
        """The registered commands by name: a server's, or everybody's."""
        commands = self.world.commands.get(guild.id if guild else None, [])
        return {each["name"]: each for each in commands}

    # --- within

    def _channel(self, where: Channel | User) -> Channel:
        return where if isinstance(where, Channel) else self.world.dm(where)

    def _message(self, which: Message | Shown) -> Message:
        if isinstance(which, Message):
            return which
        for channel in self.world.channels.values():
            if which.id in channel.messages:
                return channel.messages[which.id]
        raise AssertionError(f"message {which.id} is not there")


def _message_in(call: Call) -> Json | None:
    """The message that a call carries, if it does."""
    if isinstance(call.body, list):
        return None
    match call.name:
        case "create_message" | "edit_message" | "create_followup" | "edit_followup":
            return call.body
        case "create_interaction_response" if call.body["type"] in (MESSAGE, UPDATE):
            return dict(call.body["data"])
        case "start_thread":
            return call.body.get("message")
    return None


def _is_quiet(body: Json) -> bool:
    """resources/message#allowed-mentions-object: nothing is parsed, and nobody named."""
    allowed = body.get("allowed_mentions") or {"parse": ["users"]}
    return allowed["parse"] == [] and not any(
        allowed.get(name) for name in ("users", "roles", "replied_user")
    )
