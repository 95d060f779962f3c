"""How long an asker will wait: from like tickets, else the promise, else until somebody comes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from core.i18n import Message, Reader, _

FEWEST = 10  # like tickets, before they are called a habit
_AROUND = 1  # hours of the day on either side that count as the same
_ROUNDED_TO = timedelta(minutes=5)  # upwards: a promise of 7 minutes is false precision


class Answered(msgspec.Struct, frozen=True):
    """A ticket of the same category that had its first reply."""

    opened_at: datetime
    waited: timedelta


class Expected(msgspec.Struct, frozen=True):
    """Half of them waited at most `median`, nine of ten at most `ninetieth`."""

    median: timedelta
    ninetieth: timedelta


def estimate(answered: Iterable[Answered], at: datetime, zone: str) -> Expected | None:
    """From those opened around the same hour of the day; None while they are too few."""
    here = ZoneInfo(zone)
    hour = at.astimezone(here).hour
    waits = sorted(
        one.waited for one in answered if _is_near(one.opened_at.astimezone(here).hour, hour)
    )
    if len(waits) < FEWEST:
        return None
    return Expected(_percentile(waits, 50), _percentile(waits, 90))


def _is_near(hour: int, other: int) -> bool:
    apart = abs(hour - other)
    return min(apart, 24 - apart) <= _AROUND


def _percentile(ascending: Sequence[timedelta], percent: int) -> timedelta:
    """By nearest rank: a wait that somebody had."""
    rank = -(-len(ascending) * percent // 100)
    return ascending[rank - 1]


def sentence(
    expected: Expected | None,
    promise: timedelta | None,
    opens: datetime | None,
    at: datetime,
    reader: Reader,
) -> Message:
    """What the asker is told. `opens` is when somebody is there: `at` or before is now, None is
    not known."""
    if opens is not None and opens > at:
        return _("Nobody is on duty until %(time)s.", time=_clock(opens, at, reader))
    if expected is not None:
        return _(
            "Others with such a question had a reply within %(median)s; nine of ten within"
            " %(ninetieth)s.",
            median=reader.duration(_rounded(expected.median)),
            ninetieth=reader.duration(_rounded(expected.ninetieth)),
        )
    if promise is not None:
        return _("We reply within %(promise)s.", promise=reader.duration(promise))
    return _("We reply as soon as we can.")


def _clock(moment: datetime, at: datetime, reader: Reader) -> str:
    """The time alone where it is within a day."""
    soon = moment - at < timedelta(hours=20)
    return reader.time(moment) if soon else reader.datetime(moment)


def _rounded(wait: timedelta) -> timedelta:
    return max(-(-wait // _ROUNDED_TO), 1) * _ROUNDED_TO
