"""A house with two admins, two moderators and three places that read three languages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from core import announcements, roles, schedule
from core.announcements import store
from core.announcements.draft import Notice
from core.context import Unit
from core.events import Account, Place
from core.moments import to_micros
from core.storage import Storage, Transaction
from tests.fakes.loopback import Loopback, Seen
from tests.house import FEATURES, STAFF_ROOM, House, open_house, private

ADMINS, MODERATORS = ("bob", "amy"), ("mia", "max")
PLACES = {"en": Place("loop", "english"), "es": Place("loop", "spanish"), "ru": Place("loop", "ru")}
CONFIG = """
[staff]
admins = ["loop:bob", "loop:amy"]
places = ["loop:staff"]
[official]
domains = ["example.com"]
handles = ["@example_help"]
[places."loop:english"]
tags = ["community"]
[places."loop:spanish"]
tags = ["community"]
language = "es"
zone = "Europe/Madrid"
[places."loop:ru"]
tags = ["community", "vip"]
language = "ru"
"""
DOCUMENT = """+++
kind = "maintenance"
starts = "+26h"
ends = "+2h"
+++
+++ en
Withdrawals of **BTC** pause. See https://example.com/status
+++ es
Los retiros de **BTC** se detienen. Vea https://example.com/status
"""


@asynccontextmanager
async def hall(
    storage: Storage,
    config: str = CONFIG,
    platform: Loopback | None = None,
    *,
    small: bool = False,
) -> AsyncIterator[House]:
    """Everybody of staff has had their role for a week, and has written in private; `small`: with
    the entries of `tests.knowledge`."""
    features = (*FEATURES, announcements.FEATURE)
    async with open_house(
        storage, config, features=features, starter=False, small=small, platform=platform
    ) as house:
        await house.app.unit(_grant)
        for person in (*ADMINS, *MODERATORS):
            await house.says(person, "/id")
        house.shift += timedelta(days=7)
        yield house


async def _grant(unit: Unit) -> None:
    for person in MODERATORS:
        account = Account("loop", person)
        await roles.offer(unit.tx, account, "moderator", Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)


async def passes(house: House, length: timedelta = timedelta()) -> None:
    """Time goes by, and what is due is done in its order."""
    end = house.now() + length
    jobs = {job.name: job for feature in house.app.features for job in feature.jobs}

    async def one(unit: Unit) -> bool:
        row = await unit.tx.fetch_one(
            "SELECT name, key, payload FROM jobs WHERE due <= ? AND name LIKE 'announcement%'"
            " ORDER BY due, name LIMIT 1",
            to_micros(house.now()),
        )
        if row is None:
            return False
        await schedule.cancel(unit, row[0], row[1])
        await jobs[row[0]].run(unit, row[2])
        return True

    while True:
        while await house.app.unit(one):
            await house.settle()
        due = await _next_due(house)
        if due is None or due > to_micros(end):
            break
        house.shift += timedelta(microseconds=due - to_micros(house.now()))
    house.shift += max(end - house.now(), timedelta())
    await house.settle()


async def _next_due(house: House) -> int | None:
    ((due,),) = await house.rows("SELECT MIN(due) FROM jobs WHERE name LIKE 'announcement%'")
    return None if due is None else int(due)


async def writes(house: House, person: str = "mia", document: str = DOCUMENT) -> int:
    """A draft; its number."""
    await house.says(person, f"/announce {document}")
    ((number,),) = await house.rows("SELECT MAX(id) FROM announcements")
    return int(number)


async def asks(house: House, number: int, person: str = "mia") -> str:
    """The code with which it is approved."""
    said = await house.says(person, f"/askkey {number}")
    return said[-1].text.rpartition("approve ")[2].rstrip("`.")


async def approved(house: House, document: str = DOCUMENT) -> int:
    """An announcement that mia wrote and amy approved: bob gave mia her role."""
    number = await writes(house, document=document)
    await house.says("amy", f"/turnkey {await asks(house, number)}")
    return number


async def find(house: House, number: int) -> Notice:
    async def read(tx: Transaction) -> Notice:
        found = await store.find(tx, number)
        assert found is not None
        return found

    return await house.storage.read(read)


def screen(house: House, place: Place) -> list[Seen]:
    return house.platform.screens[place.key]


__all__ = ["PLACES", "STAFF_ROOM", "private"]
