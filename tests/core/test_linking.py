"""Two accounts of one person: linked with a code and a tap, and parted again exactly."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import pytest

from core import people
from core.events import Account, Place
from core.storage import Storage
from tests.core.tickets.desk import desk_house, of, opens, state_of
from tests.fakes.loopback import CAPABILITIES, Loopback, Seen
from tests.house import House

ANN, ANNA = Account("loop", "ann"), Account("loop", "anna")


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


async def code_of(house: House, person: str) -> str:
    (told,) = await house.says(person, "/link")
    found = re.search(r"/link (\w{12})", told.text)
    assert found is not None
    return found[1]


async def links(house: House, one: str = "ann", other: str = "anna") -> Seen:
    """`one` makes the code, `other` types it, `one` taps; what `other` saw last."""
    await house.says(other, f"/link {await code_of(house, one)}", name="Anna L.")
    await house.presses(one, of(house, one)[-1], "Link them")
    return of(house, other)[-1]


async def members(house: House) -> list[int]:
    found = []
    for account in (ANN, ANNA):
        person = await house.app.unit(lambda unit, a=account: people.recognise(unit.tx, a))  # type: ignore[misc]
        assert person is not None
        found.append(person.member.id)
    return found


async def test_a_code_and_a_tap_make_two_accounts_one_member(house: House) -> None:
    await house.says("anna", f"/link {await code_of(house, 'ann')}", name="Anna L.")
    one, other = await members(house)
    assert one != other  # not before the tap
    question = of(house, "ann")[-1]
    assert "loop:anna" in question.text
    assert "Anna L." in question.text
    assert "our team never asks" in question.text
    await house.presses("ann", question, "Link them")
    one, other = await members(house)
    assert one == other
    assert "linked with loop:ann now" in of(house, "anna")[-1].text


async def test_no_code_is_shown_or_taken_where_others_may_read_along(
    sqlite_storage: Storage,
) -> None:
    platform = Loopback(msgspec.structs.replace(CAPABILITIES, ephemeral=True))
    aside = Place("loop", "support", "t7", private=True)
    async with desk_house(sqlite_storage, platform=platform) as house:
        (warned,) = await house.says("anna", "/link", aside)
        assert [button.command for button in warned.buttons] == ["/link", "/linkcode"]
        code = await code_of(house, "ann")
        (warned,) = await house.says("anna", f"/link {code}", aside)
        assert "only you see" in warned.text
        await house.says("anna", f"/linkcode {code}", aside, reply_handle="h1")
        assert "unknown or over" in platform.screens[aside.key][-1].text  # it was seen
        code = await code_of(house, "ann")
        await house.says("anna", f"/linkcode {code}", aside, reply_handle="h2")
        assert "Now confirm it" in platform.screens[aside.key][-1].text
        (made,) = await house.says("anna", "/link", aside, reply_handle="h3")
        assert "/link " in made.text


async def test_no_is_no(house: House) -> None:
    await house.says("anna", f"/link {await code_of(house, 'ann')}")
    await house.presses("ann", of(house, "ann")[-1], "No")
    one, other = await members(house)
    assert one != other
    assert "said no" in of(house, "anna")[-1].text


async def test_the_tap_is_that_sides_alone(house: House) -> None:
    await house.says("anna", f"/link {await code_of(house, 'ann')}")
    yes = next(b for b in of(house, "ann")[-1].buttons if b.label == "Link them")
    (refused,) = await house.says("anna", yes.command)
    assert "expired" in refused.text
    one, other = await members(house)
    assert one != other


async def test_a_code_works_once_for_ten_minutes(house: House) -> None:
    code = await code_of(house, "ann")
    await house.says("anna", f"/link {code}")
    assert "unknown or over" in (await house.says("eve", f"/link {code}"))[0].text
    code = await code_of(house, "ann")
    house.shift = timedelta(minutes=10, seconds=1)
    assert "unknown or over" in (await house.says("anna", f"/link {code}"))[0].text


async def test_after_five_wrong_ones_even_the_right_one_waits(house: House) -> None:
    code = await code_of(house, "ann")
    for number in range(5):
        assert "unknown" in (await house.says("anna", f"/link wrong{number}"))[0].text
    assert "too often" in (await house.says("anna", f"/link {code}"))[0].text


async def test_ones_own_code_links_nothing(house: House) -> None:
    code = await code_of(house, "ann")
    assert "unknown" in (await house.says("ann", f"/link {code}"))[0].text


async def test_what_was_opened_before_stays_apart_for_a_week(house: House) -> None:
    mine = await opens(house, "ann")
    await links(house)
    (refused,) = await house.says("anna", f"/status {mine}")
    assert refused.text == "There is no such ticket of yours."
    assert "no ticket" in (await house.says("anna", "/tickets"))[0].text
    assert f"#{mine}" in (await house.says("ann", "/status"))[0].text
    house.shift = timedelta(days=7, minutes=1)
    assert f"#{mine}" in (await house.says("anna", f"/status {mine}"))[0].text


async def test_what_is_opened_after_is_shared_and_follows_the_last_word(house: House) -> None:
    await links(house)
    number = await opens(house, "ann")
    await house.says("anna", "me again, from the other phone")
    await house.says("mia", f"/reply {number} hello")
    assert "hello" in of(house, "anna")[-1].text
    assert await house.rows("SELECT COUNT(*) FROM tickets") == [(1,)]


async def test_what_both_accounts_opened_is_merged_once_both_may_see_it(house: House) -> None:
    one, other = await opens(house, "ann"), await opens(house, "anna", "nothing arrives")
    await links(house)
    (told,) = await house.says("mia", f"/merge {other} {one}")
    assert "two people" in told.text
    house.shift += timedelta(days=7, minutes=1)
    await house.says("mia", f"/merge {other} {one}")
    assert await state_of(house, other) == "closed"


async def test_one_ticket_for_two_accounts_and_one_queue(house: House) -> None:
    await links(house)
    assert await opens(house, "ann") == await opens(house, "anna")


@pytest.mark.parametrize("side", ["ann", "anna"])
async def test_either_side_undoes_it_in_one_tap_and_exactly(house: House, side: str) -> None:
    for person in ("ann", "anna"):
        await house.says(person, "/id")
    before = await members(house)
    await links(house)
    number = await opens(house, "ann")
    await house.says("anna", "me again")
    undo = next(seen for seen in reversed(of(house, side)) if "is linked with" in seen.text)
    await house.presses(side, undo, "Undo")
    assert await members(house) == before
    (refused,) = await house.says("anna", f"/status {number}")
    assert refused.text == "There is no such ticket of yours."
    await house.says("mia", f"/reply {number} hello")
    assert "hello" in of(house, "ann")[-1].text
    assert not any("hello" in seen.text for seen in of(house, "anna"))


async def test_a_role_is_never_shared(house: House) -> None:
    await links(house, "mia", "anna")
    (refused,) = await house.says("anna", "/queue")
    assert "not allowed" in refused.text


async def test_who_is_linked_is_linked_to_nobody_else(house: House) -> None:
    await links(house)
    await house.says("anna", f"/link {await code_of(house, 'eve')}")
    (refused,) = await house.presses("eve", of(house, "eve")[-1], "Link them")
    assert "linked already" in refused.text
