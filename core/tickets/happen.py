"""The one way in which something happens to a ticket: recorded, then shown wherever it stands."""

from core import schedule
from core.context import Unit
from core.events import Account
from core.feature import UserError
from core.i18n import _
from core.tickets import cards, clocks, offers, rooms, store, titles
from core.tickets.rules import Happening, Kind, NotPossible, State, Ticket

WAKE = "ticket-wake"


async def begin(unit: Unit, happening: Happening) -> Ticket | None:
    """A new ticket from an `opened`; None when this member has a live one in that queue. Once it
    has its thread, `offers.follow` is to be called."""
    ticket = await store.open_ticket(unit.tx, happening)
    if ticket is not None:
        await clocks.follow(unit, ticket, happening)
    return ticket


async def happen(
    unit: Unit, ticket: Ticket, kind: Kind, by: Account | None = None, **detail: str | int
) -> Ticket:
    """The ticket after it; `by` is None for the house itself. Raises UserError where the table of
    states has no way."""
    happening = Happening(kind=kind, at=unit.now, by=by, detail=detail)
    try:
        after = await store.record(unit.tx, ticket, happening)
    except NotPossible as error:
        raise UserError(
            _("This is not possible: the ticket is %(state)s.", state=cards.STATES[ticket.state])
        ) from error
    await clocks.follow(unit, after, happening)
    await offers.follow(unit, after)
    await _follow_snooze(unit, ticket, after)
    await cards.touch(unit, ticket, after)
    await cards.touch_line(unit, ticket, after)
    await titles.touch(unit, ticket, after)
    if State.CLOSED is after.state is not ticket.state:
        await rooms.close_room(unit, after)
    return after


async def _follow_snooze(unit: Unit, before: Ticket, after: Ticket) -> None:
    if after.wakes_at is None and before.wakes_at is not None:
        await schedule.cancel(unit, WAKE, str(after.id))
    elif after.wakes_at is not None and after.wakes_at != before.wakes_at:
        await schedule.put(unit, WAKE, str(after.id), after.wakes_at, str(after.id))
