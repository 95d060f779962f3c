"""X's rate limits, from the headers of its answers; nothing here ever sleeps.

docs.x.com/x-api/fundamentals/rate-limits: `x-rate-limit-*` for the window of an endpoint, and
`x-user-limit-24hour-*`, `x-app-limit-24hour-*` for the day.
"""

import re
import time
from collections.abc import Mapping

from bots.twitter.clock import seconds_of

DEFAULT_WAIT_SECONDS = 60.0  # for a 429 that names no time, as from a proxy in between

_FAMILIES = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
_ID = re.compile(r"/-?\d+")

Headers = Mapping[str, str]


class Quotas:
    """What is left of each endpoint's quota; times on the monotonic clock."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}

    def wait(self, method: str, path: str) -> float:
        """Seconds until the endpoint may be asked; 0 if it is now."""
        return max(0.0, self._not_before.get(_endpoint(method, path), 0.0) - time.monotonic())

    def note(self, method: str, path: str, headers: Headers) -> None:
        if (seconds := _exhausted(headers)) is not None:
            self._not_before[_endpoint(method, path)] = time.monotonic() + seconds


def ordered_wait(headers: Headers) -> float:
    """Seconds that a 429 asks for, never below 0."""
    exhausted = _exhausted(headers)
    if exhausted is not None:
        return exhausted
    if (named := _seconds_until(headers, "x-rate-limit-reset")) is not None:
        return named
    try:
        return max(0.0, float(headers.get("Retry-After", "")))
    except ValueError:
        return DEFAULT_WAIT_SECONDS


def _exhausted(headers: Headers) -> float | None:
    """Until the last of the quotas that are used up begins anew."""
    waits = [
        _seconds_until(headers, f"{family}-reset")
        for family in _FAMILIES
        if headers.get(f"{family}-remaining") == "0"
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _seconds_until(headers: Headers, name: str) -> float | None:
    """A reset is a time of X's clock, so it is measured from the `Date` beside it."""
    try:
        reset = float(headers.get(name, ""))
    except ValueError:
        return None
    now = seconds_of(headers.get("Date"))
    return max(0.0, reset - (time.time() if now is None else now))


def _endpoint(method: str, path: str) -> str:
    return f"{method} {_ID.sub('/:id', path)}"
