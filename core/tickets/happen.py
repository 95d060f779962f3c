"""The one way in which something happens to a ticket: recorded, then followed by all it concerns."""

from core.context import Unit
from core.events import Account
from core.tickets import clocks, store
from core.tickets.rules import Happening, Kind, Ticket


async def begin(unit: Unit, happening: Happening) -> Ticket | None:
    """A new ticket from an `opened`; None when this member has a live one in that queue."""
    ticket = await store.open_ticket(unit.tx, happening)
    if ticket is not None:
        await clocks.follow(unit, ticket, happening)
    return ticket


async def happen(
    unit: Unit, ticket: Ticket, kind: Kind, by: Account | None = None, **detail: str | int
) -> Ticket:
    """The ticket after it. Raises `rules.NotPossible`; `by` is None for the house itself."""
    happening = Happening(kind=kind, at=unit.now, by=by, detail=detail)
    after = await store.record(unit.tx, ticket, happening)
    await clocks.follow(unit, after, happening)
    return after
