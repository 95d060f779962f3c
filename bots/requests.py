"""What an operator may ask of the program, and the one way in which it is done."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core import panic
from core.context import Unit
from core.faq import edits
from core.faq.entries import Entry
from core.faq.rows import Progress

MOST_ENTRIES = 50_000
LONGEST_LINE = 1024 * 1024  # bytes of JSON: an entry in six languages has a tenth of it


class Import(msgspec.Struct, frozen=True, tag="import"):
    """Followed by that many lines of one `Entry` each. `categories`: slug → language → name."""

    entries: Annotated[int, msgspec.Meta(ge=0, le=MOST_ENTRIES)]
    categories: dict[str, dict[str, str]]


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Take these entries out of the knowledge base."""

    slugs: tuple[str, ...]


class Panic(msgspec.Struct, frozen=True, tag="panic"):
    """Stop what `/panic` stops, or let it go on."""

    on: bool


class Reload(msgspec.Struct, frozen=True, tag="reload"):
    """Read the configuration again."""


class Progressed(msgspec.Struct, frozen=True, tag="progress"):
    done: int
    total: int


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The last reply; `text` tells the operator what has happened."""

    text: str


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The last reply; nothing has happened, and `text` says why."""

    text: str


Change = Import | Remove | Panic
Request = Change | Reload
Reply = Progressed | Done | Failed


async def change(unit: Unit, wanted: Change, entries: Sequence[Entry], progress: Progress) -> str:
    """Do it in this unit; what has been done. Raises NoSuchEntry."""
    match wanted:
        case Import(categories=categories):
            fresh = await edits.bring_in(unit, entries, categories, progress)
            return f"Imported {len(entries)} entries, {fresh} of them new or changed."
        case Remove(slugs=slugs):
            await edits.plant(unit)
            await edits.remove(unit, slugs)
            return f"Removed {', '.join(slugs)}."
        case Panic(on=True):
            await panic.pull(unit, "operator")
            return "Stopped for 30 minutes: announcements, automatic answers, answers with links."
        case Panic():
            await panic.release(unit, "operator")
            return "The panic is over; what waited goes on."
