"""Limits that nobody is told: drawn from a seed, found out by being refused."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from math import ceil

from tests.fakes.telegram.rules import ApiError

SLOWEST, FASTEST = 18.0, 30.0  # calls a second, over all chats
LEAST_BURST, MOST_BURST = 5, 40
LONGEST_WAIT = 40
CLOSED_SHARE = 0.0004  # of the chats are closed to us at first (slow mode)


class HiddenLimits:
    """A bucket of tokens for the bot, one call a second for a chat, some chats that are closed at
    first, and one time at which the whole bot has to wait. Each refusal names its seconds; whoever
    asks sooner is refused again."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        chance = random.Random(seed)
        self.rate = chance.uniform(SLOWEST, FASTEST)
        self.burst = chance.randint(LEAST_BURST, MOST_BURST)
        self.pause_from = chance.uniform(20, 100)
        self.pause_seconds = chance.uniform(1, LONGEST_WAIT)
        self.calls = self.refused = self.rushed = self.crowded = 0
        self.told_until = 0.0  # the end of the wait for the whole bot, as it was told
        self._waits = random.Random(seed + 1)
        self._began: float | None = None
        self._tokens, self._at = float(self.burst), 0.0
        self._until: dict[str, float] = {}
        self._last: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=1))

    def check(self, chat_id: str, now: float) -> None:
        """Counts one call at `now`, or raises 429."""
        if self._began is None:
            self._began = now
        self.calls += 1
        now -= self._began
        if now < self._until.get(chat_id, 0.0):
            self.rushed += chat_id in self._until
        wait = max(self._of_bot(now), self._of_chat(chat_id, now))
        if self._of_bot(now) > 0:
            self.told_until = max(self.told_until, now + ceil(wait))
        if wait <= 0:
            wait = self._of_bucket(now)
        if wait > 0:
            self._refuse(chat_id, now, ceil(wait))
        self._note(chat_id, now)

    def _of_bot(self, now: float) -> float:
        over = self.pause_from + self.pause_seconds
        return over - now if self.pause_from <= now < over else 0.0

    def _of_chat(self, chat_id: str, now: float) -> float:
        return max(self._until.get(chat_id, self.closed_until(chat_id)) - now, 0.0)

    def closed_until(self, chat_id: str) -> float:
        chance = random.Random(f"{self.seed} {chat_id}")
        return chance.uniform(1, LONGEST_WAIT) if chance.random() < CLOSED_SHARE else 0.0

    def _of_bucket(self, now: float) -> float:
        """Not when there is a token again, but a wait that the server fancies."""
        at, self._at = self._at, now
        self._tokens = min(self.burst, self._tokens + (now - at) * self.rate)
        if self._tokens < 1:
            return float(self._waits.randint(1, LONGEST_WAIT))
        self._tokens -= 1
        return 0.0

    def _refuse(self, chat_id: str, now: float, wait: int) -> None:
        self.refused += 1
        self._until[chat_id] = now + wait
        raise ApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})

    def _note(self, chat_id: str, now: float) -> None:
        before = self._last[chat_id]
        self.crowded += bool(before) and now - before[0] < 1.0
        before.append(now)
