"""A server in which nobody may write who has no role for it: one change of @everyone's.

Channels that allow @everyone to write on their own stay open (topics/permissions#overwrites).
"""

from bots.discord.permissions import RIGHTS
from bots.discord.rest import Rest
from core.platform import Notes

_WRITES = RIGHTS["send_messages"] | RIGHTS["send_messages_in_threads"]


async def change(rest: Rest, notes: Notes, guild: str, *, locked: bool) -> bool:
    """False when it was so already. What is taken is noted first, and only that is given back.
    Raises RestError."""
    note = f"before-lock.{int(guild)}"
    kept = await notes.get(note)
    if not (locked or kept):
        return False
    before = await _everyone(rest, guild)
    if locked:
        after = before & ~_WRITES
        if not kept:
            await notes.put(note, str(before & _WRITES))
    else:
        after = before | int(kept or 0)
    if after != before:
        await rest.call("PATCH", f"/guilds/{guild}/roles/{guild}", {"permissions": str(after)})
    if not locked:
        await notes.put(note, "")
    return after != before


async def _everyone(rest: Rest, guild: str) -> int:
    """The role of everybody has the server's id."""
    for role in await rest.call("GET", f"/guilds/{int(guild)}/roles"):
        if str(role["id"]) == guild:
            return int(role.get("permissions") or 0)
    raise KeyError(guild)
