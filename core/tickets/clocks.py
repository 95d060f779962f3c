"""The clocks of a ticket follow what happens to it; their next look is a row of the schedule."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from core import durations, hours, schedule
from core.config import Config
from core.config.desk import PRIORITIES
from core.context import Unit
from core.i18n import Message, Reader, _
from core.tickets import clock_store, duty, duty_store, expected, idle, sla
from core.tickets.idle import Idle, Turn
from core.tickets.rules import Happening, Kind, State, Ticket
from core.tickets.sla import Clock, Policy, Targets, What

CLOCK, IDLE, CLOSE = "ticket_clock", "ticket_idle", "ticket_close"  # jobs
_HISTORY = timedelta(days=90)

_WHAT: Mapping[Kind, What] = MappingProxyType(
    {
        Kind.OPENED: "opened",
        Kind.ASKED: "asked",
        Kind.REPLIED: "replied",
        Kind.RESOLVED: "resolved",
        Kind.CLOSED: "resolved",
        Kind.REOPENED: "reopened",
    }
)
_UNTIL: Mapping[sla.Name, Message] = MappingProxyType(
    {
        "first": _("First reply until %(time)s"),
        "next": _("Next reply until %(time)s"),
        "resolution": _("Solution until %(time)s"),
    }
)
_PAUSED = (State.WAITING, State.ON_HOLD)
_TURNS: Mapping[State, Turn] = MappingProxyType(
    {State.NEW: "staff", State.OPEN: "staff", State.WAITING: "user"}
)


async def follow(unit: Unit, ticket: Ticket, happening: Happening) -> None:
    """Call in the transaction of every happening, with the ticket as it is after it."""
    await _follow_promises(unit, ticket, happening)
    await _follow_silence(unit, ticket)


async def _follow_promises(unit: Unit, ticket: Ticket, happening: Happening) -> None:
    found = await clock_store.find(unit.tx, ticket.id)
    policy, before = found or (policy_of(unit.config, ticket.queue), Clock())
    targets = policy[ticket.priority]
    clock = stepped(before, ticket, happening, targets)
    if found is None:
        await clock_store.begin(unit.tx, ticket.id, policy, clock)
    else:
        await clock_store.write(unit.tx, ticket.id, clock)
    await set_alarm(unit, ticket, clock, targets)


def stepped(clock: Clock, ticket: Ticket, happening: Happening, targets: Targets) -> Clock:
    """The clock after it; `ticket` is as it is then."""
    paused = ticket.state in _PAUSED
    what = _WHAT.get(happening.kind, "other")
    clock = sla.step(clock, what, happening.at, paused=paused, targets=targets)
    if what == "reopened" and happening.by == ticket.asker:
        # Whoever opens it again wants an answer, with or without a word.
        clock = sla.step(clock, "asked", happening.at, paused=paused, targets=targets)
    return clock


async def set_alarm(unit: Unit, ticket: Ticket, clock: Clock, targets: Targets) -> None:
    """Look at this clock again when it rings next; never while nothing runs."""
    moment = sla.next_alarm(clock, targets)
    if moment is None:
        await schedule.cancel(unit, CLOCK, str(ticket.id))
    else:
        await schedule.put(unit, CLOCK, str(ticket.id), moment, str(ticket.id))


def policy_of(config: Config, queue: str) -> Policy:
    """What is promised to a ticket that opens in this queue now."""
    promises, zone = config.promises, config.community.zone
    return {
        priority: Targets(
            first=promises.length("first", priority),
            next=promises.length("next", priority),
            resolution=promises.length("resolution", priority),
            hours=promises.calendar(queue, priority, zone),
        )
        for priority in PRIORITIES
    }


# -- silence -------------------------------------------------------------------------------------


async def _follow_silence(unit: Unit, ticket: Ticket) -> None:
    """Whatever happens begins it anew; what it had begun is cancelled, and an end that was set."""
    await schedule.cancel(unit, CLOSE, str(ticket.id))
    step = idle.next_step(silence(unit.config), _TURNS.get(ticket.state), unit.now)
    if step is None:
        await schedule.cancel(unit, IDLE, str(ticket.id))
    else:
        name, at = step
        payload = f"{ticket.id} {name}"
        await schedule.put(unit, IDLE, str(ticket.id), at, payload)


def silence(config: Config) -> Idle:
    written = config.silence
    return Idle(
        durations.parse(written.remind_after),
        durations.parse(written.close_after),
        durations.parse(written.close_unanswered_after),
    )


def turn_of(ticket: Ticket) -> Turn | None:
    return _TURNS.get(ticket.state)


# -- what the asker is told ----------------------------------------------------------------------


async def promise(unit: Unit, ticket: Ticket) -> Targets:
    """What is promised to this ticket, by its priority now."""
    found = await clock_store.find(unit.tx, ticket.id)
    policy = found[0] if found else policy_of(unit.config, ticket.queue)
    return policy[ticket.priority]


async def promised(unit: Unit, ticket: Ticket, reader: Reader) -> Message | None:
    """Until when staff has promised what, for the card; None while no clock runs."""
    found = await clock_store.find(unit.tx, ticket.id)
    if found is None:
        return None
    policy, clock = found
    for name, sentence in _UNTIL.items():
        if moment := sla.due(clock, name, policy[ticket.priority]):
            return Message(sentence.text, {"time": reader.datetime(moment)})
    return None


async def wait(unit: Unit, ticket: Ticket, reader: Reader) -> Message:
    """How long the first reply will take, for the receipt."""
    known = await clock_store.answered(unit.tx, ticket.category, unit.now - _HISTORY)
    targets = await promise(unit, ticket)
    duties = [one.duty for one in await duty_store.load(unit.tx)]
    opens = duty.next_on(duties, unit.now)
    return expected.sentence(
        expected.estimate(known, unit.now, unit.config.community.zone),
        targets.first,
        opens or hours.opens(targets.hours, unit.now),
        unit.now,
        reader,
    )
