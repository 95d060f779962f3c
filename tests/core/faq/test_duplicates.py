"""Two entries that say the same: proposed by a helper or a ranked member, decided by staff."""

from typing import Any

import pytest

from core.faq import edits, store
from core.faq.drafts import needed_role
from core.faq.duplicates import merged
from core.faq.entries import Entry
from core.faq.rows import quiet
from core.storage import Storage
from tests.core.faq.team import staff_screen, team_house
from tests.house import STAFF_ROOM, House
from tests.knowledge import entry

OTP = entry("otp", en="How do I reset my 2FA?|Lost my authenticator app|otp gone", ko="OTP 분실")
LINE = "/duplicate otp reset-2fa"


async def _bring(house: House, one: Entry) -> None:
    await house.app.unit(lambda unit: edits.bring_in(unit, [one], {}, quiet))


async def _entry(house: House, slug: str) -> Entry | None:
    async def query(tx: Any) -> Entry | None:
        return await store.find(tx, slug)

    return await house.storage.read(query)


async def test_of_two_entries_one_goes_and_its_questions_lead_to_the_other(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        await _bring(house, OTP)
        asked = [(await house.says("hal", line))[0].text for line in ("/duplicate", "otp")]
        assert asked == [
            "Which entry is one too many?",
            "Which entry says the same, and stays?",
        ]
        await house.says("hal", "reset-2fa")
        card = staff_screen(house)[-1]
        assert "otp says the same and goes" in card.text
        assert "The otp answer, en." in card.text
        assert await _entry(house, "otp") is not None
        await house.presses("mia", card, "Approve", STAFF_ROOM)
        assert await _entry(house, "otp") is None
        stays = await _entry(house, "reset-2fa")
        assert stays is not None
        assert stays.wordings["en"].alternatives[2:] == ("otp gone",)
        assert stays.wordings["ko"].question == "OTP 분실"
        (answer,) = await house.says("ann", "otp gone")
        assert "The reset-2fa answer, en." in answer.text


async def test_what_was_learned_of_the_one_stays_with_the_other(storage: Storage) -> None:
    async with team_house(storage) as house:
        await _bring(house, OTP)
        learned = (
            "INSERT INTO faq_phrasings (slug, language, text, held, state, at)"
            " VALUES ('otp', 'en', 1, 0, 'learned', 1)"
        )
        await house.app.unit(lambda unit: unit.tx.execute(learned))
        await house.says("hal", LINE)
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        assert await house.rows("SELECT slug FROM faq_phrasings") == [("reset-2fa",)]


@pytest.mark.parametrize("slug", ["otp", "reset-2fa"])
async def test_a_proposal_is_overtaken_when_either_entry_changes(
    sqlite_storage: Storage, slug: str
) -> None:
    async with team_house(sqlite_storage) as house:
        await _bring(house, OTP)
        await house.says("hal", LINE)
        await _bring(house, entry(slug, en="Something else?"))
        await house.presses("mia", staff_screen(house)[-1], "Approve", STAFF_ROOM)
        assert await house.rows("SELECT state FROM faq_drafts") == [("overtaken",)]
        assert await _entry(house, "otp") is not None


async def test_what_is_rejected_changes_nothing(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        await _bring(house, OTP)
        before = await _entry(house, "reset-2fa")
        await house.says("hal", LINE)
        await house.presses("mia", staff_screen(house)[-1], "Reject", STAFF_ROOM)
        assert (await _entry(house, "otp"), await _entry(house, "reset-2fa")) == (OTP, before)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/duplicate reset-2fa reset-2fa", "These are one and the same entry."),
        ("/duplicate moon reset-2fa", "There are no two such entries."),
        ("/duplicate reset-2fa secret", "There are no two such entries."),
    ],
)
async def test_what_are_no_two_entries_is_said(
    sqlite_storage: Storage, line: str, said: str
) -> None:
    async with team_house(sqlite_storage) as house:
        secret = Entry(slug="secret", category="account", visibility="staff", wordings=OTP.wordings)
        await _bring(house, secret)
        assert (await house.says("hal", line))[0].text == said


async def test_members_without_a_rank_propose_no_duplicates(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        (heard,) = await house.says("ann", LINE)
        assert heard.text == "You are not allowed to do this."


def test_an_official_entry_goes_by_an_admins_word_only() -> None:
    official = Entry(slug="o", category="account", tags=("official",), wordings=OTP.wordings)
    assert needed_role(OTP, OTP, official) == "admin"
    assert needed_role(OTP, OTP, OTP) == "moderator"


def test_no_way_to_ask_is_kept_twice() -> None:
    both = merged(OTP, entry("other", en="OTP GONE|again|Again", es="¿Y ahora?"))
    assert both.wordings["en"].alternatives == ("Lost my authenticator app", "otp gone", "Again")
    assert list(both.wordings) == ["en", "es", "ko"]
