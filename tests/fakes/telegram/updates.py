"""The queue of updates: what is kept, what is confirmed, who is told.

Source of every rule: core.telegram.org/bots/api#getupdates and #setwebhook.
"""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Callable

from tests.fakes.telegram.rules import Json

ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_PAGE = 100


class UpdateQueue:
    def __init__(self, changed: Callable[[], None]) -> None:
        self.pending: deque[Json] = deque()
        self.allowed: frozenset[str] = frozenset()
        self.confirmed = 0
        self._changed = changed
        self._ids = itertools.count(random.randrange(10**8, 9 * 10**8))

    def put(self, kind: str, payload: Json) -> Json | None:
        """The update, or None when it is of a kind that the bot did not ask for."""
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_WHEN_NAMED
        return self.put_raw({kind: payload}) if wanted else None

    def put_raw(self, update: Json) -> Json:
        update = {"update_id": next(self._ids), **update}
        self.pending.append(update)
        self._changed()
        return update

    def repeat(self, update: Json) -> None:
        """The same update once more, under the same id, as after a lost confirmation."""
        self.pending.appendleft(update)
        self._changed()

    def allow(self, kinds: list[str] | None) -> None:
        """None keeps the last choice; an empty list is the default choice."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def confirm(self, offset: int) -> None:
        """Forgets what lies before `offset`; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
            return
        while self.pending and self.pending[0]["update_id"] < offset:
            self.confirmed = self.pending.popleft()["update_id"]

    def page(self, limit: int) -> list[Json]:
        return list(itertools.islice(self.pending, min(max(limit, 1), MAX_PAGE)))
