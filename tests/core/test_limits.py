"""How much one member may ask."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.limits import Limits


def test_a_full_bucket_then_one_by_one() -> None:
    limits = Limits(6)
    assert [limits.take("ann", 0.0) for _ in range(7)] == [True] * 6 + [False]
    assert not limits.take("ann", 9.9)
    assert limits.take("ann", 10.0)


def test_one_members_haste_costs_nobody_else() -> None:
    limits = Limits(1)
    assert limits.take("ann", 0.0)
    assert not limits.take("ann", 0.0)
    assert limits.take("bob", 0.0)


def test_it_is_said_once_each_time() -> None:
    limits = Limits(1)
    limits.take("ann", 0.0)
    limits.take("ann", 0.0)
    assert [limits.tell("ann"), limits.tell("ann")] == [True, False]
    assert limits.take("ann", 60.0)
    assert not limits.take("ann", 60.0)
    assert limits.tell("ann")


def test_a_clock_set_back_locks_nobody_out() -> None:
    limits = Limits(1)
    limits.take("ann", 1_000_000.0)
    assert limits.take("ann", 0.0) is False
    assert limits.take("ann", 60.0)


def test_memory_is_bounded() -> None:
    limits = Limits(1, capacity=10)
    for number in range(100):
        limits.take(str(number), 0.0)
    assert len(limits._buckets) == 10
    assert not limits.take("99", 0.0)


@given(st.lists(st.floats(0, 30), max_size=80), st.integers(1, 20))
@settings(max_examples=50)
def test_no_minute_holds_more_than_twice_the_limit(pauses: list[float], limit: int) -> None:
    """A full bucket and what flows in during the minute: the bound of a token bucket."""
    limits, now, taken = Limits(limit), 0.0, []
    for pause in pauses:
        now += pause
        if limits.take("ann", now):
            taken.append(now)
    for start in taken:
        assert sum(start <= moment < start + 60 for moment in taken) <= 2 * limit
