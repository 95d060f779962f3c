"""The thread that each ticket has among staff: which room, opened, lost, opened again."""

import structlog

from core.actions import CloseThread, OpenThread
from core.config import Room
from core.context import Unit
from core.events import Account, Place
from core.i18n import _
from core.outbox import Lane
from core.platform import Gone, Outcome, Uncertain
from core.tickets import cards, lines, relay, spots, store, titles
from core.tickets.lines import Line
from core.tickets.rules import Ticket
from core.tickets.spots import NOWHERE, OWNER, Spot

log = structlog.get_logger("tickets")

MOST_THREADS = 5  # of one ticket; whoever deletes more of them gets it in the main chat


def choose(rooms: tuple[Room, ...], queue: str, language: str) -> Room:
    """Where this queue is worked, at best by those who read the language; never nowhere."""
    serving = [room for room in rooms if queue in room.queues] or list(rooms)
    reading = [room for room in serving if language in room.languages]
    general = [room for room in serving if not room.languages]
    return (reading or general or serving)[0]


def place_of(room: Room) -> Place:
    chat = Account.parse(room.place)  # of the same form, platform:id
    return Place(chat.platform, chat.id)


async def open_room(unit: Unit, ticket: Ticket, number: int = 1) -> None:
    """A thread of its own, with the card on top; the main chat where there are no threads."""
    place = place_of(choose(unit.config.rooms, ticket.queue, ticket.language))
    key = f"ticket:{ticket.id}:room:{number}"
    has_threads = unit.capabilities(place.platform).threads and number <= MOST_THREADS
    if has_threads:
        title = await titles.of(unit, ticket, relay.staff_language(unit, place))
        thread = OpenThread(place=place, title=title)
        await unit.put(thread, lane=Lane.TICKETS, key=key, owner=OWNER, on_uncertain="ask")
    spot = Spot(ticket=ticket.id, side="staff", key=key, place=None if has_threads else place)
    await spots.put(unit.tx, spot)
    await cards.show(unit, ticket, spot)


async def opened(unit: Unit, ticket: int, key: str, place: Place) -> None:
    spot = await spots.find(unit.tx, ticket, "staff")
    if spot is not None and spot.key == key:
        await spots.put(unit.tx, Spot(ticket=ticket, side="staff", key=key, place=place))


async def not_opened(unit: Unit, ticket: int, key: str, outcome: Outcome) -> None:
    """No topics there, or no right to open one: the main chat has to do. What waited for the
    thread fails after it and is sent again. Where it may have opened, another one is: an empty
    topic harms nobody, a ticket that nobody sees does."""
    spot = await spots.find(unit.tx, ticket, "staff")
    found = await store.find(unit.tx, ticket)
    if spot is None or found is None or spot.key != key:
        return
    if isinstance(outcome, Uncertain):
        await open_room(unit, found, relay.generation(spot) + 1)
        return
    log.error("no thread for a ticket", ticket=ticket, outcome=type(outcome).__name__)
    place = place_of(choose(unit.config.rooms, found.queue, found.language))
    spot = Spot(ticket=ticket, side="staff", key=key, place=place)
    await spots.put(unit.tx, spot)
    await cards.show(unit, found, spot)


async def not_delivered(unit: Unit, ticket: Ticket, line: Line, key: str, outcome: Outcome) -> None:
    """A line did not reach its thread: into the next one, which is opened where that is needed."""
    waited = any(copy.place == NOWHERE for copy in await lines.copies_under(unit.tx, key))
    await lines.forget_copies(unit.tx, key)
    spot = await spots.find(unit.tx, ticket.id, "staff")
    if spot is None:
        return
    if int(key.rpartition(":")[2]) == relay.generation(spot):
        if _is_lost(spot, outcome):
            await open_room(unit, ticket, relay.generation(spot) + 1)
            note = _("The thread of this ticket was deleted. It goes on here.")
            await relay.say_to_staff(unit, ticket.id, note)
        elif not waited or spot.place is None:
            await _tell_lost(unit, ticket)  # not for want of a thread
            return
    await relay.to_staff(unit, line)


async def _tell_lost(unit: Unit, ticket: Ticket) -> None:
    """What an asker wrote does not reach the team: somebody has to mend the place."""
    await unit.tell_admins(
        _("A message in ticket #%(number)s did not reach its place of staff's.", number=ticket.id)
    )


def _is_lost(spot: Spot, outcome: Outcome) -> bool:
    is_thread = spot.place is not None and spot.place.thread is not None
    return is_thread and isinstance(outcome, Gone) and outcome.what == "thread"


async def close_room(unit: Unit, ticket: Ticket) -> None:
    """Its words stay."""
    spot = await spots.find(unit.tx, ticket.id, "staff")
    if spot is not None and spot.place is not None and spot.place.thread:
        close = CloseThread(place=spot.place)
        await unit.put(close, lane=Lane.ANNOUNCEMENTS, on_uncertain="again")


async def move_room(unit: Unit, ticket: Ticket, before: str) -> None:
    """From the room of the queue that it was in to that of its own, with all that was said."""
    spot = await spots.find(unit.tx, ticket.id, "staff")
    rooms, language = unit.config.rooms, ticket.language
    if spot is None or choose(rooms, before, language) == choose(rooms, ticket.queue, language):
        return
    await relay.say_to_staff(unit, ticket.id, _("This ticket goes on in another place of staff's."))
    await close_room(unit, ticket)
    await open_room(unit, ticket, relay.generation(spot) + 1)
    for line in await lines.of_ticket(unit.tx, ticket.id):
        await relay.to_staff(unit, line)
