"""What `doctor` asks of a channel in which tickets are worked on: threads, and who reads there."""

from collections.abc import AsyncIterator, Iterable, Iterator

from bots.discord import permissions
from bots.discord.rest import Refusal, Rest
from bots.discord.who import FORUMS, NEWS, PLATFORM, Json
from core.platform import Finding, Needs

_TEXT = 0
_PAGE = 1000  # docs.discord.com/developers/resources/guild#list-guild-members
_NO_ONE = "0"


async def findings(
    rest: Rest, needs: Needs, me: str, *, sees_members: bool
) -> AsyncIterator[Finding]:
    """`sees_members`: whether Discord tells us who is in a server."""
    for room in dict.fromkeys(needs.rooms):
        try:
            channel = await rest.call("GET", f"/channels/{room.removeprefix(f'{PLATFORM}:')}")
            guild = await rest.call("GET", f"/guilds/{channel['guild_id']}")
            own = await rest.call("GET", f"/guilds/{guild['id']}/members/{me}")
        except (Refusal, KeyError):
            continue  # said already where its rights were looked at
        yield _threads(f"tickets in {room}", guild, own, channel)
        what = f"readers of {room}"
        if _reads(guild, channel, roles=()):
            remedy = "take View Channel from @everyone there: what askers write is shown in it"
            yield Finding(what=what, found="everybody, it is public", level="error", remedy=remedy)
        elif sees_members:
            strangers = [each async for each in _strangers(rest, guild, channel, needs)]
            yield _privacy(what, len(strangers))
        else:
            yield _unknown(what, guild, channel)


def _threads(what: str, guild: Json, own: Json, channel: Json) -> Finding:
    kind = channel.get("type")
    if kind not in {_TEXT, NEWS, *FORUMS}:
        remedy = "name a text channel or a forum in [[tickets.rooms]]"
        return Finding(what=what, found="no threads there", level="error", remedy=remedy)
    wanted = ["manage_threads", "attach_files"]
    if kind not in FORUMS:
        wanted.append("create_public_threads")
    if missing := permissions.missing(permissions.in_channel(guild, own, channel), wanted):
        remedy = "give the bot's role these permissions in this channel"
        return Finding(what=what, found=f"lacks {', '.join(missing)}", level="error", remedy=remedy)
    return Finding(what=what, found="each has a post" if kind in FORUMS else "each has a thread")


def _privacy(what: str, strangers: int) -> Finding:
    if not strangers:
        return Finding(what=what, found="staff only")
    found = f"{strangers} of its readers are not staff"
    remedy = "take their roles there, or make them moderators with /staff add"
    return Finding(what=what, found=found, level="error", remedy=remedy)


def _unknown(what: str, guild: Json, channel: Json) -> Finding:
    """Without the intent nobody tells who has a role, only which roles read there."""
    roles = ", ".join(_reading_roles(guild, channel)) or "no role"
    remedy = "give these roles to staff only; with [discord] members = true this is looked at"
    found = f"{roles}, and whoever is let in by name"
    return Finding(what=what, found=found, level="warning", remedy=remedy)


def _reading_roles(guild: Json, channel: Json) -> Iterator[str]:
    for role in guild["roles"]:
        if not role.get("managed") and _reads(guild, channel, roles=[str(role["id"])]):
            yield str(role["name"])


async def _strangers(rest: Rest, guild: Json, channel: Json, needs: Needs) -> AsyncIterator[str]:
    """Readers who are neither staff nor bots."""
    async for member in _members(rest, str(guild["id"])):
        user = member["user"]
        is_owner = user["id"] == guild.get("owner_id")
        is_ours = bool(user.get("bot")) or f"{PLATFORM}:{user['id']}" in needs.team
        if not is_ours and (
            is_owner or _reads(guild, channel, roles=member["roles"], person=str(user["id"]))
        ):
            yield str(user["id"])


async def _members(rest: Rest, guild: str) -> AsyncIterator[Json]:
    after = _NO_ONE
    while True:
        page = await rest.call("GET", f"/guilds/{guild}/members?limit={_PAGE}&after={after}")
        for member in page:
            yield member
        if len(page) < _PAGE:
            return
        after = str(page[-1]["user"]["id"])


def _reads(guild: Json, channel: Json, roles: Iterable[str], person: str = _NO_ONE) -> bool:
    member = {"roles": list(roles), "user": {"id": person}}
    bits = permissions.in_channel(guild, member, channel)
    return not permissions.missing(bits, ("view_channel",))
