"""Pictures of rows: new ones within a second, and old ones as long as it takes."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from core.context import Unit
from core.feature import Feature, Snapshot
from core.snapshots import Snapshots, apart
from core.storage import Storage, Transaction
from tests.house import House, open_house


async def load(tx: Transaction) -> list[str]:
    return [row[0] for row in await tx.fetch("SELECT value FROM notes ORDER BY key")]


def build(values: list[str]) -> str:
    if "broken" in values:
        raise ValueError("bug")
    return " ".join(values)


FEATURES = (Feature(name="x", snapshots=(Snapshot("words", load, build),)),)


async def write(house: House, value: str) -> None:
    async def unit(unit: Unit) -> None:
        await unit.tx.execute(
            "INSERT INTO notes (platform, key, value) VALUES ('x', ?, ?)", value, value
        )
        await unit.changed("words")

    await house.app.unit(unit)


@asynccontextmanager
async def watched(
    storage: Storage, features: Sequence[Feature] = FEATURES
) -> AsyncIterator[tuple[House, Snapshots]]:
    async with open_house(storage, features=features, starter=False) as house:
        watching = asyncio.create_task(house.app.snapshots.watch())
        try:
            yield house, house.app.snapshots
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def until(snapshots: Snapshots, picture: str) -> float:
    began = time.monotonic()
    async with asyncio.timeout(8):
        while snapshots["words"] != picture:  # noqa: ASYNC110  a change tells nobody
            await asyncio.sleep(0.01)
    return time.monotonic() - began


async def test_a_change_is_seen_as_soon_as_it_can_be_built(storage: Storage) -> None:
    """Within a second on an idle machine: a busy one is measured by how long a build takes."""
    async with watched(storage) as (house, snapshots):
        assert snapshots["words"] == ""
        began = time.monotonic()
        await apart(build, [])
        one_build = time.monotonic() - began
        await write(house, "one")
        assert await until(snapshots, "one") < 3 * one_build + 0.5


async def test_a_change_by_another_process_is_seen(sqlite_storage: Storage) -> None:
    async with watched(sqlite_storage) as (_house, snapshots):

        async def elsewhere(tx: Transaction) -> None:
            await tx.execute("INSERT INTO notes (platform, key, value) VALUES ('x', 'k', 'one')")
            await tx.execute("INSERT INTO versions (name, number) VALUES ('words', 1)")

        await sqlite_storage.run(elsewhere)
        await until(snapshots, "one")


async def test_a_change_that_was_undone_shows_nothing(sqlite_storage: Storage) -> None:
    async with watched(sqlite_storage) as (house, snapshots):

        async def undone(unit: Unit) -> None:
            await unit.changed("words")
            raise KeyError("bug")

        await asyncio.gather(house.app.unit(undone), return_exceptions=True)
        assert await house.rows("SELECT * FROM versions") == []
        assert snapshots["words"] == ""


async def test_the_old_picture_stays_while_a_new_one_cannot_be_built(
    sqlite_storage: Storage,
) -> None:
    async with watched(sqlite_storage) as (house, snapshots):
        await write(house, "fine")
        await until(snapshots, "fine")
        await write(house, "broken")
        await asyncio.sleep(0.6)
        assert snapshots["words"] == "fine"


async def test_the_loop_is_free_while_a_picture_is_built(sqlite_storage: Storage) -> None:
    async with watched(sqlite_storage) as (house, snapshots):
        await write(house, "one")
        longest, last = 0.0, time.monotonic()
        while snapshots["words"] != "one":
            await asyncio.sleep(0.001)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        assert longest < 0.2


async def test_an_amendment_is_seen_at_once_and_outlives_a_build_under_way(
    sqlite_storage: Storage,
) -> None:
    second, loads = asyncio.Event(), iter((1, 2))

    async def counted(_tx: Transaction) -> list[str]:
        number = next(loads)
        if number == 2:
            second.set()
        return [str(number)]

    features = (Feature(name="x", snapshots=(Snapshot("words", counted, build),)),)
    async with watched(sqlite_storage, features) as (house, snapshots):
        snapshots.amend("words", lambda words: f"{words}, amended")
        assert snapshots["words"] == "1, amended"
        await write(house, "one")
        await second.wait()
        snapshots.amend("words", lambda words: f"{words}, meanwhile")
        assert snapshots["words"] == "1, amended, meanwhile"
        await until(snapshots, "2, meanwhile")
