"""What the month's budget allows."""

from calendar import monthrange
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter import Settings
from bots.twitter.budget import Budget, elapsed, expected, month
from bots.twitter.prices import MICROS, PRICES, Item, cost, dollars

TEN = Budget.of(Settings(monthly_cap_usd=10.0, kept_for_announcements=0.2))
MOMENTS = st.integers(1_767_225_600, 2_208_988_799).map(lambda at: datetime.fromtimestamp(at, UTC))


@pytest.mark.parametrize(
    ("spent", "near", "over"),
    [
        (0, False, False),
        (6.39, False, False),
        (6.4, True, False),
        (7.99, True, False),
        (8, True, True),
    ],
)
def test_the_warning_comes_at_80_and_the_stop_at_100_per_cent_of_what_is_not_kept(
    spent: float, near: bool, over: bool
) -> None:
    micros = round(spent * MICROS)
    assert (TEN.is_near(micros), TEN.is_spent(micros)) == (near, over)


def test_announcements_may_use_what_is_kept_for_them_and_no_more() -> None:
    spent, price = 8 * MICROS, PRICES[Item.WRITE_POST]
    assert not TEN.allows(spent, price, announcement=False)
    assert TEN.allows(spent, price, announcement=True)
    assert not TEN.allows(10 * MICROS - price + 1, price, announcement=True)


@given(spent=st.integers(0, 20 * MICROS), more=st.integers(0, 20 * MICROS), now=MOMENTS)
def test_the_more_is_spent_the_longer_the_pause_and_within_its_bounds(
    spent: int, more: int, now: datetime
) -> None:
    first, second = TEN.pause(spent, now, 60, 900), TEN.pause(spent + more, now, 60, 900)
    assert 60 <= first <= second <= 900


def test_who_keeps_pace_with_the_month_reads_as_often_as_can_be() -> None:
    middle = datetime(2026, 11, 16, tzinfo=UTC)
    assert TEN.pause(4 * MICROS, middle, 60, 900) == 60
    assert TEN.pause(8 * MICROS, middle, 60, 900) == 240
    assert Budget(cap=0, kept=0).pause(0, middle, 60, 900) == 900


@given(now=MOMENTS)
def test_a_month_goes_from_nothing_to_one(now: datetime) -> None:
    assert 0 <= elapsed(now) < 1
    last = now.replace(day=monthrange(now.year, now.month)[1], hour=23, minute=59)
    assert elapsed(last) > 0.99
    assert month(now) == now.strftime("%Y-%m")


def test_the_bill_to_come_is_foreseen_from_the_first_day_on() -> None:
    assert expected(MICROS, datetime(2026, 11, 1, tzinfo=UTC)) == pytest.approx(31 * MICROS)
    assert expected(MICROS, datetime(2026, 11, 16, tzinfo=UTC)) == pytest.approx(2 * MICROS)


def test_every_item_has_a_price_and_what_is_unknown_costs_nothing() -> None:
    assert set(PRICES) == set(Item)
    assert cost({"mention": 2, "write reply": 1, "carrier pigeon": 7}) == 12_000
    assert dollars(12_345_678) == "$12.35"
