"""Ranks: given and taken by the numbers, the top one by a moderator; shown; what they unlock."""

from datetime import timedelta

import msgspec
import pytest

from core.config.reputation import Reputation
from core.faq import edits
from core.faq.rows import quiet
from core.i18n import LANGUAGES, translate
from core.platform import NotAllowed
from core.reputation import ranks, wording
from core.storage import Storage
from tests.core.reputation.test_persons import link
from tests.core.reputation.village import CONFIG, Villagers, village
from tests.house import GROUP, STAFF_ROOM
from tests.knowledge import entry

RANK = "reputation-rank"
SMALL = f"""{CONFIG}
[reputation]
ranks = [
    {{ points = 30, people = 2 }}, {{ points = 60, people = 4 }}, {{ points = 90, people = 6 }}
]
"""


async def test_points_and_people_make_a_rank(storage: Storage) -> None:
    async with village(storage) as people:
        await people.earns("ben", 4, points=14)
        await people.runs(RANK)
        assert await people.rank("ben") == 0
        await people.earns("ben", 1, points=14)
        await people.runs(RANK)
        assert await people.rank("ben") == 1
        assert "you are Apprentice now" in people.told("ben")
        assert people.platform.badges["ben", GROUP.id] == "Apprentice"


@pytest.mark.parametrize(
    ("points", "people", "before", "rank"),
    [
        (60, 4, 0, 1),
        (59, 4, 0, 0),
        (60, 3, 0, 0),
        (54, 4, 1, 1),  # nine tenths of 60
        (53, 4, 1, 0),
        (300, 11, 2, 2),  # nine tenths of 12 are 10.8
        (300, 10, 2, 1),
        (270, 11, 1, 1),  # what one has not had is asked for in full
        (900, 30, 0, 3),
        (810, 27, 3, 3),
        (809, 30, 3, 2),
    ],
)
def test_a_rank_is_kept_down_to_nine_tenths_of_each_requirement(
    points: int, people: int, before: int, rank: int
) -> None:
    assert ranks.attained(points, people, before, Reputation().ranks) == rank


@pytest.mark.parametrize("language", LANGUAGES)
def test_ranks_have_names_in_six_languages(language: str) -> None:
    called = {translate(one, language) for one in wording.RANKS}
    assert len(called) == 3
    assert (language == "en") == (called == {"Apprentice", "Journeyman", "Master"})


NAMED = f"""{CONFIG}
[reputation]
ranks = [{{ points = 30, people = 2, name = {{ en = "Guide", es = "Guía" }} }},
  {{ points = 900, people = 30 }}]
[places."loop:group"]
language = "es"
"""


async def test_a_rank_is_named_by_the_operator_in_the_language_of_place_and_person(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage, NAMED) as people:
        await people.earns("ben", 2)
        await people.runs(RANK)
        assert "you are Guide now" in people.told("ben")
        assert people.platform.badges["ben", GROUP.id] == "Guía"
        assert "Your rank: Guide." in (await people.house.says("ben", "/rep"))[-1].text


