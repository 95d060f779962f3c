"""What we may do in a channel, from roles and overwrites. Pure.

The order of the rules: docs.discord.com/developers/topics/permissions#permission-overwrites
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bots.discord.who import Json

ADMINISTRATOR = 1 << 3
RIGHTS: Mapping[str, int] = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "add_reactions": 1 << 6,
    "manage_roles": 1 << 28,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "moderate_members": 1 << 40,
    "pin_messages": 1 << 51,
    "view_audit_log": 1 << 7,
    "manage_guild": 1 << 5,
}
NEEDED = ("view_channel", "send_messages", "read_message_history", "send_messages_in_threads")
# Everybody has these or nobody minds: using commands, emoji and stickers of elsewhere, links'
# pictures, files, voice, and what else a server's @everyone gets by default.
_HARMLESS = frozenset({0, 6, 9, 14, 15, 18, 20, 21, 25, 26, 31, 32, 33, 35, 37, 39, 42, 45, 46, 49})
_ALL = (1 << 64) - 1
# By the core's names: with which somebody could harm others, or have it done.
_POWERS: Mapping[str, int] = {
    "administrator": ADMINISTRATOR,
    "promote_members": 1 << 28,
    "change_info": 1 << 5,
    "manage_channels": 1 << 4,
    "manage_webhooks": 1 << 29,
    "mention_everyone": 1 << 17,
    "restrict_members": (1 << 1) | (1 << 2) | (1 << 40),
    "delete_messages": 1 << 13,
}
# What we can be without only with harm.
_OURS: Mapping[str, int] = {
    "see_messages": RIGHTS["view_channel"],
    "send_messages": RIGHTS["send_messages"],
    "delete_messages": RIGHTS["manage_messages"],
    "restrict_members": RIGHTS["moderate_members"],
    "pin_messages": RIGHTS["pin_messages"],
    "manage_topics": RIGHTS["manage_threads"],
    "hold_newcomers": RIGHTS["manage_guild"],
}


def in_guild(guild: Json, member: Json) -> int:
    """Before any channel's overwrites; `guild` with its `roles`."""
    held = {str(guild["id"]), *(str(id_) for id_ in member["roles"])}
    return united(
        int(role.get("permissions") or 0) for role in guild["roles"] if str(role["id"]) in held
    )


def united(roles: Iterable[int]) -> int:
    """What several roles allow together."""
    bits = 0
    for each in roles:
        bits |= each
    return _ALL if bits & ADMINISTRATOR else bits


def powers(bits: int) -> frozenset[str]:
    """Of somebody else's, by the core's names: those that are dangerous in wrong hands."""
    return frozenset(name for name, mask in _POWERS.items() if bits & mask)


def ours(bits: int) -> frozenset[str]:
    """Of our own, by the core's names."""
    return frozenset(name for name, mask in _OURS.items() if bits & mask)


def in_channel(guild: Json, member: Json, channel: Json) -> int:
    """In a channel; for a thread give its parent's."""
    bits = in_guild(guild, member)
    if bits == _ALL:
        return bits
    overwrites = {str(each["id"]): each for each in channel.get("permission_overwrites") or ()}
    bits = _written_over(bits, [overwrites.get(str(guild["id"]))])
    bits = _written_over(bits, [overwrites.get(str(id_)) for id_ in member["roles"]])
    return _written_over(bits, [overwrites.get(str(member["user"]["id"]))])


def _written_over(bits: int, overwrites: Iterable[Any]) -> int:
    """Those of one rank count together, and what they allow wins over what they deny."""
    allow = deny = 0
    for each in overwrites:
        if each is not None:
            allow |= int(each.get("allow") or 0)
            deny |= int(each.get("deny") or 0)
    return (bits & ~deny) | allow


def missing(bits: int, names: Iterable[str] = NEEDED) -> list[str]:
    return [name for name in names if not bits & RIGHTS[name]]


def excess(bits: int, unused: Iterable[str] = ()) -> list[str]:
    """Rights that nothing here uses, by number where we have no name for them; `unused` are those
    of `RIGHTS` that are of no use as we are configured."""
    if bits & ADMINISTRATOR:
        return ["administrator"]
    used = sum(bit for name, bit in RIGHTS.items() if name not in {*unused})
    used |= sum(1 << bit for bit in _HARMLESS)
    return [_name(bit) for bit in range(52) if bits & ~used & (1 << bit)]


def _name(bit: int) -> str:
    return {
        4: "manage_channels",
        5: "manage_guild",
        17: "mention_everyone",
        29: "manage_webhooks",
    }.get(bit, f"bit {bit}")


def may_read(guild: Json, member: Json, channel: Json) -> bool:
    bits = in_channel(guild, member, channel)
    return not missing(bits, ("view_channel", "read_message_history"))
