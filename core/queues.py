"""Which chat may send next, from which lane, and when: pure bookkeeping, time is passed in."""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from core import budget
from core.outbox import Lane

MOST_CHATS = 10_000  # remembered; beyond it the idle ones are forgotten
LIMITED = frozenset(Lane) - {Lane.SAFETY}  # by what a chat takes in messages


@dataclass(eq=False)
class Chat:
    """A chat with something to send. `busy` while one of its actions is in flight.

    `limits` are those of messages. What keeps people safe, above all deleting and restricting,
    neither waits for them nor uses them up: platforms count it for the bot as a whole, and say so
    when it is too much."""

    key: str
    limits: budget.Budget
    lanes: set[Lane] = field(default_factory=set)
    turns: budget.Turns = field(default_factory=budget.Turns)
    not_before: float = 0.0
    lane_not_before: dict[Lane, float] = field(default_factory=dict)
    busy: bool = False
    queued: set[Lane] = field(default_factory=set)
    sleeps_until: float = float("inf")

    def next_lane(self, now: float) -> Lane | None:
        """Whose turn it is here: the most urgent may go a little ahead of a fair order."""
        free = self._free(now)
        return self.turns.first(free) if free else None

    def place_in_line(self, now: float) -> Lane | None:
        """The most urgent that waits: what has its turn before it goes at its place among the
        chats, or an answer would wait as long as the announcement before it."""
        return min(self._free(now), default=None)

    def _free(self, now: float) -> list[Lane]:
        limited = self.limits.wait(now) > 0
        free = [lane for lane in self.lanes if self._due(lane) <= now]
        return [lane for lane in free if not (limited and lane in LIMITED)]

    def wait(self, now: float) -> float:
        """Seconds until one of its lanes may go; 0 for now."""
        messages = now + self.limits.wait(now)
        dues = (max(self._due(lane), messages if lane in LIMITED else now) for lane in self.lanes)
        return max(self.not_before - now, min(dues, default=now) - now, 0.0)

    def _due(self, lane: Lane) -> float:
        return self.lane_not_before.get(lane, 0.0)

    def is_idle(self, now: float) -> bool:
        """It has nothing to send, and a new one would know all that it knows."""
        waits = max(self.not_before, *self.lane_not_before.values(), 0.0)
        return not (self.lanes or self.busy) and waits <= now and self.limits.is_whole(now)


class Queues:
    """Every chat that waits stands in the queue of its most urgent lane, or sleeps until it may.

    Whoever takes a chat's turn calls `line_up` when it is over.
    """

    def __init__(self) -> None:
        self.chats: dict[str, Chat] = {}
        self._ready: dict[Lane, deque[Chat]] = {lane: deque() for lane in Lane}
        self._sleeping: list[tuple[float, str]] = []
        self._turns = budget.Turns()
        self._most = MOST_CHATS

    def wake(self, key: str, lane: Lane, limits: Callable[[], budget.Budget], now: float) -> None:
        """There is something to send in a lane; what it is still waiting for is asked anew."""
        chat = self.chats.get(key)
        if chat is None:
            self._forget_the_idle(now)
            chat = self.chats[key] = Chat(key, limits())
        chat.lanes.add(lane)
        chat.lane_not_before.pop(lane, None)
        self.line_up(chat, now)

    def line_up(self, chat: Chat, now: float) -> None:
        if chat.busy or not chat.lanes:
            return
        lane, pause = chat.place_in_line(now), chat.wait(now)
        if lane is None or pause > 0:
            self._sleep(chat, now + max(pause, 0.001))
        elif lane not in chat.queued:
            chat.queued.add(lane)
            self._ready[lane].append(chat)

    def take(self, now: float) -> tuple[Chat, Lane] | None:
        """Whose turn it is; that chat is busy then, and the lane taken off it until it is known
        whether there is more: a wake in between puts it back, so that none is lost."""
        self._rouse(now)
        while (lane := self._next_lane()) is not None:
            chat = self._ready[lane].popleft()
            chat.queued.discard(lane)
            turn = chat.next_lane(now)
            if turn is None or chat.busy or chat.wait(now) > 0 or lane != chat.place_in_line(now):
                self.line_up(chat, now)
                continue
            self._turns.took(turn)
            chat.turns.took(turn)
            chat.lanes.discard(turn)
            chat.busy = True
            return chat, turn
        return None

    def pause(self, now: float) -> float | None:
        """Seconds until a sleeper may send; None when there is none."""
        return max(0.0, self._sleeping[0][0] - now) if self._sleeping else None

    def _next_lane(self) -> Lane | None:
        waiting = [lane for lane in Lane if self._ready[lane]]
        return self._turns.order(waiting)[0] if waiting else None

    def _sleep(self, chat: Chat, until: float) -> None:
        if until < chat.sleeps_until:
            chat.sleeps_until = until
            heapq.heappush(self._sleeping, (until, chat.key))

    def _rouse(self, now: float) -> None:
        while self._sleeping and self._sleeping[0][0] <= now:
            until, key = heapq.heappop(self._sleeping)
            chat = self.chats.get(key)
            if chat is not None and chat.sleeps_until == until:
                chat.sleeps_until = float("inf")
                self.line_up(chat, now)

    def _forget_the_idle(self, now: float) -> None:
        if len(self.chats) < self._most:
            return
        self.chats = {key: chat for key, chat in self.chats.items() if not chat.is_idle(now)}
        self._most = max(MOST_CHATS, 2 * len(self.chats))
