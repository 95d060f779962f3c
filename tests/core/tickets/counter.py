"""A support desk for tests: tickets are opened straight away, and time passes by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

from core import people, roles
from core.context import Unit
from core.events import Account, Place
from core.feature import Feature
from core.moments import to_micros
from core.schedule import Schedule
from core.storage import Storage
from core.tickets import alarms, happen, offers, quiet, shifts, spots, store
from core.tickets.rules import Happening, Kind, Priority, Ticket
from core.tickets.spots import Spot
from tests.house import House, open_house

CONFIG = """
[staff]
places = ["loop:staff"]
"""
FEATURE = Feature("tickets", jobs=(*alarms.JOBS, *quiet.JOBS, *offers.JOBS, *shifts.JOBS))
ANN, MIA, MAX = (Account("loop", name) for name in ("ann", "mia", "max"))
HOME = Place("loop", "ann", private=True)
THREAD = Place("loop", "staff", "t1")


@asynccontextmanager
async def open_desk(storage: Storage, config: str = "") -> AsyncIterator[House]:
    async with open_house(storage, CONFIG + config, features=(FEATURE,), starter=False) as house:
        await house.app.unit(_grant)
        running = asyncio.create_task(Schedule(house.app, FEATURE.jobs).run())
        try:
            yield house
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _grant(unit: Unit) -> None:
    for account in (MIA, MAX):
        await people.introduce(unit.tx, account, unit.now)
        await roles.offer(unit.tx, account, "moderator", ANN, unit.now)
        await roles.accept(unit.tx, account, unit.now)


async def opened(house: House, queue: str = "support", priority: str = "normal") -> Ticket:
    """A ticket of Ann's, with a thread among staff and a way to her."""

    async def work(unit: Unit) -> Ticket:
        person = await people.introduce(unit.tx, ANN, unit.now, HOME)
        detail: dict[str, str | int] = {
            "member": person.member.id,
            "for": str(ANN),
            "queue": queue,
            "category": "other",
            "language": "en",
            "priority": Priority(priority).value,
        }
        ticket = await happen.begin(
            unit, Happening(kind=Kind.OPENED, at=unit.now, by=ANN, detail=detail)
        )
        assert ticket is not None
        staff = Spot(ticket=ticket.id, side="staff", key="x:1", place=THREAD)
        await spots.put(unit.tx, staff)
        await spots.put(unit.tx, msgspec.structs.replace(staff, side="asker", place=HOME))
        await offers.follow(unit, ticket)
        return ticket

    return await house.app.unit(work)


async def happens(
    house: House, ticket: Ticket, kind: Kind, by: Account | None = None, **detail: str
) -> Ticket:
    async def work(unit: Unit) -> Ticket:
        found = await store.find(unit.tx, ticket.id)
        assert found is not None
        return await happen.happen(unit, found, kind, by, **detail)

    return await house.app.unit(work)


async def answered(house: House) -> Ticket:
    """A ticket of Ann's that has had its first reply."""
    return await happens(house, await opened(house), Kind.REPLIED, MIA)


async def now(house: House, ticket: Ticket) -> Ticket:
    found = await house.app.unit(lambda unit: store.find(unit.tx, ticket.id))
    assert found is not None
    return found


async def passes(house: House, **length: float) -> None:
    """So much time, and all that comes due in it."""
    house.shift += timedelta(**length)
    house.app.alarm.set()
    async with asyncio.timeout(5):
        # The schedule tells nobody when it has caught up; only a test needs to know.
        while await house.rows("SELECT 1 FROM jobs WHERE due <= ?", to_micros(house.now())):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    await house.settle()


def said(house: House, place: Place) -> list[str]:
    """All that stands there, and is taken note of: the next call tells what came since."""
    screen = house.platform.screens[place.key]
    texts = [seen.text for seen in screen]
    screen.clear()
    return texts
