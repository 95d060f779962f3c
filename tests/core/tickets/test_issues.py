"""Known issues, duplicates, and tickets that end later."""

from datetime import timedelta

from core.events import Account
from core.outbox import Lane
from core.storage import Storage
from core.tickets import closing, news
from core.tickets.news import FEW
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
from tests.house import STAFF_ROOM, House


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
        (told,) = await house.says("mia", "/issue done 1 All is well again.", STAFF_ROOM)
        assert said(told) == "Told 2 people."
        for person in ("ann", "ben"):
            assert "All is well again." in said(of(house, person)[-1])
        assert "All is well again." not in said(of(house, "cat")[-1])
        assert "No known issues" in said((await house.says("mia", "/issue", STAFF_ROOM))[0])


async def test_news_to_more_than_twenty_need_a_second_person(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage) as house:
        await house.says("mia", "/issue new Orders vanish", STAFF_ROOM)
        for number in range(FEW + 1):
            ticket = await opens(house, f"p{number}", f"{number} oddly {number * 7}")
            await tells(house, ticket, "/issue link 1")
        (shown,) = await house.says("mia", "/issue update 1 Soon.", STAFF_ROOM)
        assert f"{FEW + 1} people" in said(shown)
        for person, why in (("mia", "not allowed"), ("max", "not allowed")):
            (refused,) = await house.presses(person, shown, "Send", STAFF_ROOM)
            assert why in said(refused)
        await house.presses("bob", shown, "Send", STAFF_ROOM)
        assert said(shown) == f"Told {FEW + 1} people."
        ((payload,),) = await house.rows("SELECT payload FROM jobs WHERE name = 'issue-news'")
        await house.app.unit(lambda unit: news.spread_on(unit, payload))
        await house.settle()
        heard = [said(of(house, f"p{number}")[-1]) for number in range(FEW + 1)]
        assert all("Soon." in text for text in heard)
        lanes = await house.rows("SELECT lane FROM outbox WHERE key LIKE '%:line:%:asker:%'")
        assert set(lanes) == {(Lane.ANNOUNCEMENTS,)}


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


async def test_news_are_told_to_each_in_their_language(storage: Storage) -> None:
    async with desk_house(storage) as house:
        number = await opens(house, "ann")
        await house.says("mia", f"/issue same {number} {await opens(house, 'ben', 'a thing')}")
        by, texts = Account("loop", "bob"), {"ru": "Всё снова работает.", "en": "All is well."}
        await house.app.unit(lambda unit: news.tell(unit, 1, texts, by=by, member=1))
        await house.settle()
        for person in ("ann", "ben"):
            assert "All is well." in said(of(house, person)[-1])


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
