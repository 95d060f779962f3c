"""The FAQ in conversation: when it speaks, what it says, what it keeps."""

from datetime import timedelta

import msgspec
import pytest
from mnemonic import Mnemonic

from core.context import Context, Unit
from core.events import Account, Attachment, Place, Shown
from core.facts import EntryShown, Fact
from core.faq import Rows, build, store
from core.faq.commands import suggest
from core.faq.showing import answer_buttons
from core.feature import FactListener, Feature
from core.storage import Storage
from tests.fakes.loopback import Seen
from tests.house import FEATURES, GROUP, STAFF_ROOM, House, open_house
from tests.knowledge import ENTRIES, RESET_2FA, entry

AUTO = "[places]\nauto_answers = true\n"
STAFF = AUTO + '[staff]\nadmins = ["loop:bob"]\nplaces = ["loop:staff"]\n'
QUESTION = "how do I reset my 2FA?"
RIDDLE = "qwzx vbnk 🦊 jjjq"


@pytest.fixture
async def house(sqlite_storage: Storage) -> object:
    async with open_house(sqlite_storage, STAFF, small=True) as house:
        yield house


async def unanswered(house: House) -> list[tuple[str, str, str]]:
    rows = await house.rows(
        "SELECT t.text, u.language, u.place FROM faq_unanswered u JOIN texts t ON t.id = u.text"
    )
    return [(row[0], row[1], row[2]) for row in rows]


# -- when it speaks ------------------------------------------------------------------------------


async def test_unasked_it_answers_only_where_that_is_on(sqlite_storage: Storage) -> None:
    config = '[places."loop:open"]\nauto_answers = true\n'
    async with open_house(sqlite_storage, config, small=True) as house:
        assert await house.says("ann", QUESTION, GROUP) == []
        heard = await house.says("ann", QUESTION, Place("loop", "open"))
        assert (heard[0].silent, heard[0].reply_to is not None) == (True, True)


async def test_in_private_it_neither_replies_nor_keeps_silent(house: House) -> None:
    heard = await house.says("ann", QUESTION)
    assert (heard[0].silent, heard[0].reply_to) == (False, None)


async def test_the_same_person_hears_an_entry_unasked_once_a_day(house: House) -> None:
    assert len(await house.says("ann", QUESTION, GROUP)) == 1
    house.shift += timedelta(hours=23)
    assert await house.says("ann", QUESTION, GROUP) == []
    assert len(await house.says("ann", QUESTION, GROUP, addressed=True)) == 1
    house.shift += timedelta(hours=24, minutes=1)
    assert len(await house.says("ann", QUESTION, GROUP)) == 1


async def test_a_place_hears_an_entry_unasked_once_a_minute(house: House) -> None:
    assert len(await house.says("ann", QUESTION, GROUP)) == 1
    assert await house.says("eve", QUESTION, GROUP) == []
    assert len(await house.says("eve", QUESTION, Place("loop", "group", "t9"))) == 1
    house.shift += timedelta(seconds=61)
    assert len(await house.says("zoe", QUESTION, GROUP)) == 1


async def test_an_edit_never_answers(house: House) -> None:
    assert await house.says("ann", QUESTION, edited=True) == []
    assert await house.says("ann", QUESTION, GROUP, edited=True, addressed=True) == []


async def test_a_caption_or_a_title_is_the_question_where_there_is_no_text(house: House) -> None:
    for label in ("caption", "title"):
        heard = await house.says("ann", "", shown=(Shown(label, QUESTION),))
        assert "reset-2fa answer" in heard[0].text
    assert await house.says("ann", "", shown=(Shown("file", QUESTION),)) == []
    assert await house.says("ann", "", attachments=(Attachment("r", "photo"),)) == []


async def test_a_forwarded_question_is_answered_only_when_asked(house: House) -> None:
    assert await house.says("ann", QUESTION, GROUP, forwarded_from="eve") == []
    assert len(await house.says("ann", QUESTION, forwarded_from="eve")) == 1


async def test_a_lone_greeting_in_private_gets_a_word_but_no_wrong_answer(house: House) -> None:
    heard = await house.says("ann", RIDDLE)
    assert len(heard) == 1
    assert "answer, en" not in heard[0].text
    assert heard[0].buttons[-1].command == "/ticket"


# -- what it says --------------------------------------------------------------------------------


async def test_an_answer_in_another_language_says_so(house: House) -> None:
    heard = await house.says("ann", "trading fees", locale="es")
    assert heard[0].text.startswith("Esta respuesta")
    assert "The trading-fees answer, en." in heard[0].text


async def test_every_answer_has_a_human_exit(house: House) -> None:
    answer = (await house.says("ann", QUESTION))[0]
    exit_ = await house.presses("ann", answer, "human")
    assert "a person takes over" in exit_[0].text


async def test_the_operators_contact_is_shown_in_the_readers_language(
    sqlite_storage: Storage,
) -> None:
    config = '[support]\ncontact = { en = "Mail us", ru = "Пишите нам" }\n'
    async with open_house(sqlite_storage, config, small=True) as house:
        assert (await house.says("ann", "/ticket", locale="ru"))[0].text == "Пишите нам"
        assert (await house.says("ann", "/ticket", locale="ko"))[0].text == "Mail us"


async def test_a_title_is_tapped_for_its_answer(house: House) -> None:
    heard = await house.says("ann", "/entry reset-2fa")
    assert "reset-2fa answer" in heard[0].text
    gone = await house.says("ann", "/entry nothing")
    assert "does not exist any more" in gone[0].text


