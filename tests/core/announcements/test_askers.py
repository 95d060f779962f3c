"""News of a known issue to many askers: an announcement for them alone, in their tickets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from core import brake, people
from core.announcements.rules import State
from core.context import Unit
from core.events import Account, Quote
from core.platform import Gone, Uncertain
from core.storage import Storage
from core.tickets import issue_store, opening, spots
from core.tickets.news import FEW
from core.tickets.opening import Wanted
from core.tickets.spots import Spot
from tests.core.announcements.hall import CONFIG, PLACES, find, hall, passes, screen
from tests.core.announcements.test_theft import (
    SCAM,
    THIEVES,
    Move,
    Walk,
    around,
    line,
    robbed,
    wait,
    walked,
)
from tests.fakes.loopback import Seen
from tests.house import STAFF_ROOM, House, private

ROOM = '[[tickets.rooms]]\nplace = "loop:staff"\n'
TWO_QUEUES = f"""
[tickets.categories.other]
[tickets.categories.api]
queue = "api"
{ROOM}queues = ["support", "api"]
"""
SIX = timedelta(minutes=6)
MANY = FEW + 1


async def many_ask(unit: Unit) -> None:
    """One more than may be told by one person, all about known issue 1; the last one reads Russian,
    and the first one asked twice."""
    issue = await issue_store.add(unit, "Orders vanish", None)
    for number in range(MANY):
        await asks(unit, issue, f"p{number}", "ru" if number == FEW else "en", "other")
    await asks(unit, issue, "p0", "en", "api")


async def asks(unit: Unit, issue: int, name: str, language: str, category: str) -> None:
    account = Account("loop", name)
    person = await people.introduce(unit.tx, account, unit.now, private(name))
    wanted = Wanted(
        member=person.member.id, asker=account, language=language, category=category, text="gone"
    )
    ticket, _is_new = await opening.open_ticket(unit, wanted)
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=private(name)))
    await issue_store.link(unit.tx, ticket.id, issue)


@asynccontextmanager
async def asked(
    storage: Storage, line: str = "/issue update 1 All is well."
) -> AsyncIterator[House]:
    """Mia's words wait for an admin."""
    async with hall(storage, CONFIG + TWO_QUEUES) as house:
        await house.app.unit(many_ask)
        await house.says("mia", line, STAFF_ROOM)
        yield house


def request(house: House, admin: str = "amy") -> Seen:
    return next(s for s in screen(house, private(admin)) if "wants a second key" in s.text)


async def approve(house: House) -> None:
    await house.presses("amy", request(house), "Approve")


def heard(house: House, words: str = "All is well.") -> list[str]:
    """Who of the askers did, once for each time."""
    names = [f"p{number}" for number in range(MANY)]
    return [name for name in names for seen in screen(house, private(name)) if words in seen.text]


async def test_news_to_more_than_twenty_askers_are_an_announcement_with_its_five_minutes(
    storage: Storage,
) -> None:
    async with asked(storage) as house:
        assert f"{MANY} askers of known issue 1" in request(house).text
        await approve(house)
        await passes(house, timedelta(minutes=4))
        assert heard(house) == []
        await passes(house, timedelta(minutes=2))
        assert heard(house) == [f"p{number}" for number in range(MANY)]
        assert not any(screen(house, place) for place in PLACES.values())


