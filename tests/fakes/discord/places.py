"""Who and what is there: servers, channels, threads, members, roles; and how they change."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.discord import guilds, rules
from tests.fakes.discord.channels import drop_channel, open_thread
from tests.fakes.discord.gateway import guild_create
from tests.fakes.discord.objects import (
    FORUM,
    NEWS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Member,
    Role,
    User,
    snowflake,
)
from tests.fakes.discord.rules import Json
from tests.fakes.discord.server import Server

KINDS = {"text": TEXT, "news": NEWS, "forum": FORUM}
EVERYONE = (
    *("view_channel", "send_messages", "send_messages_in_threads", "read_message_history"),
    *("add_reactions", "embed_links", "use_application_commands", "create_public_threads"),
)
ALL_RIGHTS = (
    *EVERYONE,
    *(
        "attach_files",
        "manage_messages",
        "manage_threads",
        "create_private_threads",
        "manage_roles",
    ),
    *("moderate_members", "kick_members", "ban_members", "pin_messages"),
)


class Places(Server):
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