async def test_an_answer_is_told_to_the_other_features(sqlite_storage: Storage) -> None:
    told: list[Fact] = []

    async def hear(_ctx: Context, fact: Fact) -> None:
        told.append(fact)

    listening = Feature(name="x", fact_listeners=(FactListener("x", hear),))
    features = (*FEATURES, listening)
    async with open_house(sqlite_storage, features=features, small=True) as house:
        event = house.message("ann", QUESTION)
        await house.happens(event)
        assert told == [EntryShown("reset-2fa", "en", Account("loop", "ann"), event.place)]


async def test_an_answer_is_dropped_when_it_would_come_after_ten_minutes(
    sqlite_storage: Storage,
) -> None:
    async with open_house(sqlite_storage, small=True) as house:
        house.platform.gate.clear()
        await house.app.handle(house.message("ann", QUESTION))
        await house.app.handle(house.message("ann", "why is my withdrawal pending?"))
        house.shift += timedelta(minutes=11)
        house.platform.gate.set()
        await house.settle()
        states = await house.rows("SELECT state FROM outbox ORDER BY id")
        assert states[1] == ("failed",)


# -- staff's own entries -------------------------------------------------------------------------


async def test_what_is_for_staff_is_never_found_and_shown_among_staff_only(
    sqlite_storage: Storage,
) -> None:
    secret = msgspec.structs.replace(
        entry("staff-only", en="Secret escalation procedure zebra"), visibility="staff"
    )

    async def plant(unit: Unit) -> None:
        await store.put(unit.tx, secret)

    async with open_house(sqlite_storage, STAFF, small=True) as house:
        await house.app.unit(plant)
        await house.app.snapshots.load_all()
        found = await house.says("ann", "secret escalation procedure zebra")
        assert all(
            "staff-only" not in text for seen in found for text in [seen.text, *_lines(seen)]
        )
        shown = {}
        for person, place in (("ann", None), ("bob", None), ("bob", GROUP), ("bob", STAFF_ROOM)):
            heard = await house.says(person, "/entry staff-only", place, addressed=True)
            shown[person, place and place.id] = "The staff-only answer" in heard[0].text
        assert shown == {
            ("ann", None): False,
            ("bob", None): True,
            ("bob", "group"): False,
            ("bob", "staff"): True,
        }


def _lines(seen: Seen) -> list[str]:
    return [button.command for button in seen.buttons]


# -- votes ---------------------------------------------------------------------------------------


async def test_a_vote_counts_once_a_person_and_is_shown_on_the_answer(house: House) -> None:
    answer = (await house.says("ann", QUESTION, GROUP, addressed=True))[0]
    for person in ("ann", "ann", "eve"):
        await house.presses(person, answer, "👍", GROUP)
    shown = house.platform.screens[GROUP.key][0]
    assert [button.label for button in shown.buttons[:2]] == ["👍 2", "👎"]
    near = await house.presses("eve", shown, "👎", GROUP)
    assert "did not help" in near[0].text
    assert "/entry reset-2fa" not in _lines(near[0])
    assert [button.label for button in shown.buttons[:2]] == ["👍 1", "👎 1"]


async def test_a_vote_leaves_the_answer_in_the_askers_language(house: House) -> None:
    answer = (await house.says("ann", "/entry trading-fees", GROUP, locale="es"))[0]
    before = answer.text
    assert before.startswith("Esta respuesta")
    vote = next(button for button in answer.buttons if "👍" in button.label)
    await house.says("ivan", vote.command, GROUP, pressed=answer.id, locale="ru")
    assert answer.edits == 1
    assert answer.text == before
    assert answer.buttons[-1].label == "Hablar con una persona"


async def test_a_vote_that_was_typed_is_thanked_for(house: House) -> None:
    heard = await house.says("ann", "/helpful reset-2fa yes")
    assert [seen.text for seen in heard] == ["Thank you!"]
    forged = await house.says("ann", "/helpful reset-2fa yes xx yy")
    assert len(forged) == 1
    assert await house.rows("SELECT COUNT(*) FROM faq_votes") == [(1,)]


def test_the_longest_vote_fits_on_a_button() -> None:
    longest = msgspec.structs.replace(RESET_2FA, slug="x" * 40)
    assert answer_buttons(longest, "en", "ja", (10_000, 10_000))


# -- what it keeps -------------------------------------------------------------------------------


async def test_a_question_with_no_good_answer_is_kept(house: House) -> None:
    await house.says("ann", RIDDLE)
    await house.says("ann", f"/ask {RIDDLE}", GROUP, addressed=True)
    await house.says("ann", QUESTION)
    assert await unanswered(house) == [(RIDDLE, "en", "loop:ann"), (RIDDLE, "en", "loop:group")]


async def test_what_is_kept_holds_no_secret(house: House) -> None:
    secret = Mnemonic("english").generate(128)
    await house.says("ann", f"{RIDDLE} {secret}")
    await house.says("ann", f"/ask {RIDDLE} {secret}")
    kept = await unanswered(house)
    assert len(kept) == 2
    assert all("seed-phrase" in text and secret not in text for text, _, _ in kept)
    tables = await house.rows("SELECT action FROM outbox")
    assert all(secret not in row[0] for row in tables)


async def test_chatter_is_never_kept(house: House) -> None:
    await house.says("ann", "lol what a day to be alive, withdrawal of the century", GROUP)
    assert await house.rows("SELECT * FROM texts") == []


# -- while typing --------------------------------------------------------------------------------


def test_titles_are_offered_in_the_readers_language_or_the_nearest() -> None:
    knowledge = build(Rows(list(ENTRIES), {}))
    assert [s.title for s in suggest(knowledge, "2FA", "ru", 1)] == ["Как сбросить 2FA?"]
    offered = suggest(knowledge, "trading fees", "es", 3)
    assert "What are the trading fees?" in [s.title for s in offered]
    assert len(suggest(knowledge, "a", "en", 2)) <= 2
