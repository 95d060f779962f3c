"""How a ticket begins: from a group, by a link, by a form, by a moderator."""

import secrets
from collections.abc import AsyncIterator

import msgspec
import pytest

from core.events import Account, Attachment, Place, Quote
from core.storage import Storage
from tests.core.faq.test_commands import QUESTION
from tests.core.tickets.desk import answers, desk_house, in_room, of, opens, said
from tests.fakes.loopback import CAPABILITIES, Loopback, Seen
from tests.house import GROUP, House, private

TABLES = ("texts", "outbox", "ticket_drafts", "ticket_events", "ticket_lines", "dialogues", "jobs")


@pytest.fixture
async def house(storage: Storage) -> AsyncIterator[House]:
    async with desk_house(storage) as house:
        yield house


def group(house: House) -> list[Seen]:
    return house.platform.screens[GROUP.key]


async def follow(house: House, person: str, seen: Seen) -> list[Seen]:
    """Open the private chat by the link of a button."""
    (button,) = (button for button in seen.buttons if button.private)
    return await house.says(person, button.command)


def his(person: str, text: str, message: str = "u9") -> Quote:
    return Quote(message, Account("loop", person), text=text)


async def test_a_group_is_left_by_a_link_and_the_question_comes_along(house: House) -> None:
    (answer,) = await house.says("ann", QUESTION, GROUP, addressed=True)
    (shown,) = await house.presses("ann", answer, "human", GROUP)
    assert "in private" in shown.text
    (offer,) = await follow(house, "ann", shown)
    button = next(b for b in offer.buttons if b.command.endswith(" security"))
    await house.says("ann", button.command, pressed=offer.id)

    assert "is open" in of(house, "ann")[-1].text
    card, line = await in_room(house, 1)
    assert said(line) == f"👤 {QUESTION}"
    assert "Entries offered: reset-2fa" in card.text
    assert group(house)[-1].text == "Ticket #1 · passed to our team"
    assert QUESTION not in group(house)[-1].text


async def test_the_link_is_the_askers_and_works_once(house: House) -> None:
    (shown,) = await house.says("ann", "/ticket my card was charged twice", GROUP)
    assert "a person takes over" not in (await follow(house, "eve", shown))[0].text
    assert "a person takes over" in (await follow(house, "ann", shown))[0].text
    assert "a person takes over" not in (await follow(house, "ann", shown))[0].text


async def test_the_form_asks_step_by_step_and_offers_entries_once(house: House) -> None:
    (asked,) = await house.says("ann", "/ticket")
    assert "describe it" in asked.text
    (offer,) = await house.says("ann", QUESTION)
    assert offer.buttons[0].command == "/entry reset-2fa"
    assert [b.label for b in offer.buttons if b.command.startswith("/openticket")] == [
        "Account security",
        "Deposit or withdrawal",
        "Trading",
        "App and display",
        "API",
        "Compliance",
        "Something else",
    ]


async def test_an_answer_that_did_not_help_is_not_offered_again(house: House) -> None:
    (answer,) = await house.says("ann", QUESTION)
    (offer,) = await house.presses("ann", answer, "human")
    assert answer.text
    assert not any(button.command == "/entry reset-2fa" for button in offer.buttons)
    assert any(button.command.startswith("/openticket") for button in offer.buttons)


async def test_two_presses_make_one_ticket(house: House) -> None:
    await house.says("ann", "/newticket")
    (offer,) = await house.says("ann", "where is my order")
    first, second = [b for b in offer.buttons if b.command.startswith("/openticket")][:2]
    await house.says("ann", first.command, pressed=offer.id)
    (refused,) = await house.says("ann", second.command, pressed=offer.id)
    assert "open already" in refused.text
    assert len(await house.rows("SELECT id FROM tickets")) == 1


async def test_a_second_one_in_the_same_queue_joins_the_first(house: House) -> None:
    number = await opens(house, "ann", "my order vanished")
    assert await opens(house, "ann", "and it is back") == number
    assert "I have added your words" in of(house, "ann")[-1].text
    assert said((await in_room(house, number))[-1]) == "👤 and it is back"


