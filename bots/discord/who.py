"""Who and where: accounts, places, channels, in the core's words. Pure."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from core.events import Account, Place

PLATFORM = "discord"
PRIVATE = 1  # docs.discord.com/developers/resources/channel#channel-object-channel-types
THREADS = frozenset({10, 11, 12})
FORUMS = frozenset({15, 16})
NEWS = 5
PRIVATE_THREAD = 12
MOST_KEPT = 20_000  # threads and private talks: they come and go

_EPOCH = 1_420_070_400_000  # docs.discord.com/developers/reference#snowflakes

Json = Mapping[str, Any]


class Me(msgspec.Struct, frozen=True):
    """Who we are there."""

    id: str
    application: str
    name: str = ""


class Channel(msgspec.Struct, frozen=True):
    """`parent` and `owner` of a thread only; `guild` is empty in a private talk; `last` is the
    newest message's id when we were told of the channel."""

    id: str
    kind: int = 0
    guild: str = ""
    parent: str = ""
    name: str = ""
    last: int = 0
    archived: bool = False
    owner: str = ""


def channel_of(told: Json, guild: str = "") -> Channel:
    """From a channel object; `guild` where the object itself does not say it."""
    kind = told.get("type", 0)
    return Channel(
        id=str(told["id"]),
        kind=kind,
        guild=str(told.get("guild_id") or guild),
        parent=str(told.get("parent_id") or "") if kind in THREADS else "",
        name=str(told.get("name") or ""),
        last=int(told.get("last_message_id") or 0),
        archived=bool((told.get("thread_metadata") or {}).get("archived")),
        owner=str(told.get("owner_id") or ""),
    )


class Directory:
    """Which channel is what: threads and their parents, private talks and their persons."""

    def __init__(self) -> None:
        self.me = ""  # as soon as we know who we are
        self._channels: dict[str, Channel] = {}
        self._fronts: dict[str, str] = {}
        self._threads: OrderedDict[str, Channel] = OrderedDict()
        self._starters: OrderedDict[str, str] = OrderedDict()
        self._persons: OrderedDict[str, str] = OrderedDict()
        self._talks: OrderedDict[str, str] = OrderedDict()

    def note(self, channel: Channel) -> None:
        if channel.kind in THREADS:
            _keep(self._threads, channel.id, channel)
        else:
            self._channels[channel.id] = channel

    def note_guild(self, told: Json) -> None:
        """All channels and active threads of a server, as it comes to us (GUILD_CREATE)."""
        guild, channels = str(told["id"]), told.get("channels") or []
        for channel in (*channels, *(told.get("threads") or [])):
            self.note(channel_of(channel, guild))
        front = front_of(channels, told.get("system_channel_id"))
        if front is not None:
            self._fronts[guild] = front

    def front(self, guild: str) -> Place | None:
        """The place that stands for a whole server."""
        front = self._fronts.get(guild)
        return None if front is None else Place(PLATFORM, front)

    def note_talk(self, channel: str, person: str) -> None:
        _keep(self._persons, channel, person)
        _keep(self._talks, person, channel)

    def note_starter(self, thread: str, person: str) -> None:
        """Who wrote the message that a thread was made of: another may have opened it."""
        _keep(self._starters, thread, person)

    def asker(self, channel: str) -> Account | None:
        """Whose thread this is; None for ours, and for what is no thread."""
        thread = self._threads.get(channel)
        if thread is None:
            return None
        person = self._starters.get(channel) or thread.owner
        return Account(PLATFORM, person) if person and person != self.me else None

    def forget(self, channel: str) -> None:
        self._channels.pop(channel, None)
        self._threads.pop(channel, None)
        self._starters.pop(channel, None)

    def find(self, channel: str) -> Channel | None:
        return self._threads.get(channel) or self._channels.get(channel)

    def talk_with(self, person: str) -> str | None:
        """The channel of our private talk with a person."""
        return self._talks.get(person)

    def talks(self) -> dict[str, str]:
        """Channel to person, the least recent first."""
        return dict(self._persons)

    def place(self, channel: str, guild: str | None) -> Place | None:
        """None for a private talk with somebody unknown."""
        if not guild:
            person = self._persons.get(channel)
            return None if person is None else Place(PLATFORM, person, private=True)
        found = self.find(channel)
        if found is not None and found.parent:
            return self._thread(found)
        return Place(PLATFORM, channel)

    def _thread(self, found: Channel) -> Place:
        """We open a private thread to take one person aside; those of others are theirs."""
        is_private = found.kind == PRIVATE_THREAD
        is_ours = bool(self.me) and found.owner == self.me
        return Place(
            PLATFORM,
            found.parent,
            found.id,
            private=is_private and is_ours,
            closed=is_private and not is_ours,
        )

    def is_forum(self, channel: str) -> bool:
        found = self._channels.get(channel)
        return found is not None and found.kind in FORUMS


def _keep(kept: OrderedDict[str, Any], key: str, value: object) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def front_of(channels: Iterable[Json], system: str | None) -> str | None:
    """Where a server is spoken to as a whole: its system channel, else its first text channel."""
    if system:
        return str(system)
    texts = [channel for channel in channels if channel.get("type") == 0]
    first = min(texts, key=lambda channel: channel.get("position", 0), default=None)
    return None if first is None else str(first["id"])


def account_of(user: Json) -> Account:
    return Account(PLATFORM, str(user["id"]))


def name_of(user: Json, member: Json | None = None) -> str:
    """What a reader sees: the nickname in that server, the display name, the user name."""
    nick = (member or {}).get("nick")
    return str(nick or user.get("global_name") or user.get("username") or "")


def moment_of(id_: str | int) -> datetime:
    """When an id was given out."""
    return datetime.fromtimestamp(((int(id_) >> 22) + _EPOCH) / 1000, UTC)


def id_at(moment: datetime) -> int:
    """The least id that could be given out then."""
    return (int(moment.timestamp() * 1000) - _EPOCH) << 22
