"""The title of a ticket's thread: its number, state, priority, category, and who has it."""

from datetime import timedelta

from core import outbox, schedule
from core.actions import RenameThread
from core.context import Unit, words
from core.i18n import translate
from core.outbox import Lane, NoSuchMessage
from core.text import render
from core.tickets import cards, categories, names, relay, spots, store
from core.tickets.rules import Priority, Ticket
from core.tickets.spots import OWNER, Spot

JOB = "ticket-title"
STALE_AFTER = timedelta(minutes=2)  # a platform that orders a longer wait is asked anew
_SIGNS = {Priority.LOW: "▫️", Priority.NORMAL: "◽️", Priority.HIGH: "🔶", Priority.URGENT: "🔴"}


async def of(unit: Unit, ticket: Ticket, language: str) -> str:
    category = categories.name(unit.config, ticket.category, language)
    told = [cards.STATES[ticket.state], cards.PRIORITIES[ticket.priority], category]
    parts = [f"{_SIGNS[ticket.priority]} #{ticket.id}", *(translate(t, language) for t in told)]
    if ticket.assignee is not None:
        name = await names.of(unit.tx, ticket.assignee)
        parts.append(render(words(name, language)).text)
    return " · ".join(parts)


async def touch(unit: Unit, before: Ticket, after: Ticket) -> None:
    """Show what is new: at once, or as soon as the platform takes another title."""
    if _told(before) == _told(after):
        return
    spot = await _thread(unit, after)
    if spot is None:
        return
    if await schedule.find(unit, JOB, str(after.id)) is None:
        await _rename(unit, after, spot)
    else:
        await schedule.mark(unit, JOB, str(after.id), payload=str(after.id))


def _told(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.state, ticket.priority, ticket.category, ticket.assignee)


async def rename_late(unit: Unit, payload: str) -> None:
    """The job: something was new meanwhile, or (with no payload) nothing."""
    ticket = await store.find(unit.tx, int(payload)) if payload else None
    spot = await _thread(unit, ticket) if ticket else None
    if ticket is not None and spot is not None:
        await _rename(unit, ticket, spot)


async def again(unit: Unit, ticket: Ticket) -> None:
    """The platform would not take it in time: somebody else has renamed the thread meanwhile."""
    spot = await _thread(unit, ticket)
    if spot is not None:
        await _look_later(unit, ticket, spot, payload=str(ticket.id))


async def _thread(unit: Unit, ticket: Ticket) -> Spot | None:
    """Its own, on a platform that renames threads; it may still be on its way."""
    spot = await spots.find(unit.tx, ticket.id, "staff")
    if spot is None or (spot.place is not None and spot.place.thread is None):
        return None
    there = spot.place.platform if spot.place else await outbox.platform_of(unit.tx, spot.key)
    return spot if unit.capabilities(there or "").renames else None


async def _rename(unit: Unit, ticket: Ticket, spot: Spot) -> None:
    title = await of(unit, ticket, relay.staff_language(unit, spot.place))
    try:
        await unit.put(
            RenameThread(place=spot.where, title=title),
            lane=Lane.ANNOUNCEMENTS,
            key=f"ticket:{ticket.id}:title",
            owner=OWNER,
            on_uncertain="again",
            expires_at=unit.now + STALE_AFTER,
        )
    except NoSuchMessage:
        return  # its thread never came to be
    await _look_later(unit, ticket, spot, payload="")


async def _look_later(unit: Unit, ticket: Ticket, spot: Spot, payload: str) -> None:
    there = spot.place.platform if spot.place else await outbox.platform_of(unit.tx, spot.key)
    pause = timedelta(seconds=unit.capabilities(there or "").rename_seconds)
    await schedule.put(unit, JOB, str(ticket.id), unit.now + pause, payload)
