"""A forgetting goes in rounds, and after each the files are scrubbed."""

import asyncio
from datetime import timedelta

import msgspec
import structlog

from core import outbox, schedule
from core.app import App
from core.context import Context, Unit
from core.facts import Fact, SecretPieced
from core.feature import Job
from core.forgetting.commands import JOB
from core.forgetting.erasing import erase, erase_pieces
from core.forgetting.person import Person, person
from core.forgetting.waiting import open_matters
from core.people import Member
from core.storage.errors import StorageError

log = structlog.get_logger("forgetting")

LOOK_AGAIN_IN = timedelta(minutes=1)
# What was on its way in memory has reached the database by then, and goes in a second round.
SECOND_ROUND_IN = timedelta(seconds=20)
SECOND = "forget-again"
PASSED_ON_IN = timedelta(seconds=1)
PIECES = "forget-pieces"
_AFTER_A_FAULT_SECONDS = 2.0


class Rounds:
    """Of one running program."""

    def __init__(self) -> None:
        self._erased = asyncio.Event()  # rings for the scrubbing
        self.jobs = (
            Job(JOB, self._first),
            Job(SECOND, self._second),
            Job(PIECES, self._passed_on),
        )

    async def _first(self, unit: Unit, payload: str) -> None:
        """Waits for what is open, however long that takes."""
        whom = await person(unit.tx, Member(id=int(payload)))
        if await open_matters(unit.tx, whom, unit.now):
            await schedule.put(unit, JOB, payload, unit.now + LOOK_AGAIN_IN, payload)
        elif whom.accounts:
            again = msgspec.json.encode(whom).decode()
            await schedule.put(unit, SECOND, payload, unit.now + SECOND_ROUND_IN, again)
            await erase(unit, whom)
            unit.after_commit.append(self._erased.set)

    async def _second(self, unit: Unit, payload: str) -> None:
        await erase(unit, msgspec.json.decode(payload, type=Person))
        unit.after_commit.append(self._erased.set)

    async def hear(self, ctx: Context, fact: Fact) -> None:
        """The pieces of a secret go as somebody's data do."""
        if isinstance(fact, SecretPieced):
            await erase_pieces(ctx, fact.since)
            ctx.after_commit.append(self._erased.set)
            await schedule.put(ctx, PIECES, ctx.event.id, ctx.now + PASSED_ON_IN)

    async def _passed_on(self, unit: Unit, _payload: str) -> None:
        """What was on its way to somebody has arrived by then, and been taken back."""
        await outbox.forget_bodies(unit.tx)
        unit.after_commit.append(self._erased.set)

    async def scrub(self, app: App) -> None:
        """Until cancelled; also at a start: the last program may have died between the two."""
        self._erased.set()
        while True:
            await self._erased.wait()
            self._erased.clear()
            try:
                await app.storage.scrub()
            except StorageError as error:
                log.warning("not scrubbed yet", error=str(error))
                await asyncio.sleep(_AFTER_A_FAULT_SECONDS)
                self._erased.set()
