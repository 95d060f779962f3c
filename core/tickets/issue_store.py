"""The SQL of known issues: one trouble of ours, and the tickets that are about it."""

from collections.abc import Sequence

import msgspec

from core.context import Unit
from core.moments import to_micros
from core.storage import Row, Transaction
from core.tickets import store
from core.tickets.rules import Ticket


class Issue(msgspec.Struct, frozen=True):
    """`tickets` is how many are linked to it."""

    id: int
    title: str
    is_open: bool
    tickets: int


class Asker(msgspec.Struct, frozen=True):
    """Somebody who asked about it and has a place to read in, by its key; `ticket` is the latest of
    theirs that has not ended for good."""

    place: str
    ticket: int
    language: str


_SELECT = (
    "SELECT i.id, t.text, i.state,"
    " (SELECT COUNT(*) FROM known_issue_tickets k WHERE k.issue = i.id)"
    " FROM known_issues i JOIN texts t ON t.id = i.text"
)


async def add(unit: Unit, title: str, member: int | None) -> int:
    text = await unit.tx.fetch_one(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (?, 'issue', ?, ?) RETURNING id",
        member,
        title,
        to_micros(unit.now),
    )
    assert text is not None  # noqa: S101  RETURNING always answers
    row = await unit.tx.fetch_one(
        "INSERT INTO known_issues (text, state, at) VALUES (?, 'open', ?) RETURNING id",
        text[0],
        to_micros(unit.now),
    )
    assert row is not None  # noqa: S101
    return int(row[0])


async def find(tx: Transaction, number: int) -> Issue | None:
    row = await tx.fetch_one(f"{_SELECT} WHERE i.id = ?", number)
    return Issue(row[0], row[1], row[2] == "open", row[3]) if row else None


async def of_ticket(tx: Transaction, ticket: int) -> Issue | None:
    row = await tx.fetch_one(
        f"{_SELECT} JOIN known_issue_tickets l ON l.issue = i.id WHERE l.ticket = ?", ticket
    )
    return Issue(row[0], row[1], row[2] == "open", row[3]) if row else None


async def open_ones(tx: Transaction) -> list[Issue]:
    rows = await tx.fetch(f"{_SELECT} WHERE i.state = 'open' ORDER BY i.id")
    return [Issue(row[0], row[1], True, row[3]) for row in rows]


async def end(tx: Transaction, number: int) -> None:
    await tx.execute("UPDATE known_issues SET state = 'done' WHERE id = ?", number)


async def link(tx: Transaction, ticket: int, number: int) -> None:
    """A ticket is about one issue at most: the last one named."""
    await tx.execute(
        "INSERT INTO known_issue_tickets (ticket, issue) VALUES (?, ?)"
        " ON CONFLICT (ticket) DO UPDATE SET issue = excluded.issue",
        ticket,
        number,
    )


async def unlink(tx: Transaction, ticket: int) -> bool:
    return await tx.execute("DELETE FROM known_issue_tickets WHERE ticket = ?", ticket) > 0


async def open_one_of(tx: Transaction, ticket: int) -> int | None:
    """The issue that a ticket is linked to, while it is open."""
    row = await tx.fetch_one(
        "SELECT i.id FROM known_issue_tickets k JOIN known_issues i ON i.id = k.issue"
        " WHERE k.ticket = ? AND i.state = 'open'",
        ticket,
    )
    return None if row is None else int(row[0])


async def linked(tx: Transaction, number: int, after: int, most: int) -> list[Ticket]:
    """Those beyond `after` that have not ended for good, in order."""
    rows = await tx.fetch(
        "SELECT k.ticket FROM known_issue_tickets k JOIN tickets t ON t.id = k.ticket"
        " WHERE k.issue = ? AND k.ticket > ? AND t.state <> 'closed' ORDER BY k.ticket LIMIT ?",
        number,
        after,
        most,
    )
    return await _tickets(tx, rows)


async def askers(tx: Transaction, number: int, after: str, most: int) -> list[Asker]:
    """Those beyond the place `after`, each once, in the order of their places."""
    rows = await tx.fetch(
        "SELECT x.place, t.id, t.language FROM (SELECT p.place, MAX(p.ticket) AS ticket"
        " FROM known_issue_tickets k JOIN ticket_places p ON p.ticket = k.ticket"
        " JOIN tickets o ON o.id = k.ticket"
        " WHERE k.issue = ? AND p.side = 'asker' AND p.place > ? AND o.state <> 'closed'"
        " GROUP BY p.place) x JOIN tickets t ON t.id = x.ticket ORDER BY x.place LIMIT ?",
        number,
        after,
        most,
    )
    return [Asker(row[0], row[1], row[2]) for row in rows]


async def asked_from(tx: Transaction, number: int, place: str) -> Ticket | None:
    """The ticket of whoever reads in that place."""
    row = await tx.fetch_one(
        "SELECT MAX(k.ticket) FROM known_issue_tickets k"
        " JOIN ticket_places p ON p.ticket = k.ticket"
        " JOIN tickets o ON o.id = k.ticket"
        " WHERE k.issue = ? AND p.side = 'asker' AND p.place = ? AND o.state <> 'closed'",
        number,
        place,
    )
    return None if row is None or row[0] is None else await store.find(tx, row[0])


async def all_linked(tx: Transaction, number: int, after: int, most: int) -> list[Ticket]:
    """Those beyond `after`, the ended ones too, in order."""
    rows = await tx.fetch(
        "SELECT ticket FROM known_issue_tickets WHERE issue = ? AND ticket > ?"
        " ORDER BY ticket LIMIT ?",
        number,
        after,
        most,
    )
    return await _tickets(tx, rows)


async def _tickets(tx: Transaction, rows: Sequence[Row]) -> list[Ticket]:
    found = [await store.find(tx, row[0]) for row in rows]
    return [ticket for ticket in found if ticket is not None]
