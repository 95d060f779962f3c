"""Servers: members, roles, time-outs, kicks and bans.

Source: discord.com/developers/docs/resources/guild, under the name of each route.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from discord import Intents

from tests.fakes.discord import rules
from tests.fakes.discord.calling import (
    Asked,
    find_guild,
    find_member,
    find_user,
    need_in_guild,
    route,
)
from tests.fakes.discord.objects import Guild, Member, Role, User, snowflake
from tests.fakes.discord.rules import ApiError, Json
from tests.fakes.discord.world import World

MEMBERS = Intents(members=True).value
MODERATION = Intents(moderation=True).value
GUILDS = Intents(guilds=True).value


@route("GET", "/guilds/{guild}")
def get_guild(world: World, asked: Asked) -> object:
    guild = find_guild(world, asked)
    return guild.as_json() | {"approximate_member_count": len(guild.members)}


@route("PATCH", "/guilds/{guild}")
def modify_guild(world: World, asked: Asked) -> object:
    """Only the level is understood (#modify-guild)."""
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "manage_guild")
    level = asked.body["verification_level"]
    if level not in range(5):
        raise rules.invalid("verification_level", "Value must be one of {0, 1, 2, 3, 4}.")
    guild.verification_level = level
    world.changed()
    world.emit("GUILD_UPDATE", guild.as_json(), needs=GUILDS)
    return guild.as_json()


@route("GET", "/guilds/{guild}/roles")
def get_guild_roles(world: World, asked: Asked) -> object:
    return [role.as_json() for role in find_guild(world, asked).roles.values()]


@route("GET", "/guilds/{guild}/audit-logs")
def get_guild_audit_log(world: World, asked: Asked) -> object:
    """resources/audit-log#get-guild-audit-log; newest first."""
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "view_audit_log")
    limit = int(asked.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise rules.invalid("limit", "int value should be between 1 and 100.")
    empty: Json = {each: [] for each in ("users", "integrations", "webhooks", "threads")}
    return empty | {"audit_log_entries": guild.log[:limit]}


@route("GET", "/invites/{code}")
def get_invite(world: World, asked: Asked) -> object:
    """resources/invite#get-invite; anybody may ask."""
    guild = world.invites.get(asked.ids["code"])
    if guild is None:
        raise ApiError(404, 10006, "Unknown Invite")
    about: Json = {"id": str(guild.id), "name": guild.name, "icon": None, "features": []}
    return {"type": 0, "code": asked.ids["code"], "guild": about, "channel": None}


@route("POST", "/guilds/{guild}/roles")
def create_guild_role(world: World, asked: Asked) -> object:
    """Stands below all others, above @everyone."""
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "manage_roles")
    role = Role(snowflake(), asked.body.get("name", "new role"), position=1)
    guild.roles[role.id] = role
    world.changed()
    data: Json = {"guild_id": str(guild.id), "role": role.as_json()}
    world.emit("GUILD_ROLE_CREATE", data, needs=GUILDS)
    return role.as_json()


@route("PATCH", "/guilds/{guild}/roles/{role}")
def modify_guild_role(world: World, asked: Asked) -> object:
    """Below our own, and only rights that we have (topics/permissions#permission-hierarchy)."""
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "manage_roles")
    role = guild.roles.get(asked.number("role"))
    if role is None:
        raise rules.unknown("Role")
    wanted = int(asked.body.get("permissions", role.permissions))
    if role.position >= guild.rank(world.bot) or (wanted ^ role.permissions) & ~guild.permissions(
        world.bot
    ):
        raise rules.missing_permissions()
    role.permissions = wanted
    world.changed()
    data: Json = {"guild_id": str(guild.id), "role": role.as_json()}
    world.emit("GUILD_ROLE_UPDATE", data, needs=GUILDS)
    return role.as_json()


@route("GET", "/guilds/{guild}/members")
def list_guild_members(world: World, asked: Asked) -> object:
    """By id; only for applications with the intent (#list-guild-members)."""
    guild = find_guild(world, asked)
    if not world.privileged.members:
        raise ApiError(403, 50001, "Missing Access")
    after, limit = int(asked.query.get("after", 0)), int(asked.query.get("limit", 1))
    if not 1 <= limit <= 1_000:
        raise rules.invalid("limit", "int value should be between 1 and 1000.")
    found = sorted(id_ for id_ in guild.members if id_ > after)
    return [guild.members[id_].as_json() for id_ in found[:limit]]


@route("GET", "/guilds/{guild}/members/{user}")
def get_guild_member(world: World, asked: Asked) -> object:
    return find_member(world, asked).as_json()


@route("PATCH", "/guilds/{guild}/members/{user}")
def modify_guild_member(world: World, asked: Asked) -> object:
    guild, member = find_guild(world, asked), find_member(world, asked)
    if "communication_disabled_until" in asked.body:
        _time_out(world, guild, member, asked.body["communication_disabled_until"])
    if "roles" in asked.body:
        _set_roles(world, guild, member, {int(each) for each in asked.body["roles"]})
    if "nick" in asked.body:
        need_in_guild(world, guild, "manage_nicknames")
        _above(world, guild, member.user)
        member.nick = asked.body["nick"]
    tell_member(world, "GUILD_MEMBER_UPDATE", guild, member)
    return member.as_json()


