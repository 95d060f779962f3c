"""A house with people who want to hear, and an announcement that has both its keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

from core import moments, schedule
from core.announcements import broadcast
from core.announcements import store as notices
from core.announcements.broadcast import deliveries, runs
from core.announcements.broadcast.progress import PAUSE
from core.announcements.broadcast.rules import Progress
from core.announcements.draft import Audience, Draft, Step
from core.announcements.rules import Kind, State
from core.context import Unit
from core.feature import Feature
from core.moments import to_micros
from core.storage import Storage, Transaction
from tests.fakes.loopback import Loopback
from tests.house import House, open_house

CONFIG = '[staff]\nadmins = ["loop:boss"]\nplaces = ["loop:staff"]\n'
FEATURE = Feature(
    name="announcements",
    commands=broadcast.COMMANDS,
    fact_listeners=broadcast.FACT_LISTENERS,
    jobs=broadcast.JOBS,
    on_delivered=broadcast.on_delivered,
    on_failed=broadcast.on_failed,
)
STEP = Step(kind=Kind.POSTED, state=State.SCHEDULED, at=moments.now())


@asynccontextmanager
async def stage(
    storage: Storage, people: int = 3, *, platform: Loopback | None = None, config: str = ""
) -> AsyncIterator[House]:
    async with open_house(
        storage, CONFIG + config, platform=platform, features=(FEATURE,), starter=False
    ) as house:
        await house.app.unit(lambda unit: prepare(unit, people))
        yield house


async def begin(house: House, step: Step = STEP) -> int:
    """A run of the announcement; its number."""

    async def work(unit: Unit) -> int:
        notice = await notices.find(unit.tx, 1)
        assert notice is not None
        return await broadcast.start(unit, notice, step, 1)

    return await house.app.unit(work)


async def run_one(house: House) -> bool:
    """The next job that is due; False where none is."""
    jobs = {job.name: job for job in FEATURE.jobs}

    async def work(unit: Unit) -> bool:
        row = await unit.tx.fetch_one(
            "SELECT name, key, payload FROM jobs WHERE due <= ? ORDER BY name LIMIT 1",
            to_micros(unit.now),
        )
        if row is None:
            return False
        await schedule.cancel(unit, row[0], row[1])
        await jobs[row[0]].run(unit, row[2])
        return True

    return await house.app.unit(work)


async def run_due(house: House) -> None:
    """All jobs that are due, and those that come of them."""
    house.shift += timedelta(seconds=1)
    while await run_one(house):
        pass


async def finish(house: House) -> None:
    """Until every row has ended and every card is drawn."""
    await run_due(house)
    await house.settle()
    house.shift += PAUSE
    await run_due(house)
    await house.settle()


async def progress(house: House, run: int = 1) -> Progress:
    async def read(tx: Transaction) -> Progress:
        found = await runs.find(tx, run)
        assert found is not None
        return await deliveries.progress(tx, found, house.now())

    return await house.storage.read(read)


async def prepare(unit: Unit, people: int) -> None:
    now = to_micros(unit.now)
    draft = Draft(kind="notice", bodies={"en": "We are moving."}, audience=Audience(topic="news"))
    await unit.tx.execute(
        "INSERT INTO announcements (state, author, draft, place, created_at, changed_at)"
        " VALUES ('approved', 'machine', ?, '', ?, ?)",
        msgspec.json.encode(draft).decode(),
        now,
        now,
    )
    await unit.tx.execute(
        "INSERT INTO announcement_approvals (announcement, digest, rendered, author, approver,"
        " state, asked_at, given_at, expires_at) VALUES (1, '', '', 'machine', 'loop:boss',"
        " 'given', ?, ?, ?)",
        now,
        now,
        now,
    )
    for number in range(people):
        await subscribe(unit.tx, number, now)


async def subscribe(tx: Transaction, number: int, now: int) -> None:
    """A person who has written to us."""
    person = f"p{number:05}"
    member = 1_000 + number
    await tx.write("INSERT INTO members (id, created_at) VALUES (?, ?)", member, now)
    await tx.write(
        "INSERT INTO accounts (platform, id, member, private_place, created_at)"
        " VALUES ('loop', ?, ?, ?, ?)",
        person,
        member,
        person,
        now,
    )
    await tx.write(
        "INSERT INTO announcement_subscriptions (account, topic, at) VALUES (?, 'news', ?)",
        f"loop:{person}",
        now,
    )
