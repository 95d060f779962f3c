"""When an announcement is sent, begins and ends: once, or this time of many. Pure."""

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
    if comes is None or draft.kind == "notice":
        return comes and Times(comes)
    ahead = max(draft.reminders, default=timedelta())
    return Times(max(comes - ahead, after), comes, comes + _length(draft))


def _length(draft: Draft) -> timedelta:
    if draft.starts_at is None or draft.ends_at is None:
        return timedelta()
    return draft.ends_at - draft.starts_at


class Due(msgspec.Struct, frozen=True):
    """What the clock will do next, and when; `reminder` is the length of time that it reminds."""

    at: datetime
    kind: Kind
    reminder: timedelta | None = None


def next_due(notice: Notice, reminded: set[str]) -> Due | None:
    """`reminded`: lengths of the reminders of this occurrence that are over, as `str`. None where
    nothing moves by itself."""
    found = [due for due in _dues(notice, reminded) if notice.state in TABLE[due.kind]]
    return min(found, key=lambda due: due.at, default=None)


def _dues(notice: Notice, reminded: set[str]) -> list[Due]:
    draft, found = notice.draft, []
    if notice.send_at is not None:
        first = Kind.SAID if draft.kind == "notice" else Kind.POSTED
        found.append(Due(notice.send_at, first))
    if notice.starts_at is not None:
        found += [
            Due(notice.starts_at - length, Kind.REMINDED, length)
            for length in draft.reminders
            if str(length) not in reminded
        ]
        if "running" in draft.automatic:
            found.append(Due(notice.starts_at, Kind.RUNNING))
    if notice.ends_at is not None and "completed" in draft.automatic:
        found.append(Due(notice.ends_at, Kind.COMPLETED))
    return found


def step(notice: Notice, kind: Kind, now: datetime, state: State) -> Step:
    """What everybody is told: the state that it leaves and the times in force."""
    return Step(
        kind=kind, state=state, at=now, starts_at=notice.starts_at, ends_at=notice.ends_at
    )
