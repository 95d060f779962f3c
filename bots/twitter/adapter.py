"""The I/O with X: what is read is handed to the core, what goes out is performed."""

import asyncio
import logging
from datetime import UTC, datetime

import msgspec
import structlog
from prometheus_client import Gauge

from bots.twitter import CAPABILITIES, NAME, Settings, checks, handles, outgoing, pictures
from bots.twitter.alarms import Alarms
from bots.twitter.api import Api, Me, Timings
from bots.twitter.askers import Askers
from bots.twitter.budget import Budget
from bots.twitter.outcomes import TROUBLE, check_alive
from bots.twitter.performing import Performer
from bots.twitter.prices import dollars
from bots.twitter.reading import Reader, sources
from bots.twitter.session import Flooded
from bots.twitter.spending import Spending
from bots.twitter.taking import Taker
from core.actions import Receipt
from core.events import Attachment
from core.platform import (
    Delivery,
    Finding,
    Handle,
    Needs,
    Notes,
    Outline,
    PlatformStopped,
)
from core.text import Body

log = structlog.get_logger("x")

RIGHTS = Gauge("guildhall_x_rights", "1 for what the app's plan lets us do", ["right"])


class X:
    """One account; the contract is `core.platform.Platform`'s."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, notes: Notes, timings: Timings | None = None) -> None:
        # The SDK and its signer write addresses, headers, bodies and keys at DEBUG.
        for sdk in ("tweepy", "oauthlib"):
            logging.getLogger(sdk).setLevel(logging.WARNING)
        self._settings, self._notes, self._timings = settings, notes, timings or Timings()
        self._spending = Spending(notes, Budget.of(settings), lambda: datetime.now(UTC))
        self._api = Api(settings, self._timings.call, self._spending)
        self._askers, self._alarms = Askers(notes), Alarms()
        self._lost: set[str] = set()
        self._performer = Performer(
            settings, self._api, self._askers, self._alarms, self._note_right
        )

    async def run(self, handle: Handle) -> None:
        if self._settings.dry_run:
            log.warning("dry run: nothing is posted, set [x] dry_run = false to begin")
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._alarms.tell(handle))
                tasks.create_task(self._watch())
                me = await self._introduced()
                await handles.note(self._notes, me.handle)
                taker = Taker(me, handle, self._askers)
                for source in sources(self._api, self._timings):
                    reader = Reader(
                        source, self._api, taker, self._notes, self._timings, self._note_right
                    )
                    tasks.create_task(reader.run())
        except* PlatformStopped as stopped:
            raise _innermost(stopped) from None

    async def perform(self, delivery: Delivery) -> Receipt:
        return await self._performer.perform(delivery)

    def outline(self, body: Body) -> Outline:
        return outgoing.outline(body, links=self._settings.allow_links)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        return await pictures.fetch(self._api.session, file, most)

    async def check(self, needs: Needs) -> list[Finding]:
        return await checks.findings(self._api, self._settings, self._notes, needs)

    async def close(self) -> None:
        await self._api.session.close()

    async def _introduced(self) -> Me:
        """Ourselves; trouble is waited out."""
        pause = self._timings.first_pause
        while True:
            try:
                return await self._api.me()
            except TROUBLE as error:
                check_alive(error)
                log.warning("x not reached", error=type(error).__name__)
                await asyncio.sleep(error.seconds if isinstance(error, Flooded) else pause)
                pause = min(pause * 2, self._timings.last_pause)

    def _note_right(self, right: str, held: bool) -> None:
        """X's plans change under a running app: what it does not allow is off until it does."""
        RIGHTS.labels(right).set(held)
        if held:
            self._lost.discard(right)
        else:
            self._lost.add(right)
            self._alarms.ring("ability_lost", right, about=right)
        private = not self._lost & {"read_private", "write_private"}
        self.capabilities = msgspec.structs.replace(CAPABILITIES, private=private)

    async def _watch(self) -> None:
        """Tells the admins what figures say: money, and the clock."""
        while True:
            await self._look_at_the_bill()
            clock = self._api.session.clock
            if clock.is_off:
                self._alarms.ring("clock_off", f"{clock.skew:+.0f} s")
            await asyncio.sleep(self._timings.watch)

    async def _look_at_the_bill(self) -> None:
        budget, spent = self._spending.budget, (await self._spending.bill()).micros
        detail = f"{dollars(spent)} / {dollars(budget.usable)}"
        if budget.is_spent(spent):
            self._alarms.ring("budget_spent", detail)
        elif budget.is_near(spent):
            self._alarms.ring("budget_near", detail)


def _innermost(stopped: BaseExceptionGroup[PlatformStopped]) -> PlatformStopped:
    first = stopped.exceptions[0]
    return first if isinstance(first, PlatformStopped) else _innermost(first)
