"""`/duty`, `/speak`, `/queue`, `/mine`, `/find`: what people of the team say and see."""

import pytest

from core.storage import Storage
from tests.core.tickets.desk import desk_house, opens, said
from tests.house import STAFF_ROOM, House


async def tells(house: House, person: str, text: str) -> str:
    heard = await house.says(person, text, STAFF_ROOM)
    return "\n".join(said(seen) for seen in heard)


async def test_somebody_comes_on_duty_and_goes(storage: Storage) -> None:
    async with desk_house(storage) as house:
        assert await tells(house, "mia", "/duty on") == "You are on duty. /duty off ends it."
        await tells(house, "mia", "/speak ru en")
        assert "Support · 1 (en ru)" in await tells(house, "max", "/duty")
        assert "off duty" in await tells(house, "mia", "/duty off")
        assert "Nobody is on duty" in await tells(house, "max", "/duty")


async def test_a_week_of_hours_is_kept_with_its_zone(storage: Storage) -> None:
    async with desk_house(storage) as house:
        told = await tells(house, "mia", "/duty mon-sun 00:00-24:00 asia/seoul")
        assert told == "You are on duty. /duty off ends it."
        ((weekly,),) = await house.rows("SELECT weekly FROM ticket_duty")
        assert "Asia/Seoul" in weekly
        assert "off duty" in await tells(house, "mia", "/duty never")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/duty tomorrow", "/duty mon-fri 09:00-18:00 Europe/Berlin"),
        ("/duty on nowhere", "nowhere is no queue; known are: support"),
        ("/speak klingon", "Languages are: en, zh"),
        ("/queue nowhere", "known are: support"),
    ],
)
async def test_what_cannot_be_understood_is_told_with_an_example(
    sqlite_storage: Storage, text: str, told: str
) -> None:
    async with desk_house(sqlite_storage) as house:
        assert told in await tells(house, "mia", text)


async def test_the_queue_shows_who_waits_with_the_most_urgent_first(storage: Storage) -> None:
    async with desk_house(storage) as house:
        calm, urgent = await opens(house, "ann"), await opens(house, "ben", "it was stolen")
        (seen,) = await house.says("mia", "/queue", STAFF_ROOM)
        lines = said(seen).splitlines()
        assert [line.split()[1] for line in lines if "🔴" in line] == [f"#{urgent}"]
        assert [b.command for b in seen.buttons] == [f"/claim {urgent}", f"/claim {calm}"]
        await house.presses("mia", seen, f"#{calm}", STAFF_ROOM)
        assert f"#{calm}" in await tells(house, "mia", "/mine")
        assert f"#{calm}" not in await tells(house, "mia", "/queue")


async def test_a_ticket_is_found_by_number_account_and_words(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann", "Мой Вывод пропал")
        for what in (f"#{number}", str(number), "loop:ann", "вывод"):
            assert f"#{number}" in await tells(house, "mia", f"/find {what}")
        assert await tells(house, "mia", "/find nothing of the kind") == "Nothing found."


async def test_only_staff_looks_at_the_queue(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        await opens(house, "ann")
        heard = await house.says("ann", "/queue")
        assert not any("#1" in seen.text for seen in heard)
