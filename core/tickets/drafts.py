"""What somebody is about to open: their words and files, where they stand, what was offered."""

from datetime import datetime

import msgspec

from core.events import Attachment, Place
from core.moments import to_micros
from core.storage import Transaction


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """`place` and `message` are where the words stand that it began with; empty in no group."""

    id: int = 0
    member: int
    text: str
    offered: tuple[str, ...] = ()
    place: Place | None = None
    message: str = ""
    files: tuple[Attachment, ...] = ()


async def keep(tx: Transaction, draft: Draft, now: datetime) -> int:
    """Its number; the member's earlier one is replaced."""
    await forget(tx, draft.member)
    text = await tx.fetch_one(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (?, 'ticket-draft', ?, ?)"
        " RETURNING id",
        draft.member,
        draft.text,
        to_micros(now),
    )
    assert text is not None  # noqa: S101  RETURNING always answers
    row = await tx.fetch_one(
        "INSERT INTO ticket_drafts (member, text, offered, place, message, files, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        draft.member,
        text[0],
        " ".join(draft.offered),
        draft.place.key if draft.place else "",
        draft.message,
        msgspec.json.encode(draft.files).decode(),
        to_micros(now),
    )
    assert row is not None  # noqa: S101
    return int(row[0])


async def of(tx: Transaction, member: int) -> Draft | None:
    """The one that this member has not opened yet."""
    row = await tx.fetch_one(
        "SELECT d.id, t.text, d.offered, d.place, d.message, d.files FROM ticket_drafts d"
        " JOIN texts t ON t.id = d.text WHERE d.member = ?",
        member,
    )
    if row is None:
        return None
    return Draft(
        id=row[0],
        member=member,
        text=row[1],
        offered=tuple(row[2].split()),
        place=Place.at(row[3]) if row[3] else None,
        message=row[4],
        files=msgspec.json.decode(row[5], type=tuple[Attachment, ...]),
    )


async def find(tx: Transaction, number: int, member: int) -> Draft | None:
    """None for somebody else's, and for one that is opened or was replaced."""
    draft = await of(tx, member)
    return draft if draft is not None and draft.id == number else None


async def forget(tx: Transaction, member: int) -> None:
    texts = "SELECT text FROM ticket_drafts WHERE member = ?"
    await tx.execute(f"DELETE FROM texts WHERE id IN ({texts})", member)  # noqa: S608
    await tx.execute("DELETE FROM ticket_drafts WHERE member = ?", member)


async def forget_old(tx: Transaction, before: datetime) -> None:
    moment = to_micros(before)
    texts = "SELECT text FROM ticket_drafts WHERE at < ?"
    await tx.execute(f"DELETE FROM texts WHERE id IN ({texts})", moment)  # noqa: S608
    await tx.execute("DELETE FROM ticket_drafts WHERE at < ?", moment)
