"""The mark under a message that has reached the other side: under each, as a platform has room.

A mark costs a request like a message, so where people write a lot it waits until they are done.
"""

from datetime import timedelta

from core import schedule
from core.actions import React
from core.context import Unit
from core.events import Place
from core.outbox import Lane
from core.tickets import lines
from core.tickets.lines import Copy

JOB = "ticket-marks"
DELIVERED = "👍"
LOOK_AGAIN = timedelta(seconds=10)
MOST_WAITING = 50  # of one ticket; the latest are marked
MOST_AT_ONCE = 3


async def arrived(unit: Unit, ticket: int, line: int) -> None:
    """At once, or behind those of the ticket that wait already."""
    payload = await schedule.find(unit, JOB, str(ticket))
    if payload is None and await _mark(unit, line):
        return
    _ticket, *waiting = _numbers(payload or str(ticket))
    await _wait(unit, ticket, [*waiting, line][-MOST_WAITING:])


async def mark_waiting(unit: Unit, payload: str) -> None:
    """The job: a few, and the rest when it is called again."""
    ticket, *waiting = _numbers(payload)
    done = [line for line in waiting[:MOST_AT_ONCE] if await _mark(unit, line)]
    if rest := [line for line in waiting if line not in done]:
        await _wait(unit, ticket, rest)


async def _wait(unit: Unit, ticket: int, waiting: list[int]) -> None:
    payload = " ".join(map(str, (ticket, *waiting)))
    await schedule.put(unit, JOB, str(ticket), unit.now + LOOK_AGAIN, payload)


def _numbers(payload: str) -> list[int]:
    return [int(number) for number in payload.split()]


async def _mark(unit: Unit, line: int) -> bool:
    """False where there is no room for it now."""
    own = [copy for copy in await lines.copies_of(unit.tx, line) if _can_be_marked(unit, copy)]
    if not all(_has_room(unit, copy.place) for copy in own):
        return False
    for copy in own:
        react = React(target=copy.ref, emoji=DELIVERED, is_receipt=True)
        await unit.put(react, lane=Lane.ANNOUNCEMENTS, on_uncertain="again")
    return True


def _can_be_marked(unit: Unit, copy: Copy) -> bool:
    """The author's own message, where we can react to it."""
    return not copy.key and unit.capabilities(copy.place.platform).reactions


def _has_room(unit: Unit, place: Place) -> bool:
    delivery = unit.app.deliveries.get(place.platform)
    return delivery is not None and delivery.has_room(place.chat)
