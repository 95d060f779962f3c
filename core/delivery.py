"""Delivers the outbox of one platform: picks whose turn it is, performs, records the outcome."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from math import inf
from typing import assert_never

import structlog
from prometheus_client import Histogram

from core import budget
from core.actions import Receipt, Send
from core.fetching import Fetching
from core.flights import Claimed, Ended
from core.outbox import Lane, Wake
from core.pace import Pace
from core.platform import (
    DeliveryFailed,
    Gone,
    Moved,
    NotAllowed,
    Outcome,
    Platform,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)
from core.queues import LIMITED, Chat, Queues
from core.settling import RunUnit, Settling, TellOwner

log = structlog.get_logger("delivery")

SECONDS = Histogram("guildhall_perform_seconds", "Time of one platform request", ["platform"])

PERFORM_SECONDS = 60.0  # longer than any adapter's own time-out; then the row is uncertain
IN_FLIGHT = 32  # requests at the same time on one platform
_ROOM = 0.5  # of a budget may be used where there is room
LANDING_SECONDS = 1.0  # for requests under way when we are asked to stop


class Delivery:
    """One platform's sender. `run` until cancelled; `wake` after each commit that queued a row."""

    def __init__(
        self,
        platform: Platform,
        run_unit: RunUnit,
        tell_owner: TellOwner,
        clock: Callable[[], datetime],
        fetching: Fetching,
    ) -> None:
        self.platform = platform
        self._fetching = fetching
        self._clock = clock
        self._settling = Settling(platform, run_unit, tell_owner)
        self._queues = Queues()
        self._pace = Pace(platform.capabilities.per_second)
        self._counted_at = -inf
        self._blocked_until = 0.0
        self._bell = asyncio.Event()
        self._flights: set[asyncio.Task[None]] = set()
        self._fault: BaseException | None = None

    async def run(self) -> None:
        """Raises PlatformStopped when the platform says that the bot may not work at all."""
        self._fault = None
        await self._recover()
        try:
            while self._fault is None:
                self._bell.clear()
                await self._rest(self._launch())
            raise self._fault
        finally:
            await self._land()

    def wake(self, wakes: Iterable[Wake]) -> None:
        now = _clock()
        for wake in wakes:
            limits = partial(budget.of_chat, self.platform.capabilities, wake.private)
            self._queues.wake(wake.chat, wake.lane, limits, now)
        self._bell.set()

    def pending(self) -> int:
        """Chats with something to send or in flight."""
        return sum(1 for chat in self._queues.chats.values() if chat.lanes or chat.busy)

    def has_room(self, chat: str) -> bool:
        """Whether something without hurry may be sent there: nothing waits, and at least half of
        what the platform allows the chat and the bot is free."""
        now = _clock()
        known = self._queues.chats.get(chat)
        waits = known is not None and bool(known.lanes)
        used = max(self._pace.used(now), known.limits.used(now) if known else 0.0)
        return not waits and used <= _ROOM

    # -- whose turn ------------------------------------------------------------------------------

    def _launch(self) -> float | None:
        """Start what may start now; seconds until it is worth looking again (None: when woken)."""
        now = _clock()
        self._look_ahead(now)
        while len(self._flights) < IN_FLIGHT:
            pause = max(self._blocked_until - now, self._pace.wait(now))
            if pause > 0:
                return pause
            turn = self._queues.take(now)
            if turn is None:
                break
            self._take_off(*turn, now)
        return self._queues.pause(now)

    def _look_ahead(self, now: float) -> None:
        """Once a second: there may be many."""
        if now - self._counted_at >= 1:
            self._counted_at, self._pace.ahead = now, self.pending()

    def _take_off(self, chat: Chat, lane: Lane, now: float) -> None:
        self._pace.reserve(now)
        if lane in LIMITED:
            chat.limits.reserve()
        flight = asyncio.get_running_loop().create_task(self._fly(chat, lane))
        self._flights.add(flight)
        flight.add_done_callback(self._landed)

    def _landed(self, flight: asyncio.Task[None]) -> None:
        self._flights.discard(flight)
        if not flight.cancelled() and flight.exception() is not None:
            self._fault = flight.exception()
        self._bell.set()

    async def _land(self) -> None:
        """What is in flight gets a moment to end, so that a stop leaves nothing in doubt."""
        if self._flights:
            await asyncio.wait(self._flights, timeout=LANDING_SECONDS)
        for flight in self._flights:
            flight.cancel()
        await asyncio.gather(*self._flights, return_exceptions=True)

    async def _rest(self, pause: float | None) -> None:
        try:
            async with asyncio.timeout(pause):
                await self._bell.wait()
        except TimeoutError:
            pass

    # -- one action ------------------------------------------------------------------------------

    async def _fly(self, chat: Chat, lane: Lane) -> None:
        """Take the lane's head and send it; the lane is off the chat unless there is more."""
        try:
            head = await self._take_head(chat, lane)
            if head is not None and (not isinstance(head, Claimed) or head.more):
                chat.lanes.add(lane)
            if isinstance(head, Claimed):
                await self._perform(chat, head)
        finally:
            chat.busy = False
            self._queues.line_up(chat, _clock())

    async def _take_head(self, chat: Chat, lane: Lane) -> Claimed | Ended | datetime | None:
        """The turn is taken back if no request follows."""
        claimed = None
        try:
            claimed = await self._settling.claim(chat.key, lane)
        finally:
            if not isinstance(claimed, Claimed):
                self._pace.release()
                if lane in LIMITED:
                    chat.limits.release()
        if isinstance(claimed, datetime):
            chat.lane_not_before[lane] = self._monotonic(claimed)
        return claimed

    async def _perform(self, chat: Chat, claimed: Claimed) -> None:
        began = _clock()
        try:
            receipt = await self._request(chat, claimed)
        except TimeoutError:
            await self._settle(chat, claimed, DeliveryFailed(Uncertain(), claimed.delivery.done))
        except DeliveryFailed as failure:
            self._learn(began, failure.outcome)
            await self._settle(chat, claimed, failure)
        except PlatformStopped:
            await self._settling.given_back(claimed, claimed.delivery.done)
            raise
        except Exception as error:
            # An adapter's bug over one action; the others' deliveries must go on.
            log.exception("perform failed", platform=self.platform.name, row=claimed.delivery.row)
            await self._settling.failed(claimed, Refused(type(error).__name__))
        else:
            self._pace.passed(began, _clock())
            self._charge(chat, claimed.lane, len(receipt.ids) - 1)
            await self._settling.delivered(claimed, receipt)

    async def _request(self, chat: Chat, claimed: Claimed) -> Receipt:
        """A budget counts from the end of a request: however long it took to arrive, no window of
        the platform's saw more than we allow."""
        try:
            async with self._fetching.filled(claimed.delivery, self.platform) as delivery:
                async with asyncio.timeout(PERFORM_SECONDS):
                    with SECONDS.labels(self.platform.name).time():
                        return await self.platform.perform(delivery)
        finally:
            self._spend(chat, claimed)

    async def _settle(self, chat: Chat, claimed: Claimed, failure: DeliveryFailed) -> None:
        outcome, done = failure.outcome, failure.done or claimed.delivery.done
        match outcome:
            case RetryAt(scope=scope):
                until = await self._settling.postponed(chat.key, claimed, outcome, done)
                if until is not None:
                    chat.lanes.add(claimed.lane)
                    chat.lane_not_before[claimed.lane] = self._monotonic(until)
                self._wait(chat, scope, until or outcome.until)
            case Moved(place=place) if place.chat == chat.key:
                await self._settling.failed(claimed, Refused("moved to where it is"))
            case Moved():
                await self._settling.moved(chat.key, claimed, outcome, done)
            case Uncertain():
                if await self._settling.doubted(claimed, done):
                    chat.lanes.add(claimed.lane)
            case NotAllowed() | Gone() | Refused():
                await self._settling.failed(claimed, outcome)
            case _:
                assert_never(outcome)

    def _learn(self, began: float, outcome: Outcome) -> None:
        """A wait that is ordered for one chat may be meant for the bot, where nobody says so."""
        if not isinstance(outcome, RetryAt) or not outcome.ordered:
            return
        is_told = self.platform.capabilities.waits == "told"
        if outcome.scope is Scope.BOT or not is_told:
            until = self._monotonic(outcome.until)
            if self._pace.refused(began, _clock(), until) and not is_told:
                self._blocked_until = max(self._blocked_until, until)

    def _wait(self, chat: Chat, scope: Scope, until: datetime) -> None:
        due = self._monotonic(until)
        if scope is Scope.CHAT:
            chat.not_before = due
        if scope is Scope.BOT:
            self._blocked_until = max(self._blocked_until, due)

    # -- the ground ------------------------------------------------------------------------------

    async def _recover(self) -> None:
        waiting, blocked = await self._settling.recovered()
        self.wake(waiting)
        for key, until in blocked.items():
            if key == self.platform.name:
                self._blocked_until = self._monotonic(until)
            elif chat := self._queues.chats.get(key):
                chat.not_before = self._monotonic(until)

    def _spend(self, chat: Chat, claimed: Claimed) -> None:
        now = _clock()
        self._pace.spend(now)
        if claimed.lane in LIMITED:
            chat.limits.spend(now)
        elif isinstance(claimed.delivery.action, Send):
            chat.limits.add(now)

    def _charge(self, chat: Chat, lane: Lane, parts: int) -> None:
        """A long text went out in several requests."""
        now = _clock()
        for _ in range(parts):
            self._pace.add(now)
            if lane in LIMITED:
                chat.limits.add(now)

    def _monotonic(self, moment: datetime) -> float:
        return _clock() + (moment - self._clock()).total_seconds()


def _clock() -> float:
    """Of the loop: seconds that pass, whatever the time of day is set to."""
    return asyncio.get_running_loop().time()
