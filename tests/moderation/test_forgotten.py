"""Who is forgotten leaves nothing with moderation, and nothing that could fail afterwards."""

from datetime import timedelta
from pathlib import Path

from core import forgetting
from core.context import Unit
from core.events import Account, Quote
from core.storage import Storage
from tests.core.forgetting.test_forgetting import everything
from tests.house import GROUP, STAFF_ROOM, House
from tests.moderation.test_feature import CONFIG, press, say, street
from tests.moderation.test_raids import FEW, raid

MAL = "mal4711"


def config(folder: Path, base: str = CONFIG) -> str:
    return f'[data]\nfolder = "{folder}"\n{base}'


async def forgets(house: House, person: str = MAL) -> None:
    """The question, the answer, and both rounds."""
    await house.says(person, "/forget")
    await house.says(person, "/forget yes")
    jobs = {job.name: job for feature in house.app.features for job in feature.jobs}
    for name in ("forgetting", "forget-again"):
        house.shift += timedelta(seconds=21)
        for (payload,) in await house.rows("SELECT payload FROM jobs WHERE name = ?", name):

            async def one(unit: Unit, name: str = name, payload: str = payload) -> None:
                await unit.tx.execute("DELETE FROM jobs WHERE name = ?", name)
                await jobs[name].run(unit, payload)

            await house.app.unit(one)
    await house.settle()


async def named(storage: Storage) -> set[str]:
    found = await everything(storage)
    return {table for table, rows in found.items() if MAL in rows} - {"audit"}


async def test_after_a_decided_case_nothing_names_them(storage: Storage, tmp_path: Path) -> None:
    async with street(storage, config(tmp_path), (forgetting.feature(),)) as (house, platform):
        await house.says(MAL, "/id")
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
    more = (forgetting.feature(),)
    async with street(sqlite_storage, config(tmp_path), more) as (house, platform):
        await house.says(MAL, "/id")
        for number in range(4):
            await say(house, MAL, f"look at page number {number} of some-site.org")
        await press(house, platform, "Right")
        await forgets(house)
        assert await named(sqlite_storage) == set()


async def test_an_undo_of_somebody_forgotten_says_so_and_fails_nowhere(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    more = (forgetting.feature(),)
    async with street(sqlite_storage, config(tmp_path), more) as (house, platform):
        await house.says(MAL, "/id")
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
    more = (forgetting.feature(),)
    async with street(sqlite_storage, config(tmp_path), more) as (house, _platform):
        await house.says(MAL, "/id")
        await house.says(MAL, "/forget")
        await house.says(MAL, "/forget yes")
        await say(house, MAL, "an ordinary message of mine")
        jobs = {job.name: job for feature in house.app.features for job in feature.jobs}
        for name in ("forgetting", "forget-again", "moderation-standing"):
            house.shift += timedelta(seconds=21)
            rows = await house.rows("SELECT payload FROM jobs WHERE name = ?", name)
            for payload in [payload for (payload,) in rows] or [""]:

                async def one(unit: Unit, name: str = name, payload: str = payload) -> None:
                    await unit.tx.execute("DELETE FROM jobs WHERE name = ?", name)
                    await jobs[name].run(unit, payload)

                await house.app.unit(one)
        await house.settle()
        assert await named(sqlite_storage) == set()


async def test_a_raider_cannot_slip_from_the_one_tap_by_being_forgotten(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    more = (forgetting.feature(),)
    async with street(sqlite_storage, config(tmp_path, FEW), more) as (house, platform):
        await house.says("r1", "/id")
        await raid(house)
        said = await say(house, "r1", "hello everybody, my friends")
        await forgets(house, "r1")
        await press(house, platform, "Delete all")
        assert said in platform.removed()
        assert ("r1", "ban") in platform.restricted()


async def test_a_reporter_who_was_forgotten_hears_of_no_outcome_and_nothing_fails(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    more = (forgetting.feature(),)
    async with street(sqlite_storage, config(tmp_path), more) as (house, platform):
        await house.says(MAL, "/id")
        target = Quote("u9", Account("loop", "eve"), "Eve", "buy my coins")
        await house.says(MAL, "/report", GROUP, quoted=target, addressed=True)
        await forgets(house)
        await press(house, platform, "Right")
        assert "Right. Decided by" in platform.cards()[-1].text
        assert await named(sqlite_storage) == set()
