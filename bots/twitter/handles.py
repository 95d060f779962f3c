"""What our account has been called: whoever lists a name of before sends people to somebody else,
for X gives it away. Kept in the adapter's notes."""

import re

import msgspec

from core.platform import Notes

_NOTE = "handles"
_ADDRESS = re.compile(r"(?:https?://(?:www\.)?(?:x|twitter)\.com/|@)(\w{1,15})/?", re.ASCII)


def named(address: str) -> str | None:
    """The handle of an official address in lower case; None for what may be none of X's."""
    found = _ADDRESS.fullmatch(address.strip())
    return found and found[1].lower()


async def note(notes: Notes, handle: str) -> None:
    known = await noted(notes)
    if handle.lower() not in known:
        await notes.put(_NOTE, msgspec.json.encode([*known, handle.lower()]).decode())


async def noted(notes: Notes) -> list[str]:
    """In lower case."""
    kept = await notes.get(_NOTE)
    return msgspec.json.decode(kept, type=list[str]) if kept else []
