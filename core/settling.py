"""Writes down what becomes of a platform's actions: each step of a row is one durable unit."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeVar

import structlog
from prometheus_client import Counter

from core import chats, flights, outbox
from core.actions import Receipt
from core.context import Unit
from core.flights import Claimed, Ended
from core.outbox import Lane, Wake
from core.platform import Gone, Moved, NotAllowed, Outcome, Platform, Refused, RetryAt, Scope
from core.rights import MissingRights
from core.storage.errors import BUGS, StorageError

T = TypeVar("T")
Done = tuple[Receipt, ...]
log = structlog.get_logger("delivery")

ENDED = Counter("guildhall_actions", "Actions by how they ended", ["platform", "outcome"])
WAITS = Counter("guildhall_waits", "Waits that a platform ordered", ["platform", "scope"])

_STORAGE_PAUSE = 0.5

TellOwner = Callable[[Unit, str | None, str | None, Receipt | Outcome], Awaitable[None]]


class RunUnit(Protocol):
    """Runs a unit of work in one transaction, and wakes whom it concerns after the commit."""

    async def __call__(self, work: Callable[[Unit], Awaitable[T]], /) -> T: ...


class Settling:
    """The records of one platform's outbox. Every method returns after the commit, however long
    the database takes nothing; the owner of a row hears of its end in the same unit."""

    def __init__(self, platform: Platform, run_unit: RunUnit, tell_owner: TellOwner) -> None:
        self._platform = platform
        self._unit, self._tell_owner = run_unit, tell_owner
        self._missing_rights = MissingRights()

    async def claim(self, chat: str, lane: Lane) -> Claimed | Ended | datetime | None:
        """The head row of a lane, to be sent now; see `flights.claim` for what else it may be."""

        async def work(unit: Unit) -> Claimed | Ended | datetime | None:
            claimed = await flights.claim(unit.tx, chat, lane, unit.now)
            if isinstance(claimed, Ended):
                await self._tell(unit, claimed)
            return claimed

        claimed = await self._durably(work)
        if isinstance(claimed, Ended):
            self._count("failed")
        return claimed

    async def delivered(self, claimed: Claimed, receipt: Receipt) -> None:
        async def work(unit: Unit) -> None:
            await flights.confirm(unit.tx, claimed, receipt, unit.now)
            await self._tell_owner(unit, claimed.owner, claimed.key, receipt)

        await self._durably(work)
        self._count("delivered")

    async def postponed(
        self, chat: str, claimed: Claimed, outcome: RetryAt, done: Done
    ) -> datetime | None:
        """When it is tried again; None where that would be too late. What the platform ordered for
        more than the row outlives us."""

        async def work(unit: Unit) -> datetime | Ended:
            if outcome.ordered and outcome.scope is not Scope.ROW:
                bot = outcome.scope is Scope.BOT
                where = self._platform.name if bot else chat
                await chats.block(unit.tx, where, outcome.until)
            until = await flights.postpone(unit.tx, claimed, outcome, done, unit.now)
            if isinstance(until, Ended):
                await self._tell(unit, until)
            return until

        until = await self._durably(work)
        if outcome.ordered:
            WAITS.labels(self._platform.name, outcome.scope.value).inc()
        if isinstance(until, Ended):
            self._count("failed")
            return None
        return until

    async def given_back(self, claimed: Claimed, done: Done) -> None:
        """The row is due as before: the bot may not work at all."""
        await self._durably(lambda unit: flights.give_back(unit.tx, claimed, done))

    async def moved(self, chat: str, claimed: Claimed, outcome: Moved, done: Done) -> None:
        async def work(unit: Unit) -> None:
            await flights.give_back(unit.tx, claimed, done)
            await unit.move_chat(chat, outcome.place.chat)

        await self._durably(work)

    async def doubted(self, claimed: Claimed, done: Done) -> bool:
        """Nobody knows whether it arrived; True when it is to be tried again."""
        recognised = self._platform.capabilities.nonces

        async def work(unit: Unit) -> Ended | None:
            ended = await flights.doubt(
                unit.tx, claimed, recognised=recognised, done=done, now=unit.now
            )
            if ended is not None:
                await self._tell(unit, ended)
            return ended

        if await self._durably(work) is None:
            return True
        self._count("uncertain")
        log.warning("uncertain", platform=self._platform.name, row=claimed.delivery.row)
        return False

    async def failed(self, claimed: Claimed, outcome: NotAllowed | Gone | Refused) -> None:
        async def work(unit: Unit) -> None:
            await self._tell(unit, await flights.fail(unit.tx, claimed, outcome, unit.now))
            if isinstance(outcome, NotAllowed):
                await self._missing_rights.tell(unit, claimed.delivery.place, outcome.missing)

        await self._durably(work)
        self._count("failed")
        level = log.error if isinstance(outcome, Refused) else log.warning
        level(
            "not delivered",
            platform=self._platform.name,
            place=claimed.delivery.place.key,
            row=claimed.delivery.row,
            outcome=type(outcome).__name__,
            detail=_detail(outcome),
        )

    async def recovered(self) -> tuple[list[Wake], dict[str, datetime]]:
        """After a start: who waits, and until when chats (or, by the platform's name, the bot)
        must; rows that were in flight at the end are settled."""
        name, recognised = self._platform.name, self._platform.capabilities.nonces

        async def work(unit: Unit) -> tuple[list[Wake], dict[str, datetime]]:
            for ended in await flights.recover(unit.tx, name, recognised, unit.now):
                await self._tell(unit, ended)
            waiting = await outbox.waiting(unit.tx, name)
            return waiting, await chats.blocked(unit.tx, name, unit.now)

        return await self._durably(work)

    async def _tell(self, unit: Unit, ended: Ended) -> None:
        await self._tell_owner(unit, ended.owner, ended.key, ended.outcome)

    def _count(self, end: str) -> None:
        ENDED.labels(self._platform.name, end).inc()

    async def _durably(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Until it is written: an outcome that is known must not be lost to a full disk."""
        while True:
            try:
                return await self._unit(work)
            except BUGS:
                raise
            except StorageError as error:
                log.error("storage", platform=self._platform.name, error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)


def _detail(outcome: NotAllowed | Gone | Refused) -> str:
    match outcome:
        case Refused(why=why):
            return why
        case NotAllowed(missing=missing):
            return missing
        case Gone(what=what):
            return what
