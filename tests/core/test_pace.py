"""How fast we send to a platform that tells nobody its limit."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pace import Pace

NAMED = 30.0


class Bucket:
    """A platform: so many a second, some more at once."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, float(burst), 0.0

    def takes(self, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def drive(
    pace: Pace, bucket: Bucket, until: float, ahead: int = 5_000, since: float = 0.0
) -> tuple[int, int]:
    """Send without a pause; how many passed, how many were refused."""
    now, passed, refused, chance = since, 0, 0, random.Random(1)
    pace.ahead = ahead
    while now < until:
        now += max(pace.wait(now), 0.0001)
        if pace.wait(now) > 0:
            continue
        pace.reserve(now)
        pace.spend(now)
        if bucket.takes(now):
            passed += 1
            pace.passed(now, now + 0.001)
        else:
            refused += 1
            pace.refused(now, now + 0.001, now + chance.uniform(1, 1_000))
    return passed, refused


@given(rate=st.floats(18.0, 30.0), burst=st.integers(5, 40))
@settings(max_examples=25, deadline=None)
def test_it_finds_the_limit_at_the_price_of_few_refusals(rate: float, burst: int) -> None:
    passed, refused = drive(Pace(NAMED), Bucket(rate, burst), 200)
    assert passed >= 0.95 * min(rate, NAMED) * 200
    assert refused <= passed / 500 + 2


@given(rate=st.floats(18.0, 27.0), burst=st.integers(5, 40))
@settings(max_examples=25, deadline=None)
def test_after_a_lull_it_uses_what_the_bucket_holds_and_no_more(rate: float, burst: int) -> None:
    pace, bucket = Pace(NAMED), Bucket(rate, burst)
    drive(pace, bucket, 120)
    passed, refused = drive(pace, bucket, 161, ahead=10, since=160)
    assert refused == 0
    assert passed >= min(rate + burst / 2, NAMED) - 4


def test_never_more_than_the_platform_itself_names() -> None:
    pace, times, now = Pace(NAMED), [], 0.0
    while now < 5:
        now += max(pace.wait(now), 0.0001)
        if pace.wait(now) <= 0:
            pace.reserve(now)
            pace.spend(now)
            pace.passed(now, now)
            times.append(now)
    assert all(sum(begin <= at < begin + 1 for at in times) <= NAMED for begin in times)


def test_two_chats_that_have_to_wait_until_one_moment_mean_the_whole_bot() -> None:
    pace = Pace(NAMED)
    assert not pace.refused(10.0, 10.1, 40.0)
    assert pace.refused(10.5, 10.6, 40.4)
    assert pace.refused(10.0, 10.7, 40.0)  # one more that was on its way
    pace.passed(41.0, 41.1)
    assert pace.rate == NAMED  # nothing is learnt of its limit by that


def test_a_chat_that_has_to_wait_alone_is_not_the_bots_affair() -> None:
    pace = Pace(NAMED)
    assert not pace.refused(10.0, 10.1, 40.0)
    pace.passed(10.5, 10.6)
    assert not pace.refused(11.0, 11.1, 40.0)


def test_with_little_ahead_no_refusal_is_risked() -> None:
    pace = Pace(NAMED)
    drive(pace, Bucket(20.0, 10), 60)
    pace.ahead = 10
    assert pace.rate <= 20.0


def test_a_turn_that_is_given_back_costs_nothing() -> None:
    pace = Pace(2.0)
    for _ in range(20):
        assert pace.wait(5.0) == pytest.approx(0)
        pace.reserve(5.0)
        pace.release()
