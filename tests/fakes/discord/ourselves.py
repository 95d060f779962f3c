"""Ourselves: the account, the application, the commands, private channels.

Source: discord.com/developers/docs/resources/user, /application, /interactions.
"""

from __future__ import annotations

from discord import ApplicationFlags

from tests.fakes.discord import rules
from tests.fakes.discord.calling import Asked, find_guild, find_user, route
from tests.fakes.discord.messages import may_write_privately
from tests.fakes.discord.objects import snowflake
from tests.fakes.discord.rules import Json
from tests.fakes.discord.world import World


@route("GET", "/users/@me")
def get_current_user(world: World, asked: Asked) -> object:
    return world.bot.as_json() | {"verified": True, "mfa_enabled": True, "flags": 0}


@route("GET", "/users/{user}")
def get_user(world: World, asked: Asked) -> object:
    return find_user(world, asked).as_json()


@route("GET", "/users/@me/guilds")
def get_current_user_guilds(world: World, asked: Asked) -> object:
    return [
        {"id": str(each.id), "name": each.name, "icon": None, "owner": False}
        | {"permissions": str(each.permissions(world.bot)), "features": []}
        for each in world.guilds.values()
        if world.bot.id in each.members
    ]


@route("POST", "/users/@me/channels")
def create_dm(world: World, asked: Asked) -> object:
    user = world.users.get(int(asked.body["recipient_id"]))
    if user is None:
        raise rules.unknown("User")
    if user.is_bot:
        may_write_privately(world, user)
    return world.dm(user).as_json()


@route("GET", "/oauth2/applications/@me")
def get_current_application(world: World, asked: Asked) -> object:
    return application(world)


@route("GET", "/applications/@me")
def get_application(world: World, asked: Asked) -> object:
    return application(world)


def application(world: World) -> Json:
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": owner | {"global_name": "Owner", "public_flags": 0},
        "team": None,
        "flags": flags(world),
        "rpc_origins": [],
        "approximate_guild_count": len(world.guilds),
        "interactions_endpoint_url": None,
    }


def flags(world: World) -> int:
    """The "limited" flags: what an unverified application may be given on its page."""
    allowed = world.privileged
    return ApplicationFlags(
        gateway_message_content_limited=allowed.message_content,
        gateway_guild_members_limited=allowed.members,
        gateway_presence_limited=allowed.presences,
    ).value


@route("GET", "/gateway")
def get_gateway(world: World, asked: Asked) -> object:
    return {"url": world.gateway_url}


@route("GET", "/gateway/bot")
def get_gateway_bot(world: World, asked: Asked) -> object:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": world.gateway_url, "shards": 1, "session_start_limit": limit}


# --- commands


@route("GET", "/applications/{application}/commands")
def get_global_commands(world: World, asked: Asked) -> object:
    return _listed(world, None, asked)


@route("GET", "/applications/{application}/guilds/{guild}/commands")
def get_guild_commands(world: World, asked: Asked) -> object:
    return _listed(world, find_guild(world, asked).id, asked)


@route("PUT", "/applications/{application}/commands")
def bulk_overwrite_global_commands(world: World, asked: Asked) -> object:
    return _overwrite(world, None, asked.listed)


@route("PUT", "/applications/{application}/guilds/{guild}/commands")
def bulk_overwrite_guild_commands(world: World, asked: Asked) -> object:
    return _overwrite(world, find_guild(world, asked).id, asked.listed)


def _listed(world: World, guild: int | None, asked: Asked) -> list[Json]:
    """Without the other languages, unless they are asked for."""
    found = world.commands.get(guild, [])
    if asked.query.get("with_localizations", "").lower() in ("true", "1"):
        return found
    hidden = ("name_localizations", "description_localizations")
    return [{k: v for k, v in each.items() if k not in hidden} for each in found]


def _overwrite(world: World, guild: int | None, given: list[Json]) -> list[Json]:
    rules.check_commands(given)
    before = {(each["type"], each["name"]): each["id"] for each in world.commands.get(guild, [])}
    world.commands[guild] = [_command(world, guild, each, before) for each in given]
    world.changed()
    return world.commands[guild]


def _command(
    world: World, guild: int | None, given: Json, before: dict[tuple[int, str], str]
) -> Json:
    """Complete, with the defaults that Discord fills in; the id of one that was there stays."""
    kind = given.get("type", 1)
    made: Json = {
        "id": before.get((kind, given["name"]), str(snowflake())),
        "application_id": str(world.bot.id),
        "version": str(snowflake()),
        "default_member_permissions": None,
        "nsfw": False,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        **given,
        "type": kind,
    }
    if guild is not None:  # where and for whom is for global commands only
        for everywhere in ("contexts", "integration_types", "dm_permission"):
            made.pop(everywhere, None)
        return made | {"guild_id": str(guild)}
    filled: Json = {"dm_permission": True, "contexts": None, "integration_types": [0]}
    return filled | made
