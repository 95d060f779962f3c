"""Reports by members: what they can do together, what they cannot, and what they hear."""

from datetime import timedelta

import pytest

from core.context import Context
from core.events import Account, Quote
from core.facts import Fact, ReportConfirmed
from core.feature import FactListener, Feature
from core.storage import Storage
from moderation import report_store
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, press, say, street

PEOPLE = ("ann", "ben", "cat", "dan", "eve")


def of(author: str, text: str = "buy my coins", message: str = "u900") -> Quote:
    return Quote(message, Account("loop", author), author.title(), text)


async def reports(house: House, person: str, quoted: Quote) -> None:
    await house.says(person, "/report", GROUP, quoted=quoted, addressed=True)


async def test_five_reporters_hold_a_newcomers_message_and_touch_nobody(
    storage: Storage,
) -> None:
    async with street(storage) as (house, platform):
        for person in PEOPLE[:4]:
            await reports(house, person, of("mal"))
        assert "u900" not in platform.removed()
        await reports(house, PEOPLE[4], of("mal"))
        assert platform.removed().count("u900") == 1
        (card,) = platform.cards()
        assert "message held" in card.text
        assert platform.restricted() == []
        await press(house, platform, "Wrong")
        assert "by mistake" in platform.screens[GROUP.key][-1].text


async def test_whose_message_is_held_hears_so_and_not_by_whom(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("mal", "/id")
        for person in PEOPLE:
            await reports(house, person, of("mal"))
        told = platform.screens["loop:mal"][-1].text
        assert "a moderator looks at it" in told
        assert not any(name in told.lower() for name in PEOPLE)


async def test_where_the_rules_only_report_so_do_the_members(sqlite_storage: Storage) -> None:
    config = CONFIG.replace('moderation = "act"', 'moderation = "watch"')
    async with street(sqlite_storage, config) as (house, platform):
        for person in PEOPLE:
            await reports(house, person, of("mal"))
        assert "u900" not in platform.removed()
        assert "reported only" in platform.cards()[-1].text


async def test_accounts_of_one_person_are_rejected_together(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        for person in PEOPLE[:2]:
            await house.says(person, "/id")
        await house.app.unit(
            lambda unit: unit.tx.execute(
                "UPDATE accounts SET member = (SELECT member FROM accounts WHERE id = 'ann')"
                " WHERE id = 'ben'"
            )
        )
        for number, person in enumerate(("ann", "ben", "ann")):
            await reports(house, person, of("old", message=f"u80{number}"))
            await press(house, platform, "Wrong")
        ben = Account("loop", "ben")
        assert await house.app.unit(lambda u: report_store.rejected(u.tx, ben, house.now())) == 3


async def test_nobody_counts_twice(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        for person in (*PEOPLE[:4], PEOPLE[3]):
            await reports(house, person, of("mal"))
        assert "u900" not in platform.removed()
        assert len(platform.cards()) == 1


async def test_two_accounts_of_one_person_are_one_reporter(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        for person in PEOPLE:
            await house.says(person, "/id")
        await house.app.unit(
            lambda unit: unit.tx.execute(
                "UPDATE accounts SET member = (SELECT member FROM accounts WHERE id = 'ann')"
                " WHERE id = 'ben'"
            )
        )
        for person in PEOPLE:
            await reports(house, person, of("mal"))
        assert "u900" not in platform.removed()


@pytest.mark.parametrize("accused", ["old", "bob"])
async def test_reports_alone_do_nothing_to_members_and_staff(
    sqlite_storage: Storage, accused: str
) -> None:
    async with street(sqlite_storage) as (house, platform):
        for number in range(5):
            await say(house, "old", f"an ordinary message, number {number}")
        house.shift += timedelta(days=15)
        for person in PEOPLE:
            await reports(house, person, of(accused))
        assert "u900" not in platform.removed()
        assert "reported only" in platform.cards()[-1].text


async def test_the_accused_never_learns_who(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("mal", "/id")
        for person in PEOPLE:
            await house.says(person, "/id")
            await reports(house, person, of("mal"))
        await press(house, platform, "Right")
        shown = (*platform.screens["loop:mal"], *platform.screens[GROUP.key], *platform.cards())
        assert not any(name in seen.text.lower() for seen in shown for name in PEOPLE)


async def test_the_reporter_hears_the_outcome_and_it_is_a_fact(storage: Storage) -> None:
    facts: list[Fact] = []

    async def hear(_ctx: Context, fact: Fact) -> None:
        facts.append(fact)

    listening = Feature("listening", fact_listeners=(FactListener("listening", hear),))
    async with street(storage, more=(listening,)) as (house, platform):
        await house.says("ann", "/id")
        await reports(house, "ann", of("mal"))
        await press(house, platform, "Right")
        assert "a moderator agreed" in platform.screens["loop:ann"][-1].text
    (fact,) = [fact for fact in facts if isinstance(fact, ReportConfirmed)]
    assert fact.reporter == Account("loop", "ann")
    assert fact.message.ids == ("u900",)


async def test_who_was_wrong_three_times_in_a_month_weighs_half(storage: Storage) -> None:
    async with street(storage) as (house, platform):
        await house.says("ann", "/id")
        for number in range(3):
            await reports(house, "ann", of("old", message=f"u80{number}"))
            await press(house, platform, "Wrong")
        assert "nothing wrong" in platform.screens["loop:ann"][-1].text
        for person in PEOPLE:
            await reports(house, person, of("mal"))
        assert "u900" not in platform.removed()
        await reports(house, "fay", of("mal"))
        assert "u900" in platform.removed()
        ann, later = Account("loop", "ann"), house.now() + timedelta(days=31)
        assert await house.app.unit(lambda u: report_store.rejected(u.tx, ann, later)) == 0


async def test_what_is_decided_is_not_reported_again(sqlite_storage: Storage) -> None:
    async with street(sqlite_storage) as (house, platform):
        await reports(house, "ann", of("mal"))
        await press(house, platform, "Wrong")
        await reports(house, "ben", of("mal"))
        assert "already" in platform.screens[GROUP.key][-1].text
        assert len(platform.cards()) == 1


@pytest.mark.parametrize(("rank", "is_held"), [(1, False), (2, True)])
async def test_a_second_opinion_of_a_trusted_rank_holds_a_newcomers_message(
    sqlite_storage: Storage, rank: int, is_held: bool
) -> None:
    async with street(sqlite_storage) as (house, platform):
        await house.says("ann", "/id")
        sql = "INSERT INTO ranks SELECT member, ?, 0, 0, 0 FROM accounts WHERE id = 'ann'"
        await house.app.unit(lambda unit: unit.tx.execute(sql, rank))
        await reports(house, "ann", of("mal"))
        assert "u900" not in platform.removed()
        await reports(house, "ben", of("mal"))
        assert ("u900" in platform.removed()) == is_held
