"""Moments as people write them, by the clock on the wall of a zone. Pure."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from core import durations, hours
from core.feature import UserError
from core.i18n import _

_WRITTEN = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2})[ T])?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?"
    r"(?:\s+(?P<zone>[A-Za-z][A-Za-z0-9_+/-]*))?"
)


def moment(written: str, zone: str, now: datetime) -> datetime:
    """`2026-12-01 09:00`, with another zone behind it where wanted; `09:00` is the next one to
    come, `+2h` is counted from `now`. Raises UserError."""
    if written.startswith("+"):
        return now + length(written[1:])
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise _unclear(written)
    zone = checked_zone(found["zone"] or zone)
    minutes = int(found["hour"]) * 60 + int(found["minute"])
    if int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise _unclear(written)
    if found["day"]:
        return hours.instant(_day(found["day"], written), minutes, ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    at = hours.instant(today, minutes, ZoneInfo(zone))
    return at if at > now else hours.instant(today + timedelta(days=1), minutes, ZoneInfo(zone))


def _day(iso: str, written: str) -> date:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise _unclear(written) from None


def _unclear(written: str) -> UserError:
    example = "`2026-12-01 09:00 Europe/Berlin`, `09:00`, `+2h`"
    return UserError(
        _(
            "I cannot read the time %(written)s. Write it like this: %(example)s",
            written=f"`{_plain(written)}`",
            example=example,
        )
    )


def length(written: str) -> timedelta:
    """`30m`, `2h`, `1d`. Raises UserError."""
    found = durations.parse(written)
    if found is None:
        raise UserError(
            _("%(written)s is no length of time such as 30m, 2h or 1d.", written=_code(written))
        )
    return found


def checked_zone(zone: str) -> str:
    """Raises UserError for what is no IANA time zone."""
    if zone not in available_timezones():
        raise UserError(
            _("%(zone)s is no time zone; write it like Europe/Berlin.", zone=_code(zone))
        )
    return zone


def _code(written: str) -> str:
    return f"`{_plain(written)}`"


def _plain(written: str) -> str:
    """What somebody typed, harmless in a sentence of ours."""
    return re.sub(r"[^A-Za-z0-9:+ /_-]", "?", written)[:40]
