"""The title of a ticket's thread follows its state and its owner, as seldom as a platform wants."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import msgspec
import pytest

from core.platform import RetryAt, Scope
from core.storage import Storage
from core.tickets import titles
from tests.core.tickets.desk import answers, desk_house, opens, room_of, said
from tests.fakes.loopback import CAPABILITIES, Loopback, Seen
from tests.house import House

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


async def titles_of(house: House, number: int) -> list[str]:
    given = house.platform.titles[(await room_of(house, number)).key]
    return [said(Seen("", title)) for title in given]


async def time_passes(house: House, number: int, length: timedelta) -> None:
    """As the schedule does: a row that is due is removed where its job runs."""
    house.shift += length
    rows = await house.rows(
        "SELECT payload FROM jobs WHERE name = ? AND key = ?", titles.JOB, str(number)
    )
    for (payload,) in rows:
        await house.app.unit(lambda u: u.tx.execute("DELETE FROM jobs WHERE name = ?", titles.JOB))
        await house.app.unit(partial(titles.rename_late, payload=payload))
    await house.settle()


async def test_a_title_tells_number_state_priority_category_and_owner(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/claim {number}")
    assert await titles_of(house, number) == [
        "◽️ #1 · new · normal · Trading",
        "◽️ #1 · open · normal · Trading · Support · 1",
    ]


async def test_what_changes_often_is_told_once_the_platform_takes_another(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/claim {number}")
    await house.says("mia", f"/priority {number} high")
    await answers(house, "mia", number, "Where was it bought?")
    assert len(await titles_of(house, number)) == 2
    await time_passes(house, number, timedelta(seconds=CAPABILITIES.rename_seconds))
    assert (await titles_of(house, number))[2:] == [
        "🔶 #1 · waiting for the user · high · Trading · Support · 1"
    ]
    await time_passes(house, number, timedelta(seconds=CAPABILITIES.rename_seconds))
    assert len(await titles_of(house, number)) == 3


async def test_a_platform_that_wants_to_wait_holds_nothing_up_and_is_asked_anew(
    house: House,
) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/priority {number} high")
    await time_passes(house, number, TEN_MINUTES)
    later = RetryAt(house.now() + TEN_MINUTES, Scope.ROW, ordered=True)
    house.platform.faults.append(later)
    await house.app.unit(partial(titles.rename_late, payload=str(number)))
    await house.settle()
    assert await house.rows("SELECT state FROM outbox WHERE state IN ('due', 'sending')") == []
    await time_passes(house, number, TEN_MINUTES)
    assert (await titles_of(house, number))[-1] == "🔶 #1 · new · high · Trading"


async def test_where_titles_stay_nothing_is_tried(sqlite_storage: Storage) -> None:
    platform = Loopback(msgspec.structs.replace(CAPABILITIES, renames=False))
    async with desk_house(sqlite_storage, platform=platform) as house:
        number = await opens(house, "ann")
        await house.says("mia", f"/claim {number}")
        assert await titles_of(house, number) == ["◽️ #1 · new · normal · Trading"]
        assert await house.rows("SELECT 1 FROM jobs WHERE name = ?", titles.JOB) == []