async def test_what_an_asker_answers_to_the_news_belongs_to_the_ticket(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        await passes(house, SIX)
        shown = next(s for s in screen(house, private("p5")) if "All is well." in s.text)
        quote = Quote(shown.id, Account("loop", "us"), text=shown.text, ours=True)
        await house.says("p5", "not for me", quoted=quote)
        rows = await house.rows(
            "SELECT x.text FROM tickets t JOIN ticket_lines l ON l.ticket = t.id"
            " JOIN texts x ON x.id = l.text WHERE t.asker = 'loop:p5' ORDER BY l.id"
        )
        assert [row[0] for row in rows] == ["gone", "All is well.", "not for me"]


async def test_anybody_of_staff_stops_the_news_before_they_go_out(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        card = next(s for s in screen(house, STAFF_ROOM) if "is approved by" in s.text)
        await house.presses("max", card, "Stop", STAFF_ROOM)
        await passes(house, timedelta(hours=1))
        assert heard(house) == []
        assert (await find(house, 1)).state is State.STOPPED


async def test_staff_sees_how_far_the_news_have_come_and_who_was_out_of_reach(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        house.platform.closed.add("p3")
        await passes(house, SIX)
        shown = [seen.text for seen in screen(house, STAFF_ROOM)]
        card = next(text for text in shown if "run 1 · done" in text)
        assert f"Sent: {FEW} of {MANY}" in card
        assert "Out of reach: 1" in card


async def test_of_whom_nobody_knows_whether_they_heard_staff_is_asked_and_none_hears_twice(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        await passes(house, timedelta(minutes=4))
        house.platform.faults.append(Uncertain())
        await passes(house, timedelta(minutes=2))
        assert len(heard(house)) == FEW
        doubt = next(s for s in screen(house, STAFF_ROOM) if "nobody knows whether" in s.text)
        await house.presses("amy", doubt, "Send again", STAFF_ROOM)
        await passes(house, SIX)
        assert heard(house) == [f"p{number}" for number in range(MANY)]


async def test_each_asker_reads_the_news_in_the_language_of_their_ticket(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await house.says("mia", "/announcement 1 text.ru Всё снова работает.")
        said = await house.says("mia", "/askkey 1")
        await house.says("amy", f"/turnkey {said[-1].text.rpartition('approve ')[2].rstrip('`.')}")
        await passes(house, SIX)
        assert heard(house, "Всё снова работает.") == [f"p{FEW}"]
        assert len(heard(house)) == FEW


async def test_the_last_news_end_the_known_issue_once_they_are_out(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage, "/issue done 1 All is well.") as house:
        await approve(house)
        assert await house.rows("SELECT state FROM known_issues") == [("open",)]
        await passes(house, SIX)
        assert await house.rows("SELECT state FROM known_issues") == [("done",)]


async def test_news_that_are_recalled_are_no_word_of_the_ticket_either(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        await passes(house, SIX)
        await house.says("bob", "/notice 1 recalled")
        await passes(house, SIX)
        assert heard(house) == []
        sql = "SELECT x.text FROM ticket_lines l JOIN texts x ON x.id = l.text WHERE side = 'staff'"
        assert {row[0] for row in await house.rows(sql)} == {""}


async def test_an_asker_who_is_back_within_a_day_gets_what_they_missed(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as house:
        await approve(house)
        await passes(house, timedelta(minutes=4))
        house.platform.faults.append(Gone("person"))
        await passes(house, timedelta(minutes=2))
        assert "p0" not in heard(house)
        await house.says("p0", "here I am")
        await passes(house, SIX)
        assert heard(house).count("p0") == 1


async def test_news_have_texts_and_no_other_readers(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage) as house:
        for key in ("places yes", "topic news", "kind maintenance"):
            (refused,) = await house.says("mia", f"/announcement 1 {key}")
            assert "has texts and nothing else" in refused.text


async def test_a_foreign_link_goes_to_no_asker(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage, "/issue update 1 See scam.example.net/help") as house:
        assert "is not on the official list" in screen(house, STAFF_ROOM)[-1].text
        assert await house.rows("SELECT 1 FROM announcements") == []


@pytest.mark.parametrize(
    ("person", "before", "why"),
    [
        ("mia", "", "not allowed"),
        ("max", "", "not allowed"),
        ("bob", "", "gave the other their role"),
        ("amy", "/staff suspend loop:mia", "no moderator"),
        ("amy", "/staff remove loop:mia", "no moderator"),
    ],
)
async def test_a_pair_that_opens_no_announcement_opens_no_news(
    sqlite_storage: Storage, person: str, before: str, why: str
) -> None:
    async with asked(sqlite_storage) as house:
        line = request(house).buttons[0].command
        if before:
            await house.says("bob", before)
        (refused,) = await house.says(person, line)
        assert why in refused.text
        await passes(house, SIX)
        assert heard(house) == []


async def test_in_a_panic_nothing_goes_to_many(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage) as house:
        await house.app.unit(lambda unit: brake.pull(unit.tx, unit.now))
        await approve(house)
        await passes(house, SIX)
        assert heard(house) == []


class NewsWalk(Walk):
    """The thief tries it by way of a known issue."""

    least = 8

    async def moves(self) -> list[Move]:
        asked = await self.column("SELECT code FROM codes WHERE purpose = 'announcement'")
        found = [wait, *around(self)]
        for person in self.accounts:
            found.append(line(person, f"/issue update 1 {SCAM}", STAFF_ROOM))
            found += [line(person, f"/turnkey {code}") for code in asked]
        return found


@asynccontextmanager
async def robbed_desk(storage: Storage) -> AsyncIterator[House]:
    async with robbed(storage, CONFIG + ROOM) as house:
        await house.app.unit(many_ask)
        yield house


@pytest.mark.parametrize("accounts", THIEVES.values(), ids=THIEVES)
async def test_no_path_tells_many_askers_what_a_thief_wrote(
    sqlite_storage: Storage, accounts: tuple[str, ...]
) -> None:
    async with robbed_desk(sqlite_storage) as house:
        assert not await walked(house, accounts, NewsWalk)


async def test_the_walk_finds_a_way_where_there_is_one(sqlite_storage: Storage) -> None:
    async with robbed_desk(sqlite_storage) as house:
        assert await walked(house, ("mia", "amy"), NewsWalk)
