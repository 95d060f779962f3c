"""Delivers the outbox of one platform: picks whose turn it is, performs, records the outcome."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar, assert_never

import structlog
from prometheus_client import Counter, Histogram

from core import budget, chats, flights, outbox
from core.actions import Receipt
from core.context import Unit
from core.flights import Claimed, Ended
from core.outbox import Lane, Wake
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
from core.queues import Chat, Queues
from core.rights import MissingRights
from core.storage.errors import BUGS, StorageError

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


class Delivery:
    """One platform's sender. `run` until cancelled; `wake` after each commit that queued a row."""

    def __init__(
        self,
        platform: Platform,
        run_unit: RunUnit,
        tell_owner: TellOwner,
        clock: Callable[[], datetime],
    ) -> None:
        self.platform = platform
        self._unit, self._tell_owner, self._clock = run_unit, tell_owner, clock
        self._queues = Queues()
        self._missing_rights = MissingRights()
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
        now = time.monotonic()
        for wake in wakes:
            limits = partial(budget.of_chat, self.platform.capabilities, wake.private)
            self._queues.wake(wake.chat, wake.lane, limits, now)
        self._bell.set()

    def pending(self) -> int:
        """Chats with something to send or in flight."""
        return sum(1 for chat in self._queues.chats.values() if chat.lanes or chat.busy)

    # -- whose turn ------------------------------------------------------------------------------

    def _launch(self) -> float | None:
        """Start what may start now; seconds until it is worth looking again (None: when woken)."""
        now = time.monotonic()
        while len(self._flights) < IN_FLIGHT:
            pause = max(self._blocked_until - now, self._budget.wait(now))
            if pause > 0:
                return pause
            turn = self._queues.take(now)
            if turn is None:
                break
            self._take_off(*turn)
        return self._queues.pause(now)

    def _take_off(self, chat: Chat, lane: Lane) -> None:
        self._budget.reserve()
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
            self._queues.line_up(chat, time.monotonic())

    async def _take_head(self, chat: Chat, lane: Lane) -> Claimed | Ended | datetime | None:
        """The budget stays reserved while a request is under way, and is free if none follows."""
        claimed = None
        try:
            claimed = await self._durably(lambda unit: self._claim(unit, chat.key, lane))
        finally:
            if not isinstance(claimed, Claimed):
                self._budget.release()
                chat.limits.release()
        if isinstance(claimed, Ended):
            ENDED.labels(self.platform.name, "failed").inc()
        elif isinstance(claimed, datetime):
            chat.lane_not_before[lane] = self._monotonic(claimed)
        return claimed

    async def _claim(self, unit: Unit, chat: str, lane: Lane) -> Claimed | Ended | datetime | None:
        claimed = await flights.claim(unit.tx, chat, lane, unit.now)
        if isinstance(claimed, Ended):
            await self._tell_owner(unit, claimed.owner, claimed.key, claimed.outcome)
        return claimed

    async def _perform(self, chat: Chat, claimed: Claimed) -> None:
        try:
            receipt = await self._request(chat, claimed)
        except TimeoutError:
            await self._settle(chat, claimed, DeliveryFailed(Uncertain(), claimed.delivery.done))
        except DeliveryFailed as failure:
            await self._settle(chat, claimed, failure)
        except PlatformStopped:
            await self._durably(
                lambda unit: flights.give_back(unit.tx, claimed, claimed.delivery.done)
            )
            raise
        except Exception as error:
            # An adapter's bug over one action; the others' deliveries must go on.
            log.exception("perform failed", platform=self.platform.name, row=claimed.delivery.row)
            await self._fail(claimed, Refused(type(error).__name__))
        else:
            self._charge(chat, len(receipt.ids) - 1)
            await self._durably(lambda unit: self._confirm(unit, claimed, receipt))
            ENDED.labels(self.platform.name, "delivered").inc()

    async def _request(self, chat: Chat, claimed: Claimed) -> Receipt:
        """The budget counts from the end of a request: however long it took to arrive, no window
        of the platform's saw more than we allow."""
        try:
            async with asyncio.timeout(PERFORM_SECONDS):
                with SECONDS.labels(self.platform.name).time():
                    return await self.platform.perform(claimed.delivery)
        finally:
            self._spend(chat)

    async def _confirm(self, unit: Unit, claimed: Claimed, receipt: Receipt) -> None:
        await flights.confirm(unit.tx, claimed, receipt, unit.now)
        await self._tell_owner(unit, claimed.owner, claimed.key, receipt)

    async def _settle(self, chat: Chat, claimed: Claimed, failure: DeliveryFailed) -> None:
        outcome, done = failure.outcome, failure.done or claimed.delivery.done
        match outcome:
            case RetryAt():
                await self._postpone(chat, claimed, outcome, done)
            case Moved(place=place) if place.chat == chat.key:
                await self._fail(claimed, Refused("moved to where it is"))
            case Moved(place=place):
                await self._move(chat, claimed, place.chat, done)
            case Uncertain():
                await self._doubt(chat, claimed, done)
            case NotAllowed() | Gone() | Refused():
                await self._fail(claimed, outcome)
            case _:
                assert_never(outcome)

    async def _postpone(
        self, chat: Chat, claimed: Claimed, outcome: RetryAt, done: tuple[Receipt, ...]
    ) -> None:
        async def work(unit: Unit) -> datetime:
            if outcome.ordered and outcome.scope is not Scope.ROW:
                where = chat.key if outcome.scope is Scope.CHAT else self.platform.name
                await chats.block(unit.tx, where, outcome.until)
            return await flights.postpone(unit.tx, claimed, outcome, done, unit.now)

        due = self._monotonic(await self._durably(work))
        chat.lanes.add(claimed.lane)
        if outcome.ordered:
            WAITS.labels(self.platform.name, outcome.scope.value).inc()
        chat.lane_not_before[claimed.lane] = due
        if outcome.scope is Scope.CHAT:
            chat.not_before = due
        if outcome.scope is Scope.BOT:
            self._blocked_until = max(self._blocked_until, due)

    async def _move(
        self, chat: Chat, claimed: Claimed, after: str, done: tuple[Receipt, ...]
    ) -> None:
        async def work(unit: Unit) -> None:
            await flights.give_back(unit.tx, claimed, done)
            await unit.move_chat(chat.key, after)

        await self._durably(work)

    async def _doubt(self, chat: Chat, claimed: Claimed, done: tuple[Receipt, ...]) -> None:
        recognised = self.platform.capabilities.nonces

        async def work(unit: Unit) -> Ended | None:
            ended = await flights.doubt(
                unit.tx, claimed, recognised=recognised, done=done, now=unit.now
            )
            if ended is not None:
                await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)
            return ended

        if await self._durably(work) is None:
            chat.lanes.add(claimed.lane)
        else:
            ENDED.labels(self.platform.name, "uncertain").inc()
            log.warning("uncertain", platform=self.platform.name, row=claimed.delivery.row)

    async def _fail(self, claimed: Claimed, outcome: NotAllowed | Gone | Refused) -> None:
        async def work(unit: Unit) -> None:
            ended = await flights.fail(unit.tx, claimed, outcome, unit.now)
            await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)
            if isinstance(outcome, NotAllowed):
                await self._missing_rights.tell(unit, claimed.delivery.place, outcome.missing)

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
            for ended in await flights.recover(unit.tx, name, recognised, unit.now):
                await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)
            waiting = await outbox.waiting(unit.tx, name)
            return waiting, await chats.blocked(unit.tx, name, unit.now)

        waiting, blocked = await self._durably(work)
        self.wake(waiting)
        for key, until in blocked.items():
            if key == name:
                self._blocked_until = self._monotonic(until)
            elif chat := self._queues.chats.get(key):
                chat.not_before = self._monotonic(until)

    async def _durably(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Until it is written: an outcome that is known must not be lost to a full disk."""
        while True:
            try:
                return await self._unit(work)
            except BUGS:
                raise
            except StorageError as error:
                log.error("storage", platform=self.platform.name, error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)

    def _spend(self, chat: Chat) -> None:
        now = time.monotonic()
        self._budget.spend(now)
        chat.limits.spend(now)

    def _charge(self, chat: Chat, parts: int) -> None:
        """A long text went out in several requests."""
        now = time.monotonic()
        for _ in range(parts):
            self._budget.add(now)
            chat.limits.add(now)

    def _monotonic(self, moment: datetime) -> float:
        return time.monotonic() + (moment - self._clock()).total_seconds()


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
