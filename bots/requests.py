"""What an operator may ask of the program, and the one way in which it is done."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core import panic
from core.announcements import desk
from core.announcements.broadcast import commands as runs
from core.context import Unit
from core.faq import edits
from core.faq.entries import Entry
from core.faq.rows import Progress
from core.feature import UserError
from core.i18n import SOURCE, compose
from core.text import render, to_plain

MOST_ENTRIES = 50_000
LONGEST_LINE = 8 * 1024 * 1024  # bytes of JSON: a picture of 5 MB in base64 is the largest part


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


class Announce(msgspec.Struct, frozen=True, tag="announce"):
    """A draft from the machine, in the form of core/announcements/documents.py, and the question
    for the second key. `image` is the picture that it names."""

    document: str
    image: bytes = b""


class Approve(msgspec.Struct, frozen=True, tag="approve"):
    """The machine as the second key of a draft from a chat."""

    code: str


class Steer(msgspec.Struct, frozen=True, tag="steer"):
    """Do this with an announcement on its way: `pause`, `resume`, `cancel`, `again`, `arrived`."""

    run: int
    what: str


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


Change = Import | Remove | Panic | Announce | Approve | Steer
Request = Change | Reload
Reply = Progressed | Done | Failed


class NotDone(Exception):
    """The house's rules stand against it; the text says which."""


async def change(unit: Unit, wanted: Change, entries: Sequence[Entry], progress: Progress) -> str:
    """Do it in this unit; what has been done. Raises NoSuchEntry and NotDone."""
    try:
        return await _change(unit, wanted, entries, progress)
    except UserError as error:
        raise NotDone(to_plain(render(compose(error.message, SOURCE)))) from error


async def _change(unit: Unit, wanted: Change, entries: Sequence[Entry], progress: Progress) -> str:
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
        case Announce(document=document, image=image):
            notice = await desk.announce(unit, document, image)
            return f"No. {notice.id} is written. An admin approves it in a chat; all are asked."
        case Approve(code=code):
            notice = await desk.approve(unit, code)
            return (
                f"No. {notice.id} is approved and goes out at {notice.send_at:%Y-%m-%d %H:%M} UTC."
            )
        case Steer(run=number, what=what):
            await runs.steer(unit, what, number, None)
            return f"Run {number}: {what}."
