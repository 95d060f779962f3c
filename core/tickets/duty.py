"""Who is on duty: by hand, or by a week's hours with a zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core import hours
from core.hours import Hours

RETURNED_AFTER = timedelta(minutes=1)  # of going off duty: what is unanswered goes back


class Duty(msgspec.Struct, frozen=True):
    """`by_hand` outweighs the `weekly` hours until `until`, their next edge; None is for good."""

    weekly: Hours | None = None
    by_hand: bool | None = None
    until: datetime | None = None


def is_on(duty: Duty, at: datetime) -> bool:
    if duty.by_hand is not None and (duty.until is None or at < duty.until):
        return duty.by_hand
    return duty.weekly is not None and hours.is_open(duty.weekly, at)


def switch(duty: Duty, on: bool, at: datetime) -> Duty:
    """By hand; with weekly hours until these would change it anyway."""
    until = None if duty.weekly is None else _edge(duty.weekly, at)
    return Duty(duty.weekly, by_hand=on, until=until)


def changes_at(duty: Duty, at: datetime) -> datetime | None:
    """The next edge of the weekly hours, at which to look again; None without any."""
    return None if duty.weekly is None else _edge(duty.weekly, at)


def _edge(weekly: Hours, at: datetime) -> datetime | None:
    return hours.closes(weekly, at) if hours.is_open(weekly, at) else hours.opens(weekly, at)


def next_on(duties: Iterable[Duty], at: datetime) -> datetime | None:
    """When the first of them is on duty: `at` where one is, None where nobody will be."""
    moments = (_next_on(duty, at) for duty in duties)
    return min((moment for moment in moments if moment is not None), default=None)


def _next_on(duty: Duty, at: datetime) -> datetime | None:
    if is_on(duty, at):
        return at
    if duty.weekly is None:
        return None
    off_until = duty.until if duty.by_hand is False and duty.until else at
    return hours.opens(duty.weekly, max(at, off_until))
