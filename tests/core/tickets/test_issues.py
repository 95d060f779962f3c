"""Known issues, duplicates, and tickets that end later."""

from datetime import timedelta

import pytest

from core.events import Account, Quote
from core.storage import Storage
from core.tickets import closing
from tests.core.tickets.desk import (
    desk_house,
    in_room,
    of,
    opens,
    room_of,
    said,
    state_of,
)
from tests.fakes.loopback import Seen
from tests.house import GROUP, STAFF_ROOM, House


async def tells(house: House, number: int, text: str) -> str:
    await house.says("mia", text, await room_of(house, number))
    return said((await in_room(house, number))[-1])


async def test_news_of_a_known_issue_reach_every_linked_asker(storage: Storage) -> None:
    async with desk_house(storage) as house:
        tickets = [await opens(house, person) for person in ("ann", "ben")]
        await opens(house, "cat", "something else entirely")
        await house.says("mia", "/issue new Orders vanish", STAFF_ROOM)
        for number in tickets:
            assert "belongs to issue 1" in await tells(house, number, "/issue link 1")
        (listed,) = await house.says("mia", "/issue", STAFF_ROOM)
        assert said(listed) == "1 Orders vanish · 2 tickets"
        (told,) = await house.says("mia", "/issue update 1 We are on it.", STAFF_ROOM)
        assert said(told) == "Told 2 people."
        (told,) = await house.says("mia", "/issue done 1 All is well again.", STAFF_ROOM)
        assert said(told) == "Told 2 people."
        for person in ("ann", "ben"):
            assert "All is well again." in said(of(house, person)[-1])
        assert "All is well again." not in said(of(house, "cat")[-1])
        assert "No known issues" in said((await house.says("mia", "/issue", STAFF_ROOM))[0])


@pytest.mark.parametrize(
    ("line", "words"),
    [("/issue update 1 Soon.", "We know of this"), ("/issue done 1 Well again.", "is over")],
)
async def test_whoever_comes_into_private_later_hears_how_it_stands_and_what_was_said(
    sqlite_storage: Storage, line: str, words: str
) -> None:
    async with desk_house(sqlite_storage) as house:
        asked = Quote("u5", Account("loop", "ann"), text="my order vanished")
        await house.says("mia", "/escalate", GROUP, quoted=asked)
        await house.says("mia", "/issue new Orders vanish", STAFF_ROOM)
        await house.says("mia", "/issue link 1 1", STAFF_ROOM)
        await house.says("mia", line, STAFF_ROOM)
        (way,) = house.platform.screens[GROUP.key]
        heard = await house.says("ann", way.buttons[0].command)
        assert any(words in said(seen) for seen in heard)
        assert line.rpartition("1 ")[2] in said(heard[-1])


async def proposal(house: House, number: int, words: str) -> Seen:
    return next(seen for seen in await in_room(house, number) if words in said(seen))


async def links(house: House) -> list[tuple[int, int]]:
    rows = await house.rows("SELECT ticket, issue FROM known_issue_tickets ORDER BY ticket")
    return [(row[0], row[1]) for row in rows]


async def test_others_who_write_the_same_are_linked_only_by_a_press(storage: Storage) -> None:
    async with desk_house(storage) as house:
        first = await opens(house, "ann", "my order vanished")
        second = await opens(house, "ben", "my order vanished!")
        shown = await proposal(house, second, f"Others write the same: #{first}.")
        assert await links(house) == []
        await house.presses("mia", shown, "known issue", await room_of(house, second))
        assert await links(house) == [(first, 1), (second, 1)]
        third = await opens(house, "cat", "my order vanished?")
        shown = await proposal(house, third, "Others write the same")
        await house.presses("mia", shown, "known issue 1", await room_of(house, third))
        assert (third, 1) in await links(house)
        assert "no known issue any more" in await tells(house, third, "/issue unlink")
        assert (third, 1) not in await links(house)


async def test_two_tickets_of_one_person_are_merged_only_by_a_press(storage: Storage) -> None:
    more = '[tickets.categories.vip]\nqueue = "vip"\n[tickets.categories.trading]\n'
    rooms = more + 'queue = "support"\n[[tickets.rooms]]\nplace = "loop:vip"\nqueues = ["vip"]\n'
    async with desk_house(storage, rooms) as house:
        first = await opens(house, "ann", "my order vanished")
        second = await opens(house, "ann", "and so did my coins", "vip")
        assert [await state_of(house, number) for number in (first, second)] == ["new", "new"]
        room = await room_of(house, second)
        proposal = next(
            seen
            for seen in await in_room(house, second)
            if seen.buttons[:1] and "Merge" in seen.buttons[0].label
        )
        await house.presses("mia", proposal, "Merge", room)
        assert [await state_of(house, number) for number in (first, second)] == ["new", "closed"]
        assert "and so did my coins" in said((await in_room(house, first))[-1])
        assert f"goes on in #{first}" in said(of(house, "ann")[-1])
        await house.says("ann", "any news?")
        assert "any news?" in said((await in_room(house, first))[-1])


async def test_tickets_of_two_people_are_never_merged(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        first, second = await opens(house, "ann"), await opens(house, "ben")
        assert "two people" in await tells(house, second, f"/merge {first}")


async def test_a_ticket_is_closed_later_unless_somebody_writes(storage: Storage) -> None:
    async with desk_house(storage) as house:
        kept, ended = await opens(house, "ann"), await opens(house, "ben", "another thing")
        for number in (kept, ended):
            assert "closed in 2 hours" in await tells(house, number, "/close in 2h")
        await house.says("ann", "wait, one more thing")
        jobs = await house.rows("SELECT key FROM jobs WHERE name = 'ticket_close'")
        assert jobs == [(str(ended),)]
        house.shift += timedelta(hours=2)
        await house.app.unit(lambda unit: closing.close_when_due(unit, str(ended)))
        await house.settle()
        assert await state_of(house, ended) == "resolved"
        assert "as nobody wrote any more" in said(of(house, "ben")[-1])


async def test_a_time_that_is_none_is_refused(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        number = await opens(house, "ann")
        assert "/close in 2h" in await tells(house, number, "/close soon")
