"""A ticket from its first word to its last, on one platform."""

from collections.abc import AsyncIterator

import pytest

from core.storage import Storage, Transaction
from core.tickets import rules, store
from core.tickets.rules import Ticket
from tests.core.tickets.desk import answers, desk_house, in_room, of, opens, room_of, said, state_of
from tests.house import House


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


async def test_from_the_first_word_to_the_last(house: House) -> None:
    number = await opens(house, "ann", "my order vanished")
    assert f"Ticket #{number} is open" in of(house, "ann")[-1].text
    card, line = await in_room(house, number)
    assert f"Ticket #{number} · new" in card.text
    assert said(line) == "👤 my order vanished"
    room = await room_of(house, number)

    await house.presses("mia", card, "Claim", room)
    assert f"Support · 1 has taken ticket #{number}" in of(house, "ann")[-1].text
    await answers(house, "mia", number, "which order was it?")
    assert said(of(house, "ann")[-1]) == "Support · 1\nwhich order was it?"
    assert await state_of(house, number) == "waiting"

    await house.says("ann", "number 77")
    assert said((await in_room(house, number))[-1]) == "👤 number 77"
    assert await state_of(house, number) == "open"
    await house.says("mia", "looks like the cache again", room)
    assert of(house, "ann")[-1].text != "looks like the cache again"

    await house.says("mia", "/resolve solved", room)
    survey = of(house, "ann")[-1]
    assert "resolved" in survey.text
    await house.presses("ann", survey, "★★★★★")
    assert await house.rows("SELECT state, rating FROM tickets") == [("resolved", 5)]
    assert await house.storage.read(folded_again) == await house.storage.read(kept)


async def kept(tx: Transaction) -> list[Ticket | None]:
    rows = await tx.fetch("SELECT id FROM tickets ORDER BY id")
    return [await store.find(tx, row[0]) for row in rows]


async def folded_again(tx: Transaction) -> list[Ticket]:
    """Every ticket anew from its events."""
    rows = await tx.fetch("SELECT id FROM tickets ORDER BY id")
    return [rules.fold_all(row[0], await store.history(tx, row[0])) for row in rows]
