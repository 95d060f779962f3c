"""Work at due times: the times are rows, apscheduler is only the alarm clock."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog

from core.context import Unit
from core.feature import Job
from core.moments import from_micros, to_micros
from core.storage import Transaction
from core.storage.errors import BUGS, StorageError

if TYPE_CHECKING:
    from core.app import App

T = TypeVar("T")
log = structlog.get_logger("schedule")

BATCH = 100  # due rows of one transaction
_AFTER_A_FAULT = timedelta(minutes=5)  # a job that must not be lost is tried until it is mended
_BREATHER = timedelta(seconds=0.25)
_JUMP = 0.1  # seconds, in one breather; what is less is a clock being adjusted
_LOOK_AGAIN = timedelta(minutes=1)  # whatever the alarm clock misses (a suspended machine)


async def put(unit: Unit, job: str, key: str, due: datetime, payload: str = "") -> None:
    """Call `job` with `payload` at `due`; the same job and key again moves it."""
    await _put(unit.tx, job, key, due, payload)
    unit.after_commit.append(lambda: unit.app.expect(due))


async def find(unit: Unit, job: str, key: str) -> str | None:
    """The payload of what is to be done; None where nothing is."""
    row = await unit.tx.fetch_one("SELECT payload FROM jobs WHERE name = ? AND key = ?", job, key)
    return None if row is None else str(row[0])


async def mark(unit: Unit, job: str, key: str, payload: str) -> None:
    """Another payload for what is to be done, at the same time."""
    sql = "UPDATE jobs SET payload = ? WHERE name = ? AND key = ?"
    await unit.tx.write(sql, payload, job, key)


async def cancel(unit: Unit, job: str, key: str) -> None:
    await unit.tx.write("DELETE FROM jobs WHERE name = ? AND key = ?", job, key)


async def _put(tx: Transaction, job: str, key: str, due: datetime, payload: str) -> None:
    await tx.write(
        "INSERT INTO jobs (name, key, due, payload) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name, key) DO UPDATE SET due = excluded.due, payload = excluded.payload",
        job,
        key,
        to_micros(due),
        payload,
    )


class Schedule:
    """Runs due jobs of an app, each row in the transaction that removes it: once."""

    def __init__(self, app: "App", jobs: Sequence[Job]) -> None:
        self._app = app
        self._jobs = {job.name: job for job in jobs}
        # Here, since whoever only puts rows in (a command of the command line) needs no clock.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        from apscheduler.triggers.date import DateTrigger

        defaults = {"misfire_grace_time": None, "coalesce": True}
        self._clock = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        self._at = DateTrigger

    async def run(self) -> None:
        """Until cancelled; what came due while we were down runs at once."""
        await self._app.unit(self._keep_repeating)
        self._clock.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._mind_jumps())
                while True:
                    await self._run_due()
                    await self._app.alarm.wait()
        finally:
            self._clock.shutdown(wait=False)

    async def _mind_jumps(self) -> None:
        """The alarm clock counts seconds; where the time of day was set, or the machine slept, it
        would ring late."""
        ahead = self._ahead()
        while True:
            await asyncio.sleep(_BREATHER.total_seconds())
            before, ahead = ahead, self._ahead()
            if abs(ahead - before) > _JUMP:
                self._app.alarm.set()

    def _ahead(self) -> float:
        """Seconds of the time of day beyond those that simply passed."""
        return self._app.clock().timestamp() - time.monotonic()

    async def _run_due(self) -> None:
        self._app.next_look = None
        while await self._guarded(self._app.unit(self._run_batch)) == BATCH:
            log.debug("more is due")
        # Cleared before it is read what comes next: whatever is put in later rings again.
        self._app.alarm.clear()
        now = self._app.clock()
        # Beside the writer: whatever waits there with much to write makes no alarm late.
        due = await self._guarded(self._app.storage.read(_earliest)) or now + _LOOK_AGAIN
        # Not sooner: what is still due could not be run, and would keep us spinning; and a few
        # rows that share a commit cost less than one by one.
        moment = min(max(due, now + _BREATHER), now + _LOOK_AGAIN)
        self._app.next_look = moment
        ring = self._app.alarm.set
        self._clock.add_job(ring, self._at(moment), id="alarm", replace_existing=True)

    async def _guarded(self, work: Awaitable[T]) -> T | None:
        """A database that takes nothing now will take it when the alarm rings again."""
        try:
            return await work
        except StorageError as error:
            log.error("storage", error=str(error))
        return None

    async def _run_batch(self, unit: Unit) -> int:
        rows = await unit.tx.fetch(
            "SELECT name, key, payload FROM jobs WHERE due <= ? ORDER BY due LIMIT ?",
            to_micros(unit.now),
            BATCH,
        )
        for row in rows:
            await self._run_one(unit, row[0], row[1], row[2])
        return len(rows)

    async def _run_one(self, unit: Unit, name: str, key: str, payload: str) -> None:
        job = self._jobs.get(name)
        await cancel(unit, name, key)
        if job is None:
            log.error("unknown job", name=name)
            return
        if job.every:
            await _put(unit.tx, name, key, unit.now + job.every, payload)
        try:
            async with unit.part():
                await job.run(unit, payload)
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, BUGS):
                raise
            log.exception("job failed", name=name)
            if not job.every:
                await _put(unit.tx, name, key, unit.now + _AFTER_A_FAULT, payload)

    async def _keep_repeating(self, unit: Unit) -> None:
        for job in self._jobs.values():
            if job.every:
                await unit.tx.execute(
                    "INSERT INTO jobs (name, key, due, payload) VALUES (?, '', ?, '')"
                    " ON CONFLICT (name, key) DO NOTHING",
                    job.name,
                    to_micros(unit.now),
                )


async def _earliest(tx: Transaction) -> datetime | None:
    row = await tx.fetch_one("SELECT MIN(due) FROM jobs")
    return from_micros(row[0]) if row is not None and row[0] is not None else None
