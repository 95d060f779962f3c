"""Who is forgotten leaves nothing with moderation, and nothing that could fail afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from core import forgetting
from core.context import Unit
from core.events import Account, Quote
from core.feature import Job
from core.storage import Storage
from tests.core.forgetting.test_forgetting import everything
from tests.house import GROUP, STAFF_ROOM, House
from tests.moderation.test_feature import CONFIG, Street, press, say, street
from tests.moderation.test_raids import FEW, raid

MAL = "mal4711"


@asynccontextmanager
async def home(
    storage: Storage, folder: Path, base: str = CONFIG, person: str = MAL
) -> AsyncIterator[tuple[House, Street]]:
    """A street where one can be forgotten, and where this person has written in private."""
    config = f'[data]\nfolder = "{folder}"\n{base}'
    async with street(storage, config, (forgetting.feature(),)) as (house, platform):
        await house.says(person, "/id")
        yield house, platform


async def asks_to_be_forgotten(house: House, person: str = MAL) -> None:
    await house.says(person, "/forget")
    await house.says(person, "/forget yes")


async def time_goes_by(house: House, *names: str) -> None:
    """These jobs fall due one after another, each with what waits for it."""
    jobs = {job.name: job for feature in house.app.features for job in feature.jobs}
    for name in names:
        house.shift += timedelta(seconds=21)
        await house.app.unit(partial(_run, jobs[name]))
    await house.settle()


async def _run(job: Job, unit: Unit) -> None:
    sql = "DELETE FROM jobs WHERE name = ? RETURNING payload"
    waiting = [row[0] for row in await unit.tx.fetch(sql, job.name)]
    for payload in waiting or ([] if job.every is None else [""]):
        await job.run(unit, payload)


async def forgets(house: House, person: str = MAL) -> None:
    """The question, the answer, and both rounds."""
    await asks_to_be_forgotten(house, person)
    await time_goes_by(house, "forgetting", "forget-again")


async def named(storage: Storage) -> set[str]:
    found = await everything(storage)
    return {table for table, rows in found.items() if MAL in rows} - {"audit"}


async def test_after_a_decided_case_nothing_names_them(storage: Storage, tmp_path: Path) -> None:
    async with home(storage, tmp_path) as (house, platform):
        await say(house, MAL, "dm me on @fix_wallets")
        await house.says("bob", f"/warn loop:{MAL} adverts", GROUP, addressed=True)
        await press(house, platform, "Right")
        await forgets(house)
        assert await named(storage) == set()
        words = [text for (text,) in await house.rows("SELECT text FROM texts")]
        assert not any("fix" in text or "adverts" in text for text in words)


async def test_a_flood_that_was_decided_holds_no_forgetting_up(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with home(sqlite_storage, tmp_path) as (house, platform):
        for number in range(4):
            await say(house, MAL, f"look at page number {number} of some-site.org")
        await press(house, platform, "Right")
        await forgets(house)
        assert await named(sqlite_storage) == set()


async def test_an_undo_of_somebody_forgotten_says_so_and_fails_nowhere(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with home(sqlite_storage, tmp_path) as (house, platform):
        await say(house, MAL, "dm me on @fix_wallets")
        await press(house, platform, "Ban")
        await forgets(house)
        before = len(platform.restricted())
        heard = await house.says("bob", "/mod wrong 1", STAFF_ROOM, addressed=True)
        assert "was forgotten" in heard[-1].text
        assert len(platform.restricted()) == before


async def test_what_was_said_before_the_end_is_not_written_after_it(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    """Standing is counted in memory and written by the minute."""
    async with home(sqlite_storage, tmp_path) as (house, _platform):
        await asks_to_be_forgotten(house)
        await say(house, MAL, "an ordinary message of mine")
        await time_goes_by(house, "forgetting", "forget-again", "moderation-standing")
        assert await named(sqlite_storage) == set()


async def test_a_raider_cannot_slip_from_the_one_tap_by_being_forgotten(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with home(sqlite_storage, tmp_path, FEW, "r1") as (house, platform):
        await raid(house)
        said = await say(house, "r1", "hello everybody, my friends")
        await forgets(house, "r1")
        await press(house, platform, "Delete all")
        assert said in platform.removed()
        assert ("r1", "ban") in platform.restricted()


async def test_a_reporter_who_was_forgotten_hears_of_no_outcome_and_nothing_fails(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with home(sqlite_storage, tmp_path) as (house, platform):
        target = Quote("u9", Account("loop", "eve"), "Eve", "buy my coins")
        await house.says(MAL, "/report", GROUP, quoted=target, addressed=True)
        await forgets(house)
        await press(house, platform, "Right")
        assert "Right. Decided by" in platform.cards()[-1].text
        assert await named(sqlite_storage) == set()
