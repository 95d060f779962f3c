"""The SQL of tickets and their events: one is never written without the other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from core.events import Account
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction
from core.tickets import rules
from core.tickets.rules import Happening, Kind, Priority, State, Ticket

_COLUMNS = (
    "id, member, asker, queue, category, language, priority, state, assignee, opened_at, asked_at,"
    " spoken_at, replied_at, first_reply_at, wakes_at, resolved_at, reason, rating"
)
_ALL = 1_000_000
_LIVE = "state NOT IN ('resolved', 'closed')"


# -- writing -------------------------------------------------------------------------------------


async def open_ticket(tx: Transaction, happening: Happening) -> Ticket | None:
    """A new ticket from an `opened`; None when this member has a live one in that queue."""
    new = rules.opened(0, happening)
    if await live_in_queue(tx, new.member, new.queue) is not None:
        return None  # the index would say so, too, but a try costs a number
    rows = await tx.fetch(
        "INSERT INTO tickets (member, asker, queue, category, language, priority, state,"
        " opened_at, asked_at, spoken_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (member, queue) WHERE state NOT IN ('resolved', 'closed') DO NOTHING"
        " RETURNING id",
        new.member,
        str(new.asker),
        new.queue,
        new.category,
        new.language,
        new.priority.value,
        new.state.value,
        *[to_micros(happening.at)] * 3,
    )
    if not rows:
        return None
    ticket = msgspec.structs.replace(new, id=rows[0][0])
    await _note(tx, ticket.id, happening)
    return ticket


async def record(tx: Transaction, ticket: Ticket, happening: Happening) -> Ticket:
    """The event and the ticket's new value, together. Raises `rules.NotPossible`."""
    after = rules.fold(ticket, happening)
    await _note(tx, ticket.id, happening)
    await tx.write(
        "UPDATE tickets SET queue = ?, category = ?, priority = ?, state = ?, assignee = ?,"
        " asked_at = ?, spoken_at = ?, replied_at = ?, first_reply_at = ?, wakes_at = ?,"
        " resolved_at = ?, reason = ?, rating = ? WHERE id = ?",
        after.queue,
        after.category,
        after.priority.value,
        after.state.value,
        str(after.assignee) if after.assignee else None,
        to_micros(after.asked_at),
        to_micros(after.spoken_at),
        _micros(after.replied_at),
        _micros(after.first_reply_at),
        _micros(after.wakes_at),
        _micros(after.resolved_at),
        after.reason,
        after.rating,
        after.id,
    )
    return after


async def _note(tx: Transaction, ticket: int, happening: Happening) -> None:
    await tx.write(
        "INSERT INTO ticket_events (ticket, at, kind, actor, detail) VALUES (?, ?, ?, ?, ?)",
        ticket,
        to_micros(happening.at),
        happening.kind.value,
        str(happening.by) if happening.by else "",
        msgspec.json.encode(dict(happening.detail), order="sorted").decode(),
    )


# -- reading -------------------------------------------------------------------------------------


async def find(tx: Transaction, number: int) -> Ticket | None:
    row = await tx.fetch_one(f"SELECT {_COLUMNS} FROM tickets WHERE id = ?", number)  # noqa: S608
    return None if row is None else _ticket(row)


async def history(tx: Transaction, number: int) -> list[Happening]:
    """All that happened to a ticket, in order."""
    return await _events(tx, number, limit=_ALL)


async def _events(tx: Transaction, number: int, limit: int) -> list[Happening]:
    rows = await tx.fetch(
        "SELECT kind, at, actor, detail FROM ticket_events WHERE ticket = ? ORDER BY id LIMIT ?",
        number,
        limit,
    )
    return [
        Happening(
            kind=Kind(row[0]),
            at=from_micros(row[1]),
            by=Account.parse(row[2]) if row[2] else None,
            detail=msgspec.json.decode(row[3]),
        )
        for row in rows
    ]


async def first(tx: Transaction, number: int) -> Happening:
    """How it was opened."""
    return (await _events(tx, number, limit=1))[0]


async def live_after(tx: Transaction, number: int, limit: int) -> list[Ticket]:
    """The live tickets beyond this number, in order."""
    return await _select(tx, f"id > ? AND {_LIVE} ORDER BY id LIMIT ?", number, limit)


