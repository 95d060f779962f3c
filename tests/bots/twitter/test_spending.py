"""Every call is on the bill before anything else can go wrong."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bots.twitter.adapter import X
from bots.twitter.budget import Budget
from bots.twitter.prices import MICROS, Item
from bots.twitter.session import Broken, Unanswered
from bots.twitter.spending import Spending, TooDear, kept_bill
from core.platform import DeliveryFailed, NotAllowed, RetryAt
from tests.bots.hearing import Core, Notes
from tests.bots.twitter.conftest import Make, Run, announcement, message, reply
from tests.fakes import faults
from tests.fakes.x import FakeX, User

NOW = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


class At:
    """A clock that is moved by hand."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> At:
    return At()


@pytest.fixture
def spending(notes: Notes, clock: At) -> Spending:
    return Spending(notes, Budget(cap=MICROS, kept=0), clock)


async def micros(spending: Spending) -> int:
    return (await spending.bill()).micros


async def test_an_object_is_charged_once_in_a_day(spending: Spending, clock: At) -> None:
    for _ in range(3):
        await spending.read(Item.MENTION, ["1", "2"])
    assert await micros(spending) == 2_000
    clock.now += timedelta(minutes=59)
    await spending.read(Item.MENTION, ["1"])
    assert await micros(spending) == 2_000


async def test_a_new_month_begins_with_nothing(spending: Spending, clock: At, notes: Notes) -> None:
    await spending.read(Item.PERSON, ["1"])
    clock.now += timedelta(hours=1)
    assert await micros(spending) == 0
    await spending.read(Item.MENTION, ["1"])
    assert await micros(spending) == 1_000
    assert (await kept_bill(notes, NOW)).micros == 10_000


async def test_the_bill_outlives_the_process(spending: Spending, notes: Notes, clock: At) -> None:
    await spending.read(Item.MENTION, ["1"])
    assert await micros(Spending(notes, spending.budget, clock)) == 1_000


async def test_a_write_is_charged_before_it_goes_out(spending: Spending, notes: Notes) -> None:
    async with spending.writing(Item.WRITE_REPLY):
        assert (await kept_bill(notes, NOW)).micros == 10_000


@pytest.mark.parametrize(("error", "charged"), [(Broken(), 0), (Unanswered(), 15_000)])
async def test_what_was_refused_is_not_charged_and_what_may_have_arrived_is(
    spending: Spending, error: Exception, charged: int
) -> None:
    with pytest.raises(type(error)):
        async with spending.writing(Item.WRITE_POST):
            raise error
    assert await micros(spending) == charged


async def test_what_the_budget_does_not_allow_is_not_tried(spending: Spending) -> None:
    await spending.read(Item.PERSON, [str(number) for number in range(99)])
    async with spending.writing(Item.WRITE_REPLY):
        pass
    with pytest.raises(TooDear):
        async with spending.writing(Item.WRITE_REPLY):
            pass
    assert not await spending.may_read()


# --- against X's own bill


async def test_our_count_is_what_x_charges(
    fake: FakeX, core: Core, run: Run, x: X, ann: User, notes: Notes
) -> None:
    async with run():
        asked = [fake.asks(ann, f"question {number}") for number in range(3)]
        fake.writes(ann, "hello")
        await core.heard(4)
        await x.perform(reply(asked[0], "One answer " * 50))
        await x.perform(announcement("News"))
        await x.perform(message(ann, "In private"))
        fake.inject(faults.status(503), "post")
        with pytest.raises(DeliveryFailed):
            await x.perform(announcement("Other news"))
        async with asyncio.timeout(5):  # an answer may be under way
            while (await kept_bill(notes, datetime.now(UTC))).micros != fake.bill:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_link_costs_what_a_link_costs(fake: FakeX, make: Make, notes: Notes) -> None:
    await make(allow_links=True).perform(announcement("See [it](https://example.com/a)"))
    assert (await kept_bill(notes, datetime.now(UTC))).micros == fake.bill == 200_000


async def test_at_the_end_of_the_budget_reading_and_answering_stop_and_announcements_go_on(
    fake: FakeX, core: Core, run: Run, make: Make, ann: User, notes: Notes
) -> None:
    x = make(monthly_cap_usd=0.05, kept_for_announcements=0.5)
    asked = fake.asks(ann, "why?")
    async with run(x):
        assert (await core.warned("budget_near")).detail == "$0.02 / $0.03"
        for number in range(4):
            fake.asks(ann, f"and {number}?")
        assert (await core.warned("budget_spent")).detail == "$0.03 / $0.03"
        read = len(fake.calls_of("mentions"))
        with pytest.raises(DeliveryFailed) as failed:
            await x.perform(reply(asked))
        assert failed.value.outcome == NotAllowed("spend")
        await x.perform(announcement("We are back"))
    assert [shown.text for shown in fake.world.public()] == ["We are back"]
    assert len(fake.calls_of("mentions")) == read


async def test_all_parts_of_an_announcement_are_one(fake: FakeX, make: Make) -> None:
    """The share that is kept for announcements pays for a whole thread."""
    x = make(monthly_cap_usd=0.05, kept_for_announcements=1.0)
    await x.perform(announcement(" ".join(f"Step {number} is done." for number in range(45))))
    assert len(fake.world.public()) == 3
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(announcement("And now the news.", row=2))
    assert failed.value.outcome == NotAllowed("spend")


async def test_what_cannot_be_put_on_the_bill_is_not_done(fake: FakeX, x: X, notes: Notes) -> None:
    """A full disk: it is due again, and nothing is lost."""
    notes.is_full = True
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(announcement())
    assert isinstance(failed.value.outcome, RetryAt)
    assert fake.calls_of("post") == []
    notes.is_full = False
    await x.perform(announcement())
    assert len(fake.world.public()) == 1
