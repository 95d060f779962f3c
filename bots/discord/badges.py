"""A rank shown as a role of the server: granted and taken, and never one that carries rights."""

import msgspec

from bots.discord.outcomes import outcome_of
from bots.discord.rest import Refusal, Rest
from core.moments import now
from core.platform import DeliveryFailed, NotAllowed, Notes

# Rights that a badge must not give (topics/permissions): kick, ban, administrator, manage channels,
# server, messages, everyone, roles, webhooks, threads, time-outs.
POWERS = sum(1 << bit for bit in (1, 2, 3, 4, 5, 13, 17, 28, 29, 34, 40))

Json = dict[str, object]


async def show(rest: Rest, notes: Notes, guild: str, person: str, name: str) -> bool:
    """Give the role of that name and take the other badges; False when it was so already. Raises
    RestError and DeliveryFailed."""
    member = f"/guilds/{int(guild)}/members/{int(person)}"
    held = {str(id_) for id_ in (await _member(rest, member))["roles"]}
    given = await _given(notes, guild)
    role = await _role(rest, guild, name) if name else None
    wanted = {role} if role else set()
    if role and role not in given:
        # Before it is granted: what is not noted could never be taken again.
        await notes.put(_note(guild), msgspec.json.encode(sorted(given | wanted)).decode())
    for id_ in sorted((held & given) - wanted):
        await rest.call("DELETE", f"{member}/roles/{id_}")
    for id_ in wanted - held:
        await rest.call("PUT", f"{member}/roles/{id_}")
    return bool((held & given) - wanted or wanted - held)


async def _member(rest: Rest, path: str) -> dict[str, list[object]]:
    try:
        member: dict[str, list[object]] = await rest.call("GET", path)
    except Refusal as error:
        outcome = outcome_of(error, "send", now())
        if outcome is None:
            raise
        raise DeliveryFailed(outcome) from error
    return member


async def _role(rest: Rest, guild: str, name: str) -> str:
    """The role's id; raises DeliveryFailed for one that is not there or that we must not give."""
    for role in await rest.call("GET", f"/guilds/{int(guild)}/roles"):
        if role["name"] == name and not role.get("managed"):
            if int(role.get("permissions") or 0) & POWERS:
                raise DeliveryFailed(NotAllowed("badge_without_rights"))
            return str(role["id"])
    raise DeliveryFailed(NotAllowed("badge_role"))


async def _given(notes: Notes, guild: str) -> set[str]:
    kept = await notes.get(_note(guild))
    return set(msgspec.json.decode(kept, type=list[str])) if kept else set()


def _note(guild: str) -> str:
    return f"badges.{guild}"
