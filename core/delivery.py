"""Delivers the outbox of one platform: picks whose turn it is, performs, records the outcome."""

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar, assert_never

import structlog
from prometheus_client import Counter, Histogram

from core import budget, moments, outbox
from core.actions import Receipt
from core.context import Unit
from core.outbox import Claimed, Ended, Lane, Wake
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
from core.storage.errors import ConstraintFailed, StorageError, UnstorableText

T = TypeVar("T")
log = structlog.get_logger("delivery")

ENDED = Counter("guildhall_actions", "Actions by how they ended", ["platform", "outcome"])
WAITS = Counter("guildhall_waits", "Waits that a platform ordered", ["platform", "scope"])
SECONDS = Histogram("guildhall_perform_seconds", "Time of one platform request", ["platform"])

PERFORM_SECONDS = 60.0  # longer than any adapter's own time-out; then the row is uncertain
IN_FLIGHT = 32  # requests at the same time on one platform
LANDING_SECONDS = 1.0  # for requests under way when we are asked to stop
_STORAGE_PAUSE = 0.5

TellOwner = Callable[[Unit, str | None, str | None, Receipt | Outcome], Awaitable[None]]


class RunUnit(Protocol):
    """Runs a unit of work in one transaction, and wakes whom it concerns after the commit."""

    async def __call__(self, work: Callable[[Unit], Awaitable[T]], /) -> T: ...


@dataclass
class _Chat:
    """A chat with something to send. `busy` while one of its actions is in flight."""

    key: str
    limits: budget.Budget
    lanes: set[Lane] = field(default_factory=set)
    turns: budget.Turns = field(default_factory=budget.Turns)
    not_before: float = 0.0
    busy: bool = False
    lane_not_before: dict[Lane, float] = field(default_factory=dict)

    def next_lane(self, now: float) -> Lane | None:
        free = [lane for lane in self.lanes if self.lane_not_before.get(lane, 0.0) <= now]
        return self.turns.order(free)[0] if free else None

    def wait(self, now: float) -> float:
        """Seconds until one of its lanes may go; 0 for now."""
        lanes = min((self.lane_not_before.get(lane, 0.0) for lane in self.lanes), default=now)
        return max(self.not_before - now, lanes - now, self.limits.wait(now), 0.0)


