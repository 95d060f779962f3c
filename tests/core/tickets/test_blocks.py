"""Who may open no tickets, and until when."""

from datetime import timedelta

import pytest

from core.storage import Storage
from tests.core.tickets.desk import desk_house, in_room, of, opens, room_of, said
from tests.house import House


async def tells(house: House, number: int, text: str) -> str:
    await house.says("mia", text, await room_of(house, number))
    return said((await in_room(house, number))[-1])


async def test_a_blocked_asker_is_told_why_and_until_when(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        assert "Blocked" in await tells(house, number, "/block 2h spam")
        await house.says("ann", "hello?")
        assert said(of(house, "ann")[-1]).startswith("You cannot open tickets until")
        assert "hello?" not in said((await in_room(house, number))[-1])
        await house.says("ann", "/newticket buy my coins")
        assert "spam" in said(of(house, "ann")[-1])


async def test_a_block_ends_by_itself_or_by_staff(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        await tells(house, number, "/block 2h abuse")
        house.shift += timedelta(hours=2, minutes=1)
        await house.says("ann", "sorry about that")
        assert "sorry about that" in said((await in_room(house, number))[-1])
        await tells(house, number, "/block fraud")
        await house.says("ann", "again")
        assert "any more: attempted fraud" in said(of(house, "ann")[-1])
        assert "may write again" in await tells(house, number, "/unblock")
        assert "not blocked" in await tells(house, number, "/unblock")


@pytest.mark.parametrize("text", ["/block", "/block 2h", "/block soon spam", "/block 2h whim"])
async def test_a_block_needs_a_reason_from_the_list(sqlite_storage: Storage, text: str) -> None:
    async with desk_house(sqlite_storage) as house:
        number = await opens(house, "ann")
        assert "Reasons: spam, abuse, fraud" in await tells(house, number, text)


async def test_a_block_is_in_the_audit_log(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        number = await opens(house, "ann")
        await tells(house, number, "/block 2h spam")
        rows = await house.rows("SELECT actor, what, subject FROM audit WHERE what LIKE 'block%'")
        assert rows == [("loop:mia", "blocked spam", f"ticket {number}")]
