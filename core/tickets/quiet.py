"""When nobody writes: remind whoever must act, warn, close. Off unless the config sets times."""

from datetime import timedelta

from core import schedule
from core.actions import Button
from core.context import Unit
from core.feature import Job
from core.i18n import Message, Reader, _, translate
from core.tickets import clocks, idle, relay, store
from core.tickets.happen import happen
from core.tickets.idle import Idle, Step
from core.tickets.rules import Kind, Reason, Ticket, Why


async def look(unit: Unit, payload: str) -> None:
    """Take the step that is due, unless it was switched off since, and set the next."""
    number, _space, written = payload.partition(" ")
    ticket = await store.find(unit.tx, int(number))
    if ticket is None:
        return
    policy, turn = clocks.silence(unit.config), clocks.turn_of(ticket)
    course = idle.steps(policy, turn)
    step = next((step for step in course if step == written), None)
    if step is None:
        return
    following = idle.next_step(policy, turn, unit.now - course[step], step)
    if following is not None:
        name, at = following
        await schedule.put(unit, clocks.IDLE, number, at, f"{number} {name}")
    await _take(unit, ticket, step, policy)


async def _take(unit: Unit, ticket: Ticket, step: Step, policy: Idle) -> None:
    match (step, clocks.turn_of(ticket)):
        case ("ping", "staff"):
            await relay.say_to_staff(
                unit, ticket.id, _("⏳ This ticket waits for you."), silent=False
            )
        case ("ping", _turn):
            await relay.say_to_asker(unit, ticket, _reminder(ticket))
        case ("warn", "staff"):
            language = await relay.language_among_staff(unit, ticket.id)
            await relay.say_to_staff(unit, ticket.id, _to_staff(policy, language), silent=False)
        case ("warn", _turn):
            await relay.say_to_asker(unit, ticket, _warning(ticket, policy))
        case ("close", "staff"):
            await _give_up(unit, ticket)
        case ("close", _turn):
            await close(unit, ticket)


def _reminder(ticket: Ticket) -> Message:
    return _("Ticket #%(number)s waits for your answer.", number=ticket.id)


def _warning(ticket: Ticket, policy: Idle) -> Message:
    left = (policy.close or timedelta()) / 2
    return _(
        "Ticket #%(number)s will be closed if we do not hear from you: %(length)s are left. Any"
        " message keeps it open.",
        number=ticket.id,
        length=Reader(ticket.language).duration(left),
    )


def _to_staff(policy: Idle, language: str) -> Message:
    left = (policy.unanswered or timedelta()) / 2
    return _(
        "⏳ Nobody has answered. This ticket will be closed unless somebody writes: %(length)s are"
        " left.",
        length=Reader(language).duration(left),
    )


async def _give_up(unit: Unit, ticket: Ticket) -> None:
    """Nobody of us answered: the asker gets an excuse, and the admins hear of it."""
    said = _(
        "We are sorry: nobody of our team answered ticket #%(number)s, and it is closed now. If you"
        " still need us, please reopen it.",
        number=ticket.id,
    )
    again = Button(translate(_("Reopen"), ticket.language), f"/reopen {ticket.id}")
    await relay.say_to_asker(unit, ticket, said, ((again,),))
    await happen(unit, ticket, Kind.RESOLVED, reason=Reason.NO_ANSWER.value, why="")
    await unit.tell_admins(
        _("Ticket #%(number)s was closed because nobody of us answered it.", number=ticket.id)
    )


async def close(unit: Unit, ticket: Ticket) -> None:
    """By the house, with a message; the asker may reopen it like any other."""
    said = _(
        "Ticket #%(number)s is closed, as nobody wrote any more. You can reopen it for 7 days.",
        number=ticket.id,
    )
    again = Button(translate(_("Reopen"), ticket.language), f"/reopen {ticket.id}")
    await relay.say_to_asker(unit, ticket, said, ((again,),))
    await happen(unit, ticket, Kind.RESOLVED, reason=Reason.NO_ANSWER.value, why=Why.SILENT.value)


JOBS = (Job(clocks.IDLE, look),)
