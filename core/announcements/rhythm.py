"""A cron rule by the clock on the wall: when it comes next. Pure.

Five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday), each `*`,
a number, a range `1-5`, a step `*/15` or several with commas. Where both kinds of day are limited,
either will do (POSIX crontab). A local hour that comes twice counts once, one that a clock change
leaves out is the first instant after the gap.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from core import hours
from core.announcements.draft import Rhythm

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_FURTHEST = 366 * 8 + 2  # days: 29 February may be eight years away


class Cron(msgspec.Struct, frozen=True):
    """`days` and `weekdays` None where the field is `*`; Monday is 0, as in Python."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int] | None
    months: frozenset[int]
    weekdays: frozenset[int] | None

    def has(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        of_month = None if self.days is None else day.day in self.days
        of_week = None if self.weekdays is None else day.weekday() in self.weekdays
        limits = [each for each in (of_month, of_week) if each is not None]
        return any(limits) if limits else True


@lru_cache(maxsize=256)
def read(written: str) -> Cron:
    """Raises ValueError naming the field that is wrong."""
    fields = written.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(f"{written!r} has {len(fields)} fields, not five")
    minutes, hours_, days, months, weekdays = (
        _values(field, *bounds) for field, bounds in zip(fields, _FIELDS, strict=True)
    )
    return Cron(
        tuple(sorted(minutes)),
        tuple(sorted(hours_)),
        None if fields[2] == "*" else frozenset(days),
        frozenset(months),
        None if fields[4] == "*" else frozenset((day - 1) % 7 for day in weekdays),
    )


def _values(field: str, name: str, low: int, high: int) -> set[int]:
    return {value for part in field.split(",") for value in _part(part, name, low, high)}


def _part(part: str, name: str, low: int, high: int) -> range:
    span, _slash, step = part.partition("/")
    first, _dash, last = span.partition("-")
    try:
        if span == "*":
            begin, end = low, high
        else:
            begin = int(first)
            end = int(last) if last else high if step else begin
        by = int(step) if step else 1
    except ValueError:
        raise ValueError(f"{part!r} is no {name}") from None
    if not (low <= begin <= end <= high and by > 0):
        raise ValueError(f"{part!r} is no {name} between {low} and {high}")
    return range(begin, end + 1, by)


def next_time(rhythm: Rhythm, after: datetime) -> datetime | None:
    """The first time later than `after`; None where there is none within eight years."""
    return next((at for at in _times(rhythm, after) if at > after), None)


def _times(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    cron, zone = read(rhythm.cron), ZoneInfo(rhythm.zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    for _count in range(_FURTHEST):
        if cron.has(day):
            for hour in cron.hours:
                for minute in cron.minutes:
                    yield hours.instant(day, hour * 60 + minute, zone)
        day += timedelta(days=1)
