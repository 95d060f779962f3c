"""Where a ticket is at home: its thread among staff, the asker's chat, its line in a group."""

from typing import Literal

import msgspec

from core.actions import MessageRef, Target
from core.events import Account, Place
from core.storage import Transaction

OWNER = "tickets"  # of our actions in the outbox
NOWHERE = Place("", "")  # what is still on its way into a thread
Side = Literal["staff", "asker", "origin", "card"]


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is the thread's or the message's in the outbox; `place` and `messages` are known once
    it is there. A key is forgotten after a week, so what is known goes first."""

    ticket: int
    side: Side
    key: str = ""
    place: Place | None = None
    messages: tuple[str, ...] = ()

    @property
    def where(self) -> Place | str:
        """For `Send.place`."""
        return self.place or self.key

    @property
    def target(self) -> Target:
        """For an edit of the message."""
        if self.place is not None and self.messages:
            return MessageRef(self.place, self.messages)
        return self.key


async def find(tx: Transaction, ticket: int, side: Side) -> Spot | None:
    row = await tx.fetch_one(
        "SELECT place, private, message, key FROM ticket_places WHERE ticket = ? AND side = ?",
        ticket,
        side,
    )
    if row is None:
        return None
    return Spot(
        ticket=ticket,
        side=side,
        key=row[3],
        place=Place.at(row[0], private=bool(row[1])) if row[0] else None,
        messages=tuple(row[2].split(",")) if row[2] else (),
    )


async def put(tx: Transaction, spot: Spot) -> None:
    """Instead of the one that was."""
    await tx.execute(
        "INSERT INTO ticket_places (ticket, side, place, private, message, key)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (ticket, side) DO UPDATE SET"
        " place = excluded.place, private = excluded.private, message = excluded.message,"
        " key = excluded.key",
        spot.ticket,
        spot.side,
        spot.place.key if spot.place else "",
        int(spot.place is not None and spot.place.private),
        ",".join(spot.messages),
        spot.key,
    )


async def forget(tx: Transaction, ticket: int, side: Side) -> None:
    sql = "DELETE FROM ticket_places WHERE ticket = ? AND side = ?"
    await tx.execute(sql, ticket, side)


async def read_by_others(tx: Transaction, account: Account) -> list[int]:
    """Tickets whose asker is read to where this account is, and is another one; and its own that
    are read elsewhere."""
    rows = await tx.fetch(
        "SELECT p.ticket FROM ticket_places p JOIN tickets t ON t.id = p.ticket"
        " JOIN accounts a ON a.platform = ? AND a.id = ?"
        " WHERE p.side = 'asker' AND p.private = 1"
        " AND ((t.asker <> ? AND p.place = a.platform || ':' || a.private_place)"
        " OR (t.asker = ? AND p.place <> a.platform || ':' || a.private_place))",
        account.platform,
        account.id,
        *[str(account)] * 2,
    )
    return [int(row[0]) for row in rows]


async def ticket_at(tx: Transaction, place: Place, side: Side) -> int | None:
    """The latest ticket that has this place as its own."""
    row = await tx.fetch_one(
        "SELECT MAX(ticket) FROM ticket_places WHERE place = ? AND side = ?", place.key, side
    )
    return None if row is None or row[0] is None else int(row[0])
