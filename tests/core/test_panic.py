"""`/panic`: who may stop, what goes on, who may let it go on, and what then happens."""

import asyncio
from datetime import timedelta

import pytest

from core import brake, panic, people, roles
from core.actions import Send
from core.context import Unit
from core.events import Account, Place
from core.faq import store
from core.faq.entries import Entry, Wording
from core.outbox import Lane
from core.storage import Storage
from core.text import Words
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house, private

HOUSE = (*FEATURES, panic.FEATURE)
CONFIG = '[staff]\nadmins = ["loop:bob", "loop:eve"]\nplaces = ["loop:staff"]'
DAY = timedelta(days=1)


async def announce(house: House) -> None:
    async def unit(unit: Unit) -> None:
        await unit.put(Send(place=GROUP, body=(Words("Down at noon."),)), lane=Lane.ANNOUNCEMENTS)

    await house.app.unit(unit)


async def say(house: House, person: str, line: str, place: Place | None = None) -> None:
    """Without waiting for all to be delivered: something may wait for the end of a panic."""
    await house.app.handle(house.message(person, line, place, addressed=True))
    await calm(house)


async def calm(house: House) -> None:
    unheld = "SELECT 1 FROM outbox WHERE state IN ('due', 'sending') AND in_panic IS NULL"
    async with asyncio.timeout(5):
        while await house.rows(unheld):  # noqa: ASYNC110  as in the house itself
            await asyncio.sleep(0.001)


def screen(house: House, place: Place) -> list[str]:
    return [seen.text for seen in house.platform.screens[place.key]]


async def stopped(house: House) -> bool:
    return await house.storage.read(lambda tx: brake.panic(tx, house.now())) is not None


async def appoint(house: House, person: str) -> None:
    async def unit(unit: Unit) -> None:
        account = Account("loop", person)
        await roles.offer(unit.tx, account, "moderator", Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)

    await house.app.unit(unit)


async def test_a_moderator_stops_all_that_goes_to_many_and_the_team_hears(storage: Storage) -> None:
    async with open_house(storage, CONFIG, features=HOUSE, starter=False) as house:
        await say(house, "bob", "/id")
        await appoint(house, "mia")
        await say(house, "mia", "/panic", GROUP)
        await announce(house)
        await calm(house)
        assert screen(house, GROUP) == ["Stopped. All admins have been told."]
        assert "by loop:mia" in screen(house, STAFF_ROOM)[-1]
        assert "by loop:mia" in screen(house, private("bob"))[-1]


@pytest.mark.parametrize("line", ["/panic", "/panic off", "/panic keep"])
async def test_nobody_else_pulls_or_lets_go(sqlite_storage: Storage, line: str) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        await say(house, "ann", line)
        assert screen(house, private("ann")) == ["You are not allowed to do this."]
        assert not await stopped(house)


async def test_tickets_commands_and_deletes_go_on(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        await say(house, "bob", "/panic")
        await say(house, "ann", "/help")
        await say(house, "ann", "/ticket My card does not work at all")
        assert len(screen(house, private("ann"))) >= 2


async def test_it_takes_two_admins_to_end_it_and_what_waited_goes_out(storage: Storage) -> None:
    async with open_house(storage, CONFIG, features=HOUSE, starter=False) as house:
        for admin in ("bob", "eve"):
            await say(house, admin, "/id")
        await say(house, "bob", "/panic")
        await announce(house)
        for _ in range(2):
            await say(house, "bob", "/panic off")
            assert await stopped(house)
        assert screen(house, GROUP) == []
        await say(house, "eve", "/panic off")
        await house.settle()
        assert screen(house, GROUP) == ["Down at noon."]


async def test_the_same_person_by_another_account_is_no_second_admin(
    sqlite_storage: Storage,
) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        for admin in ("bob", "eve"):
            await say(house, admin, "/id")
        await house.app.unit(link_bob_and_eve)
        house.shift += 2 * DAY
        for line in ("/panic", "/panic off"):
            await say(house, "bob", line)
        await say(house, "eve", "/panic off")
        assert await stopped(house)


async def link_bob_and_eve(unit: Unit) -> None:
    bob = await people.recognise(unit.tx, Account("loop", "bob"))
    assert bob is not None
    assert await people.link(unit.tx, Account("loop", "eve"), bob.member, unit.now)


async def test_a_suspended_admin_does_not_count_and_a_new_one_has_to_wait(
    sqlite_storage: Storage,
) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        for admin in ("bob", "eve"):
            await say(house, admin, "/id")
        await say(house, "bob", "/panic")
        await say(house, "eve", "/panic off")
        await say(house, "bob", "/staff suspend loop:eve")
        await say(house, "bob", "/panic off")
        assert await stopped(house)

        async def name_bob_anew(unit: Unit) -> None:
            bob = frozenset({Account("loop", "bob")})
            await roles.load_admins(unit.tx, frozenset(), frozenset(), unit.now)
            await roles.load_admins(unit.tx, bob, frozenset(), unit.now)

        await house.app.unit(name_bob_anew)
        await say(house, "bob", "/panic off")
        assert "24 hours" in screen(house, private("bob"))[-1]


async def test_a_second_panic_takes_the_first_consent_back(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        for admin in ("bob", "eve"):
            await say(house, admin, "/id")
        for line in ("/panic", "/panic off", "/panic"):
            await say(house, "bob", line)
        await say(house, "eve", "/panic off")
        assert await stopped(house)


async def test_after_half_an_hour_what_waited_goes_out_unless_it_is_kept(storage: Storage) -> None:
    async with open_house(storage, CONFIG, features=HOUSE, starter=False) as house:
        await say(house, "bob", "/panic")
        await say(house, "bob", "/panic keep")
        house.shift += brake.LASTS
        await house.app.unit(lambda unit: panic.run_out(unit, ""))
        assert await stopped(house)
        await house.app.unit(lambda unit: panic.release(unit, "operator"))
        await say(house, "bob", "/panic")
        await announce(house)
        house.shift += brake.LASTS
        await house.app.unit(lambda unit: panic.run_out(unit, ""))
        await house.settle()
        assert screen(house, GROUP) == ["Down at noon."]
        assert "over after 30 minutes" in screen(house, STAFF_ROOM)[-1]


async def test_who_asks_in_a_panic_is_told_that_no_links_are_sent(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, CONFIG, features=HOUSE, starter=False) as house:
        await house.app.unit(plant_two)
        await say(house, "bob", "/panic")
        await house.app.snapshots.load_all()
        await say(house, "ann", "/entry with-link")
        await say(house, "ann", "/entry without")
        first, second = screen(house, private("ann"))
    assert "no links at the moment" in first
    assert "Just do it." in second


async def plant_two(unit: Unit) -> None:
    for slug, answer in (("with-link", "See https://example.com"), ("without", "Just do it.")):
        wording = Wording(question=f"How to {slug}?", answer=answer)
        await store.put(unit.tx, Entry(slug=slug, category="fees", wordings={"en": wording}))
