"""Lines that wait for a translation: queued when they are relayed, and when they change."""

import msgspec

from core.context import Unit
from core.storage import Transaction
from core.tickets import lines, spots, store, translation
from core.tickets.lines import Line


class Wanted(msgspec.Struct, frozen=True):
    """A line to be translated from one language into another."""

    line: int
    text: str
    source: str
    target: str


async def want(unit: Unit, line: Line) -> None:
    """Where its reader needs it, and the operator has a service."""
    ticket = await store.find(unit.tx, line.ticket) if unit.config.translator.url else None
    if ticket is None or line.side == "internal":
        return
    spot = await spots.find(unit.tx, line.ticket, "staff")
    own = unit.settings(spot.place).language if spot and spot.place else None
    staff = own or unit.config.community.language
    usual, target = (ticket.language, staff) if line.side == "asker" else (staff, ticket.language)
    if translation.is_needed(line.text, usual, target):
        await unit.tx.execute(
            "INSERT INTO ticket_translations (line, source, target) VALUES (?, ?, ?)"
            " ON CONFLICT (line) DO UPDATE SET source = excluded.source, tries = 0",
            line.id,
            translation.spoken(line.text, usual),
            target,
        )


async def first(tx: Transaction) -> Wanted | None:
    """The one that was tried least; whose words are forgotten has nothing to translate."""
    row = await tx.fetch_one(
        "SELECT line, source, target FROM ticket_translations ORDER BY tries, line LIMIT 1"
    )
    line = None if row is None else await lines.find(tx, row[0])
    return Wanted(line.id, line.text, row[1], row[2]) if row and line else None


async def count_try(tx: Transaction, line: int) -> int:
    """How many have failed."""
    rows = await tx.fetch(
        "UPDATE ticket_translations SET tries = tries + 1 WHERE line = ? RETURNING tries", line
    )
    return int(rows[0][0]) if rows else 0


async def remove(tx: Transaction, line: int) -> None:
    await tx.execute("DELETE FROM ticket_translations WHERE line = ?", line)
