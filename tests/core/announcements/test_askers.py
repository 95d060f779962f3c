"""Words to many askers of a known issue: no lighter to steal than an announcement."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core import brake, people
from core.context import Unit
from core.events import Account
from core.storage import Storage
from core.tickets import issue_store, opening
from core.tickets.news import FEW
from core.tickets.opening import Wanted
from tests.core.announcements.hall import CONFIG, hall
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
from tests.house import STAFF_ROOM, House

ROOM = '[[tickets.rooms]]\nplace = "loop:staff"\n'


async def many_ask(unit: Unit) -> None:
    """One more than may be told by one person, all about known issue 1."""
    issue = await issue_store.add(unit, "Orders vanish", None)
    for number in range(FEW + 1):
        account = Account("loop", f"p{number}")
        person = await people.introduce(unit.tx, account, unit.now)
        wanted = Wanted(
            member=person.member.id, asker=account, language="en", category="other", text="gone"
        )
        ticket, _is_new = await opening.open_ticket(unit, wanted)
        await issue_store.link(unit.tx, ticket.id, issue)


@asynccontextmanager
async def asked(storage: Storage) -> AsyncIterator[tuple[House, Seen]]:
    """Mia's words wait for an admin."""
    async with hall(storage, CONFIG + ROOM) as house:
        await house.app.unit(many_ask)
        (shown,) = await house.says("mia", "/issue update 1 All is well.", STAFF_ROOM)
        yield house, shown


async def told(house: House, text: str = "All is well.") -> bool:
    rows = await house.rows(
        "SELECT t.text FROM ticket_lines l JOIN texts t ON t.id = l.text WHERE l.side = 'staff'"
    )
    return any(text in row[0] for row in rows)


async def test_an_admin_lets_out_what_a_moderator_wrote_and_all_of_staff_hears(
    sqlite_storage: Storage,
) -> None:
    async with asked(sqlite_storage) as (house, shown):
        await house.presses("amy", shown, "Send", STAFF_ROOM)
        assert await told(house)
        heard = [seen.text for seen in house.platform.screens[STAFF_ROOM.key]]
        assert any("approved by loop:amy" in text and "loop:mia" in text for text in heard)


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
    async with asked(sqlite_storage) as (house, shown):
        if before:
            await house.says("bob", before)
        (refused,) = await house.presses(person, shown, "Send", STAFF_ROOM)
        assert why in refused.text
        assert not await told(house)


async def test_in_a_panic_nothing_goes_to_many(sqlite_storage: Storage) -> None:
    async with asked(sqlite_storage) as (house, shown):
        await house.app.unit(lambda unit: brake.pull(unit.tx, unit.now))
        await house.presses("amy", shown, "Send", STAFF_ROOM)
        assert not await told(house)


class NewsWalk(Walk):
    """The thief tries it by way of a known issue."""

    least = 8

    async def published(self) -> bool:
        lines = await self.column(
            "SELECT t.text FROM ticket_lines l JOIN texts t ON t.id = l.text WHERE l.side = 'staff'"
        )
        return any(SCAM in str(text) for text in lines)

    async def moves(self) -> list[Move]:
        asked = await self.column("SELECT code FROM codes WHERE purpose = 'issue-news'")
        found = [wait, *around(self)]
        for person in self.accounts:
            found.append(line(person, f"/issue update 1 {SCAM}", STAFF_ROOM))
            found += [line(person, f"/issuesend {code}", STAFF_ROOM) for code in asked]
        return found

    async def _fingerprint(self) -> str:
        asked = await self.column("SELECT payload FROM codes WHERE purpose = 'issue-news'")
        return f"{await super()._fingerprint()} {asked}"


@asynccontextmanager
async def robbed_desk(storage: Storage) -> AsyncIterator[House]:
    async with robbed(storage, CONFIG + ROOM) as house:
        await house.app.unit(many_ask)
        yield house


# News takes a step less than an announcement, so that a day more fits into a walk: then whoever was
# just granted a role is a second person, and two people robbed at once are beyond two keys.
ROBBED = {who: them for who, them in THIEVES.items() if "just granted" not in who}


@pytest.mark.parametrize("accounts", ROBBED.values(), ids=ROBBED)
async def test_no_path_tells_many_askers_what_a_thief_wrote(
    sqlite_storage: Storage, accounts: tuple[str, ...]
) -> None:
    async with robbed_desk(sqlite_storage) as house:
        assert not await walked(house, accounts, NewsWalk)


async def test_the_walk_finds_a_way_where_there_is_one(sqlite_storage: Storage) -> None:
    async with robbed_desk(sqlite_storage) as house:
        assert await walked(house, ("mia", "amy"), NewsWalk)
