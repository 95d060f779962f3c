"""What an announcement does by the clock: goes out, reminds, begins, ends, comes again."""

import msgspec

from core import brake, schedule
from core.announcements import occurrences, publish, store, telling
from core.announcements.draft import Notice
from core.announcements.occurrences import Due
from core.announcements.rules import FIRST, TABLE, Kind, State
from core.context import Unit
from core.feature import Job
from core.i18n import Message, Reader, _

JOB = "announcement-clock"


def _late(what: Kind, number: int, time: str) -> Message:
    """A question for staff; `time` in UTC."""
    match what:
        case Kind.RUNNING:
            return _(
                "Maintenance No. %(number)s was to begin at %(time)s, while I was away."
                " Has it begun?",
                number=number,
                time=time,
            )
        case Kind.COMPLETED:
            return _(
                "Maintenance No. %(number)s was to end at %(time)s, while I was away. Is it over?",
                number=number,
                time=time,
            )
        case _:
            return _(
                "Announcement No. %(number)s was to go out at %(time)s, while I was away."
                " Shall it go out now?",
                number=number,
                time=time,
            )


async def wind(unit: Unit, number: int) -> None:
    """Set the alarm for what it does next; whoever changes a state or a time calls this."""
    notice = await store.find(unit.tx, number)
    due = None if notice is None else await _next(unit, notice)
    if due is None:
        await schedule.cancel(unit, JOB, str(number))
    else:
        await schedule.put(unit, JOB, str(number), due.at, str(number))


async def tick(unit: Unit, payload: str) -> None:
    """Do what is due, unless there is a panic. What is older than its limit is asked for: a
    downtime must not make an old message look like a new one. A late reminder is left out."""
    notice = await store.find(unit.tx, int(payload))
    due = None if notice is None else await _next(unit, notice)
    if notice is None or due is None:
        return
    if due.at > unit.now:
        await wind(unit, notice.id)
    elif (until := await brake.wait(unit.tx, unit.now)) is not None:
        await schedule.put(unit, JOB, payload, until, payload)
    elif unit.now - due.at <= notice.draft.late:
        await perform(unit, notice, due, "")
    elif due.kind is Kind.REMINDED:
        await _leave_out(unit, notice, due)
    else:
        await _ask(unit, notice, due)


async def perform(unit: Unit, notice: Notice, due: Due, actor: str) -> None:
    """One thing of the clock's, and the alarm for the next."""
    if due.kind in FIRST:
        approval = await store.standing(unit.tx, notice.id)
        if approval is None or not await publish.publish(unit, approval):
            return
    else:
        await publish.move(unit, notice, due.kind, actor, occurrences.mark(due))
    await renew(unit, notice.id)
    await wind(unit, notice.id)


async def overdue(unit: Unit, notice: Notice) -> Due | None:
    """What a person may have done now that was due while we were away."""
    due = await _next(unit, notice)
    return due if due is not None and due.at <= unit.now else None


async def renew(unit: Unit, number: int) -> None:
    """A recurring one that is over waits for its next time, as long as its approval lasts."""
    notice = await store.find(unit.tx, number)
    approval = await store.standing(unit.tx, number)
    if notice is None or approval is None or notice.state not in TABLE[Kind.RENEWED]:
        return
    times = occurrences.following(notice.draft, unit.now)
    if times is None:
        return
    if times.send_at >= approval.expires_at:
        over = _("Announcement No. %(number)s comes no more: its approval is over.", number=number)
        await telling.tell_staff(unit, over)
        return
    again = msgspec.structs.replace(
        notice,
        state=State.APPROVED,
        words={},
        send_at=times.send_at,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
    )
    await store.move(unit.tx, again, unit.now)
    await store.note(unit.tx, number, Kind.RENEWED, "", unit.now)


async def _next(unit: Unit, notice: Notice) -> Due | None:
    return occurrences.next_due(notice, await store.noted(unit.tx, notice.id, Kind.REMINDED))


async def _leave_out(unit: Unit, notice: Notice, due: Due) -> None:
    await store.note(unit.tx, notice.id, Kind.REMINDED, "", unit.now, occurrences.mark(due))
    await wind(unit, notice.id)


async def _ask(unit: Unit, notice: Notice, due: Due) -> None:
    await store.note(unit.tx, notice.id, Kind.LATE, "", unit.now, due.kind.value)
    await telling.tell_staff(
        unit,
        _late(due.kind, notice.id, Reader(unit.config.community.language).datetime(due.at)),
        (((_("Yes, now"), f"/notice {notice.id} late"),),),
    )


JOBS = (Job(JOB, tick),)
