"""Due times: 10,000 tickets whose promise rings evenly over one minute, on SQLite.

Each alarm is a row that a job takes, judges and answers with a message to the asker; the loopback
delivers them meanwhile. Beside it the lag of the same loop with nothing to do.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bench.figures import Figure, report
from core import moments, people
from core.context import Unit
from core.events import Account, Place
from core.schedule import Schedule
from core.storage import open_storage
from core.tickets import alarms, clocks, happen, spots
from core.tickets.rules import Happening, Kind
from core.tickets.spots import Spot
from tests.house import House, open_house

TICKETS = 10_000
OVER = timedelta(minutes=1)
BEFORE = timedelta(hours=2)  # half of the promise of four hours: when it rings first
OPENING = timedelta(seconds=75)  # by then all tickets are there
BATCH = 200
PATIENCE = 120.0  # seconds for those that are late, on a machine with other work
TICK = 0.01  # seconds between two looks at the loop
CONFIG = '[staff]\nplaces = ["loop:staff"]\n'


@dataclass
class Watch:
    """When each ticket's alarm was committed, on the house's clock; how late the loop was."""

    house: House
    rung: dict[int, list[datetime]] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)

    async def ring(self, unit: Unit, payload: str) -> None:
        await alarms.ring(unit, payload)
        unit.after_commit.append(lambda: self._note(int(payload)))

    def _note(self, ticket: int) -> None:
        self.rung.setdefault(ticket, []).append(self.house.now())

    async def look(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.lags.append(1_000 * (time.perf_counter() - before - TICK))

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        self.lags.clear()
        task = asyncio.create_task(self.look())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def all_rung(self) -> None:
        """However late: how late it was is what is measured."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while len(self.rung) < TICKETS:  # noqa: ASYNC110
                    await asyncio.sleep(0.5)

    def lag_p99(self) -> float:
        return statistics.quantiles(self.lags, n=100)[98]


async def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(f"sqlite:///{Path(folder) / 'bench.db'}")
        async with open_house(storage, CONFIG, starter=False, features=()) as house:
            await _measure(house)
        await storage.close()


async def _measure(house: House) -> None:
    first = moments.now() + OPENING
    due = await _open_all(house, first)
    watch = Watch(house)
    async with watch.looking():
        left = (first - timedelta(seconds=1) - moments.now()).total_seconds()
        assert left > 1, "opening took too long: nothing would be measured"
        await asyncio.sleep(left)
    bare = watch.lag_p99()
    jobs = [replace(job, run=watch.ring) for job in alarms.JOBS if job.name == clocks.CLOCK]
    async with watch.looking():
        running = asyncio.create_task(Schedule(house.app, jobs).run())
        await asyncio.sleep((OVER + timedelta(seconds=4)).total_seconds())
        await watch.all_rung()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    _report(watch, due, bare)


def _report(watch: Watch, due: dict[int, datetime], bare: float) -> None:
    late = [
        (moment - due[ticket]).total_seconds()
        for ticket, moments_ in watch.rung.items()
        for moment in moments_
    ]
    once = sum(len(moments_) == 1 for moments_ in watch.rung.values())
    report(
        "ticket times",
        Figure("tickets whose alarm rang once", once, f"of {TICKETS:,}", at_least=TICKETS),
        Figure("alarms rung", len(late), f"of {TICKETS:,}", at_most=TICKETS),
        Figure("late, slowest", max(late), "s", at_most=2),
        Figure("late, median", statistics.median(late), "s"),
        Figure("loop lag, p99", watch.lag_p99(), "ms", at_most=50),
        Figure("loop lag with nothing to do, p99", bare, "ms"),
    )


async def _open_all(house: House, first: datetime) -> dict[int, datetime]:
    """The moment at which each will ring, by ticket."""
    due: dict[int, datetime] = {}
    for start in range(0, TICKETS, BATCH):
        moments_ = [first + OVER * number / TICKETS for number in range(start, start + BATCH)]

        async def work(unit: Unit, moments_: list[datetime] = moments_) -> list[int]:
            return [await _open(unit, moment - BEFORE) for moment in moments_]

        due |= dict(zip(await house.app.unit(work), moments_, strict=True))
    return due


async def _open(unit: Unit, at: datetime) -> int:
    """A ticket of a new person, opened at that time."""
    unit.now = at
    name = f"p{moments.to_micros(at)}"
    account, home = Account("loop", name), Place("loop", name, private=True)
    person = await people.introduce(unit.tx, account, at, home)
    detail: dict[str, str | int] = {
        "member": person.member.id,
        "for": str(account),
        "queue": "support",
        "category": "other",
        "language": "en",
        "priority": "normal",
    }
    ticket = await happen.begin(unit, Happening(kind=Kind.OPENED, at=at, by=account, detail=detail))
    assert ticket is not None
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=home))
    return ticket.id


if __name__ == "__main__":
    asyncio.run(main())
