"""A run: every place once, in small portions; what went wrong is counted, and people may steer."""

from core.announcements.broadcast.rules import WINDOW
from core.storage import Storage
from tests.core.announcements.broadcast.stage import begin, finish, progress, run_due, stage
from tests.house import STAFF_ROOM, House


def words(house: House, person: str) -> list[str]:
    return [seen.text for seen in house.platform.screens[f"loop:{person}"]]


def card(house: House) -> str:
    return house.platform.screens[STAFF_ROOM.key][0].text


async def test_everybody_gets_it_once_and_staff_sees_how_it_goes(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 700) as house:
        await begin(house)
        await finish(house)
        for number in range(700):
            assert words(house, f"p{number:05}") == ["We are moving."]
        assert (await progress(house)).sent == 700
        assert card(house) == "Announcement 1 · run 1 · done\nSent: 700 of 700"


async def test_few_rows_are_in_the_outbox_at_a_time(sqlite_storage: Storage) -> None:
    async with stage(sqlite_storage, 700) as house:
        house.platform.gate.clear()
        await begin(house)
        await run_due(house)
        waiting = "SELECT COUNT(*) FROM outbox WHERE state IN ('due', 'sending') AND lane = 3"
        assert await house.rows(waiting) == [(WINDOW,)]
        assert (await progress(house)).waiting == 700
        house.platform.gate.set()
        await finish(house)
        assert await house.rows(waiting) == [(0,)]
