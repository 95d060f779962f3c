"""Help in a running house: what brings points, to whom, and what takes them back."""

from datetime import timedelta

import pytest

from core.actions import MessageRef
from core.config.reputation import Points
from core.context import Unit
from core.events import Place, Quote
from core.reputation import granting
from core.reputation.granting import About
from core.reputation.ledger import GIVEN, Kind
from core.storage import Storage
from tests.core.reputation.village import CONFIG, POST, Villagers, account, village
from tests.house import GROUP, STAFF_ROOM, private


async def test_an_asker_who_says_thanks_gives_five_points(storage: Storage) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "great, thanks!", quoted=answer)
        assert await people.points("ben") == 5
        assert await people.points("ben", "20") == 5  # this week, this month


async def test_the_config_says_what_things_are_worth(sqlite_storage: Storage) -> None:
    config = f"{CONFIG}\n[reputation]\npoints = {{ thanks = 7, wrong = 4 }}\n"
    async with village(sqlite_storage, config) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "thanks", quoted=answer)
        assert await people.points("ben") == 7
        await people.says("bob", "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == 3


@pytest.mark.parametrize("kind", Points.__struct_fields__)
async def test_every_value_is_the_configs(sqlite_storage: Storage, kind: Kind) -> None:
    async with village(sqlite_storage, f"{CONFIG}\n[reputation.points]\n{kind} = 1\n") as people:

        async def happens(unit: Unit) -> None:
            about = About(message="m1")
            if kind in GIVEN:
                await granting.give(unit, kind, account("ann"), account("ben"), about)  # type: ignore[arg-type]
            else:
                await granting.award(unit, kind, account("ben"), about)

        await people.house.app.unit(happens)
        assert await people.points("ben") == (-1 if kind in ("wrong", "spam") else 1)


async def test_a_row_says_whose_why_from_which_message_and_by_whom(storage: Storage) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        said = await people.says("ann", "thanks", quoted=answer)
        sql = (
            "SELECT account, kind, message, source, giver, giver_days, place FROM reputation_ledger"
        )
        assert await people.house.rows(sql) == [
            (
                "loop:ben", "thanks", f"{GROUP.chat}#{answer.id}", f"{GROUP.chat}#{said}",
                "loop:ann", 30, GROUP.chat,
            )
        ]  # fmt: skip


async def test_a_row_and_its_totals_are_written_together_or_not_at_all(storage: Storage) -> None:
    async with village(storage) as people:

        async def dies(unit: Unit) -> None:
            about = About(message="m1")
            await granting.give(unit, "thanks", account("ann"), account("ben"), about)
            assert await unit.tx.fetch("SELECT 1 FROM reputation_totals")
            raise OSError("the process is gone")

        with pytest.raises(OSError, match="gone"):
            await people.house.app.unit(dies)
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []
        assert await people.points("ben") == 0


async def test_thanks_for_an_answer_to_somebody_else_bring_nothing(storage: Storage) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("cat", "thanks!", quoted=answer)
        assert await people.points("ben") == 0


async def test_chatter_brings_nothing_and_writes_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        before = await people.house.rows("SELECT COUNT(*) FROM seen")
        await people.answers("ben", "ann")
        await people.says("ann", "no thanks")
        assert await people.house.rows("SELECT COUNT(*) FROM seen") == before


@pytest.mark.parametrize("emoji", ["👍", "❤"])
async def test_a_reaction_of_the_asker_says_thanks_and_is_taken_back_with_it(
    sqlite_storage: Storage, emoji: str
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.reacts("ann", answer, emoji)
        assert await people.points("ben") == 5
        await people.reacts("ann", answer, before=emoji)
        assert await people.points("ben") == 0
        await people.reacts("ann", answer, emoji)
        assert await people.points("ben") == 5


async def test_another_reaction_of_the_same_meaning_changes_nothing(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.reacts("ann", answer, "👍")
        await people.reacts("ann", answer, "❤", before="👍")
        assert len(await people.house.rows("SELECT * FROM reputation_ledger")) == 1


async def test_the_reaction_that_accepts_replaces_the_thanks(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.reacts("ann", answer, "👍")
        await people.reacts("ann", answer, "👍 🏆", before="👍")
        assert await people.points("ben") == 5  # few have answered ann: as much as thanks
        kinds = "SELECT kind, step, points FROM reputation_ledger ORDER BY id"
        assert await people.house.rows(kinds) == [
            ("thanks", "earn", 5), ("thanks", "undo", -5), ("accept", "earn", 5),
        ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("👍", "🏆"), ("👍", "❤")])
async def test_of_two_reactions_that_are_told_one_by_one_the_other_still_counts(
    sqlite_storage: Storage, one: str, other: str
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        for emoji in (one, other):
            await people.reacts("ann", answer, emoji)
        await people.reacts("ann", answer, before=one)
        assert await people.points("ben") == 5
        await people.reacts("ann", answer, before=other)
        assert await people.points("ben") == 0


@pytest.mark.parametrize(("gone", "points"), [(False, 5), (True, 0)])
async def test_words_of_thanks_count_again_when_the_acceptance_goes(
    storage: Storage, gone: bool, points: int
) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        said = await people.says("ann", "thanks!", quoted=answer)
        await people.reacts("ann", answer, "🏆")
        if gone:
            await people.deletes(said)
        await people.reacts("ann", answer, before="🏆")
        assert await people.points("ben") == points
        if not gone:
            await people.deletes(said)
            assert await people.points("ben") == 0


async def test_votes_on_one_answer_end_at_ten_points(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        for helper in ("cat", "dan", "eve", "fay", "gil", "bob"):
            await people.becomes(helper, "helper")
            await people.reacts(helper, answer, "👍")
        assert await people.points("ben") == 10
        await people.reacts("cat", answer, before="👍")
        assert await people.points("ben") == 8


async def test_who_deletes_an_answer_of_their_own_keeps_what_it_has_brought(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("ann", "/solved", quoted=answer, addressed=True)
        await people.deletes(answer.id)
        assert await people.points("ben") == 5


async def test_an_asker_with_three_answerers_gives_fifteen(storage: Storage) -> None:
    async with village(storage) as people:
        for helper in ("ben", "cat"):
            await people.says("ann", "ty", quoted=await people.answers(helper, "ann"))
        answer = await people.answers("dan", "ann")
        await people.says("ann", "/solved", quoted=answer, addressed=True)
        assert await people.points("dan") == 15
        await people.says("ann", "/solved", quoted=answer, addressed=True)
        assert await people.points("dan") == 15


async def test_solved_by_somebody_else_brings_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("cat", "/solved", quoted=answer, addressed=True)
        assert await people.points("ben") == 0


async def test_helpers_vote_and_others_do_not(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.becomes("cat", "helper")
        answer = await people.answers("ben", "ann")
        await people.reacts("dan", answer, "👍")
        assert await people.points("ben") == 0
        await people.reacts("cat", answer, "👍")
        await people.reacts("bob", answer, "👍")
        assert await people.points("ben") == 4


async def test_a_deleted_thanks_takes_its_points_back(storage: Storage) -> None:
    async with village(storage) as people:
        said = await people.says("ann", "ty!", quoted=await people.answers("ben", "ann"))
        assert await people.points("ben") == 5
        await people.deletes(said)
        assert await people.points("ben") == 0
        assert "it was taken back" in people.told("ben")


async def test_a_thanks_that_names_people_counts_for_three(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        named = tuple(account(who) for who in ("ben", "cat", "dan", "eve"))
        await people.says("ann", "how do I do this?")
        for who in ("ben", "cat", "dan", "eve"):
            await people.says(who, "like so")
        await people.says("ann", "thanks to none but you four? no: thank you!", mentions=named)
        assert [await people.points(who) for who in ("ben", "cat", "dan", "eve")] == [0, 0, 0, 0]
        await people.says("ann", "thank you all", mentions=named)
        assert [await people.points(who) for who in ("ben", "cat", "dan", "eve")] == [5, 5, 5, 0]


async def test_a_handle_that_was_seen_is_a_mention(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "where is that?")
        await people.says("ben", "on the left", handle="Ben_77")
        await people.says("ann", "thanks @ben_77!")
        assert await people.points("ben") == 5


async def test_staff_and_staff_places_earn_nothing_unless_wanted(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.thanks("ann", "bob")
        assert await people.points("bob") == 0
        answer = Quote("u1", account("ben"), "Ben", "so")
        await people.says("bob", "thanks", STAFF_ROOM, quoted=answer)
        await people.says("ann", "thanks", private("ann"), quoted=answer)
        assert await people.points("ben") == 0


@pytest.mark.parametrize(
    "place", [Place("loop", "group", "9", closed=True), STAFF_ROOM, private("ann")]
)
async def test_nothing_is_earned_or_lost_where_not_everybody_can_read(
    sqlite_storage: Storage, place: Place
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann", place)
        await people.reacts("ann", answer, "👍", place=place)
        for text in ("thanks", "thanks @ben", "/thanks", "/solved", "/wrong"):
            for person in ("ann", "bob"):
                await people.says(person, text, place, quoted=answer, addressed=True)
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []


async def test_staff_earns_where_the_config_says_so(sqlite_storage: Storage) -> None:
    config = f"{CONFIG}\n[reputation]\nstaff_earns = true"
    async with village(sqlite_storage, config) as people:
        await people.thanks("ann", "bob")
        assert await people.points("bob") == 5


async def test_a_new_account_gives_nothing(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.thanks("new", "ben")
        assert await people.points("ben") == 0


async def test_a_thread_belongs_to_who_opened_it(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.opens_post("ann")
        said = await people.says("ben", "like so", POST)
        answer = Quote(said, account("ben"))
        await people.reacts("cat", answer, "👍", place=POST)
        assert await people.points("ben") == 0
        await people.reacts("ann", answer, "👍", place=POST)
        assert await people.points("ben") == 5


async def test_a_thread_belongs_to_whom_the_platform_says(sqlite_storage: Storage) -> None:
    post = Place("loop", "channel", "9")
    async with village(sqlite_storage) as people:
        said = await people.says("ben", "like so", post, thread_by=account("ann"))
        await people.reacts("ann", Quote(said, account("ben")), "👍", place=post)
        assert await people.points("ben") == 5
        await people.says("cat", "or so", post, thread_by=account("ann"))
        await people.says("ann", "thank you!", post, thread_by=account("ann"))
        assert await people.points("cat") == 5


async def test_thanks_in_ones_own_thread_are_for_the_last_who_answered(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await people.opens_post("ann")
        await people.says("ben", "like so", POST)
        await people.says("cat", "or so", POST)
        await people.says("dan", "thank you!", POST)
        await people.says("ann", "thank you!", POST)
        assert [await people.points(who) for who in ("ben", "cat")] == [0, 5]


async def test_answers_are_known_after_a_restart(storage: Storage) -> None:
    async with village(storage) as people:
        answer = await people.answers("ben", "ann")
        await people.runs("reputation-answers")
    async with village(storage) as people:
        await people.reacts("ann", answer, "👍")
        assert await people.points("ben") == 5


async def test_thanks_is_a_command_that_says_why_not(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        said = await people.house.says("ann", "/thanks", GROUP, quoted=answer, addressed=True)
        assert "Noted" in said[-1].text
        assert await people.points("ben") == 5
        said = await people.house.says("ann", "/thanks", GROUP, quoted=answer, addressed=True)
        assert "thanked by the same person" in said[-1].text
        said = await people.house.says("cat", "/thanks", GROUP, quoted=answer, addressed=True)
        assert "whoever asked" in said[-1].text


async def test_two_trusted_members_or_a_moderator_say_that_an_answer_was_wrong(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        for helper in ("cat", "dan"):
            await people.becomes(helper, "helper")
        answer = await people.answers("ben", "ann")
        for _twice in range(2):
            await people.says("cat", "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == 0
        await people.says("dan", "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == -5
        assert "two trusted members" in people.told("ben")
        await people.says("bob", "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == -5
        other = await people.answers("eve", "ann")
        await people.says("bob", "/wrong", quoted=other, addressed=True)
        assert await people.points("eve") == -5
        assert MessageRef(GROUP, (other.id,)).ids == people.platform.performed[-2].target


async def test_a_moderator_takes_back_what_two_called_wrong(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        for helper in ("cat", "dan"):
            await people.becomes(helper, "helper")
            await people.says(helper, "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == -5
        said = await people.house.says("cat", "/wrong undo", GROUP, quoted=answer, addressed=True)
        assert "Only a moderator" in said[-1].text
        await people.says("bob", "/wrong undo", quoted=answer, addressed=True)
        assert await people.points("ben") == 0
        assert "your answer was right" in people.told("ben")
        said = await people.house.says("bob", "/wrong undo", GROUP, quoted=answer, addressed=True)
        assert "Nothing was taken" in said[-1].text
        for helper in ("cat", "dan"):
            said = await people.house.says(helper, "/wrong", GROUP, quoted=answer, addressed=True)
            assert "Only a moderator can change that." in said[-1].text
        assert await people.points("ben") == 0
        await people.says("bob", "/wrong", quoted=answer, addressed=True)
        assert await people.points("ben") == -5


async def test_a_moderator_takes_back_nothing_of_an_answer_of_theirs(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        answer = await people.answers("ben", "ann")
        await people.says("bob", "/wrong", quoted=answer, addressed=True)
        await people.becomes("ben", "moderator")
        said = await people.house.says("ben", "/wrong undo", GROUP, quoted=answer, addressed=True)
        assert "Somebody else has to decide" in said[-1].text
        assert await people.points("ben") == -5


async def test_a_mention_of_a_bot_thanks_nobody(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "how do I do this?")
        await people.says("ann", "thanks!", mentions=(account("thebot"),))
        await people.says("robot", "like so", is_bot=True)
        await people.says("ann", "thanks!", mentions=(account("robot"),))
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []


# -- help, and what is none ------------------------------------------------------------------------


async def said(people: Villagers, person: str, text: str, place: Place = GROUP) -> Quote:
    """Not as a reply to anybody."""
    return Quote(await people.says(person, text, place), account(person), person.title(), text)


@pytest.mark.parametrize("thanks", ["thanks!", "thanks @ben", "/thanks"])
@pytest.mark.parametrize("before", ["", "good morning", "how are you?"])
async def test_thanks_for_what_answered_nobody_bring_nothing(
    sqlite_storage: Storage, thanks: str, before: str
) -> None:
    async with village(sqlite_storage) as people:
        if before == "how are you?":  # somebody asks, who is not the one to say thanks
            await people.says("cat", before)
        elif before:
            await people.says("ann", before)
        post = await said(people, "ben", "what a lovely day, look at this picture")
        quoted = None if "@" in thanks else post
        await people.says("ann", thanks, quoted=quoted, addressed="/" in thanks)
        assert await people.points("ben") == 0


@pytest.mark.parametrize("thanks", ["thanks!", "thanks @ben", "/thanks", "/solved"])
async def test_an_answer_that_replies_to_nobody_is_thanked_by_who_had_asked_there(
    storage: Storage, thanks: str
) -> None:
    async with village(storage) as people:
        await people.says("ann", "my withdrawal is stuck")
        answer = await said(people, "ben", "see the status page")
        await people.says("ben", "it says when", handle="ben")
        quoted = None if "@" in thanks else answer
        for person in ("cat", "ann"):
            await people.says(person, thanks, quoted=quoted, addressed="/" in thanks)
        assert await people.house.rows("SELECT giver, points FROM reputation_ledger") == [
            ("loop:ann", 5)
        ]


async def test_what_was_said_before_the_question_or_elsewhere_is_no_answer(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        early = await said(people, "ben", "the office is closed on Monday")
        other = Place("loop", "other")
        there = await said(people, "cat", "we have a new colour", other)
        people.house.shift += timedelta(minutes=1)
        await people.says("ann", "how do I do this?")
        await people.says("ann", "thanks", quoted=early)
        await people.says("ann", "thanks", other, quoted=there)
        assert await people.house.rows("SELECT * FROM reputation_ledger") == []


async def test_a_question_is_open_for_a_day_and_longer_while_it_is_asked_again(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        for _ in range(2):
            await people.says("ann", "how do I do this?")
            people.house.shift += timedelta(hours=20)
        answer = await said(people, "ben", "like so")
        await people.says("ann", "thanks", quoted=answer)
        assert await people.points("ben") == 5
        people.house.shift += timedelta(hours=20)
        late = await said(people, "cat", "the weather is fine")
        await people.says("ann", "thanks", quoted=late)
        assert await people.points("cat") == 0


async def test_who_asks_in_the_thread_of_another_thanks_for_an_answer_there(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await people.opens_post("ann")
        await people.says("cat", "I want to know, too: how long does it take?", POST)
        answer = await said(people, "ben", "two days", POST)
        await people.says("cat", "thanks", POST, quoted=answer)
        assert await people.points("ben") == 5


async def test_who_is_named_is_thanked_for_an_answer_elsewhere_too(storage: Storage) -> None:
    other = Place("loop", "other")
    async with village(storage) as people:
        await people.answers("ben", "ann", other)
        await people.says("ann", "thank you", mentions=(account("ben"),))
        assert await people.points("ben") == 5
        await people.answers("cat", "ann", other)
        await people.runs("reputation-answers")
        await people.says("ann", "thank you", mentions=(account("cat"),))
        assert await people.points("cat") == 5


async def test_a_reaction_to_what_replied_to_nobody_says_too_little(
    sqlite_storage: Storage,
) -> None:
    async with village(sqlite_storage) as people:
        await people.says("ann", "how do I do this?")
        await people.reacts("ann", await said(people, "ben", "like so"), "👍")
        assert await people.points("ben") == 0
