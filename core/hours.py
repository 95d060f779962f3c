"""Hours of work: a week's spans in a zone, less the holidays; time counted only within them.

Wall-clock rules keep their zone: a local time that a clock change leaves out is the first instant
after the gap, one that comes twice is its first coming.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? "
    r"(?P<begin>[0-2]?[0-9]:[0-5][0-9])-(?P<end>[0-2]?[0-9]:[0-5][0-9])"
)
_DAILY = re.compile(r"[0-2]?[0-9]:[0-5][0-9]-[0-2]?[0-9]:[0-5][0-9]")
_DAY = timedelta(days=1)
_FURTHEST = timedelta(days=800)  # a calendar that opens no more until then opens never


class Span(msgspec.Struct, frozen=True):
    """On these weekdays (Monday is 0) from `begin` to `end`, in minutes after midnight; an `end`
    beyond 24 hours is on the next day."""

    days: tuple[int, ...]
    begin: int
    end: int


class Hours(msgspec.Struct, frozen=True):
    """Without spans it is always open. `holidays` are dates (`2027-01-01`), or days of every year
    (`01-01`); a span that begins on one is left out."""

    zone: str = "UTC"
    spans: tuple[Span, ...] = ()
    holidays: tuple[str, ...] = ()


ALWAYS = Hours()
Interval = tuple[datetime, datetime]  # UTC; the end is not part of it


def read_spans(written: str) -> tuple[Span, ...]:
    """`mon-fri 09:00-18:00, sat 22:00-06:00`. Raises ValueError naming the part that is wrong."""
    return tuple(_read(part.strip().lower()) for part in written.split(",") if part.strip())


def read_daily(written: str) -> tuple[Span, ...]:
    """`22:00-08:00`, on every day. Raises ValueError naming what is wrong."""
    if not _DAILY.fullmatch(written.strip()):
        raise ValueError(f"{written!r} is not of the form 22:00-08:00")
    return read_spans(f"mon-sun {written.strip()}")


def _read(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if not found or found["first"] not in DAYS or (found["last"] or "mon") not in DAYS:
        raise ValueError(f"{part!r} is not of the form mon-fri 09:00-18:00")
    begin, end = _minutes(found["begin"]), _minutes(found["end"])
    if max(begin, end) > 24 * 60 or begin == 24 * 60:
        raise ValueError(f"{part!r} has an hour beyond 24:00")
    return Span(_days(found["first"], found["last"]), begin, end if end > begin else end + 24 * 60)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _days(first: str, last: str | None) -> tuple[int, ...]:
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def ever_opens(hours: Hours) -> bool:
    """False where the holidays of every year leave nothing."""
    return opens(hours, datetime(2028, 1, 1, tzinfo=UTC)) is not None  # a leap year


def is_open(hours: Hours, at: datetime) -> bool:
    begin = opens(hours, at)
    return begin is not None and begin <= at


def opens(hours: Hours, at: datetime) -> datetime | None:
    """`at` where it is open then, else the next opening; None where it never opens again."""
    if not hours.spans:
        return at
    return next((begin for begin, _end in _pieces(hours, at)), None)


def closes(hours: Hours, at: datetime) -> datetime | None:
    """When it closes next, being open at `at` or opening later; None where it never does."""
    end: datetime | None = None
    for piece in _pieces(hours, at):
        if end is not None and piece[0] > end:
            return end
        end = piece[1]
    return None


def add(hours: Hours, at: datetime, length: timedelta) -> datetime | None:
    """The instant at which `length` of open time has passed since `at`; None for never."""
    if not hours.spans:
        return at + length
    for begin, end in _pieces(hours, at):
        if end - begin >= length:
            return begin + length
        length -= end - begin
    return None


def between(hours: Hours, begin: datetime, end: datetime) -> timedelta:
    """Open time from `begin` to `end`; none where the clock went backwards."""
    if not hours.spans:
        return max(end - begin, timedelta())
    passed = timedelta()
    for opened, closed in _pieces(hours, begin):
        if opened >= end:
            break
        passed += min(closed, end) - opened
    return passed


def _pieces(hours: Hours, at: datetime) -> Iterator[Interval]:
    """Open time after `at`, in order and without overlaps, as far as one looks ahead."""
    day = at.astimezone(ZoneInfo(hours.zone)).date() - 2 * _DAY
    for _count in range(_FURTHEST // _DAY):
        for begin, end in _day(hours, day):
            if end > at:
                yield max(begin, at), end
                at = end
        day += _DAY


@lru_cache(maxsize=4096)
def _day(hours: Hours, day: date) -> tuple[Interval, ...]:
    """What begins on this local day."""
    if {day.isoformat(), day.isoformat()[5:]} & set(hours.holidays):
        return ()
    zone = ZoneInfo(hours.zone)
    pieces = [
        (instant(day, span.begin, zone), instant(day, span.end, zone))
        for span in hours.spans
        if day.weekday() in span.days
    ]
    return tuple(sorted(piece for piece in pieces if piece[0] < piece[1]))


def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """So many minutes by the clock on the wall after a day's midnight."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone).astimezone(UTC)
    return _end_of_gap(before, after, zone) if before < after else after


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the new offset, between two instants around a clock change."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
