"""The budget of sending: exact windows, fair shares."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.budget import AHEAD, SHARES, Budget, Turns, Window
from core.outbox import Lane

_PAUSES = st.lists(st.floats(0, 0.8, allow_nan=False), min_size=1, max_size=120)


@given(count=st.integers(1, 7), pauses=_PAUSES)
@settings(max_examples=60)
def test_a_window_never_lets_more_through_in_any_span(count: int, pauses: list[float]) -> None:
    window, now, sent = Window(count, 1.0), 0.0, []
    for pause in pauses:
        now += pause
        if window.wait(now) <= 0:
            window.reserve()
            window.spend(now)
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + 1.0 for moment in sent) <= count


@given(count=st.integers(1, 5), steps=st.lists(st.sampled_from("rsxt"), max_size=80))
@settings(max_examples=80)
def test_a_reservation_holds_a_place_until_it_is_spent_or_released(
    count: int, steps: list[str]
) -> None:
    window, now, reserved, sent = Window(count, 1.0), 0.0, 0, []
    for step in steps:
        if step == "r" and window.wait(now) <= 0:
            window.reserve()
            reserved += 1
        elif step == "s" and reserved:
            window.spend(now)
            sent.append(now)
            reserved -= 1
        elif step == "x" and reserved:
            window.release()
            reserved -= 1
        else:
            now += 0.17
        used = reserved + sum(moment > now - 1.0 for moment in sent)
        assert used <= count
        assert (window.wait(now) > 0) == (used >= count)


def test_a_slow_rate_is_one_in_a_longer_window() -> None:
    window = Window(0.5, 1.0)
    window.add(10.0)
    assert window.wait(11.0) == pytest.approx(1.0)
    assert window.wait(12.0) == 0


def test_waiting_as_long_as_told_is_enough() -> None:
    budget, now = Budget(Window(2, 1.0), Window(3, 5.0)), 0.0
    for _ in range(20):
        now += budget.wait(now)
        assert budget.wait(now) == pytest.approx(0)
        budget.add(now)
    assert now > 5.0 * (20 / 3 - 2)


def test_a_budget_is_whole_again_once_its_windows_have_passed() -> None:
    budget = Budget(Window(1, 1.0), Window(5, 60.0))
    budget.add(0.0)
    assert not budget.is_whole(59.0)
    assert budget.is_whole(60.0)
    budget.reserve()
    assert not budget.is_whole(1000.0)


@given(st.sets(st.sampled_from(list(Lane)), min_size=1))
def test_each_waiting_lane_gets_its_share_and_the_idle_ones_lend_theirs(waiting: set[Lane]) -> None:
    turns = Turns()
    _taken(turns, waiting, AHEAD)
    taken = _taken(turns, waiting, 200)
    whole = sum(SHARES[lane] for lane in waiting)
    for lane in waiting:
        assert taken[lane] == pytest.approx(200 * SHARES[lane] / whole, abs=2)


def test_a_lane_that_was_idle_saves_up_no_turns() -> None:
    turns = Turns()
    _taken(turns, {Lane.ANNOUNCEMENTS}, 1000)
    taken = _taken(turns, {Lane.REPLIES, Lane.ANNOUNCEMENTS}, 100)
    assert 1 <= taken[Lane.ANNOUNCEMENTS] <= 3


def test_what_keeps_people_safe_goes_before_everybody_after_a_lull_and_starves_nobody() -> None:
    turns = Turns()
    assert _taken(turns, set(Lane), AHEAD) == {Lane.SAFETY: AHEAD}
    assert _taken(turns, set(Lane), 100)[Lane.REPLIES] >= 44
    _taken(turns, {Lane.REPLIES}, 5)
    assert _taken(turns, {Lane.SAFETY, Lane.REPLIES}, 5) == {Lane.SAFETY: 5}


def _taken(turns: Turns, waiting: set[Lane], times: int) -> Counter[Lane]:
    taken = Counter[Lane]()
    for _ in range(times):
        lane = turns.order(waiting)[0]
        turns.took(lane)
        taken[lane] += 1
    return taken
