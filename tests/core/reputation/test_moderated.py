"""What moderators decide, from the report or the finding to the points, and back."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

import moderation
from core.events import Quote
from core.storage import Storage
from tests.core.reputation.test_persons import all_is_well
from tests.core.reputation.village import CONFIG, Villagers, account, village
from tests.house import GROUP, STAFF_ROOM

MODERATED = f'{CONFIG}\n[places]\nmoderation = "act"\n'
PROFIT = "Guaranteed profit: 300% daily return, dm me to double your crypto!!!"


def watched(storage: Storage) -> AbstractAsyncContextManager[Villagers]:
    return village(storage, MODERATED, more=(moderation.feature(),))


async def reports(people: Villagers, person: str, accused: str, message: str = "u900") -> None:
    quoted = Quote(message, account(accused), accused.title(), "send me your coins")
    await people.house.says(person, "/report", GROUP, quoted=quoted, addressed=True)


async def press(people: Villagers, label: str) -> None:
    await people.house.presses("bob", people.cards()[-1], label, STAFF_ROOM)


async def test_a_report_that_a_moderator_agrees_with_is_three_points_once_a_day(
    storage: Storage,
) -> None:
    async with watched(storage) as people:
        for message in ("u900", "u901"):
            await reports(people, "ann", "mal", message)
            await press(people, "Right")
        assert await people.points("ann") == 3
        people.house.shift += timedelta(days=1, minutes=1)
        await reports(people, "ann", "mal", "u902")
        await press(people, "Right")
        assert await people.points("ann") == 6


async def test_a_report_that_was_wrong_brings_nothing(sqlite_storage: Storage) -> None:
    async with watched(sqlite_storage) as people:
        await reports(people, "ann", "ben")
        await press(people, "Wrong")
        assert await people.points("ann") == 0


async def test_a_report_that_a_moderator_had_agreed_with_by_mistake_gives_its_points_back(
    storage: Storage,
) -> None:
    async with watched(storage) as people:
        await reports(people, "ann", "mal")
        await press(people, "Right")
        assert await people.points("ann") == 3
        await press(people, "Wrong: undo")
        assert await people.points("ann") == 0
        assert "3 points taken: a moderator has decided" in people.heard("ann")
        await reports(people, "ann", "mal", "u901")
        await press(people, "Right")
        assert await people.points("ann") == 3
        assert await all_is_well(people)


async def test_a_report_may_be_of_anything_and_only_the_ban_calls_it_spam(
    storage: Storage,
) -> None:
    async with watched(storage) as people:
        await people.earns("ben", 10)
        await reports(people, "ann", "ben")
        await press(people, "Right")
        assert await people.points("ben") == 150
        await reports(people, "ann", "ben", "u901")
        await press(people, "Ban")
        assert await people.points("ben") == 50


@pytest.mark.parametrize("label", ["Right", "Ban"])
async def test_confirmed_spam_costs_a_hundred_says_so_and_is_given_back_when_it_was_wrong(
    storage: Storage, label: str
) -> None:
    async with watched(storage) as people:
        await people.earns("ben", 10)
        await people.says("ben", PROFIT)
        card = people.cards()[-1]
        await people.house.presses("bob", card, label, STAFF_ROOM)
        assert await people.points("ben") == 50
        assert "100 points taken: a moderator has confirmed spam" in people.heard("ben")
        assert "If this is a mistake, please tell the team" in people.heard("ben")
        said = (await people.house.says("ben", "/rep"))[-1].text
        assert "you neither give nor earn" in said
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 50

        await people.house.presses("bob", card, "Wrong: undo", STAFF_ROOM)
        assert await people.points("ben") == 150
        assert "it was no spam" in people.heard("ben")
        assert "neither give" not in (await people.house.says("ben", "/rep"))[-1].text
        history = (await people.house.says("ben", "/rep history"))[-1].text
        assert "+100 confirmed spam (a moderator has decided that it does not count)" in history
        await people.thanks("ann", "ben")
        assert await people.points("ben") == 155


async def test_a_days_spam_is_one_offence(sqlite_storage: Storage) -> None:
    async with watched(sqlite_storage) as people:
        for _twice in range(2):
            await people.says("ben", PROFIT)
            await press(people, "Right")
        assert await people.points("ben") == -100


async def test_a_link_that_nobody_knows_is_no_spam_though_it_is_held(
    sqlite_storage: Storage,
) -> None:
    async with watched(sqlite_storage) as people:
        await people.says("nora", "look at good-site.org please")
        await press(people, "Right")
        assert await people.points("nora") == 0
