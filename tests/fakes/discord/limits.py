"""How fast a bot may call (discord.com/developers/docs/topics/rate-limits)."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque

from tests.fakes.discord.calling import Route
from tests.fakes.discord.rules import Json, RateLimited

GLOBAL_A_SECOND = 50
# Observed, not documented: Discord tells the limits of a route in its headers only.
BUCKETS = {"create_message": (5, 5.0), "create_reaction": (1, 0.25), "edit_message": (5, 5.0)}
OTHERS = (10, 1.0)
NOT_GLOBAL = ("interactions", "webhooks")


class RateLimits:
    """Windows per route and channel, server or webhook, and the global one."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._used: defaultdict[str, deque[float]] = defaultdict(deque)

    def take(self, route: Route, ids: Json, now: float) -> dict[str, str]:
        """Counts one request at `now`; the headers that tell what is left, or RateLimited."""
        if route.path[0] not in NOT_GLOBAL:
            _passed(self._all, now - 1.0)
            if len(self._all) >= GLOBAL_A_SECOND:
                raise RateLimited(self._all[0] + 1.0 - now, is_global=True)
            self._all.append(now)
        count, seconds = BUCKETS.get(route.name, OTHERS)
        used = self._used[f"{route.name}:{ids.get(route.major.strip('{}'), '')}"]
        _passed(used, now - seconds)
        if len(used) >= count:
            raise RateLimited(used[0] + seconds - now)
        used.append(now)
        return _headers(route, count, count - len(used), used[0] + seconds, now)


def _passed(window: deque[float], until: float) -> None:
    while window and window[0] <= until:
        window.popleft()


def _headers(route: Route, count: int, left: int, reset: float, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(count),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": f"{reset:.3f}",
        "X-RateLimit-Reset-After": f"{reset - now:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.name.encode()).hexdigest()[:32],
    }
