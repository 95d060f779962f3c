"""A server in which newcomers may not write: one change, of its verification level.

At HIGH nobody writes who came less than ten minutes ago and holds no role; everybody else does,
in every channel, whatever the channel allows (resources/guild#guild-object-verification-level).
"""

from bots.discord.rest import Rest
from core.platform import Notes

HIGH = 3


async def change(rest: Rest, notes: Notes, guild: str, *, locked: bool) -> bool:
    """False when there was nothing to do. Raises RestError."""
    server, note = f"/guilds/{int(guild)}", f"level-before-raid.{int(guild)}"
    level = int((await rest.call("GET", server))["verification_level"])
    if locked:
        return await _raise(rest, notes, server, note, level)
    return await _put_back(rest, notes, server, note, level)


async def _raise(rest: Rest, notes: Notes, server: str, note: str, level: int) -> bool:
    """What it was is noted first: a crash must not leave it raised for ever."""
    if level >= HIGH:
        return False
    await notes.put(note, str(level))
    await _set(rest, server, HIGH)
    return True


async def _put_back(rest: Rest, notes: Notes, server: str, note: str, level: int) -> bool:
    """A level that is no longer ours was chosen by somebody meanwhile, and stays."""
    before = await notes.get(note)
    if not before:
        return False
    if level == HIGH:
        await _set(rest, server, int(before))
    await notes.put(note, "")
    return level == HIGH


async def _set(rest: Rest, server: str, level: int) -> None:
    await rest.call("PATCH", server, {"verification_level": level})