async def test_numbers_follow_one_another_whoever_adds_to_a_ticket(house: House) -> None:
    first = await opens(house, "ann")
    for text in ("and a fee", "and a second fee"):
        assert await opens(house, "ann", text) == first
    assert await opens(house, "ben", "where is my order") == first + 1


async def test_whoever_has_one_open_is_told_to_just_write(house: House) -> None:
    await opens(house, "ann")
    (told,) = await house.says("ann", "/ticket")
    assert "#1 is open: just write here" in told.text


async def test_a_moderator_passes_somebodys_message_on(house: House) -> None:
    await house.says("mia", "/escalate", GROUP, quoted=his("ann", "мой вывод завис", "u5"))
    (line,) = group(house)
    assert line.reply_to == "u5"
    assert "#1" in line.text
    card, words = await in_room(house, 1)
    assert "Passed on by a moderator" in card.text
    assert said(words) == "👤 мой вывод завис"
    assert await house.rows("SELECT asker, language FROM tickets") == [("loop:ann", "ru")]

    (receipt,) = await follow(house, "ann", line)
    assert "#1" in receipt.text
    assert not any(button.private for button in group(house)[0].buttons)


@pytest.mark.parametrize(
    ("quoted", "remedy"),
    [
        (None, "as a reply"),
        (Quote("u5", None, text="hello"), "cannot tell who wrote that"),
        (Quote("u5", Account("loop", "robot"), text="hello", is_bot=True), "A bot wrote that"),
        (Quote("m1", Account("loop", "us"), text="hello", ours=True), "as a reply"),
    ],
)
async def test_what_has_no_author_is_not_passed_on(
    house: House, quoted: Quote | None, remedy: str
) -> None:
    (refused,) = await house.says("mia", "/escalate", GROUP, quoted=quoted)
    assert remedy in refused.text
    assert await house.rows("SELECT id FROM tickets") == []


async def test_only_a_moderator_passes_messages_on(house: House) -> None:
    (refused,) = await house.says("eve", "/escalate", GROUP, quoted=his("ann", "help"))
    assert "not allowed" in refused.text


async def test_whoever_passes_on_in_the_name_of_the_group_is_told_how(house: House) -> None:
    (told,) = await house.says(None, "/escalate", GROUP, quoted=his("ann", "help"))
    assert "write with your own account" in told.text
    assert await house.rows("SELECT id FROM tickets") == []


async def test_what_staff_said_meanwhile_waits_for_the_asker(house: House) -> None:
    await house.says("mia", "/escalate", GROUP, quoted=his("ann", "my order vanished"))
    room = (await house.rows("SELECT place FROM ticket_places WHERE side = 'staff'"))[0][0]
    assert room.startswith("loop:staff/")
    await answers(house, "mia", 1, "which one?")
    assert "I cannot write to the asker yet" in (await in_room(house, 1))[-1].text
    await follow(house, "ann", group(house)[0])
    assert [said(seen) for seen in of(house, "ann")][-1] == "Support · 1\nwhich one?"


async def test_an_identity_document_is_refused_with_the_reason(house: House) -> None:
    number = await opens(house, "ann")
    before = len(await in_room(house, number))
    passport = Attachment("f1", "document", "my_passport.pdf", 1000)
    (told,) = await house.says("ann", "here", attachments=(passport,))
    assert "no identity document" in told.text
    assert len(await in_room(house, number)) == before


