"""What was said in a ticket, and which messages show it: read both ways for edits and replies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from core.actions import MessageRef
from core.events import Account, Attachment, Place
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

Side = Literal["asker", "staff", "internal"]
_COLUMNS = "l.id, l.ticket, l.at, l.side, l.author, t.text, l.files"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that one person said; `text` is empty once it is forgotten."""

    id: int
    ticket: int
    at: datetime
    side: Side
    author: Account
    text: str
    files: tuple[Attachment, ...] = ()


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A message that shows a line: the author's own where `key` is empty, else one of ours.
    `message` is empty until it is delivered."""

    line: int
    ticket: int
    place: Place
    message: str
    key: str

    @property
    def ref(self) -> MessageRef:
        return MessageRef(self.place, (self.message,))


# -- lines ---------------------------------------------------------------------------------------


async def add(tx: Transaction, line: Line, member: int, album: str | None = None) -> Line:
    """Keep it, under a new id; `member` is whose words they are."""
    text = await tx.fetch_one(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (?, 'ticket', ?, ?)"
        " RETURNING id",
        member,
        line.text,
        to_micros(line.at),
    )
    assert text is not None  # noqa: S101  RETURNING always answers
    row = await tx.fetch_one(
        "INSERT INTO ticket_lines (ticket, at, side, author, text, album, files)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        line.ticket,
        to_micros(line.at),
        line.side,
        str(line.author),
        text[0],
        album or "",
        _json(line.files),
    )
    assert row is not None  # noqa: S101
    return msgspec.structs.replace(line, id=row[0])


async def find(tx: Transaction, line: int) -> Line | None:
    found = await _select(tx, "l.id = ?", line)
    return found[0] if found else None


async def of_ticket(tx: Transaction, ticket: int) -> list[Line]:
    return await _select(tx, "l.ticket = ? ORDER BY l.id", ticket)


async def first_words(tx: Transaction, after: int) -> list[tuple[int, int, str]]:
    """(ticket, member, words) of the live tickets beyond that number, the latest first."""
    rows = await tx.fetch(
        "SELECT t.id, t.member, x.text FROM tickets t JOIN ticket_lines l"
        " ON l.id = (SELECT MIN(m.id) FROM ticket_lines m WHERE m.ticket = t.id)"
        " JOIN texts x ON x.id = l.text WHERE t.id > CAST(? AS BIGINT)"
        " AND t.state NOT IN ('resolved', 'closed') ORDER BY t.id DESC",
        after,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def move(tx: Transaction, ticket: int, into: int) -> None:
    """All that was said in one ticket belongs to another, and so do the messages that show it."""
    await tx.execute("UPDATE ticket_lines SET ticket = ? WHERE ticket = ?", into, ticket)
    await tx.execute(
        "UPDATE copies SET ticket = ? WHERE line IN (SELECT id FROM ticket_lines WHERE ticket = ?)",
        into,
        into,
    )


async def of_album(tx: Transaction, ticket: int, album: str) -> Line | None:
    """The line that the first picture of this album made."""
    where = "l.ticket = ? AND l.album = ? ORDER BY l.id DESC LIMIT 1"
    found = await _select(tx, where, ticket, album)
    return found[0] if found else None


async def unsent(tx: Transaction, ticket: int) -> list[Line]:
    """What staff said to the asker and no message shows yet, in order."""
    return await _select(
        tx,
        "l.ticket = ? AND l.side = 'staff' AND NOT EXISTS"
        " (SELECT 1 FROM copies c WHERE c.line = l.id AND c.key LIKE '%:asker:%') ORDER BY l.id",
        ticket,
    )


async def rewrite(tx: Transaction, line: Line) -> None:
    """Its words and files as they are now."""
    await tx.execute(
        "UPDATE texts SET text = ? WHERE id = (SELECT text FROM ticket_lines WHERE id = ?)",
        line.text,
        line.id,
    )
    await tx.execute("UPDATE ticket_lines SET files = ? WHERE id = ?", _json(line.files), line.id)


async def _select(tx: Transaction, where: str, *params: object) -> list[Line]:
    """`where` is constant text of this module."""
    rows: Sequence[Row] = await tx.fetch(
        f"SELECT {_COLUMNS} FROM ticket_lines l"  # noqa: S608
        f" LEFT JOIN texts t ON t.id = l.text WHERE {where}",
        *params,
    )
    return [
        Line(
            id=row[0],
            ticket=row[1],
            at=from_micros(row[2]),
            side=row[3],
            author=Account.parse(row[4]),
            text=row[5] or "",
            files=msgspec.json.decode(row[6], type=tuple[Attachment, ...]),
        )
        for row in rows
    ]


def _json(files: tuple[Attachment, ...]) -> str:
    return msgspec.json.encode(files).decode()


# -- copies --------------------------------------------------------------------------------------


async def add_copy(tx: Transaction, copy: Copy) -> None:
    await tx.write(
        "INSERT INTO copies (line, ticket, chat, place, private, message, key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        copy.line,
        copy.ticket,
        copy.place.chat,
        copy.place.key,
        int(copy.place.private),
        copy.message,
        copy.key,
    )


async def confirm_copies(tx: Transaction, copy: Copy, messages: Sequence[str]) -> None:
    """All parts of one of ours are there now; what stood under its key is replaced."""
    await forget_copies(tx, copy.key)
    for message in messages:
        await add_copy(tx, msgspec.structs.replace(copy, message=message))


async def forget_copies(tx: Transaction, key: str) -> None:
    await tx.write("DELETE FROM copies WHERE key = ?", key)


async def on_their_way(tx: Transaction, ticket: int) -> list[str]:
    """The keys of what staff said, and sent along, that is still to be sent to the asker."""
    rows = await tx.fetch(
        "SELECT c.key FROM copies c JOIN ticket_lines l ON l.id = c.line WHERE c.ticket = ?"
        " AND c.message = '' AND l.side = 'staff' AND c.key NOT LIKE '%:staff:%' AND EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.key = c.key AND o.state = 'due') ORDER BY c.id",
        ticket,
    )
    return [row[0] for row in rows]


async def copy_at(tx: Transaction, place: Place, message: str) -> Copy | None:
    """What this message shows; its thread does not count, as reactions come without one."""
    found = await _copies(tx, "chat = ? AND message = ? LIMIT 1", place.chat, message)
    return found[0] if found else None


async def copies_of(tx: Transaction, line: int) -> list[Copy]:
    return await _copies(tx, "line = ? ORDER BY id", line)


async def copies_under(tx: Transaction, key: str) -> list[Copy]:
    return await _copies(tx, "key = ? ORDER BY id", key)


async def _copies(tx: Transaction, where: str, *params: object) -> list[Copy]:
    """`where` is constant text of this module."""
    rows = await tx.fetch(
        f"SELECT line, ticket, place, private, message, key FROM copies WHERE {where}",  # noqa: S608
        *params,
    )
    return [
        Copy(
            line=row[0],
            ticket=row[1],
            place=Place.at(row[2], private=bool(row[3])),
            message=row[4],
            key=row[5],
        )
        for row in rows
    ]
