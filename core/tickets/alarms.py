"""What is said when a clock rings: to staff before and at the promised time, to the asker too."""

from datetime import time
from zoneinfo import ZoneInfo

from core import people
from core.actions import Send
from core.context import Unit, words
from core.events import Account, Place
from core.feature import Job
from core.i18n import Message, Reader, _
from core.outbox import Lane
from core.tickets import clock_store, clocks, relay, sla, store
from core.tickets.rooms import place_of
from core.tickets.rules import Priority, Ticket
from core.tickets.sla import BREACHED, HALFWAY, WARNED, Alarm, Targets

_NIGHT, _MORNING = time(22), time(8)
_PROMISES = {
    "first": _("First reply"),
    "next": _("Next reply"),
    "resolution": _("Solution"),
}


async def ring(unit: Unit, payload: str) -> None:
    """Say what came due since the last look, and set the next one."""
    ticket = await store.find(unit.tx, int(payload))
    found = await clock_store.find(unit.tx, int(payload))
    if ticket is None or found is None:
        return
    targets = found[0][ticket.priority]
    clock, alarms = sla.ring(found[1], unit.now, targets)
    await clock_store.write(unit.tx, ticket.id, clock)
    await clocks.set_alarm(unit, ticket, clock, targets)
    for alarm in alarms:
        await _tell_staff(unit, ticket, alarm, targets)
        await _tell_asker(unit, ticket, alarm)


# -- staff ---------------------------------------------------------------------------------------


async def _tell_staff(unit: Unit, ticket: Ticket, alarm: Alarm, targets: Targets) -> None:
    promise = _PROMISES[alarm.name]
    if alarm.level == WARNED:
        warning = _("⏳ %(promise)s: a quarter of the time is left.", promise=promise)
        await relay.say_to_staff(unit, ticket.id, warning, silent=False)
    elif alarm.level >= BREACHED:
        length = getattr(targets, alarm.name)
        late = _("⏰ %(promise)s: the promised time is over.", promise=promise)
        await relay.say_to_staff(unit, ticket.id, late, silent=False)
        for room in _rooms(unit, ticket, alarm.level - BREACHED):
            language = relay.staff_language(unit, room)
            said = _(
                "⏰ Ticket #%(number)s · %(promise)s: overdue, promised within %(length)s.",
                number=ticket.id,
                promise=promise,
                length=Reader(language).duration(length),
            )
            await _alert(unit, room, said)


def _rooms(unit: Unit, ticket: Ticket, repeats: int) -> list[Place]:
    """Those of the ticket's queue, then of one queue after another in the order of the config."""
    queues = list(dict.fromkeys(queue for room in unit.config.rooms for queue in room.queues))
    if not queues:
        return []
    at = queues.index(ticket.queue) if ticket.queue in queues else 0
    wanted = queues[(at + repeats) % len(queues)]
    return [place_of(room) for room in unit.config.rooms if wanted in room.queues]


async def _alert(unit: Unit, place: Place, message: Message) -> None:
    body = words(message, relay.staff_language(unit, place))
    await unit.put(Send(place=place, body=body), lane=Lane.SAFETY)


async def urgent(unit: Unit, ticket: Ticket) -> None:
    """The fast lane: every room of the queue hears of it at once, with a sound, at night too."""
    said = _("🚨 Ticket #%(number)s is urgent.", number=ticket.id)
    for room in _rooms(unit, ticket, 0):
        await _alert(unit, room, said)


# -- the asker -----------------------------------------------------------------------------------


async def _tell_asker(unit: Unit, ticket: Ticket, alarm: Alarm) -> None:
    """At half time and at the end of the promise of a reply; without a sound at night."""
    if alarm.name == "resolution" or alarm.level not in (HALFWAY, BREACHED):
        return
    said = (
        _("Your ticket #%(number)s is in the queue. We have not forgotten you.", number=ticket.id)
        if alarm.level == HALFWAY
        else _(
            "We have not yet replied to ticket #%(number)s as we promised, and are sorry. The team"
            " has just been reminded.",
            number=ticket.id,
        )
    )
    quiet = ticket.priority is not Priority.URGENT and await is_night(unit, ticket.asker)
    await relay.say_to_asker(unit, ticket, said, silent=quiet)


async def is_night(unit: Unit, account: Account) -> bool:
    """Where this person is, as far as we know."""
    person = await people.recognise(unit.tx, account)
    zone = (person.member.zone if person else None) or unit.config.community.zone
    local = unit.now.astimezone(ZoneInfo(zone)).time()
    return local >= _NIGHT or local < _MORNING


JOBS = (Job(clocks.CLOCK, ring),)
