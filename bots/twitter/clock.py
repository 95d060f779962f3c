"""How far our clock is from X's: a request that is signed with the wrong time is refused (135)."""

import time
from email.utils import parsedate_to_datetime

from prometheus_client import Gauge

SKEW = Gauge("guildhall_x_clock_skew_seconds", "X's clock minus ours")

TOLERATED_SECONDS = 30.0  # X's `Date` has whole seconds, and an answer takes its time
CORRECTED_SECONDS = 15 * 60.0  # beyond that something else is wrong than a clock that drifts


class Clock:
    """Ours, set right by the `Date` of X's answers where it is off by too much to ignore."""

    def __init__(self) -> None:
        self.skew = 0.0

    @property
    def is_off(self) -> bool:
        return abs(self.skew) > TOLERATED_SECONDS

    @property
    def correction(self) -> float:
        return self.skew if self.is_off and abs(self.skew) <= CORRECTED_SECONDS else 0.0

    def now(self) -> float:
        return time.time() + self.correction

    def note(self, date: str | None) -> None:
        """The `Date` header of an answer that has just come."""
        if (theirs := seconds_of(date)) is not None:
            self.skew = theirs - time.time()
            SKEW.set(self.skew)


def seconds_of(date: str | None) -> float | None:
    """None for what is no date of HTTP."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (TypeError, ValueError):
        return None
