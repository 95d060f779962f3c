"""Who and what is there: people, servers, channels, messages, as Discord's objects.

Source: discord.com/developers/docs/resources, under the name of each object.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.fakes.discord import rules
from tests.fakes.discord.rules import Json

EPOCH = 1_420_070_400_000  # reference#snowflakes, in milliseconds
TEXT, DM, CATEGORY, NEWS, FORUM = 0, 1, 4, 5, 15
NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = {NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD}

_counter = itertools.count()


def snowflake(at: float | None = None) -> int:
    """An id made at `at` (Unix seconds); later ones are larger."""
    milliseconds = int((time.time() if at is None else at) * 1000) - EPOCH
    return (milliseconds << 22) | (next(_counter) & 0x3FFFFF)


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@dataclass(eq=False)
class User:
    id: int
    name: str
    language: str = "en-US"
    is_bot: bool = False
    dms_open: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def as_json(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "discriminator": "0",
            "global_name": None if self.is_bot else self.name,
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
        }


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 1
    managed: bool = False

    def as_json(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(self.permissions),
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    user: User
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    timed_out_until: str | None = None
    joined_at: float = field(default_factory=time.time)

    def as_json(self, *, with_user: bool = True) -> Json:
        body: Json = {
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": [str(role) for role in sorted(self.roles)],
            "joined_at": stamp(self.joined_at),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": self.timed_out_until,
        }
        return body | {"user": self.user.as_json()} if with_user else body


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    bans: dict[int, User] = field(default_factory=dict)
    icon: str | None = None
    log: list[Json] = field(default_factory=list)  # of audits, newest first
    verification_level: int = 1

    def as_json(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": self.icon,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": str(self.owner.id),
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": self.verification_level,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": [role.as_json() for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "max_members": 500_000,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
        }

    def rank(self, user: User) -> int:
        """The position of the highest role; the owner stands above all."""
        if user is self.owner:
            return 1 << 30
        member = self.members.get(user.id)
        held = member.roles if member else ()
        return max((self.roles[role].position for role in held), default=0)

    def permissions(self, user: User) -> int:
        if user is self.owner:
            return rules.EVERYTHING
        held = self.members[user.id].roles if user.id in self.members else set()
        found = self.roles[self.id].permissions
        for role in held:
            found |= self.roles[role].permissions
        return rules.EVERYTHING if found & rules.bits(["administrator"]) else found


@dataclass(eq=False)
class Channel:
    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    recipient: User | None = None
    parent: Channel | None = None
    creator: User | None = None
    position: int = 0
    overwrites: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # type, allow, deny
    messages: dict[int, Message] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)  # members of a thread
    applied_tags: list[str] = field(default_factory=list)
    renamed_at: list[float] = field(default_factory=list)
    is_archived: bool = False
    is_locked: bool = False
    is_deleted: bool = False

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    def as_json(self) -> Json:
        if self.recipient is not None:
            return self._dm()
        assert self.guild is not None
        body: Json = {
            "id": str(self.id),
            "type": self.type,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "last_message_id": str(max(self.messages)) if self.messages else None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        return body | (self._thread() if self.is_thread else self._place())

    def _dm(self) -> Json:
        assert self.recipient is not None
        return {
            "id": str(self.id),
            "type": DM,
            "recipients": [self.recipient.as_json()],
            "last_message_id": str(max(self.messages)) if self.messages else None,
            "flags": 0,
        }

    def _place(self) -> Json:
        body: Json = {
            "position": self.position,
            "permission_overwrites": [
                {"id": str(id_), "type": kind, "allow": str(allow), "deny": str(deny)}
                for id_, (kind, allow, deny) in self.overwrites.items()
            ],
            "topic": None,
            "nsfw": False,
        }
        if self.type == FORUM:
            body |= {"available_tags": [], "default_sort_order": None}
            body |= {"default_reaction_emoji": None, "default_forum_layout": 0}
        return body

    def _thread(self) -> Json:
        assert self.creator is not None
        made = stamp(((self.id >> 22) + EPOCH) / 1000)
        return {
            "owner_id": str(self.creator.id),
            "message_count": len(self.messages),
            "member_count": len(self.inside),
            "total_message_sent": len(self.messages),
            "applied_tags": self.applied_tags,
            "thread_metadata": {
                "archived": self.is_archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": made,
                "create_timestamp": made,
                "locked": self.is_locked,
                "invitable": True,
            },
        }


@dataclass(eq=False)
class Message:
    channel: Channel
    author: User
    body: Json
    asked: Json = field(default_factory=dict)  # as it was sent to us: nonce, allowed_mentions
    only_for: User | None = None
    is_deleted: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict)
    seen_at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> int:
        return int(self.body["id"])

    def button(self, label_or_id: str) -> Json:
        rows = self.body.get("components", [])
        for button in itertools.chain.from_iterable(row["components"] for row in rows):
            if label_or_id in {button.get("label"), button.get("custom_id")}:
                return dict(button)
        raise AssertionError(f"no button {label_or_id!r} on message {self.id}")


@dataclass(eq=False)
class Interaction:
    """Something a person did that asks the bot for an answer."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    began_at: float
    response: int | None = None  # the type of the callback
    acknowledged_after: float | None = None  # seconds
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None
    source: Message | None = None  # whose button was pressed
    original: Message | None = None
    is_lost: bool = False  # its three seconds are over
    is_expired: bool = False  # its fifteen minutes are over

    @property
    def is_loading(self) -> bool:
        """Deferred, and not yet answered."""
        return self.original is not None and bool(self.original.body["flags"] & rules.LOADING)