class Delivery:
    """One platform's sender. `run` until cancelled; `wake` after each commit that queued a row."""

    def __init__(self, platform: Platform, run_unit: RunUnit, tell_owner: TellOwner) -> None:
        self.platform = platform
        self._unit, self._tell_owner = run_unit, tell_owner
        self._chats: dict[str, _Chat] = {}
        self._ready: dict[Lane, deque[str]] = {lane: deque() for lane in Lane}
        self._sleeping: list[tuple[float, str]] = []
        self._turns = budget.Turns()
        self._budget = budget.of_bot(platform.capabilities)
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
        for wake in wakes:
            chat = self._chats.get(wake.chat)
            if chat is None:
                limits = budget.of_chat(self.platform.capabilities, wake.private)
                chat = self._chats[wake.chat] = _Chat(wake.chat, limits)
            chat.lanes.add(wake.lane)
            chat.lane_not_before.pop(wake.lane, None)
            self._line_up(chat)
        self._bell.set()

    def pending(self) -> int:
        """Chats with something to send."""
        return sum(1 for chat in self._chats.values() if chat.lanes)

    # -- whose turn ------------------------------------------------------------------------------

    def _line_up(self, chat: _Chat) -> None:
        """Into the queue of the lane that it would send from, or to sleep until it may send."""
        if chat.busy or not chat.lanes:
            return
        now = time.monotonic()
        lane = chat.next_lane(now)
        pause = chat.wait(now)
        if lane is None or pause > 0:
            heapq.heappush(self._sleeping, (now + max(pause, 0.001), chat.key))
        else:
            self._ready[lane].append(chat.key)

    def _launch(self) -> float | None:
        """Start what may start now; seconds until it is worth looking again (None: when woken)."""
        now = time.monotonic()
        while self._sleeping and self._sleeping[0][0] <= now:
            _, key = heapq.heappop(self._sleeping)
            if chat := self._chats.get(key):
                self._line_up(chat)
        while len(self._flights) < IN_FLIGHT:
            pause = max(self._blocked_until - now, self._budget.wait(now))
            if pause > 0:
                return pause
            turn = self._next_turn(now)
            if turn is None:
                break
            self._take_off(*turn, now)
        return max(0.0, self._sleeping[0][0] - now) if self._sleeping else None

    def _take_off(self, chat: _Chat, lane: Lane, now: float) -> None:
        chat.busy = True
        self._turns.took(lane)
        chat.turns.took(lane)
        self._budget.add(now)
        chat.limits.add(now)
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

    def _next_turn(self, now: float) -> tuple[_Chat, Lane] | None:
        for lane in self._turns.order([lane for lane in Lane if self._ready[lane]]):
            queue = self._ready[lane]
            while queue:
                chat = self._chats.get(queue.popleft())
                if chat is None or chat.busy or lane not in chat.lanes:
                    continue
                if chat.next_lane(now) == lane and chat.wait(now) <= 0:
                    return chat, lane
                self._line_up(chat)
        return None

    async def _rest(self, pause: float | None) -> None:
        try:
            async with asyncio.timeout(pause):
                await self._bell.wait()
        except TimeoutError:
            pass

    # -- one action ------------------------------------------------------------------------------

    async def _fly(self, chat: _Chat, lane: Lane) -> None:
        try:
            claimed = await self._durably(lambda unit: self._claim(unit, chat.key, lane))
            match claimed:
                case None:
                    chat.lanes.discard(lane)
                case datetime():
                    chat.lane_not_before[lane] = _monotonic(claimed)
                case Ended():
                    ENDED.labels(self.platform.name, "failed").inc()
                case Claimed():
                    await self._perform(chat, claimed)
                case _:
                    assert_never(claimed)
        finally:
            chat.busy = False
            self._line_up(chat)
            self._forget_if_idle(chat)

    async def _claim(self, unit: Unit, chat: str, lane: Lane) -> Claimed | Ended | datetime | None:
        claimed = await outbox.claim(unit.tx, chat, lane, unit.now)
        if isinstance(claimed, Ended):
            await self._tell_owner(unit, claimed.owner, claimed.key, claimed.outcome)
        return claimed

    async def _perform(self, chat: _Chat, claimed: Claimed) -> None:
        try:
            async with asyncio.timeout(PERFORM_SECONDS):
                with SECONDS.labels(self.platform.name).time():
                    receipt = await self.platform.perform(claimed.delivery)
        except TimeoutError:
            await self._settle(chat, claimed, DeliveryFailed(Uncertain(), claimed.delivery.done))
        except DeliveryFailed as failure:
            await self._settle(chat, claimed, failure)
        except PlatformStopped:
            await self._durably(
                lambda unit: outbox.give_back(unit.tx, claimed, claimed.delivery.done)
            )
            raise
        else:
            for _ in receipt.ids[1:]:
                self._charge(chat)
            await self._durably(lambda unit: self._confirm(unit, claimed, receipt))
            ENDED.labels(self.platform.name, "delivered").inc()

    async def _confirm(self, unit: Unit, claimed: Claimed, receipt: Receipt) -> None:
        await outbox.confirm(unit.tx, claimed, receipt, unit.now)
        await self._tell_owner(unit, claimed.owner, claimed.key, receipt)

    async def _settle(self, chat: _Chat, claimed: Claimed, failure: DeliveryFailed) -> None:
        outcome, done = failure.outcome, failure.done or claimed.delivery.done
        match outcome:
            case RetryAt():
                await self._postpone(chat, claimed, outcome, done)
            case Moved(place=place):
                await self._move(chat, claimed, place.chat, done)
            case Uncertain():
                await self._doubt(claimed, done)
            case NotAllowed() | Gone() | Refused():
                await self._fail(claimed, outcome)
            case _:
                assert_never(outcome)

    async def _postpone(
        self, chat: _Chat, claimed: Claimed, outcome: RetryAt, done: tuple[Receipt, ...]
    ) -> None:
        async def work(unit: Unit) -> datetime:
            if outcome.ordered and outcome.scope is not Scope.ROW:
                where = chat.key if outcome.scope is Scope.CHAT else self.platform.name
                await outbox.block(unit.tx, where, outcome.until)
            return await outbox.postpone(unit.tx, claimed, outcome, done, unit.now)

        due = _monotonic(await self._durably(work))
        if outcome.ordered:
            WAITS.labels(self.platform.name, outcome.scope.value).inc()
        chat.lane_not_before[claimed.lane] = due
        if outcome.scope is Scope.CHAT:
            chat.not_before = due
        if outcome.scope is Scope.BOT:
            self._blocked_until = max(self._blocked_until, due)

    async def _move(
        self, chat: _Chat, claimed: Claimed, after: str, done: tuple[Receipt, ...]
    ) -> None:
        async def work(unit: Unit) -> None:
            await outbox.give_back(unit.tx, claimed, done)
            await unit.move_chat(chat.key, after)

        await self._durably(work)

    async def _doubt(self, claimed: Claimed, done: tuple[Receipt, ...]) -> None:
        recognised = self.platform.capabilities.nonces

        async def work(unit: Unit) -> Ended | None:
            ended = await outbox.doubt(
                unit.tx, claimed, recognised=recognised, done=done, now=unit.now
            )
            if ended is not None:
                await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)
            return ended

        if await self._durably(work) is not None:
            ENDED.labels(self.platform.name, "uncertain").inc()
            log.warning("uncertain", platform=self.platform.name, row=claimed.delivery.row)

    async def _fail(self, claimed: Claimed, outcome: NotAllowed | Gone | Refused) -> None:
        async def work(unit: Unit) -> None:
            ended = await outbox.fail(unit.tx, claimed, outcome, unit.now)
            await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)

        await self._durably(work)
        ENDED.labels(self.platform.name, "failed").inc()
        level = log.error if isinstance(outcome, Refused) else log.warning
        level(
            "not delivered",
            platform=self.platform.name,
            place=claimed.delivery.place.key,
            row=claimed.delivery.row,
            outcome=type(outcome).__name__,
            detail=_detail(outcome),
        )

    # -- the ground ------------------------------------------------------------------------------

    async def _recover(self) -> None:
        name, recognised = self.platform.name, self.platform.capabilities.nonces

        async def work(unit: Unit) -> tuple[list[Wake], dict[str, datetime]]:
            for ended in await outbox.recover(unit.tx, name, recognised, unit.now):
                await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)
            waiting = await outbox.waiting(unit.tx, name)
            return waiting, await outbox.blocked(unit.tx, name, unit.now)

        waiting, blocked = await self._durably(work)
        self.wake(waiting)
        for key, until in blocked.items():
            if key == name:
                self._blocked_until = _monotonic(until)
            elif chat := self._chats.get(key):
                chat.not_before = _monotonic(until)

    async def _durably(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Until it is written: an outcome that is known must not be lost to a full disk."""
        while True:
            try:
                return await self._unit(work)
            except (ConstraintFailed, UnstorableText):
                raise
            except StorageError as error:
                log.error("storage", platform=self.platform.name, error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)

    def _charge(self, chat: _Chat) -> None:
        now = time.monotonic()
        self._budget.add(now)
        chat.limits.add(now)

    def _forget_if_idle(self, chat: _Chat) -> None:
        """Idle chats whose budget is whole again need no memory."""
        if not chat.lanes and not chat.busy and len(self._chats) > 10_000:
            self._chats.pop(chat.key, None)


def _monotonic(moment: datetime) -> float:
    return time.monotonic() + (moment - moments.now()).total_seconds()


def _detail(outcome: Outcome) -> str:
    match outcome:
        case Refused(why=why):
            return why
        case NotAllowed(missing=missing):
            return missing
        case Gone(what=what):
            return what
        case _:
            return ""
