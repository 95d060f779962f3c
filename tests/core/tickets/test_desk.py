"""Staff's buttons and commands: whose a ticket is, how it stands, how it ends."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core import people, schedule
from core.context import Unit
from core.events import Account
from core.storage import Storage
from core.tickets import cards, desk, ending, happen
from tests.core.tickets.desk import answers, desk_house, in_room, of, opens, room_of, said, state_of
from tests.fakes.loopback import Seen
from tests.house import House

TWO_ROOMS = """
[tickets.categories.trading]
[tickets.categories.api]
queue = "second"
[[tickets.rooms]]
place = "loop:staff"
[[tickets.rooms]]
place = "loop:upstairs"
queues = ["second"]
"""
STAFFED = '[staff]\nadmins = ["loop:bob"]\n'


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


async def presses(house: House, person: str, number: int, label: str) -> list[Seen]:
    """A button of the card."""
    card = (await in_room(house, number))[0]
    return await house.presses(person, card, label, await room_of(house, number))


async def chooses(house: House, person: str, number: int, first: str, *labels: str) -> list[Seen]:
    """A button of the card, then one of each question that follows."""
    heard = await presses(house, person, number, first)
    for label in labels:
        heard = await house.presses(person, heard[-1], label, await room_of(house, number))
    return heard


async def card_of(house: House, number: int) -> str:
    """As it is once ten seconds have passed."""
    house.shift += cards.CARD_PAUSE + timedelta(seconds=1)
    await house.app.unit(lambda unit: cards.redraw_late(unit, str(number)))
    await house.settle()
    return (await in_room(house, number))[0].text


# -- whose it is ---------------------------------------------------------------------------------


async def test_claimed_and_given_back_it_is_anybodys(house: House) -> None:
    number = await opens(house, "ann")
    await presses(house, "mia", number, "Claim")
    assert "Taken by Support · 1" in await card_of(house, number)
    await presses(house, "mia", number, "Release")
    assert await house.rows("SELECT assignee, state FROM tickets") == [(None, "new")]
    assert "Taken by" not in await card_of(house, number)


async def test_a_colleague_gets_it_by_account(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/transfer {number} loop:max")
    assert await house.rows("SELECT assignee FROM tickets") == [("loop:max",)]
    (refused,) = await house.says("mia", f"/transfer {number} loop:eve")
    assert "not staff" in refused.text


async def test_the_next_level_works_in_another_place_and_sees_all(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage, TWO_ROOMS, STAFFED) as house:
        number = await opens(house, "ann")
        await answers(house, "mia", number, "passing you on")
        before = await room_of(house, number)
        await chooses(house, "mia", number, "Transfer", "second")
        after = await room_of(house, number)
        assert (before.id, after.id) == ("staff", "upstairs")
        shown = [said(seen) for seen in await in_room(house, number)]
        assert shown[0].startswith(f"Ticket #{number}")
        assert "👤 my order vanished" in shown
        assert "💬 passing you on" in shown
        await answers(house, "mia", number, "hello from upstairs")
        assert "hello from upstairs" in of(house, "ann")[-1].text


async def test_where_the_asker_has_another_it_is_not_passed_on(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage, TWO_ROOMS, STAFFED) as house:
        one = await opens(house, "ann", "my order vanished", "trading")
        two = await opens(house, "ann", "api is slow", "api")
        (refused,) = await house.says("mia", f"/transfer {one} second")
        assert f"#{two} open there" in refused.text


# -- how it stands -------------------------------------------------------------------------------


async def test_a_priority_is_chosen_by_buttons(house: House) -> None:
    number = await opens(house, "ann")
    await chooses(house, "mia", number, "Priority", "high")
    assert await house.rows("SELECT priority FROM tickets") == [("high",)]


async def test_a_snooze_ends_at_its_time(house: House) -> None:
    number = await opens(house, "ann")
    await chooses(house, "mia", number, "Snooze", "4h")
    assert "Snoozed until" in await card_of(house, number)
    assert await state_of(house, number) == "snoozed"
    ((due,),) = await house.rows("SELECT due FROM jobs WHERE name = ?", happen.WAKE)
    assert due > 0
    await house.app.unit(lambda unit: desk.wake_when_due(unit, str(number)))
    await house.settle()
    assert await state_of(house, number) == "open"
    assert said((await in_room(house, number))[-1]) == "⏰ The snooze is over."


async def test_the_askers_word_ends_a_snooze_and_its_alarm(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/snooze {number} 4h")
    await house.says("ann", "any news?")
    assert await state_of(house, number) == "open"
    assert await house.rows("SELECT 1 FROM jobs WHERE name = ?", happen.WAKE) == []


@pytest.mark.parametrize("length", ["soon", "0h", "-3h"])
async def test_a_snooze_needs_a_length(house: House, length: str) -> None:
    number = await opens(house, "ann")
    (told,) = await house.says("mia", f"/snooze {number} {length}")
    assert "30m, 4h, 2d" in told.text


async def test_on_hold_it_goes_on_by_hand(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/hold {number}")
    assert await state_of(house, number) == "on_hold"
    await house.says("mia", f"/wake {number}")
    assert await state_of(house, number) == "open"


# -- how it ends ---------------------------------------------------------------------------------


async def test_unsolved_it_needs_a_why(house: House) -> None:
    number = await opens(house, "ann")
    await chooses(house, "mia", number, "Resolve", "Not solved", "We may not")
    ((detail,),) = await house.rows("SELECT detail FROM ticket_events WHERE kind = 'resolved'")
    assert detail == '{"reason":"no_answer","why":"permission"}'


async def test_spam_ends_without_a_word_to_its_author(house: House) -> None:
    number = await opens(house, "ann")
    before = len(of(house, "ann"))
    await presses(house, "mia", number, "Spam")
    assert await state_of(house, number) == "closed"
    assert len(of(house, "ann")) == before


async def test_a_bad_rating_is_told_and_offers_the_way_back(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/resolve {number} solved")
    survey = of(house, "ann")[-1]
    await house.presses("ann", survey, "★")
    assert said((await in_room(house, number))[-1]) == "The asker gave 1 of 5."
    assert [button.label for button in survey.buttons] == ["Add a comment", "Reopen"]
    await house.presses("ann", survey, "Add a comment")
    await house.says("ann", "nobody looked at it")
    assert said((await in_room(house, number))[-1]) == "👤 nobody looked at it"
    assert await state_of(house, number) == "resolved"
    (again,) = await house.says("ann", f"/rate {number} 5")
    assert "rated this already" in again.text


async def test_nobody_is_asked_twice_within_a_day_or_in_the_middle_of_a_form(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("ann", "/newticket")  # a form of hers is open
    await house.says("mia", f"/resolve {number} solved")
    assert [b.label for b in of(house, "ann")[-1].buttons] == ["Reopen"]
    await house.says("ann", "/cancel")

    house.shift += timedelta(minutes=1)
    for stars in (5, 1):
        await house.says("ann", f"/reopen {number}")
        await house.says("mia", f"/resolve {number} solved")
        labels = [b.label for b in of(house, "ann")[-1].buttons]
        assert len(labels) == (6 if stars == 5 else 1)
    house.shift += timedelta(days=1)
    await house.says("ann", f"/reopen {number}")
    await house.says("mia", f"/resolve {number} solved")
    assert len(of(house, "ann")[-1].buttons) == 6


async def test_nobody_else_rates_reopens_or_reads_it(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/resolve {number} solved")
    for line in (f"/rate {number} 1", f"/reopen {number}", f"/status {number}", f"/goon {number}"):
        (refused,) = await house.says("eve", line)
        assert refused.text == "There is no such ticket of yours."


# -- what the asker can see ----------------------------------------------------------------------


async def test_status_tells_stage_owner_and_next_step(house: House) -> None:
    number = await opens(house, "ann")
    (seen,) = await house.says("ann", "/status")
    assert seen.text.startswith(f"Ticket #{number}\nTrading · new\nNext: a person of our team")
    await answers(house, "mia", number, "which one?")
    (seen,) = await house.says("ann", f"/status {number}")
    assert "With: Support · 1\nNext: we wait for your answer." in said(seen)
    assert "mia" not in seen.text
    await house.says("ann", "the blue one")
    (seen,) = await house.says("ann", f"/status {number}")
    assert "Next: our team answers.\nNext reply until" in said(seen)
    await answers(house, "mia", number, "thank you")
    (listed,) = await house.says("ann", "/tickets")
    assert [button.label for button in listed.buttons] == [
        f"#{number} · Trading · waiting for the user"
    ]


async def test_a_duty_name_is_chosen_and_never_an_account(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", "/dutyname Nora")
    await answers(house, "mia", number, "hello")
    assert said(of(house, "ann")[-1]) == "Nora\nhello"
    (refused,) = await house.says("mia", "/dutyname @scam_support")
    assert "letters" in refused.text


# -- the card ------------------------------------------------------------------------------------


async def test_a_card_is_edited_at_once_and_then_at_most_every_ten_seconds(house: House) -> None:
    number = await opens(house, "ann")
    card = (await in_room(house, number))[0]
    for line in ("claim", "priority {} high", "release", "claim", "priority {} low", "release"):
        await house.says("mia", "/" + (line.format(number) if "{}" in line else f"{line} {number}"))
    assert card.edits == 1
    assert "low" in await card_of(house, number)
    assert card.edits == 2
    assert await house.app.unit(lambda u: schedule.find(u, cards.JOB, str(number))) is not None


async def test_messages_of_people_come_before_cards(house: House) -> None:
    number = await opens(house, "ann")
    house.platform.gate.clear()
    house.platform.performed.clear()
    await house.app.handle(house.message("mia", f"/priority {number} high"))
    await house.app.handle(house.message("ann", "and another thing"))
    rows = await house.rows("SELECT lane, action FROM outbox WHERE state IN ('due', 'sending')")
    house.platform.gate.set()
    await house.settle()
    (person,) = [lane for lane, action in rows if "another thing" in action]
    (card,) = [lane for lane, action in rows if '"type":"edit"' in action]
    assert person < card


async def test_an_entry_that_would_have_answered_it_is_learned(house: House) -> None:
    number = await opens(house, "ann", "my phone with the codes fell into a lake")
    (told,) = await house.says("mia", f"/resolve {number} solved no-such-entry")
    assert "no entry" in told.text
    await house.says("mia", f"/resolve {number} solved reset-2fa")
    assert await house.rows(
        "SELECT p.slug, l.voice, l.good FROM faq_phrasings p JOIN faq_ledger l ON l.phrasing = p.id"
    ) == [("reset-2fa", "trusted", 1)]


async def test_what_a_ticket_taught_is_the_account_s_own_after_unlinking(house: House) -> None:
    """The ticket was opened for one member; its account is another's by the time it is resolved."""
    await house.says("ann", "/id")
    await house.says("zoe", "/id")
    ann, zoe = Account("loop", "ann"), Account("loop", "zoe")

    async def link(unit: Unit) -> None:
        person = await people.recognise(unit.tx, zoe)
        assert person is not None
        await people.link(unit.tx, ann, person.member, unit.now)

    await house.app.unit(link)
    number = await opens(house, "ann", "my phone with the codes fell into a lake")
    await house.app.unit(lambda unit: people.unlink(unit.tx, ann))
    await house.says("mia", f"/resolve {number} solved reset-2fa")
    ((taught,),) = await house.rows(
        "SELECT t.member FROM faq_phrasings p JOIN texts t ON t.id = p.text"
    )
    ((own,),) = await house.rows("SELECT member FROM accounts WHERE id = 'ann'")
    assert taught == own


async def test_who_ends_their_own_ticket_is_no_second_person(house: House) -> None:
    number = await opens(house, "mia", "my phone with the codes fell into a lake")
    await house.says("mia", f"/resolve {number} solved reset-2fa")
    assert await house.rows("SELECT voice FROM faq_ledger") == [("asker",)]


async def test_what_is_closed_for_good_is_neither_rated_nor_commented(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/resolve {number} solved")
    survey = of(house, "ann")[-1]
    house.shift = timedelta(days=7, minutes=1)
    await house.app.unit(lambda unit: ending.close_old(unit, ""))
    assert await state_of(house, number) == "closed"
    (told,) = await house.presses("ann", survey, "★★")
    assert "the ticket is closed" in told.text
    (told,) = await house.says("ann", f"/comment {number} too late")
    assert "closed for good" in told.text