async def test_a_rank_that_the_operator_renames_is_shown_anew(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await people.earns("ben", 2)
        await people.runs(RANK)
        assert people.platform.badges["ben", GROUP.id] == "Apprentice"
    async with village(sqlite_storage, NAMED) as people:
        await people.runs("reputation-day")
        assert people.platform.badges["ben", GROUP.id] == "Guía"
        people.platform.badges.clear()
        await people.runs("reputation-day")
        assert people.platform.badges == {}


async def test_where_no_rank_can_be_shown_it_counts_all_the_same(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        able = people.platform.capabilities
        people.platform.capabilities = msgspec.structs.replace(able, badges=False)
        await people.earns("ben", 5)
        await people.runs(RANK)
        assert await people.rank("ben") == 1
        assert "you are Apprentice now" in people.told("ben")
        assert people.platform.badges == {}
        assert await people.house.rows("SELECT 1 FROM outbox WHERE state = 'failed'") == []


async def test_who_has_a_rank_that_the_operator_has_done_away_with_steps_down(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        await people.house.presses("bob", people.cards()[-1], "Give it", STAFF_ROOM)
    async with village(sqlite_storage, NAMED) as people:
        await people.runs("reputation-day")
        assert await people.rank("ben") == 1
        assert "no longer Master" in people.told("ben")


async def test_points_from_few_people_make_none(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.earns("ben", 3, points=300)
        await people.runs(RANK)
        assert await people.rank("ben") == 0


async def test_a_rank_goes_below_nine_tenths_and_its_badge_with_it(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await people.earns("ben", 1, points=15)
        people.house.shift += timedelta(days=60)
        await people.earns("ben", 2, points=14)
        await people.runs(RANK)
        assert await people.rank("ben") == 1
        people.house.shift += timedelta(days=31)  # 28 of 30 points are left, from two people
        await people.runs("reputation-day")
        assert await people.rank("ben") == 1
        people.house.shift += timedelta(days=60)
        await people.runs("reputation-day")
        assert await people.rank("ben") == 0
        assert "no longer Apprentice" in people.told("ben")
        assert people.platform.badges["ben", GROUP.id] == ""


async def master(people: Villagers) -> None:
    await people.earns("ben", 6)
    await people.runs(RANK)


async def test_the_top_rank_waits_for_the_word_of_a_moderator(storage: Storage) -> None:
    async with village(storage, SMALL) as people:
        await master(people)
        assert await people.rank("ben") == 2
        (card,) = people.cards()
        assert "meets what Master asks for: 90 points, 6 different people" in card.text
        await people.house.presses("bob", card, "Give it", STAFF_ROOM)
        assert await people.rank("ben") == 3
        assert people.platform.badges["ben", GROUP.id] == "Master"
        assert "The rank is given." in people.cards()[0].text


async def test_a_trusted_member_nominates_whoever_meets_the_numbers(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await people.becomes("cat", "helper")
        answer = await people.answers("ben", "ann")
        said = await people.house.says("cat", "/nominate", GROUP, quoted=answer, addressed=True)
        assert "do not meet" in said[-1].text
        assert people.cards() == []
        await people.earns("ben", 6)
        said = await people.house.says("ann", "/nominate", GROUP, quoted=answer, addressed=True)
        assert "not allowed" in said[-1].text
        said = await people.house.says("cat", "/nominate", GROUP, quoted=answer, addressed=True)
        assert "The moderators decide." in said[-1].text
        await people.house.presses("bob", people.cards()[-1], "Give it", STAFF_ROOM)
        assert await people.rank("ben") == 3


async def test_the_top_rank_goes_with_its_numbers_and_waits_for_another_word(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        await people.house.presses("bob", people.cards()[-1], "Give it", STAFF_ROOM)
        people.house.shift += timedelta(days=91)
        await people.runs("reputation-day")
        assert await people.rank("ben") == 0
        await master(people)
        assert await people.rank("ben") == 2
        assert len(people.cards()) == 2


@pytest.mark.parametrize(("joins", "joined"), [("ben", "cat"), ("cat", "ben")])
async def test_the_word_of_a_moderator_is_about_the_person_whichever_account_joins(
    sqlite_storage: Storage, joins: str, joined: str
) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        await people.house.presses("bob", people.cards()[-1], "Give it", STAFF_ROOM)
        await link(people, joined, joins)
        await people.runs(RANK)
        assert (await people.rank("ben"), await people.rank("cat")) == (3, 3)
        assert len(people.cards()) == 1


async def test_nobody_gives_a_rank_to_an_account_that_was_theirs(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await link(people, "gil", "ben")
        await people.house.says("ben", "/unlink")
        await people.becomes("gil", "moderator")
        await master(people)
        said = await people.house.presses("gil", people.cards()[-1], "Give it", STAFF_ROOM)
        assert "Somebody else has to decide" in said[-1].text
        assert await people.rank("ben") == 2


@pytest.mark.parametrize("number", ["0", "99", "9" * 19, "9" * 3_000, "x"])
async def test_a_rank_for_nobody_is_told_so(sqlite_storage: Storage, number: str) -> None:
    async with village(sqlite_storage) as people:
        said = await people.house.says("bob", f"/rank leave {number}", STAFF_ROOM)
        assert "There is no such member." in said[-1].text


async def test_moderators_are_asked_once_in_a_month(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        await people.house.presses("bob", people.cards()[0], "Not now", STAFF_ROOM)
        await people.earns("ben", 1)
        await people.runs(RANK)
        assert await people.rank("ben") == 2
        assert len(people.cards()) == 1


async def test_members_do_not_give_ranks(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        member = (await people.house.rows("SELECT member FROM accounts WHERE id = 'ben'"))[0][0]
        said = await people.house.says("ben", f"/rank give {member}")
        assert "not allowed" in said[-1].text
        assert await people.rank("ben") == 2


async def test_a_ranked_member_may_draft_and_not_approve(sqlite_storage: Storage) -> None:
    line = "/draft fees-explained en"
    async with village(sqlite_storage, SMALL) as people:
        assert "not allowed" in (await people.house.says("ben", line))[-1].text
        await master(people)
        assert "What is the question" in (await people.house.says("ben", line))[-1].text
        await people.house.says("ben", "/cancel")
        assert "not allowed" in (await people.house.says("ben", "/approve 1"))[-1].text


async def apprentice(people: Villagers) -> None:
    """Ben has the first rank, in a house with two entries that say the same."""
    for slug in ("fees", "charges"):
        one = entry(slug, en=f"What are the {slug}?")
        await people.house.app.unit(lambda unit, e=one: edits.bring_in(unit, [e], {}, quiet))  # type: ignore[misc]
    await people.earns("ben", 2)
    await people.runs(RANK)
    assert await people.rank("ben") == 1


@pytest.mark.parametrize(
    "line", ["/edit fees en phrasings how much is it", "/duplicate charges fees"]
)
async def test_the_first_rank_proposes_phrasings_and_duplicates_and_staff_decides(
    sqlite_storage: Storage, line: str
) -> None:
    async with village(sqlite_storage, SMALL) as people:
        assert "not allowed" in (await people.house.says("ben", line))[-1].text
        await apprentice(people)
        assert "has to approve it" in (await people.house.says("ben", line))[-1].text
        for verdict in ("/approve 1", "/reject 9"):
            assert "not allowed" in (await people.house.says("ann", verdict))[-1].text
        before = await people.points("ben")
        card = people.cards()[-1]
        await people.house.presses("bob", card, "Approve", STAFF_ROOM)
        assert await people.points("ben") == before + 20


async def test_the_first_rank_drafts_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await apprentice(people)
        assert "not allowed" in (await people.house.says("ben", "/draft x en"))[-1].text


async def test_a_rank_of_somebody_who_misbehaved_unlocks_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await master(people)
        await people.house.app.unit(
            lambda unit: unit.tx.execute(
                "INSERT INTO suspensions (account, suspended_by, at) VALUES ('loop:ben', 'x', 0)"
            )
        )
        said = await people.house.says("ben", "/draft fees-explained en")
        assert "not allowed" in said[-1].text


async def test_a_badge_that_failed_is_tried_again(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage, SMALL) as people:
        await people.earns("ben", 2)
        people.platform.refuses = NotAllowed("badge_role")
        await people.runs(RANK)
        assert people.platform.badges == {}
        people.platform.refuses = None
        await people.runs("reputation-day")
        assert people.platform.badges["ben", GROUP.id] == "Apprentice"
