"""An asker who goes: staff sees it on the card before anybody writes into the void."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.events import Account, Event, MemberLeft, PlaceLost, PlaceOpened, Quote
from core.storage import Storage
from core.tickets import cards
from tests.core.tickets.desk import desk_house, in_room, opens, said
from tests.house import GROUP, House, private

ANN = Account("loop", "ann")


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


async def card(house: House) -> str:
    """Ten seconds later."""
    house.shift += timedelta(seconds=11)
    for (payload,) in await house.rows("SELECT payload FROM jobs WHERE name = ?", cards.JOB):
        await house.app.unit(lambda u: u.tx.execute("DELETE FROM jobs WHERE name = ?", cards.JOB))
        await house.app.unit(lambda unit, p=payload: cards.redraw_late(unit, p))  # type: ignore[misc]
    await house.settle()
    return said((await in_room(house, 1))[0])


def event(kind: type[PlaceLost | PlaceOpened], house: House) -> Event:
    return kind(id=kind.__name__, at=house.now(), place=private("ann"))


def leaves(house: House, person: str) -> Event:
    return MemberLeft(id="left", at=house.now(), place=GROUP, author=Account("loop", person))


async def test_a_card_says_while_the_asker_has_blocked_us(house: House) -> None:
    await opens(house, "ann")
    assert "cannot be reached" not in await card(house)
    await house.happens(event(PlaceLost, house))
    assert "cannot be reached" in await card(house)
    await house.happens(event(PlaceOpened, house))
    assert "cannot be reached" not in await card(house)


async def test_a_card_says_while_the_asker_has_no_private_place_yet(house: House) -> None:
    quoted = Quote("u9", ANN, text="my order vanished")
    await house.says("mia", "/escalate", GROUP, quoted=quoted)
    assert "cannot be reached" in await card(house)
    (button,) = house.platform.screens[GROUP.key][-1].buttons
    await house.says("ann", button.command)
    assert "cannot be reached" not in await card(house)


async def test_staff_hears_that_an_asker_left_the_group_of_the_question(house: House) -> None:
    await house.says("mia", "/escalate", GROUP, quoted=Quote("u9", ANN, text="it vanished"))
    await house.happens(leaves(house, "ann"))
    shown = said((await in_room(house, 1))[-1])
    assert shown == "The asker has left a group or server of ours."


async def test_who_asked_elsewhere_may_leave_a_group_in_silence(house: House) -> None:
    await opens(house, "ann")
    before = len(await in_room(house, 1))
    await house.happens(leaves(house, "ann"))
    assert len(await in_room(house, 1)) == before
