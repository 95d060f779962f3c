"""Offers tickets to people on duty, one after the other, and takes back what nobody claims."""

from datetime import timedelta

import msgspec

from core import durations, people, schedule
from core.context import Unit, words
from core.events import Account
from core.feature import Job
from core.i18n import _
from core.text import Mention, render
from core.tickets import duty, duty_store, names, relay, rooms, routing, store
from core.tickets.duty_store import Offer
from core.tickets.routing import Agent
from core.tickets.rules import State, Ticket

OFFER = "ticket_offer"  # a job
_AT_ONCE = 20  # tickets that are looked at when somebody comes on duty


async def follow(unit: Unit, ticket: Ticket) -> None:
    """Call once a ticket has its thread, and after all that happens to it then: what nobody holds
    is offered, what somebody has taken is no more."""
    offer = await duty_store.offer_of(unit.tx, ticket.id)
    if ticket.assignee is None and ticket.state is State.NEW:
        if offer is None:
            await _offer(unit, ticket, ())
    elif offer is not None:
        await _withdraw(unit, ticket)


async def _withdraw(unit: Unit, ticket: Ticket) -> None:
    await duty_store.end_offer(unit.tx, ticket.id)
    await schedule.cancel(unit, OFFER, str(ticket.id))


async def _offer(unit: Unit, ticket: Ticket, passed: tuple[Account, ...]) -> None:
    """To the best of those on duty who have not had it; with nobody left it stays in the queue, as
    it does when the config has no rooms any more."""
    chosen = routing.choose(
        await _on_duty(unit) if unit.config.rooms else (),
        queue=ticket.queue,
        language=ticket.language,
        cap=unit.config.routing.tickets_each,
        passed=passed,
    )
    if chosen is None:
        await _withdraw(unit, ticket)
        return
    await duty_store.put_offer(unit.tx, Offer(ticket.id, chosen.account, passed))
    await _note_given(unit, chosen.account)
    within = durations.parse(unit.config.routing.claim_within) or timedelta(minutes=10)
    await schedule.put(unit, OFFER, str(ticket.id), unit.now + within, str(ticket.id))
    await _call(unit, ticket, chosen.account)


async def _on_duty(unit: Unit) -> list[Agent]:
    """With what they hold and what they were offered; who is staff no more is asked no more."""
    seats = [s for s in await duty_store.load(unit.tx) if duty.is_on(s.duty, unit.now)]
    return [await _loaded(unit, s.agent) for s in seats if await is_staff(unit, s.agent.account)]


async def is_staff(unit: Unit, account: Account) -> bool:
    person = await people.recognise(unit.tx, account)
    role = person.role(account, unit.config.admins) if person else "anyone"
    return people.outranks(role, "moderator")


async def _loaded(unit: Unit, agent: Agent) -> Agent:
    held = await duty_store.load_of(unit.tx, agent.account)
    offered = await duty_store.offers_to(unit.tx, agent.account)
    return msgspec.structs.replace(agent, load=held + offered)


async def _note_given(unit: Unit, account: Account) -> None:
    seat = await duty_store.find(unit.tx, account)
    agent = msgspec.structs.replace(seat.agent, given_at=unit.now)
    await duty_store.put(unit.tx, msgspec.structs.replace(seat, agent=agent))


async def _call(unit: Unit, ticket: Ticket, account: Account) -> None:
    """In the ticket's thread by name, or in private for whoever sits on another platform."""
    room = rooms.place_of(rooms.choose(unit.config.rooms, ticket.queue, ticket.language))
    if room.platform != account.platform:
        said = _("Ticket #%(number)s is for you: please claim it.", number=ticket.id)
        await unit.write_to(account, said)
        return
    name = render(words(await names.of(unit.tx, account), relay.staff_language(unit, room))).text
    said = _(
        "%(person)s, this ticket is for you: please claim it.", person=Mention(account.id, name)
    )
    await relay.say_to_staff(unit, ticket.id, said, silent=False)


async def pass_on(unit: Unit, payload: str) -> None:
    """It was not claimed in time: the next one is asked."""
    ticket = await store.find(unit.tx, int(payload))
    offer = await duty_store.offer_of(unit.tx, int(payload))
    if ticket is not None and offer is not None:
        await _offer(unit, ticket, (*offer.passed, offer.account))


async def offer_waiting(unit: Unit) -> None:
    """What lies in the queues, the longest waiting first."""
    queues = dict.fromkeys(queue for room in unit.config.rooms for queue in room.queues)
    for queue in queues:
        for ticket in await store.unclaimed(unit.tx, queue, _AT_ONCE):
            await follow(unit, ticket)


JOBS = (Job(OFFER, pass_on),)