def _time_out(world: World, guild: Guild, member: Member, until: str | None) -> None:
    need_in_guild(world, guild, "moderate_members")
    _above(world, guild, member.user)
    if guild.permissions(member.user) & rules.bits(["administrator"]):
        raise rules.missing_permissions()
    if until is not None:
        longest = timedelta(days=rules.MAX_TIMEOUT_DAYS).total_seconds()
        if datetime.fromisoformat(until).timestamp() - world.clock() > longest:
            raise rules.invalid("communication_disabled_until", "Must be within 28 days")
    member.timed_out_until = until


def _set_roles(world: World, guild: Guild, member: Member, wanted: set[int]) -> None:
    for id_ in wanted ^ member.roles:
        _may_give(world, guild, id_)
    member.roles = wanted


@route("PUT", "/guilds/{guild}/members/{user}/roles/{role}")
def add_guild_member_role(world: World, asked: Asked) -> object:
    guild, member = find_guild(world, asked), find_member(world, asked)
    _may_give(world, guild, asked.number("role"))
    member.roles.add(asked.number("role"))
    tell_member(world, "GUILD_MEMBER_UPDATE", guild, member)
    return None


@route("DELETE", "/guilds/{guild}/members/{user}/roles/{role}")
def remove_guild_member_role(world: World, asked: Asked) -> object:
    guild, member = find_guild(world, asked), find_member(world, asked)
    _may_give(world, guild, asked.number("role"))
    member.roles.discard(asked.number("role"))
    tell_member(world, "GUILD_MEMBER_UPDATE", guild, member)
    return None


def _may_give(world: World, guild: Guild, role_id: int) -> None:
    """Only roles below our own highest (topics/permissions#permission-hierarchy)."""
    need_in_guild(world, guild, "manage_roles")
    role = guild.roles.get(role_id)
    if role is None:
        raise rules.unknown("Role")
    if role.position >= guild.rank(world.bot) or role.managed:
        raise rules.missing_permissions()


def _above(world: World, guild: Guild, user: User) -> None:
    if user is not world.bot and guild.rank(user) >= guild.rank(world.bot):
        raise rules.missing_permissions()


@route("DELETE", "/guilds/{guild}/members/{user}")
def remove_guild_member(world: World, asked: Asked) -> object:
    guild, member = find_guild(world, asked), find_member(world, asked)
    need_in_guild(world, guild, "kick_members")
    _above(world, guild, member.user)
    leave(world, guild, member.user)
    return None


@route("PUT", "/guilds/{guild}/bans/{user}")
def create_guild_ban(world: World, asked: Asked) -> object:
    guild, user = find_guild(world, asked), find_user(world, asked)
    need_in_guild(world, guild, "ban_members")
    _above(world, guild, user)
    guild.bans[user.id] = user
    data: Json = {"guild_id": str(guild.id), "user": user.as_json()}
    world.emit("GUILD_BAN_ADD", data, needs=MODERATION)
    if user.id in guild.members:
        leave(world, guild, user)
    world.changed()
    return None


@route("DELETE", "/guilds/{guild}/bans/{user}")
def remove_guild_ban(world: World, asked: Asked) -> object:
    guild, user = find_guild(world, asked), find_user(world, asked)
    need_in_guild(world, guild, "ban_members")
    if guild.bans.pop(user.id, None) is None:
        raise rules.unknown("Ban")
    data: Json = {"guild_id": str(guild.id), "user": user.as_json()}
    world.emit("GUILD_BAN_REMOVE", data, needs=MODERATION)
    world.changed()
    return None


@route("GET", "/guilds/{guild}/bans")
def get_guild_bans(world: World, asked: Asked) -> object:
    guild = find_guild(world, asked)
    need_in_guild(world, guild, "ban_members")
    return [{"user": user.as_json(), "reason": None} for user in guild.bans.values()]


@route("GET", "/guilds/{guild}/bans/{user}")
def get_guild_ban(world: World, asked: Asked) -> object:
    guild, user = find_guild(world, asked), find_user(world, asked)
    need_in_guild(world, guild, "ban_members")
    if user.id not in guild.bans:
        raise ApiError(404, 10026, "Unknown Ban")
    return {"user": user.as_json(), "reason": None}


def leave(world: World, guild: Guild, user: User) -> None:
    guild.members.pop(user.id)
    world.changed()
    data: Json = {"guild_id": str(guild.id), "user": user.as_json()}
    world.emit("GUILD_MEMBER_REMOVE", data, needs=MEMBERS)


def tell_member(world: World, kind: str, guild: Guild, member: Member) -> None:
    world.changed()
    # Of ourselves we are told in any case.
    needs = 0 if member.user is world.bot else MEMBERS
    world.emit(kind, member.as_json() | {"guild_id": str(guild.id)}, needs=needs)
