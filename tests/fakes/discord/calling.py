"""How a route of the REST API is called: its name, its path, and what it looks up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.discord import rules
from tests.fakes.discord.objects import Channel, Guild, Member, Message, User
from tests.fakes.discord.rules import ApiError, Json
from tests.fakes.discord.world import World


@dataclass(frozen=True)
class Asked:
    """One request: ids from its path, its query, its JSON (an object, or a list of them)."""

    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    listed: list[Json]

    def number(self, name: str) -> int:
        try:
            return int(self.ids[name])
        except ValueError:
            raise rules.invalid(name, f"Value {self.ids[name]!r} is not snowflake.") from None


Call = Callable[[World, Asked], object]  # None is 204


@dataclass(frozen=True)
class Route:
    name: str
    path: tuple[str, ...]
    call: Call

    def ids(self, path: tuple[str, ...]) -> dict[str, str] | None:
        found: dict[str, str] = {}
        for ours, theirs in zip(self.path, path, strict=True):
            if ours.startswith("{"):
                found[ours[1:-1]] = theirs
            elif ours != theirs:
                return None
        return found

    @property
    def major(self) -> str:
        """What a bucket is counted by besides the route (topics/rate-limits)."""
        return self.path[1] if len(self.path) > 1 else ""


ROUTES: defaultdict[tuple[str, int], list[Route]] = defaultdict(list)


def route(method: str, path: str) -> Callable[[Call], Call]:
    """Registers a function under its own name; literal paths are tried before others."""

    def register(call: Call) -> Call:
        parts = tuple(path.strip("/").split("/"))
        routes = ROUTES[method, len(parts)]
        routes.append(Route(call.__name__, parts, call))
        routes.sort(key=lambda each: sum(part.startswith("{") for part in each.path))
        return call

    return register


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    parts = tuple(path.strip("/").split("/"))
    for each in ROUTES[method, len(parts)]:
        ids = each.ids(parts)
        if ids is not None:
            return each, ids
    raise ApiError(404, 0, "404: Not Found")


def find_channel(world: World, asked: Asked) -> Channel:
    channel = world.channels.get(asked.number("channel"))
    if channel is None or channel.is_deleted:
        raise rules.unknown("Channel")
    if not world.sees(world.bot, channel):
        raise rules.missing_access()
    return channel


def find_message(channel: Channel, id_: int) -> Message:
    message = channel.messages.get(id_)
    if message is None or message.is_deleted or message.only_for is not None:
        raise rules.unknown("Message")
    return message


def find_guild(world: World, asked: Asked) -> Guild:
    guild = world.guilds.get(asked.number("guild"))
    if guild is None:
        raise rules.unknown("Guild")
    if world.bot.id not in guild.members:
        raise rules.missing_access()
    return guild


def find_user(world: World, asked: Asked) -> User:
    user = world.users.get(asked.number("user"))
    if user is None:
        raise rules.unknown("User")
    return user


def find_member(world: World, asked: Asked) -> Member:
    guild, user = find_guild(world, asked), find_user(world, asked)
    if user.id not in guild.members:
        raise rules.unknown("Member")
    return guild.members[user.id]


def need(world: World, channel: Channel, *names: str) -> None:
    if not world.may(world.bot, channel, *names):
        raise rules.missing_permissions()


def need_in_guild(world: World, guild: Guild, *names: str) -> None:
    wanted = rules.bits(names)
    if guild.permissions(world.bot) & wanted != wanted:
        raise rules.missing_permissions()