async def test_a_secret_is_gone_before_anybody_reads_the_ticket(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "0x" + secrets.token_hex(32)
    (offer,) = await house.says("ann", f"/ticket my wallet is empty, my private key is {secret}")
    button = next(b for b in offer.buttons if b.command.endswith(" security"))
    await house.says("ann", button.command, pressed=offer.id)
    assert "my wallet is empty" in said((await in_room(house, 1))[1])
    wrote = house.message("ann", f"my private key is still {secret}")
    await house.happens(wrote)
    await house.happens(
        msgspec.structs.replace(wrote, id="e-edit", text=f"private key {secret}", edited=True)
    )
    await answers(house, "mia", 1, f"you said that your private key is {secret}")
    shown = [seen.text for screen in house.platform.screens.values() for seen in screen]
    kept = [str(row) for table in TABLES for row in await house.rows(f"SELECT * FROM {table}")]  # noqa: S608
    for text in (*shown, *kept, *capsys.readouterr()):
        assert secret not in text


async def test_categories_are_the_operators_own_in_each_language(sqlite_storage: Storage) -> None:
    more = """
    [tickets.categories.vip]
    name = {en = "Gold members", ru = "Золотые участники"}
    [tickets.categories.rest]
    name = {en = "All else"}
    """
    async with desk_house(sqlite_storage, more) as house:
        for person, hint, labels in (
            ("ann", "en", ["Gold members", "All else"]),
            ("ира", "ru", ["Золотые участники", "All else"]),
        ):
            (offer,) = await house.says(person, "/ticket zxqv mmbn", locale=hint)
            own = [b.label for b in offer.buttons if b.command.startswith("/openticket")]
            assert own == labels


async def test_without_staff_the_operators_contact_is_told(sqlite_storage: Storage) -> None:
    async with desk_house(sqlite_storage, config='[staff]\nadmins = ["loop:bob"]') as house:
        assert "official website" in (await house.says("ann", "/ticket"))[0].text


async def test_words_of_danger_are_urgent_and_heard_at_once(house: House) -> None:
    number = await opens(house, "ann", "somebody has stolen my coins")
    assert await house.rows("SELECT priority FROM tickets") == [("urgent",)]
    alarm = house.platform.screens["loop:staff"][-1]
    assert (alarm.text, alarm.silent) == (f"🚨 Ticket #{number} is urgent.", False)


async def test_a_place_that_takes_people_aside_opens_a_private_thread(
    sqlite_storage: Storage,
) -> None:
    capabilities = msgspec.structs.replace(CAPABILITIES, private_threads=True, ephemeral=True)
    platform = Loopback(capabilities)
    async with desk_house(sqlite_storage, platform=platform) as house:
        (offer,) = await house.says("ann", "/ticket my order vanished", GROUP)
        button = next(b for b in offer.buttons if b.command.startswith("/openticket"))
        await house.says("ann", button.command, GROUP, pressed=offer.id, addressed=True)
        ((key,),) = await house.rows("SELECT place FROM ticket_places WHERE side = 'asker'")
        assert key.startswith("loop:group/")
        assert "Ticket #1 is open" in platform.screens[key][-1].text
        assert private("ann").key not in platform.screens


async def test_a_word_in_its_own_thread_opens_a_resolved_ticket_again_and_thanks_does_not(
    sqlite_storage: Storage,
) -> None:
    capabilities = msgspec.structs.replace(CAPABILITIES, private_threads=True, ephemeral=True)
    async with desk_house(sqlite_storage, platform=Loopback(capabilities)) as house:
        (offer,) = await house.says("ann", "/ticket my order vanished", GROUP)
        button = next(b for b in offer.buttons if b.command.startswith("/openticket"))
        await house.says("ann", button.command, GROUP, pressed=offer.id, addressed=True)
        ((key,),) = await house.rows("SELECT place FROM ticket_places WHERE side = 'asker'")
        aside = Place("loop", "group", key.rpartition("/")[2], private=True)
        await house.says("mia", "/resolve 1 solved")
        for words, state in (("thanks!", "resolved"), ("it vanished once more", "open")):
            await house.says("ann", words, aside)
            assert await house.rows("SELECT state FROM tickets") == [(state,)]


async def test_where_there_is_no_button_words_lead_into_private(sqlite_storage: Storage) -> None:
    platform = Loopback(msgspec.structs.replace(CAPABILITIES, buttons=False))
    async with desk_house(sqlite_storage, platform=platform) as house:
        (told,) = await house.says("ann", "/ticket my order vanished", GROUP)
        assert "to me in a private message" in told.text