async def seen_by(
    tx: Transaction, account: Account, fresh: datetime, limit: int, *, live: bool = False
) -> list[Ticket]:
    """The account's own tickets, and those of others linked to it: where the last link was made
    after `fresh`, what they opened since. Those that are open come first, and of them the one in
    which somebody wrote last."""
    return await _select(
        tx,
        "asker IN (SELECT b.platform || ':' || b.id FROM accounts a"
        " JOIN accounts b ON b.member = a.member WHERE a.platform = ? AND a.id = ?)"
        " AND (asker = ? OR opened_at >= COALESCE((SELECT MAX(l.linked_at) FROM accounts a"
        " JOIN accounts b ON b.member = a.member"
        " JOIN links l ON l.account = b.platform || ':' || b.id"
        " WHERE a.platform = ? AND a.id = ? AND l.linked_at > ?), 0))"
        " AND (? = 0 OR state NOT IN ('resolved', 'closed'))"
        " ORDER BY CASE WHEN state IN ('resolved', 'closed') THEN 1 ELSE 0 END,"
        " spoken_at DESC, id DESC LIMIT ?",
        account.platform,
        account.id,
        str(account),
        account.platform,
        account.id,
        to_micros(fresh),
        int(live),
        limit,
    )


async def of_account(tx: Transaction, asker: Account, limit: int) -> list[Ticket]:
    """The latest first."""
    return await _select(tx, "asker = ? ORDER BY id DESC LIMIT ?", str(asker), limit)


async def live_in_queue(tx: Transaction, member: int, queue: str) -> Ticket | None:
    found = await _select(tx, f"member = ? AND queue = ? AND {_LIVE}", member, queue)
    return found[0] if found else None


async def of_assignee(tx: Transaction, assignee: Account) -> list[Ticket]:
    """Live ones, the longest waiting first."""
    where = f"assignee = ? AND {_LIVE} ORDER BY asked_at, id"
    return await _select(tx, where, str(assignee))


async def unclaimed(tx: Transaction, queue: str, limit: int) -> list[Ticket]:
    """The longest waiting first."""
    where = f"queue = ? AND assignee IS NULL AND {_LIVE} ORDER BY opened_at, id LIMIT ?"
    return await _select(tx, where, queue, limit)


async def place_in_queue(tx: Transaction, ticket: Ticket) -> int:
    """How many of its queue are new and came before it, and itself."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM tickets WHERE queue = ? AND state = ? AND opened_at <= ? AND id <= ?",
        ticket.queue,
        State.NEW.value,
        to_micros(ticket.opened_at),
        ticket.id,
    )
    return 0 if row is None else int(row[0])


async def count_of_member(tx: Transaction, member: int) -> int:
    row = await tx.fetch_one("SELECT COUNT(*) FROM tickets WHERE member = ?", member)
    return 0 if row is None else int(row[0])


async def surveyed_since(tx: Transaction, member: int, since: datetime) -> bool:
    """Whether this member was asked for a rating lately."""
    row = await tx.fetch_one(
        "SELECT 1 FROM tickets t JOIN ticket_events e ON e.ticket = t.id"
        " WHERE t.member = ? AND e.kind = 'surveyed' AND e.at > ? LIMIT 1",
        member,
        to_micros(since),
    )
    return row is not None


async def resolved_before(tx: Transaction, moment: datetime, limit: int) -> list[Ticket]:
    where = "state = 'resolved' AND resolved_at <= ? ORDER BY resolved_at LIMIT ?"
    return await _select(tx, where, to_micros(moment), limit)


async def _select(tx: Transaction, where: str, *params: object) -> list[Ticket]:
    """`where` is constant text of this module."""
    rows: Sequence[Row] = await tx.fetch(
        f"SELECT {_COLUMNS} FROM tickets WHERE {where}",  # noqa: S608
        *params,
    )
    return [_ticket(row) for row in rows]


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row[0],
        member=row[1],
        asker=Account.parse(row[2]),
        queue=row[3],
        category=row[4],
        language=row[5],
        priority=Priority(row[6]),
        state=State(row[7]),
        assignee=Account.parse(row[8]) if row[8] else None,
        opened_at=from_micros(row[9]),
        asked_at=from_micros(row[10]),
        spoken_at=from_micros(row[11]),
        replied_at=_when(row[12]),
        first_reply_at=_when(row[13]),
        wakes_at=_when(row[14]),
        resolved_at=_when(row[15]),
        reason=row[16],
        rating=row[17],
    )


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _when(micros: Any) -> datetime | None:
    return None if micros is None else from_micros(micros)
