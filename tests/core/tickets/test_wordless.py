"""Where there are no buttons: a person is asked for in words, and all goes on by words."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from core.storage import Storage
from core.tickets.calls import wants_person
from tests.core.faq.test_commands import QUESTION
from tests.core.tickets.desk import answers, desk_house, in_room, of, said, state_of
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import GROUP, House

PLAIN = msgspec.structs.replace(CAPABILITIES, buttons=False, edits=False, threads=True)


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage, platform=Loopback(PLAIN)) as house:
        yield house


@pytest.mark.parametrize(
    "text",
    [
        "human",
        "Ticket!",
        "I want to talk to a human",
        "can I speak with a real person please?",
        "转人工",
        "我要找客服",
        "担当者に繋いでください",
        "オペレーター",
        "상담원 연결해 주세요",
        "позовите оператора",
        "Можно поговорить с живым человеком?",
        "quiero hablar con una persona",
        "¿Puedo hablar con un agente?",
    ],
)
def test_whoever_asks_for_a_person_is_understood(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "why is my withdrawal pending?",
        "what is a ticket fee?",
        "the agent fee of my order is wrong",
        "человек вышел в окно подтверждения",
        "客服时间是几点到几点，周末也有人吗",
        "사람이 많네요",
        "la persona de contacto cambió",
    ],
)
def test_other_words_are_for_the_faq(text: str) -> None:
    assert not wants_person(text)


async def test_who_asks_for_a_person_in_public_is_led_into_private(house: House) -> None:
    (told,) = await house.says("ann", "I want to talk to a human", GROUP, addressed=True)
    assert "private message" in told.text
    assert await house.rows("SELECT id FROM tickets") == []


async def test_the_way_to_a_person_is_told_even_where_we_say_answers_only(
    storage: Storage,
) -> None:
    able = msgspec.structs.replace(PLAIN, in_public="answers")
    async with desk_house(storage, platform=Loopback(able)) as house:
        (told,) = await house.says("ann", "I want to talk to a human", GROUP, addressed=True)
        assert "private message" in told.text


async def test_a_ticket_is_opened_by_words_and_a_number(house: House) -> None:
    (asked,) = await house.says("ann", "human")
    assert "describe it" in asked.text
    (offer,) = await house.says("ann", "my order vanished")
    lines = offer.text.splitlines()
    number = next(line.partition(".")[0] for line in lines if "Trading" in line)
    (receipt,) = await house.says("ann", number)
    assert "Ticket #1 is open" in receipt.text
    assert "/status 1" in receipt.text
    assert await house.rows("SELECT category FROM tickets") == [("trading",)]
    assert said((await in_room(house, 1))[1]) == "👤 my order vanished"


async def test_what_is_no_number_sends_nobody_away(house: House) -> None:
    await house.says("ann", "/ticket my order vanished")
    (receipt,) = await house.says("ann", "just help me")
    assert "Ticket #1 is open" in receipt.text
    assert await house.rows("SELECT category FROM tickets") == [("other",)]


async def test_what_was_said_in_public_comes_along(house: House) -> None:
    await house.says("ann", "/ticket my order vanished", GROUP)
    (offer,) = await house.says("ann", "/ticket")
    assert "Trading" in offer.text
    await house.says("ann", "99")
    assert said((await in_room(house, 1))[1]) == "👤 my order vanished"


async def test_an_entry_is_read_by_its_number_and_the_question_is_kept(house: House) -> None:
    await house.says("ann", f"/ticket {QUESTION}")
    (entry,) = await house.says("ann", "1")
    assert "reset" in entry.text.lower()
    await house.says("ann", "human")
    await house.says("ann", "99")
    assert said((await in_room(house, 1))[1]) == f"👤 {QUESTION}"


async def test_an_end_is_rated_and_undone_by_commands(house: House) -> None:
    await house.says("ann", "/ticket my order vanished")
    await house.says("ann", "99")
    await answers(house, "mia", 1, "It is back.")
    await house.says("mia", "/resolve 1 solved")
    assert "★★★★★: /rate 1 5" in of(house, "ann")[-1].text
    assert "/reopen 1" in of(house, "ann")[-1].text
    await house.says("ann", "/rate 1 5")
    assert await house.rows("SELECT rating FROM tickets") == [(5,)]
    assert await state_of(house, 1) == "resolved"


async def test_once_it_is_open_the_word_for_a_person_is_a_word_to_them(house: House) -> None:
    await house.says("ann", "/ticket my order vanished")
    await house.says("ann", "99")
    await house.says("ann", "human please")
    assert said((await in_room(house, 1))[-1]) == "👤 human please"
