"""Staff is given, taken and listed by admins alone."""

from datetime import timedelta

import pytest

from core.events import Place
from core.storage import Storage
from tests.house import GROUP, House, open_house

BOB = '[staff]\nadmins = ["loop:bob"]'


async def test_the_list_names_the_roles_in_the_readers_language(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, BOB, starter=False) as house:
        heard = await house.says("bob", "/staff list", locale="ru")
    assert "loop:bob: администратор" in heard[0].text


async def texts(house: House, person: str, line: str, place: Place | None = None) -> list[str]:
    return [seen.text for seen in await house.says(person, line, place, addressed=True)]


def screen(house: House, person: str) -> list[str]:
    return [seen.text for seen in house.platform.screens[f"loop:{person}"]]


async def test_a_moderator_is_offered_accepts_and_all_admins_hear(storage: Storage) -> None:
    both = '[staff]\nadmins = ["loop:bob", "loop:eve"]'
    async with open_house(storage, both, starter=False) as house:
        for person in ("ann", "eve", "bob"):
            await house.says(person, "/id")
        await texts(house, "bob", "/staff add loop:ann moderator")
        offer = house.platform.screens["loop:ann"][-1]
        assert "moderator" in offer.text
        assert "not allowed" in (await texts(house, "ann", "/place"))[0]
        accepted = await house.presses("ann", offer, "Accept")
        assert "now moderator" in accepted[0].text
        assert "places" in (await texts(house, "ann", "/place"))[0]
        for admin in ("bob", "eve"):
            assert "loop:ann" in screen(house, admin)[-1]
        audit = await house.rows("SELECT actor, what, subject FROM audit ORDER BY id")
        assert audit == [
            ("loop:bob", "offered moderator", "loop:ann"),
            ("loop:ann", "accepted moderator", "loop:ann"),
        ]


async def test_an_offer_is_open_for_a_day_and_accepted_in_private_only(storage: Storage) -> None:
    async with open_house(storage, BOB, starter=False) as house:
        await house.says("ann", "/id")
        await texts(house, "bob", "/staff add loop:ann helper")
        assert "private" in (await texts(house, "ann", "/staff accept", GROUP))[0]
        house.shift += timedelta(hours=24, seconds=1)
        assert "no open offer" in (await texts(house, "ann", "/staff accept"))[0]


async def test_somebody_who_never_wrote_is_asked_to_write_first(storage: Storage) -> None:
    async with open_house(storage, BOB, starter=False) as house:
        assert "cannot write" in (await texts(house, "bob", "/staff add loop:ann helper"))[0]
        assert "now helper" in (await texts(house, "ann", "/staff accept"))[0]


@pytest.mark.parametrize("line", ["list", "add loop:eve moderator", "suspend loop:bob"])
async def test_nobody_but_an_admin_gives_or_takes(storage: Storage, line: str) -> None:
    async with open_house(storage, BOB, starter=False) as house:
        await house.says("ann", "/id")
        await texts(house, "bob", "/staff add loop:ann moderator")
        await texts(house, "ann", "/staff accept")
        assert await texts(house, "ann", f"/staff {line}") == ["Only an admin may do this."]
        assert "private chat" in (await texts(house, "bob", f"/staff {line}", GROUP))[0]


async def test_what_is_no_account_or_no_role_is_explained(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, BOB, starter=False) as house:
        assert "Whom?" in (await texts(house, "bob", "/staff add"))[0]
        assert "Whom?" in (await texts(house, "bob", "/staff add @ann"))[0]
        assert "helper|moderator" in (await texts(house, "bob", "/staff add loop:ann admin"))[0]
        assert "config already" in (await texts(house, "bob", "/staff add loop:bob helper"))[0]
        assert "no role" in (await texts(house, "bob", "/staff remove loop:ann"))[0]


async def test_a_suspended_admin_can_do_nothing_and_hears_nothing(storage: Storage) -> None:
    both = '[staff]\nadmins = ["loop:bob", "loop:eve"]'
    async with open_house(storage, both, starter=False) as house:
        await house.says("bob", "/id")
        await house.says("eve", "/id")
        await texts(house, "eve", "/staff suspend loop:bob")
        heard = len(screen(house, "bob"))
        assert await texts(house, "bob", "/staff list") == ["Only an admin may do this."]
        await texts(house, "eve", "/staff suspend loop:zed")
        assert len(screen(house, "bob")) == heard + 1
    free = both + '\nunsuspended = ["loop:bob"]'
    async with open_house(storage, free, starter=False) as house:
        assert "loop:bob" in (await texts(house, "bob", "/staff list"))[0]


async def test_a_long_id_that_looks_like_a_card_is_taken_as_it_is(sqlite_storage: Storage) -> None:
    async with open_house(sqlite_storage, BOB, starter=False) as house:
        number = "4" + "1" * 15
        await texts(house, "bob", f"/staff add loop:{number} helper")
        assert await house.rows("SELECT account FROM role_offers") == [(f"loop:{number}",)]
