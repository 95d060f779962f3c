"""People come on duty and go: what they hold comes and goes with them."""

from core import schedule
from core.context import Unit
from core.events import Account
from core.feature import Job
from core.tickets import duty, duty_store, offers, store
from core.tickets.duty import RETURNED_AFTER
from core.tickets.duty_store import Seat
from core.tickets.happen import happen
from core.tickets.rules import Kind, State

EDGE, RETURN = "ticket_duty", "ticket_return"  # jobs


async def switched(unit: Unit, seat: Seat) -> None:
    """After every change of somebody's duty: keep it, look again at its next edge, and give or
    take tickets."""
    await duty_store.put(unit.tx, seat)
    account = str(seat.agent.account)
    edge = duty.changes_at(seat.duty, unit.now)
    if edge is None:
        await schedule.cancel(unit, EDGE, account)
    else:
        await schedule.put(unit, EDGE, account, edge, account)
    if duty.is_on(seat.duty, unit.now):
        await schedule.cancel(unit, RETURN, account)
        await offers.offer_waiting(unit)
    else:
        await schedule.put(unit, RETURN, account, unit.now + RETURNED_AFTER, account)


async def edge(unit: Unit, payload: str) -> None:
    """The weekly hours of somebody begin or end."""
    await switched(unit, await duty_store.find(unit.tx, Account.parse(payload)))


async def give_back(unit: Unit, payload: str) -> None:
    """A minute after somebody went: what waits for their reply goes back to the queue."""
    account = Account.parse(payload)
    seat = await duty_store.find(unit.tx, account)
    if duty.is_on(seat.duty, unit.now):
        return
    for ticket in await store.of_assignee(unit.tx, account):
        if ticket.state is State.OPEN:
            await happen(unit, ticket, Kind.RELEASED)


JOBS = (Job(EDGE, edge), Job(RETURN, give_back))
