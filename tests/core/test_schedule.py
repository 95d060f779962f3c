"""Jobs: once, in time, over restarts, and none in the way of the others."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from core import schedule
from core.context import Unit
from core.feature import Job
from core.schedule import Schedule
from core.storage import Storage
from tests.house import House, open_house


class Ran:
    """Jobs that write down when they ran; `fails` of the first tries raise."""

    def __init__(self, fails: int = 0) -> None:
        self.payloads: list[str] = []
        self.fails = fails

    async def run(self, unit: Unit, payload: str) -> None:
        await unit.tx.execute(
            "INSERT INTO notes (platform, key, value) VALUES ('x', ?, ?)"
            " ON CONFLICT (platform, key) DO NOTHING",
            payload,
            payload,
        )
        self.payloads.append(payload)
        if self.fails:
            self.fails -= 1
            raise KeyError("bug")


@asynccontextmanager
async def scheduled(storage: Storage, jobs: Sequence[Job]) -> AsyncIterator[House]:
    async with open_house(storage, features=(), starter=False) as house:
        running = asyncio.create_task(Schedule(house.app, jobs).run())
        try:
            await asyncio.sleep(0.02)
            yield house
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def put(house: House, key: str, **delta: float) -> None:
    due = house.now() + timedelta(**delta)
    await house.app.unit(lambda unit: schedule.put(unit, "job", key, due, payload=key))


async def until(ran: Ran, count: int) -> None:
    async with asyncio.timeout(5):
        while len(ran.payloads) < count:  # noqa: ASYNC110  a job tells nobody
            await asyncio.sleep(0.01)


async def test_a_job_that_is_due_runs_at_once_and_once(storage: Storage) -> None:
    ran = Ran()
    async with scheduled(storage, [Job("job", ran.run)]) as house:
        await put(house, "a", seconds=-1)
        await until(ran, 1)
        await asyncio.sleep(0.05)
        assert ran.payloads == ["a"]
        assert await house.rows("SELECT * FROM jobs") == []


async def test_a_job_waits_for_its_time_and_is_at_most_two_seconds_late(
    sqlite_storage: Storage,
) -> None:
    ran = Ran()
    async with scheduled(sqlite_storage, [Job("job", ran.run)]) as house:
        await put(house, "a", seconds=0.3)
        await asyncio.sleep(0.1)
        assert ran.payloads == []
        await asyncio.wait_for(until(ran, 1), 2.2)


async def test_after_the_clock_was_set_a_job_is_at_most_two_seconds_late(
    sqlite_storage: Storage,
) -> None:
    ran = Ran()
    async with scheduled(sqlite_storage, [Job("job", ran.run)]) as house:
        await put(house, "a", hours=1)
        await asyncio.sleep(0.05)
        house.shift += timedelta(hours=1)
        await asyncio.wait_for(until(ran, 1), 2)
        house.shift -= timedelta(hours=1)
        await asyncio.sleep(1.2)
        assert ran.payloads == ["a"]


async def test_what_was_missed_while_down_runs_at_the_start(storage: Storage) -> None:
    ran = Ran()
    async with open_house(storage, features=(), starter=False) as house:
        await put(house, "late", hours=-30)
        await put(house, "later", hours=30)
    async with scheduled(storage, [Job("job", ran.run)]):
        await until(ran, 1)
        assert ran.payloads == ["late"]


async def test_the_same_key_moves_a_job_and_cancel_removes_it(sqlite_storage: Storage) -> None:
    ran = Ran()
    async with scheduled(sqlite_storage, [Job("job", ran.run)]) as house:
        await put(house, "a", hours=1)
        await put(house, "a", seconds=-1)
        await put(house, "b", seconds=0.2)
        await house.app.unit(lambda unit: schedule.cancel(unit, "job", "b"))
        await asyncio.sleep(0.4)
        assert ran.payloads == ["a"]


async def test_a_repeated_job_runs_again_in_its_time_and_not_twice_after_a_break(
    storage: Storage,
) -> None:
    ran = Ran()
    jobs = [Job("job", ran.run, every=timedelta(hours=1))]
    async with scheduled(storage, jobs) as house:
        await until(ran, 1)
        house.shift += timedelta(hours=5)
        house.app.alarm.set()
        await until(ran, 2)
    async with scheduled(storage, jobs) as house:
        assert len(ran.payloads) == 2
        assert len(await house.rows("SELECT * FROM jobs")) == 1


async def test_a_job_that_fails_is_undone_and_tried_again_later(sqlite_storage: Storage) -> None:
    ran = Ran(fails=1)
    async with scheduled(sqlite_storage, [Job("job", ran.run)]) as house:
        await put(house, "a", seconds=-1)
        await put(house, "b", seconds=-1)
        await until(ran, 2)
        assert await house.rows("SELECT key FROM notes ORDER BY key") == [("b",)]
        house.shift += timedelta(minutes=5)
        house.app.alarm.set()
        await until(ran, 3)
        assert await house.rows("SELECT key FROM notes ORDER BY key") == [("a",), ("b",)]


async def test_a_breach_of_a_rule_by_one_job_holds_up_no_other(storage: Storage) -> None:
    async def breach(unit: Unit, _payload: str) -> None:
        await unit.tx.execute("INSERT INTO roles (account) VALUES ('x')")

    ran = Ran()
    async with scheduled(storage, [Job("bad", breach), Job("job", ran.run)]) as house:
        long_ago = house.now() - timedelta(hours=1)
        await house.app.unit(lambda unit: schedule.put(unit, "bad", "k", long_ago))
        await put(house, "a", seconds=-1)
        await until(ran, 1)


@pytest.mark.parametrize("count", [1, 250])
async def test_many_due_jobs_all_run(sqlite_storage: Storage, count: int) -> None:
    ran = Ran()
    async with open_house(sqlite_storage, features=(), starter=False) as house:

        async def plant(unit: Unit) -> None:
            for number in range(count):
                await schedule.put(unit, "job", f"{number}", unit.now, payload=f"{number}")

        await house.app.unit(plant)
    async with scheduled(sqlite_storage, [Job("job", ran.run)]):
        await until(ran, count)
        assert len(set(ran.payloads)) == count
