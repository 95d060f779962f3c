"""Who and what is there: servers, channels, threads, members, roles; and how they change."""

from __future__ import annotations

from collections.abc import Iterable

from discord import Intents

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
    "attach_files",
    *("manage_messages", "manage_threads", "create_private_threads", "manage_roles"),
    "manage_guild",
    *("moderate_members", "kick_members", "ban_members", "pin_messages", "view_audit_log"),
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

    def gives(self, user: User, guild: Guild, role: Role, by: User | None = None) -> None:
        member = guild.members[user.id]
        member.roles.add(role.id)
        self._log(guild, 25, by or guild.owner, user.id)
        guilds.tell_member(self.world, "GUILD_MEMBER_UPDATE", guild, member)

    def adds_bot(
        self, guild: Guild, *, rights: Iterable[str] = ALL_RIGHTS, by: User | None = None
    ) -> None:
        """With a role of its own, above the others (10)."""
        role = Role(snowflake(), self.bot.name, rules.bits(rights), position=10, managed=True)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, {role.id})
        self._log(guild, 28, by or guild.owner, self.bot.id)
        for session in self.gateway.sessions.values():
            session.dispatch("GUILD_CREATE", guild_create(self.world, guild, session.intents))

    # --- the house itself (resources/audit-log#audit-log-entry-object-audit-log-events)

    def retitles(self, guild: Guild, name: str, by: User | None = None) -> None:
        guild.name = name
        self._log(guild, 1, by or guild.owner, guild.id)
        self.world.emit("GUILD_UPDATE", guild.as_json(), needs=guilds.GUILDS)

    def repaints(self, guild: Guild, icon: str) -> None:
        guild.icon = icon
        self._log(guild, 1, guild.owner, guild.id)
        self.world.emit("GUILD_UPDATE", guild.as_json(), needs=guilds.GUILDS)

    def empowers(
        self, guild: Guild, role: Role, rights: Iterable[str], by: User | None = None
    ) -> None:
        """The role has these rights from now on, and no others."""
        role.permissions = rules.bits(rights)
        self._log(guild, 31, by or guild.owner, role.id)
        data: Json = {"guild_id": str(guild.id), "role": role.as_json()}
        self.world.emit("GUILD_ROLE_UPDATE", data, needs=guilds.GUILDS)

    def makes_webhook(self, channel: Channel, by: User) -> None:
        assert channel.guild is not None
        self._log(channel.guild, 50, by, snowflake())
        data: Json = {"guild_id": str(channel.guild.id), "channel_id": str(channel.id)}
        self.world.emit("WEBHOOKS_UPDATE", data, needs=Intents(webhooks=True).value)

    def verifies(self, guild: Guild, level: int) -> None:
        """Somebody chooses another verification level."""
        guild.verification_level = level
        self._log(guild, 1, guild.owner, guild.id)
        self.world.emit("GUILD_UPDATE", guild.as_json(), needs=guilds.GUILDS)

    def invites(self, guild: Guild, code: str) -> None:
        """The code leads there from now on, wherever it led before."""
        self.world.invites[code] = guild

    def connects(self, guild: Guild, name: str, by: User) -> None:
        """An integration comes to the server."""
        made = snowflake()
        self._log(guild, 80, by, made)
        data: Json = {
            **{"id": str(made), "name": name, "type": "discord", "enabled": True},
            **{"account": {"id": str(made), "name": name}, "guild_id": str(guild.id)},
            **{"application": {"id": str(made), "name": name, "icon": None, "description": ""}},
        }
        self.world.emit("INTEGRATION_CREATE", data, needs=Intents(integrations=True).value)

    def bots_role(self, guild: Guild) -> Role:
        """The one that came with the bot."""
        held = guild.members[self.bot.id].roles
        return next(role for id_, role in guild.roles.items() if id_ in held and role.managed)

    def _log(self, guild: Guild, kind: int, by: User, target: int) -> None:
        entry: Json = {
            **{"id": str(snowflake(self.world.clock())), "action_type": kind, "reason": None},
            **{"user_id": str(by.id), "target_id": str(target), "changes": []},
        }
        guild.log.insert(0, entry)

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
