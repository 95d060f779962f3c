"""When an announcement is sent, begins and ends: once, or this time of many. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import msgspec

from core.announcements import rhythm
from core.announcements.draft import Draft, Notice, Step
from core.announcements.rules import GRACE, TABLE, URGENT_GRACE, Kind, State


class Times(msgspec.Struct, frozen=True):
    """The three times of one occurrence."""

    send_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def first(draft: Draft, approved_at: datetime) -> Times | None:
    """Never before the grace is over, in which it can be stopped. None: a rule that never comes."""
    earliest = approved_at + (URGENT_GRACE if draft.urgent else GRACE)
    if draft.rhythm is not None:
        return following(draft, earliest)
    send_at = max(draft.send_at or earliest, earliest)
    return Times(send_at, draft.starts_at, draft.ends_at)


def following(draft: Draft, after: datetime) -> Times | None:
    """The next occurrence of a recurring one; a maintenance is told as early as its first
    reminder, or at once where that is past."""
    comes = rhythm.next_time(draft.rhythm, after) if draft.rhythm else None
    if comes is None:
        return None
    if draft.kind != "maintenance":
        return Times(comes)
    ahead = max(draft.reminders, default=timedelta())
    return Times(max(comes - ahead, after), comes, comes + _length(draft))


def _length(draft: Draft) -> timedelta:
    if draft.starts_at is None or draft.ends_at is None:
        return timedelta()
    return draft.ends_at - draft.starts_at


class Due(msgspec.Struct, frozen=True):
    """What the clock will do next, and when."""

    at: datetime
    kind: Kind


def mark(due: Due) -> str:
    """By which a reminder is known again: one for another time is another one."""
    return due.at.isoformat()


def next_due(notice: Notice, reminded: Collection[str]) -> Due | None:
    """`reminded` are the marks of reminders that are over. None where nothing moves by itself."""
    found = [due for due in _dues(notice, reminded) if notice.state in TABLE[due.kind]]
    return min(found, key=lambda due: due.at, default=None)


def _dues(notice: Notice, reminded: Collection[str]) -> Iterator[Due]:
    draft = notice.draft
    if notice.send_at is not None:
        yield Due(notice.send_at, Kind.POSTED if draft.kind == "maintenance" else Kind.SAID)
    if notice.starts_at is not None:
        yield from _reminders(notice, notice.starts_at, reminded)
        if "running" in draft.automatic:
            yield Due(notice.starts_at, Kind.RUNNING)
    if notice.ends_at is not None and "completed" in draft.automatic:
        yield Due(notice.ends_at, Kind.COMPLETED)


def _reminders(notice: Notice, starts_at: datetime, reminded: Collection[str]) -> Iterator[Due]:
    """Those that come after the first message: it reminds of itself."""
    for length in notice.draft.reminders:
        due = Due(starts_at - length, Kind.REMINDED)
        if mark(due) not in reminded and notice.send_at and due.at > notice.send_at:
            yield due


def step(notice: Notice, kind: Kind, now: datetime, state: State) -> Step:
    """What everybody is told: the state that it leaves and the times in force."""
    return Step(kind=kind, state=state, at=now, starts_at=notice.starts_at, ends_at=notice.ends_at)


def first_step(notice: Notice) -> Step:
    """The first message as the draft alone has it: the same whenever it is asked."""
    draft = notice.draft
    is_planned = draft.kind == "maintenance"
    return Step(
        kind=Kind.POSTED if is_planned else Kind.SAID,
        state=State.SCHEDULED if is_planned else State.COMPLETED,
        at=notice.created_at,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
    )
