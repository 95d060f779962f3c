"""What `doctor` asks Discord: token, intents, rights, roles, commands. Nothing is written."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from bots.discord import Settings, commands, permissions, rooms
from bots.discord.badges import POWERS
from bots.discord.outcomes import ASK_PORTAL
from bots.discord.rest import Refusal, Rest, RestError, TokenRefused
from bots.discord.who import PLATFORM, THREADS, Json
from core.platform import CommandSpec, Finding, Needs

# docs.discord.com/developers/resources/application#application-object-application-flags;
# the second of each is for applications in fewer than 100 servers.
_CONTENT = (1 << 18) | (1 << 19)
_MEMBERS = (1 << 14) | (1 << 15)
# What the core calls a right, and what Discord calls it.
_RULES_NEED = {
    "see_messages": ("view_channel",),
    "delete_messages": ("manage_messages",),
    "restrict_members": ("moderate_members", "ban_members"),
}
_INVITE = re.compile(
    r"(?:https?://)?(?:discord\.gg|discord(?:app)?\.com/invite)/([\w-]{2,64})", re.ASCII
)
_FOR_RAIDS = ("manage_guild",)
_SWITCH = "switch the intent on in the Developer Portal, page Bot"


async def findings(
    rest: Rest, settings: Settings, specs: Sequence[CommandSpec], needs: Needs
) -> list[Finding]:
    """One line for each thing looked at; the first failure to reach Discord ends it."""
    found: list[Finding] = []
    try:
        me = await rest.call("GET", "/users/@me")
        found.append(Finding(what="token", found=str(me["username"])))
        application = await rest.call("GET", "/oauth2/applications/@me")
        found += _intents(int(application.get("flags") or 0), settings, needs)
        found += [each async for each in _places(rest, str(me["id"]), needs, settings)]
        looked = rooms.findings(rest, needs, str(me["id"]), sees_members=settings.members)
        found += [each async for each in looked]
        found += [each async for each in _addresses(rest, needs)]
        found.append(await _commands(rest, str(application["id"]), settings, specs))
    except TokenRefused:
        found.append(Finding(what="token", found="refused", level="error", remedy=ASK_PORTAL))
    except RestError as error:
        remedy = f"check the network and api_base_url ({settings.api_base_url})"
        kind = str(error) if isinstance(error, Refusal) else type(error).__name__
        found.append(Finding(what="connection", found=kind, level="error", remedy=remedy))
    return found


def _intents(flags: int, settings: Settings, needs: Needs) -> Iterator[Finding]:
    """What is asked for must be granted, or Discord closes the door (4014)."""
    for name, wanted, bits in (
        ("message_content", settings.message_content, _CONTENT),
        ("members", settings.members, _MEMBERS),
    ):
        what, granted = f"intent {name}", bool(flags & bits)
        if wanted and not granted:
            remedy = f"{_SWITCH}, or set [discord] {name} = false"
            yield Finding(what=what, found="not granted", level="error", remedy=remedy)
        elif name == "message_content" and not wanted and _watches(needs):
            found = "off: blind where the bot should answer unasked"
            remedy = f"set [discord] {name} = true, and {_SWITCH}"
            yield Finding(what=what, found=found, level="warning", remedy=remedy)
        elif name == "message_content" and not wanted and needs.rooms:
            found = "off: in the threads of tickets only commands are heard"
            remedy = f"set [discord] {name} = true, and {_SWITCH}"
            yield Finding(what=what, found=found, level="warning", remedy=remedy)
        else:
            yield Finding(what=what, found="on" if wanted else "off, and nothing here needs it")


def _watches(needs: Needs) -> bool:
    return any(place.startswith(f"{PLATFORM}:") for place in needs.auto_answers)


async def _places(rest: Rest, me: str, needs: Needs, settings: Settings) -> AsyncIterator[Finding]:
    guilds: dict[str, tuple[Json, Json]] = {}
    ids = [key.removeprefix(f"{PLATFORM}:").rpartition("/")[2] for key in needs.places]
    for id_ in dict.fromkeys(ids):
        what = f"channel {id_}"
        try:
            channel = await rest.call("GET", f"/channels/{id_}")
            if channel.get("type") in THREADS:
                channel = await rest.call("GET", f"/channels/{channel['parent_id']}")
            guild_id = str(channel.get("guild_id") or "")
            if guild_id and guild_id not in guilds:
                guilds[guild_id] = await _guild(rest, guild_id, me)
        except Refusal:
            remedy = "invite the bot there, or correct the id (/place prints it)"
            yield Finding(what=what, found="not found", level="error", remedy=remedy)
            continue
        if guild_id:
            key = next(key for key in needs.places if key.rpartition("/")[2].endswith(id_))
            found = _rights(what, *guilds[guild_id], channel)
            bits = permissions.in_channel(*guilds[guild_id], channel)
            lacks = _lacks(settings, bits, raids=key in needs.raids)
            excess = tuple(permissions.excess(_granted(*guilds[guild_id]), _unused(needs)))
            yield msgspec.structs.replace(found, place=key, lacks=lacks, excess=excess)
    for guild, member in guilds.values():
        yield _excess(guild, member, _unused(needs))
        yield _order(guild, member)
        if needs.raids:
            yield _raids(guild, member)


def _unused(needs: Needs) -> tuple[str, ...]:
    """Where nothing is done about a raid."""
    return () if needs.raids else _FOR_RAIDS


async def _addresses(rest: Rest, needs: Needs) -> AsyncIterator[Finding]:
    """Where our invites lead (resources/invite#get-invite). One that ran out can be taken by
    somebody else."""
    for address in needs.addresses:
        if (invite := _INVITE.fullmatch(address)) is None:
            continue
        try:
            told = await rest.call("GET", f"/invites/{invite[1]}")
        except Refusal:
            remedy = "make a new one, or correct [official]"
            yield Finding(
                what=address, found="not valid", level="warning", remedy=remedy,
                address=address, leads="nowhere",
            )  # fmt: skip
            continue
        guild = str((told.get("guild") or {}).get("id") or "")
        if await _is_inside(rest, guild):
            found = f"leads to server {guild}"
            yield Finding(what=address, found=found, address=address, leads="ours")
        else:
            yield Finding(
                what=address, found=f"leads to server {guild}, where we are not", level="warning",
                remedy="correct [official]", address=address, leads="elsewhere",
            )  # fmt: skip


async def _is_inside(rest: Rest, guild: str) -> bool:
    try:
        await rest.call("GET", f"/guilds/{guild}")
    except Refusal:
        return False
    return bool(guild)


def _lacks(settings: Settings, bits: int, *, raids: bool) -> tuple[str, ...]:
    """By the core's names: what moderation needs there and has not."""
    lacks = {ours for ours, theirs in _RULES_NEED.items() if permissions.missing(bits, theirs)}
    if not settings.message_content:
        lacks.add("see_messages")
    if not settings.members:
        lacks.add("joins")
    if raids and permissions.missing(bits, _FOR_RAIDS):
        lacks.add("hold_newcomers")
    return tuple(sorted(lacks))


async def _guild(rest: Rest, guild: str, me: str) -> tuple[Json, Json]:
    told = await rest.call("GET", f"/guilds/{guild}")
    return told, await rest.call("GET", f"/guilds/{guild}/members/{me}")


def _rights(what: str, guild: Json, member: Json, channel: Json) -> Finding:
    missing = permissions.missing(permissions.in_channel(guild, member, channel))
    if missing:
        remedy = "give the bot's role these permissions in this channel"
        return Finding(what=what, found=f"lacks {', '.join(missing)}", level="error", remedy=remedy)
    return Finding(what=what, found="may read and write there")


def _excess(guild: Json, member: Json, unused: Iterable[str]) -> Finding:
    what = f"server {guild['id']}"
    if excess := permissions.excess(_granted(guild, member), unused):
        found, remedy = f"has also {', '.join(excess)}", "take these away: nothing here uses them"
        return Finding(what=what, found=found, level="warning", remedy=remedy)
    return Finding(what=what, found="no permission beyond those we use")


def _raids(guild: Json, member: Json) -> Finding:
    what = f"raids in server {guild['id']}"
    if permissions.missing(permissions.in_guild(guild, member), _FOR_RAIDS):
        found = "lacks manage_guild: who comes in a raid can only be muted one by one"
        remedy = "give the bot's role Manage Server: it raises the verification level meanwhile"
        return Finding(what=what, found=found, level="warning", remedy=remedy)
    return Finding(what=what, found="newcomers are held back by one change")


def _granted(guild: Json, member: Json) -> int:
    """By our own roles; what everybody has is the server's affair."""
    held = {str(id_) for id_ in member["roles"]}
    bits = 0
    for role in guild["roles"]:
        if str(role["id"]) in held:
            bits |= int(role.get("permissions") or 0)
    return bits


def _order(guild: Json, member: Json) -> Finding:
    """A role can be given only by one that stands above it. Those that carry power stand where
    they like: we never give them."""
    what = f"roles of server {guild['id']}"
    if permissions.missing(_granted(guild, member), ("manage_roles",)):
        return Finding(what=what, found="not ours to give: no ranks are shown there")
    held = {str(id_) for id_ in member["roles"]}
    top = max((_position(role) for role in guild["roles"] if str(role["id"]) in held), default=0)
    above = [
        str(role["name"])
        for role in guild["roles"]
        if _position(role) >= top and _is_to_give(role, guild)
    ]
    if above:
        remedy = "drag the bot's role above those that it should give: server settings, Roles"
        found = f"ours does not stand above {', '.join(above)}"
        return Finding(what=what, found=found, level="warning", remedy=remedy)
    return Finding(what=what, found="ours stands above those that it may give")


def _is_to_give(role: Json, guild: Json) -> bool:
    is_everyone = role["id"] == guild["id"]
    has_power = int(role.get("permissions") or 0) & POWERS
    return not (is_everyone or role.get("managed") or has_power)


def _position(role: Any) -> int:
    return int(role.get("position") or 0)


async def _commands(
    rest: Rest, application: str, settings: Settings, specs: Sequence[CommandSpec]
) -> Finding:
    outdated = await commands.differing(rest, application, settings.guild_id, specs)
    if not outdated:
        return Finding(what="commands", found="up to date")
    found = f"{len(outdated)} differ: {', '.join(outdated[:5])}"
    remedy = "start the bot: it registers them"
    return Finding(what="commands", found=found, level="warning", remedy=remedy)
