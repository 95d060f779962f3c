"""What is said reaches the other side, with all that happens to it afterwards."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import msgspec
import pytest

from core.actions import OpenThread, React, Receipt, Send
from core.events import Account, Attachment, MessageDeleted, Place, Quote, ReactionChanged
from core.platform import Delivery, DeliveryFailed, Gone, NotAllowed, Outcome, Uncertain
from core.storage import Storage
from core.text import render, to_plain
from core.tickets import marks
from tests.core.tickets.desk import (
    answers,
    desk_house,
    in_room,
    of,
    opens,
    room_of,
    said,
    state_of,
    to,
)
from tests.fakes.loopback import CAPABILITIES, Loopback, Seen
from tests.house import GROUP, House, private

STAFF = Place("loop", "staff")
REACTING = msgspec.structs.replace(CAPABILITIES, reactions=True, sees_deletions=True)


MIA = Account("loop", "mia")
STAFFED = '[staff]\nadmins = ["loop:bob"]\n'
ROOMS = '[[tickets.rooms]]\nplace = "loop:staff"\n'
QUEUES = """
[tickets.categories.orders]
[tickets.categories.api]
queue = "second"
[[tickets.rooms]]
place = "loop:staff"
queues = ["support", "second"]
"""


class Picky(Loopback):
    """It can react. `fault` is what the next delivery for which `when` holds ends with."""

    fault: Outcome | None = None
    when: Callable[[Delivery], bool] = staticmethod(lambda delivery: True)

    def fail_once(self, outcome: Outcome, when: Callable[[Delivery], bool]) -> None:
        self.fault, self.when = outcome, when

    async def perform(self, delivery: Delivery) -> Receipt:
        fault = self.fault
        if fault is not None and self.when(delivery):
            self.fault = None
            raise DeliveryFailed(fault)
        if isinstance(delivery.action, React):
            self.performed.append(delivery)
            return Receipt(place=delivery.place)
        return await super().perform(delivery)


def says(words: str) -> Callable[[Delivery], bool]:
    def holds(delivery: Delivery) -> bool:
        action = delivery.action
        return isinstance(action, Send) and words in to_plain(render(action.body))

    return holds


def mine(person: str, message: str) -> Quote:
    return Quote(message, Account("loop", person))


def reactions(platform: Picky) -> list[tuple[str, str, str | None]]:
    return [
        (d.place.key, d.target[0], d.action.emoji)
        for d in platform.performed
        if isinstance(d.action, React)
    ]


@pytest.fixture
def platform() -> Picky:
    return Picky(CAPABILITIES)


@pytest.fixture
async def house(storage: Storage, platform: Picky) -> AsyncIterator[House]:
    async with desk_house(storage, platform=platform) as house:
        yield house


def heard(seen: list[Seen]) -> list[str]:
    return [said(each) for each in seen]


async def marks_when_due(house: House) -> None:
    ((payload,),) = await house.rows("SELECT payload FROM jobs WHERE name = ?", marks.JOB)
    await house.app.unit(lambda u: u.tx.execute("DELETE FROM jobs WHERE name = ?", marks.JOB))
    await house.app.unit(lambda unit: marks.mark_waiting(unit, payload))
    await house.settle()


# -- what goes where -----------------------------------------------------------------------------


async def test_a_plain_word_of_staffs_stays_among_staff(house: House) -> None:
    number = await opens(house, "ann")
    before = heard(of(house, "ann"))
    await house.says("mia", "this one again, sigh", await room_of(house, number))
    assert heard(of(house, "ann")) == before
    assert await house.rows("SELECT side FROM ticket_lines WHERE author = 'loop:mia'") == [
        ("internal",)
    ]


async def test_words_to_staff_are_not_lost_to_the_limit_of_questions(
    sqlite_storage: Storage,
) -> None:
    limits = "[limits]\nquestions_per_minute = 4\nmessages_per_minute = 12\n"
    async with desk_house(sqlite_storage, limits) as house:
        number = await opens(house, "ann")
        for word in range(12):
            await house.says("ann", f"word {word}")
        lines = [said(seen) for seen in await in_room(house, number) if "word" in seen.text]
        assert lines == [f"👤 word {word}" for word in range(12)]
        (told,) = await house.says("ann", "word 12")
        assert "wait a minute" in told.text


async def test_a_setting_turns_that_round(sqlite_storage: Storage) -> None:
    async with desk_house(
        sqlite_storage, "[tickets]\nplain_replies = true\n" + ROOMS, STAFFED
    ) as house:
        number = await opens(house, "ann")
        await house.says("mia", "which order?", await room_of(house, number))
        assert heard(of(house, "ann"))[-1] == "Support · 1\nwhich order?"
        before = heard(of(house, "ann"))
        await answers(house, "mia", number, "sigh")
        assert heard(of(house, "ann")) == before


async def test_reply_as_a_command_works_from_anywhere(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/reply {number} which order?")
    assert heard(of(house, "ann"))[-1] == "Support · 1\nwhich order?"


@pytest.mark.parametrize("place", [STAFF, GROUP], ids=["the staff's", "the asker's"])
async def test_staff_who_answers_in_a_group_instead_of_the_thread_writes_to_nobody(
    house: House, place: Place
) -> None:
    number = await opens(house, "ann")
    before = heard(of(house, "ann"))
    await house.says("mia", "we look into it", place)
    await house.says("mia", "we look into it", place, quoted=mine("ann", "u77"))
    assert heard(of(house, "ann")) == before
    assert await state_of(house, number) == "new"


async def test_whoever_replies_has_taken_it(house: House) -> None:
    number = await opens(house, "ann")
    await answers(house, "max", number, "on it")
    assert await house.rows("SELECT assignee FROM tickets") == [("loop:max",)]


async def test_links_of_ours_live_and_links_of_others_are_broken(house: House) -> None:
    number = await opens(house, "ann")
    await answers(house, "mia", number, "see https://example.com/help")
    assert of(house, "ann")[-1].links == ("https://example.com/help",)
    await answers(house, "mia", number, "see https://evil.example.net/x")
    assert of(house, "ann")[-1].links == ()


async def test_a_word_belongs_to_the_ticket_whose_line_it_answers(house: House) -> None:
    """Two are open, in two queues; each line tells its number."""
    async with desk_house(house.storage, QUEUES, STAFFED) as house:
        one = await opens(house, "kim", "my order vanished", "orders")
        two = await opens(house, "kim", "api is slow", "api")
        await answers(house, "mia", one, "which order?")
        asked = of(house, "kim")[-1]
        assert heard([asked]) == [f"Support · 1 · #{one}\nwhich order?"]
        await answers(house, "mia", two, "which call?")
        await house.says("kim", "number 7", quoted=to(asked))
        assert heard(await in_room(house, one))[-1] == "👤 number 7"
        await house.says("kim", "GET /orders")
        assert heard(await in_room(house, one))[-1] == "👤 GET /orders"


async def test_after_the_end_plain_words_go_to_the_faq_with_the_way_back(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("mia", f"/resolve {number} solved")
    (answer,) = await house.says("ann", "how do i reset my 2fa?")
    assert "reset-2fa answer" in answer.text
    assert answer.buttons[-1].command == f"/reopen {number}"
    await house.presses("ann", answer, "Reopen")
    assert await state_of(house, number) == "open"


async def test_an_answer_to_an_open_question_is_no_word_to_staff(house: House) -> None:
    number = await opens(house, "ann")
    line = (await house.says("mia", f"/reply {number} which one?"), of(house, "ann")[-1])[1]
    await house.says("ann", "/newticket")
    (offer,) = await house.says("ann", "my fee is wrong", quoted=to(line))
    assert any(button.command.startswith("/openticket") for button in offer.buttons)
    assert not any("fee" in text for text in heard(await in_room(house, number)))


async def test_while_staff_is_awaited_the_faq_answers_only_when_asked(house: House) -> None:
    number = await opens(house, "ann")
    assert await house.says("ann", "how do i reset my 2fa?") == []
    assert heard(await in_room(house, number))[-1] == "👤 how do i reset my 2fa?"
    (answer,) = await house.says("ann", "/ask how do i reset my 2fa?")
    assert "reset-2fa answer" in answer.text


async def test_a_reply_to_a_line_opens_a_resolved_ticket_again(house: House) -> None:
    number = await opens(house, "ann")
    await answers(house, "mia", number, "try now")
    line = of(house, "ann")[-1]
    await house.says("mia", f"/resolve {number} solved")
    await house.says("ann", "thanks, bye", quoted=to(line))
    assert await state_of(house, number) == "resolved"
    await house.says("ann", "it does not work", quoted=to(line))
    assert await state_of(house, number) == "open"


async def test_after_seven_days_nothing_opens_it(house: House) -> None:
    number = await opens(house, "ann")
    await answers(house, "mia", number, "try now")
    line = of(house, "ann")[-1]
    await house.says("mia", f"/resolve {number} solved")
    house.shift = timedelta(days=7, minutes=1)
    (told,) = await house.says("ann", "it does not work", quoted=to(line))
    assert "closed for good" in told.text
    (told,) = await house.says("ann", f"/reopen {number}")
    assert "closed for good" in told.text


# -- afterwards ----------------------------------------------------------------------------------


async def test_an_edit_goes_along_both_ways(house: House) -> None:
    number = await opens(house, "ann")
    wrote = house.message("ann", "order 77")
    await house.happens(wrote)
    await house.happens(msgspec.structs.replace(wrote, id="e-edit", text="order 78", edited=True))
    assert heard(await in_room(house, number))[-1] == "👤 ✏️ order 78"

    line = (await in_room(house, number))[-1]
    replied = house.message("mia", "see it", await room_of(house, number), quoted=to(line))
    await house.happens(replied)
    await house.happens(msgspec.structs.replace(replied, id="e-2", text="I see it", edited=True))
    assert heard(of(house, "ann"))[-1] == "Support · 1\nI see it"


async def test_nobody_edits_the_words_of_others(house: House) -> None:
    number = await opens(house, "ann")
    wrote = house.message("ann", "order 77")
    await house.happens(wrote)
    forged = msgspec.structs.replace(
        wrote, id="e-forged", text="order 78", edited=True, author=Account("loop", "eve")
    )
    await house.happens(forged)
    assert heard(await in_room(house, number))[-1] == "👤 order 77"


async def test_an_album_is_one_message(house: House) -> None:
    number = await opens(house, "ann")
    before = len(await in_room(house, number))
    for name in "abcde":
        picture = Attachment(name, "photo", f"{name}.jpg", 2_000_000)
        text = "five pictures" if name == "a" else ""
        await house.says("ann", text, album="al1", attachments=(picture,))
    (line,) = (await in_room(house, number))[before:]
    assert said(line).startswith("👤 five pictures\n🖼 a.jpg, 2.0 MB")
    assert said(line).count("🖼") == 5


async def test_what_is_taken_back_is_gone_for_the_asker_and_marked_for_staff(house: House) -> None:
    number = await opens(house, "ann")
    wrote = house.message("ann", "my number is 1234")
    await house.happens(wrote)
    await house.says("ann", "/unsend", quoted=mine("ann", wrote.message))
    assert heard(await in_room(house, number))[-1] == "🗑 The asker has taken this back."
    assert ("my number is 1234",) not in await house.rows("SELECT text FROM texts")

    line = (await in_room(house, number))[1]
    replied = house.message("mia", "wrong window", await room_of(house, number), quoted=to(line))
    await house.happens(replied)
    assert "wrong window" in heard(of(house, "ann"))[-1]
    own = mine("mia", replied.message)
    await house.says("mia", "/delete", await room_of(house, number), quoted=own)
    assert not any("wrong window" in text for text in heard(of(house, "ann")))


async def test_nobody_takes_back_the_words_of_others(house: House) -> None:
    number = await opens(house, "ann")
    await answers(house, "mia", number, "try now")
    (refused,) = await house.says("ann", "/unsend", quoted=to(of(house, "ann")[-1]))
    assert "of yours" in refused.text


async def test_a_mark_waits_until_there_is_room_for_it(sqlite_storage: Storage) -> None:
    platform = Picky(msgspec.structs.replace(REACTING, chat_per_second=6.0))
    async with desk_house(sqlite_storage, platform=platform) as house:
        await opens(house, "ann")
        words = [house.message("ann", f"word {number}") for number in range(5)]
        for word in words:
            await house.happens(word)
        marked = len(reactions(platform))
        assert marked < len(words)
        while await house.rows("SELECT 1 FROM jobs WHERE name = ?", marks.JOB):
            await asyncio.sleep(1.05)  # the budget's own second
            await marks_when_due(house)
        marked_now = {message for _place, message, _mark in reactions(platform)}
        assert marked_now >= {word.message for word in words}


async def test_deletions_and_reactions_go_along_where_they_are_told(
    sqlite_storage: Storage,
) -> None:
    platform = Picky(REACTING)
    async with desk_house(sqlite_storage, platform=platform) as house:
        number = await opens(house, "ann")
        wrote, more = house.message("ann", "order 77"), house.message("ann", "and 78")
        await house.happens(wrote)
        await house.happens(more)
        place = private("ann")
        assert reactions(platform)[-2:] == [  # both have arrived
            (place.key, wrote.message, "👍"),
            (place.key, more.message, "👍"),
        ]
        line = (await in_room(house, number))[-2]
        thumb = ReactionChanged(
            id="r1", at=house.now(), place=STAFF, message=line.id, author=MIA, after=("🔥",)
        )
        await house.happens(thumb)
        assert reactions(platform)[-1] == (place.key, wrote.message, "🔥")

        gone = MessageDeleted(id="d1", at=house.now(), place=place, messages=(wrote.message,))
        await house.happens(gone)
        assert heard(await in_room(house, number))[-2] == "🗑 The asker has taken this back."


# -- when the way is broken ----------------------------------------------------------------------


async def test_a_deleted_thread_is_opened_again_and_its_line_sent_once(
    house: House, platform: Picky
) -> None:
    number = await opens(house, "ann")
    first = await room_of(house, number)
    platform.fail_once(Gone("thread"), says("order 77"))
    await house.says("ann", "order 77")
    second = await room_of(house, number)
    assert second != first
    shown = heard(house.platform.screens[second.key])
    assert shown[0].startswith(f"Ticket #{number}")
    assert shown.count("👤 order 77") == 1
    assert "The thread of this ticket was deleted. It goes on here." in shown
    await house.says("ann", "and 78")
    assert heard(house.platform.screens[second.key])[-1] == "👤 and 78"


async def test_without_topics_a_ticket_is_worked_on_in_the_main_chat(
    house: House, platform: Picky
) -> None:
    platform.fail_once(NotAllowed("manage_topics"), lambda d: isinstance(d.action, OpenThread))
    number = await opens(house, "ann")
    shown = house.platform.screens[STAFF.key]
    assert any(seen.text.startswith(f"Ticket #{number}") for seen in shown)
    assert f"👤 #{number} my order vanished" in heard(shown)
    line = next(seen for seen in shown if "my order vanished" in seen.text)
    await house.says("mia", "which one?", STAFF, quoted=to(line))
    assert heard(of(house, "ann"))[-1] == "Support · 1\nwhich one?"


@pytest.mark.parametrize("lost", ["thread", "card"])
async def test_what_may_have_opened_is_opened_again(
    house: House, platform: Picky, lost: str
) -> None:
    is_thread = lost == "thread"
    when = (lambda d: isinstance(d.action, OpenThread)) if is_thread else says("Ticket #1 · new")
    platform.fail_once(Uncertain(), when)
    number = await opens(house, "ann")
    shown = heard(await in_room(house, number))
    assert any(text.startswith(f"Ticket #{number}") for text in shown)
    assert shown.count("👤 my order vanished") == 1


async def test_a_place_of_staffs_that_is_gone_is_told_to_the_admins(
    house: House, platform: Picky
) -> None:
    await opens(house, "ann")
    platform.fail_once(Gone("chat"), says("order 77"))
    await house.says("ann", "order 77")
    assert "did not reach its place" in of(house, "bob")[-1].text


async def test_a_forward_whose_author_hides_is_relayed_and_answered(house: House) -> None:
    number = await opens(house, "ann")
    await house.says("ann", "they told me this", forwarded_from="Hidden Name")
    assert heard(await in_room(house, number))[-1] == "👤 [↪ Hidden Name]\nthey told me this"
    await answers(house, "mia", number, "that is a scam")
    assert heard(of(house, "ann"))[-1] == "Support · 1\nthat is a scam"


async def test_a_word_that_comes_before_the_thread_is_open_waits_for_it(house: House) -> None:
    house.platform.gate.clear()
    await house.app.handle(house.message("ann", "/newticket"))
    house.platform.gate.set()
    await house.settle()
    (offer,) = await house.says("ann", "my order vanished")
    button = next(b for b in offer.buttons if b.command.startswith("/openticket"))
    house.platform.gate.clear()
    await house.app.handle(house.message("ann", button.command, pressed=offer.id))
    await house.app.handle(house.message("ann", "number 77"))
    house.platform.gate.set()
    await house.settle()
    _card, *lines = heard(await in_room(house, 1))
    assert lines == ["👤 my order vanished", "👤 number 77"]


@pytest.mark.parametrize("outcome", [NotAllowed("blocked"), Gone("person")])
async def test_an_asker_who_is_gone_costs_nothing_and_gets_all_when_back(
    house: House, platform: Picky, outcome: NotAllowed | Gone
) -> None:
    number = await opens(house, "ann")
    platform.fail_once(outcome, says("which one?"))
    await answers(house, "mia", number, "which one?")
    assert heard(await in_room(house, number))[-1].startswith("Not delivered:")
    assert await state_of(house, number) == "waiting"
    await house.says("ann", "I am back")
    assert heard(of(house, "ann"))[-1] == "Support · 1\nwhich one?"


async def test_what_may_have_arrived_is_asked_about_and_not_sent_twice(
    house: House, platform: Picky
) -> None:
    number = await opens(house, "ann")
    platform.fail_once(Uncertain(), says("which one?"))
    await answers(house, "mia", number, "which one?")
    assert not any("which one?" in text for text in heard(of(house, "ann")))
    question = (await in_room(house, number))[-1]
    assert [button.label for button in question.buttons] == ["Send again", "It arrived"]
    await house.presses("mia", question, "Send again", await room_of(house, number))
    assert heard(of(house, "ann")).count("Support · 1\nwhich one?") == 1


async def test_the_same_update_twice_is_one_line(house: House) -> None:
    number = await opens(house, "ann")
    wrote = house.message("ann", "order 77")
    for _ in range(2):
        await house.happens(wrote)
    assert heard(await in_room(house, number)).count("👤 order 77") == 1


# -- strangers among staff -----------------------------------------------------------------------


@pytest.mark.parametrize("person", ["eve", None])
async def test_a_stranger_among_staff_is_not_heard_and_the_admins_know(
    house: House, person: str | None
) -> None:
    """`None` is an anonymous admin, or a linked channel."""
    number = await opens(house, "ann")
    room = await room_of(house, number)
    card = (await in_room(house, number))[0]
    claim = card.buttons[0].command
    (told,) = await house.says(person, claim, room, pressed=card.id, addressed=True)
    told_how = "press a button" if person is None else "Only the team is heard here"
    assert told_how in told.text
    assert await house.says(person, claim, room) == []
    assert await state_of(house, number) == "new"
    assert "Somebody who is not staff" in of(house, "bob")[-1].text


async def test_two_moderators_claim_at_once_and_one_has_it(house: House) -> None:
    """In the thread and in private, so that neither waits for the other."""
    number = await opens(house, "ann")
    room, card = await room_of(house, number), (await in_room(house, number))[0]
    claim = card.buttons[0].command
    presses = house.message("mia", claim, room, pressed=card.id, addressed=True)
    types = house.message("max", claim)
    await asyncio.gather(house.app.handle(presses), house.app.handle(types))
    await house.settle()
    shown = {"mia": await in_room(house, number), "max": of(house, "max")}
    ((winner,),) = await house.rows("SELECT assignee FROM tickets")
    loser = "max" if winner == "loop:mia" else "mia"
    assert "Support · 1 has taken this ticket already." in heard(shown[loser])
    ((claims,),) = await house.rows("SELECT COUNT(*) FROM ticket_events WHERE kind = 'claimed'")
    assert claims == 1
