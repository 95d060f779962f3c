"""Entries written in a chat, and approved by somebody else: conversations, both engines."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.faq import draft_store, edits, store, translations
from core.faq.entries import Entry
from core.faq.rows import quiet
from core.storage import Storage
from tests.core.faq.team import staff_screen, team_house
from tests.fakes.loopback import Seen
from tests.house import STAFF_ROOM, House
from tests.knowledge import RESET_2FA, entry

QUESTION, ANSWER = "How do I stake coins?", "Open **Earn** and choose a coin."
LINK = "Read [this](https://example.com/earn)."


async def drafts_staking(house: House, person: str = "hal", answer: str = ANSWER) -> Seen:
    """The card in the staff's place."""
    for line in ("/draft Staking en", QUESTION, answer):
        await house.says(person, line)
    return staff_screen(house)[-1]


async def _entry(house: House, slug: str = "staking") -> Entry | None:
    async def query(tx: Any) -> Entry | None:
        return await store.find(tx, slug)

    return await house.storage.read(query)


async def _audit(house: House) -> list[tuple[Any, ...]]:
    return await house.rows("SELECT actor, what FROM audit WHERE what LIKE '%draft%' ORDER BY id")


async def test_a_helper_drafts_question_by_question_and_a_moderator_publishes(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        asked = [
            (await house.says("hal", line))[0].text
            for line in ("/draft", "Staking", "en", QUESTION)
        ]
        assert asked == [
            "Which entry? A short name such as reset-2fa.",
            "In which language: en, zh, ja, ko, ru or es?",
            "What is the question, as one asks it?",
            "And what is the answer?",
        ]
        (thanks,) = await house.says("hal", ANSWER)
        assert "Somebody else of the team has to approve it" in thanks.text
        card = staff_screen(house)[-1]
        assert QUESTION in card.text
        assert await _entry(house) is None
        await house.presses("mia", card, "Approve", STAFF_ROOM)
        made = await _entry(house)
        assert made is not None
        assert (made.wordings["en"].question, made.wordings["en"].answer) == (QUESTION, ANSWER)
        assert card.buttons == []
        assert card.text.endswith("Published.")
        told = house.platform.screens["loop:hal"][-1].text
        assert told == "Your draft for staking: Published."
        assert await _audit(house) == [("loop:hal", "drafted"), ("loop:mia", "draft published")]


async def test_an_author_never_approves_their_own_entry(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house, "mia")
        (refusal,) = await house.presses("mia", card, "Approve", STAFF_ROOM)
        assert refusal.text.startswith("Somebody else has to approve this")
        assert await _entry(house) is None


async def test_an_admin_who_drafts_needs_another_one_too(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house, "bob")
        await house.presses("bob", card, "Approve", STAFF_ROOM)
        assert await _entry(house) is None
        await house.presses("max", card, "Approve", STAFF_ROOM)
        assert await _entry(house) is not None


async def test_links_need_an_admin(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house, answer=LINK)
        assert "Only an admin can approve this" in card.text
        (refusal,) = await house.presses("mia", card, "Approve", STAFF_ROOM)
        assert refusal.text == "Only an admin may do this."
        assert await _entry(house) is None
        await house.presses("bob", card, "Approve", STAFF_ROOM)
        assert await _entry(house) is not None


async def test_the_role_is_read_at_the_press(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house)
        await house.says("bob", "/staff remove loop:mia")
        await house.presses("mia", card, "Approve", STAFF_ROOM)
        assert await _entry(house) is None


@pytest.mark.parametrize("number", ["7", "x", "-1", "9" * 30, "²"])
async def test_a_draft_that_is_none_is_said_to_be_none(
    sqlite_storage: Storage, number: str
) -> None:
    async with team_house(sqlite_storage) as house:
        (heard,) = await house.says("mia", f"/approve {number}", STAFF_ROOM)
        assert heard.text == "There is no such draft."


async def test_two_presses_publish_once(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house)
        buttons = list(card.buttons)
        await house.presses("mia", card, "Approve", STAFF_ROOM)
        card.buttons = buttons
        (refusal,) = await house.presses("max", card, "Reject", STAFF_ROOM)
        assert refusal.text == "This draft has been decided already."
        assert await house.rows("SELECT state FROM faq_drafts") == [("published",)]


async def test_what_is_rejected_is_not_published(storage: Storage) -> None:
    async with team_house(storage) as house:
        card = await drafts_staking(house)
        await house.presses("max", card, "Reject", STAFF_ROOM)
        assert await _entry(house) is None
        assert await house.rows("SELECT state FROM faq_drafts") == [("rejected",)]


async def test_a_draft_of_an_entry_that_has_changed_since_is_overtaken(storage: Storage) -> None:
    async with team_house(storage) as house:
        await house.says("hal", "/edit reset-2fa en answer Ask us.")
        card = staff_screen(house)[-1]
        newer = entry("reset-2fa", en="How do I reset my 2FA?|by an import")
        await house.app.unit(lambda unit: edits.bring_in(unit, [newer], {}, quiet))
        await house.presses("mia", card, "Approve", STAFF_ROOM)
        assert await _entry(house, "reset-2fa") == newer
        assert await house.rows("SELECT state FROM faq_drafts") == [("overtaken",)]


@pytest.mark.parametrize(
    ("part", "words", "found"),
    [
        ("question", "How to reset 2FA?", lambda e: e.wordings["en"].question),
        ("answer", "Ask us.", lambda e: e.wordings["en"].answer),
        ("disclaimer", "No advice.", lambda e: e.wordings["en"].disclaimer),
        ("phrasings", "otp gone", lambda e: e.wordings["en"].alternatives[-1]),
        ("tags", "otp", lambda e: e.tags[-1]),
        ("review", "2027-01-31", lambda e: e.review.isoformat()),
    ],
)
async def test_each_part_of_an_entry_can_be_changed(
    sqlite_storage: Storage, part: str, words: str, found: Any
) -> None:
    async with team_house(sqlite_storage) as house:
        await house.says("hal", f"/edit reset-2fa en {part} {words}")
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        changed = await _entry(house, "reset-2fa")
        assert found(changed) == words
        assert changed is not None
        assert changed.wordings["ru"] == RESET_2FA.wordings["ru"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/edit reset-2fa en review tomorrow", "Please write a date like this: 2027-01-31"),
        ("/edit reset-2fa en category moon", "category 'moon' is not in"),
        ("/edit reset-2fa en answer See https://evil.test/x", "not on the official list"),
        ("/edit reset-2fa ko answer Yes.", "There is no such entry in that language."),
        ("/edit reset-2fa en tags", "How should it read?"),
        ("/draft reset-2fa en How?", "And what is the answer?"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_the_reason(
    sqlite_storage: Storage, line: str, said: str
) -> None:
    async with team_house(sqlite_storage) as house:
        (heard,) = await house.says("hal", line)
        assert said in heard.text
        assert await house.rows("SELECT * FROM faq_drafts") == []


async def test_an_entry_that_exists_is_not_drafted_again(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        await house.says("hal", "/draft reset-2fa en How?")
        (heard,) = await house.says("hal", "So.")
        assert heard.text == "This entry exists in that language. Change it with /edit."


async def test_nobody_but_the_team_may_draft(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        for line in ("/draft", "/edit"):
            (heard,) = await house.says("ann", line)
            assert heard.text == "You are not allowed to do this."


# -- translations --------------------------------------------------------------------------------


async def test_staff_is_told_when_a_translation_goes_stale(storage: Storage) -> None:
    async with team_house(storage) as house:
        await house.says("hal", "/edit reset-2fa en answer Ask us.")
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        said = [seen.text for seen in staff_screen(house)]
        assert "The translations of an entry are older than its text now: reset-2fa" in said
        (listed,) = await house.says("mia", "/stale", STAFF_ROOM)
        assert "reset-2fa (ja, ru)" in listed.text
        await house.says("hal", "/edit reset-2fa ru answer Пишите нам.")
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)

        async def query(tx: Any) -> dict[str, dict[str, str]]:
            return await draft_store.sources(tx)

        assert {s: list(m) for s, m in (await house.storage.read(query)).items()} == {
            "reset-2fa": ["ja"]
        }


async def test_an_import_on_the_machine_needs_nobody_and_is_in_the_audit_log(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        linked = entry("reset-2fa", en="How do I reset my 2FA?")
        await house.app.unit(lambda unit: edits.bring_in(unit, [linked], {}, quiet))
        assert await _entry(house, "reset-2fa") == linked
        audit = await house.rows("SELECT actor, subject FROM audit WHERE what LIKE 'imported%'")
        assert audit == [("operator", "1")]


async def test_an_entry_past_its_review_date_is_listed(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        await house.says("hal", "/edit reset-2fa en review 2020-01-31")
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        (listed,) = await house.says("mia", "/stale", STAFF_ROOM)
        assert "Past their review date:\nreset-2fa" in listed.text
        changed = await _entry(house, "reset-2fa")
        assert changed is not None
        assert changed.review == date(2020, 1, 31)
        assert translations.missing(changed, ("en", "ko")) == ["ko"]


# -- gaps ----------------------------------------------------------------------------------------


async def test_a_gap_becomes_an_entry_with_its_ways_to_ask(storage: Storage) -> None:
    async with team_house(storage) as house:
        for person, text in (("ann", "zxq staking?"), ("cat", "hey, zxq staking"), ("dan", "qqq")):
            await house.says(person, text)
            house.shift += timedelta(minutes=1)
        (listed,) = await house.says("mia", "/gaps", STAFF_ROOM)
        assert "1. 2 people, en" in listed.text
        assert "zxq staking?" in listed.text
        await house.presses("mia", listed, "1. Draft an entry", STAFF_ROOM)
        assert "How shall the new entry be called?" in house.platform.screens["loop:mia"][-1].text
        for line in ("Staking", QUESTION, ANSWER):
            await house.says("mia", line)
        await house.presses("max", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        made = await _entry(house)
        assert made is not None
        assert made.wordings["en"].alternatives == ("zxq staking?", "hey, zxq staking")
        assert await house.rows("SELECT COUNT(*) FROM faq_unanswered") == [(1,)]


async def test_gaps_are_for_staff_and_said_where_staff_is(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        (told,) = await house.says("mia", "/gaps")
        assert told.text == "Every question lately had an answer."
        for person in ("ann", "hal"):
            (refused,) = await house.says(person, "/gaps")
            assert refused.text == "You are not allowed to do this."
