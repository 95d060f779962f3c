"""What staff is shown: figures, what needs a look, and the letter of the week."""

from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest

from core.faq import attention, figures, reviewing, rounds, store
from core.faq.attention import is_falling
from core.faq.figures import Report
from core.storage import Storage, Transaction
from tests.core.faq.team import asks, staff_screen, team_house, to, to_person
from tests.house import GROUP, STAFF_ROOM, House
from tests.knowledge import ENTRIES

QUESTION = "How do I reset my 2FA?"


async def _report(house: House) -> Report:
    await house.app.unit(lambda unit: rounds.mark(unit, ""))
    return await house.storage.read(lambda tx: figures.report(tx, house.now(), 30))


async def test_the_report_counts_what_was_shown_what_helped_and_what_was_wrong(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        first = await asks(house, "ann", QUESTION)
        await house.presses("ann", first, "👍", GROUP)
        house.shift += timedelta(minutes=2)
        second = await asks(house, "cat", QUESTION)
        await house.presses("cat", second, "👎", GROUP)
        await house.says("hal", "/notfaq", GROUP, quoted=to(second))
        (line,) = (await _report(house)).lines
        assert msgspec.structs.asdict(line) == {
            "entry": "reset-2fa",
            "language": "en",
            "shown": 2,
            "helped": 1,
            "unhelpful": 1,
            "again": 0,
            "wrong": 1,
        }


async def test_who_asks_again_within_a_day_was_not_helped(storage: Storage) -> None:
    async with team_house(storage) as house:
        await asks(house, "ann", QUESTION)
        house.shift += timedelta(hours=2)
        await asks(house, "ann", QUESTION)
        house.shift += timedelta(hours=25)
        await asks(house, "ann", QUESTION)
        (line,) = (await _report(house)).lines
        assert (line.shown, line.again) == (3, 1)


async def test_who_asks_nobody_again_and_is_met_with_silence_was_not_helped(
    sqlite_storage: Storage,
) -> None:
    async with team_house(sqlite_storage) as house:
        assert len(await house.says("ann", QUESTION, GROUP)) == 1
        house.shift += timedelta(hours=2)
        assert await house.says("ann", QUESTION, GROUP) == []
        (line,) = (await _report(house)).lines
        assert (line.shown, line.again) == (1, 1)


async def test_who_then_gets_no_answer_was_not_helped_either(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        await asks(house, "ann", QUESTION)
        await asks(house, "ann", "zxq staking?")
        (line,) = (await _report(house)).lines
        assert line.again == 1


async def test_the_share_that_was_solved_without_staff(storage: Storage) -> None:
    async with team_house(storage) as house:
        await asks(house, "ann", QUESTION)
        answer = await asks(house, "cat", "What are the trading fees?")
        await house.presses("cat", answer, "human", GROUP)
        await asks(house, "dan", "zxq staking?")
        await house.says("dan", "/solved", GROUP, quoted=to_person("eva", "Open Earn."))
        await house.says("fay", "/solved", GROUP, quoted=to_person("mia", "Open Earn."))
        await house.says("gus", QUESTION)  # in private
        found = await _report(house)
        assert (found.group_questions, found.solved_without_staff) == (5, 2)
        assert found.solved_share == pytest.approx(0.4)


async def test_messages_seen_are_counted_in_memory_and_written_by_the_clock(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        for text in ("gm", "to the moon", "lol"):
            await house.says("ann", text, GROUP)
        await house.says("ann", "bot", GROUP, is_bot=True)
        await house.says("ann", "an edit", GROUP, edited=True)
        assert (await _report(house)).messages_seen == 0
        for _ in range(2):
            await house.app.unit(lambda unit: rounds.count(unit, ""))
        assert (await _report(house)).messages_seen == 3
        await house.says("ann", "gm", GROUP)
        await house.app.unit(lambda unit: rounds.count(unit, ""))
        assert (await _report(house)).messages_seen == 4


async def test_the_report_in_a_chat_names_shares_and_what_is_asked_most(
    sqlite_storage: Storage,
) -> None:
    async with team_house(sqlite_storage) as house:
        answer = await asks(house, "ann", QUESTION)
        await house.says("hal", "/notfaq", GROUP, quoted=to(answer))
        await house.app.unit(lambda unit: rounds.count(unit, ""))
        (heard,) = await house.says("mia", "/faqreport", STAFF_ROOM)
        assert heard.text.startswith("The FAQ in the last 30 days:")
        assert "0% (0 of 1)" in heard.text
        assert "Wrong answers in 1,000 messages: 500" in heard.text
        assert "reset-2fa: en 1, 0, 0, 0" in heard.text


async def test_a_report_over_nothing_divides_by_nothing(sqlite_storage: Storage) -> None:
    async with team_house(sqlite_storage) as house:
        found = await _report(house)
        assert (found.solved_share, found.wrong_per_1000) == (None, None)
        assert figures.as_dict(found) == figures.as_dict(figures.empty(30))
        (heard,) = await house.says("mia", "/faqreport", STAFF_ROOM)
        assert heard.text == "The FAQ in the last 30 days:"


@pytest.mark.parametrize(
    ("before", "lately", "falls"),
    [
        ((9, 1), (3, 2), True),
        ((9, 1), (5, 1), False),
        ((9, 1), (1, 1), False),
        ((2, 2), (0, 9), False),
        ((5, 0), (0, 5), True),
        ((5, 5), (9, 1), False),
    ],
)
def test_an_entry_falls_when_its_share_drops_on_enough_votes(
    before: tuple[int, int], lately: tuple[int, int], falls: bool
) -> None:
    assert is_falling(before, lately) == falls


async def _vote(tx: Transaction, member: int, helpful: bool, at: datetime) -> None:
    await store.vote(tx, slug="reset-2fa", language="en", member=member, helpful=helpful, now=at)


async def test_votes_are_parted_into_lately_and_before(storage: Storage) -> None:
    async with team_house(storage) as house:
        now = house.now()
        long_ago, lately = now - timedelta(days=40), now - timedelta(days=1)
        for member in range(6):
            await house.storage.run(partial(_vote, member=member, helpful=True, at=long_ago))
            await house.storage.run(partial(_vote, member=9 + member, helpful=False, at=lately))
        votes = await house.storage.read(lambda tx: attention.votes(tx, now))
        assert votes == {"reset-2fa": ((6, 0), (0, 6))}
        found = attention.needed(ENTRIES, {}, votes, now.date())
        assert found.falling == ("reset-2fa",)
        assert found.missing["trading-fees"] == ["es", "ja", "ru"]


async def test_once_a_week_staff_hears_of_gaps_and_of_what_needs_a_look(
    storage: Storage,
) -> None:
    async with team_house(storage) as house:
        await house.says("ann", "zxq staking?")
        await house.app.unit(lambda unit: reviewing.tell_week(unit, ""))
        await house.settle()
        gaps, wanting = staff_screen(house)
        assert "1. 1 person, en" in gaps.text
        assert [button.label for button in gaps.buttons] == ["1. Draft an entry"]
        assert "Not in every language yet:" in wanting.text
