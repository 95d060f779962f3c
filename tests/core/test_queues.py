"""Which chat may send next."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.budget import Budget, Window
from core.outbox import Lane
from core.queues import MOST_CHATS, Queues

FREE: Callable[[], Budget] = partial(Budget, Window(1_000, 1))


def test_a_wake_during_a_turn_is_not_lost() -> None:
    waiting = Queues()
    waiting.wake("a", Lane.REPLIES, FREE, 0)
    turn = waiting.take(0)
    assert turn is not None
    waiting.wake("a", Lane.REPLIES, FREE, 0)
    chat, _lane = turn
    chat.busy = False  # the turn found nothing, and does not put its lane back
    waiting.line_up(chat, 0)
    assert waiting.take(0) == (chat, Lane.REPLIES)


def test_a_chat_in_flight_is_not_taken_again() -> None:
    waiting = Queues()
    waiting.wake("a", Lane.REPLIES, FREE, 0)
    waiting.take(0)
    waiting.wake("a", Lane.SAFETY, FREE, 0)
    assert waiting.take(0) is None


def test_a_waiting_lane_does_not_hold_up_the_others_of_its_chat() -> None:
    waiting = Queues()
    waiting.wake("a", Lane.SAFETY, FREE, 0)
    waiting.wake("a", Lane.REPLIES, FREE, 0)
    waiting.chats["a"].lane_not_before[Lane.SAFETY] = 5.0
    assert _lane_taken(waiting, 0) is Lane.REPLIES
    assert _lane_taken(waiting, 0) is None
    assert waiting.pause(0) == pytest.approx(5.0)
    assert _lane_taken(waiting, 5.0) is Lane.SAFETY


def test_what_keeps_people_safe_does_not_wait_for_the_messages_of_a_chat() -> None:
    waiting = Queues()
    slow: Callable[[], Budget] = partial(Budget, Window(1, 60))
    waiting.wake("a", Lane.REPLIES, slow, 0)
    waiting.chats["a"].limits.add(0)
    assert _lane_taken(waiting, 1) is None
    waiting.wake("a", Lane.SAFETY, slow, 1)
    assert _lane_taken(waiting, 1) is Lane.SAFETY
    assert _lane_taken(waiting, 1) is None
    assert _lane_taken(waiting, 61) is Lane.REPLIES


def test_a_lane_that_comes_free_while_its_chat_stands_in_another_queue_stalls_nobody() -> None:
    waiting = Queues()
    waiting.wake("a", Lane.ANNOUNCEMENTS, FREE, 0)
    chat = waiting.chats["a"]
    chat.lanes.add(Lane.SAFETY)
    chat.lane_not_before[Lane.SAFETY] = 1.0
    assert {_lane_taken(waiting, 2.0), _lane_taken(waiting, 2.0)} == {
        Lane.SAFETY,
        Lane.ANNOUNCEMENTS,
    }


def test_ten_thousand_wakes_of_a_sleeping_chat_leave_one_sleeper() -> None:
    waiting = Queues()
    waiting.wake("a", Lane.REPLIES, FREE, 0)
    waiting.chats["a"].not_before = 3600.0
    for _ in range(10_000):
        waiting.wake("a", Lane.REPLIES, FREE, 0)
    waiting.take(0)
    assert len(waiting._sleeping) == 1


def test_answers_pass_a_backlog_of_announcements_which_still_moves() -> None:
    waiting, taken = Queues(), Counter[Lane]()
    for number in range(200):
        waiting.wake(f"c{number}", Lane.ANNOUNCEMENTS, FREE, 0)
    for number in range(100):
        waiting.wake(f"d{number}", Lane.REPLIES, FREE, 0)
    for _ in range(50):
        lane = _lane_taken(waiting, 0)
        assert lane is not None
        taken[lane] += 1
    assert taken[Lane.REPLIES] == 48
    assert taken[Lane.ANNOUNCEMENTS] == 2


def test_idle_chats_are_forgotten_but_not_what_they_have_to_wait_for() -> None:
    waiting = Queues()
    for number in range(2 * MOST_CHATS + 10):
        waiting.wake(f"c{number}", Lane.REPLIES, FREE, number)
        turn = waiting.take(number)
        assert turn is not None
        turn[0].busy = False
        if number == 3:
            turn[0].not_before = 1e9
    assert len(waiting.chats) <= MOST_CHATS
    assert "c3" in waiting.chats


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Lane))), max_size=60))
@settings(max_examples=50)
def test_whatever_was_woken_gets_its_turn(wakes: list[tuple[str, Lane]]) -> None:
    waiting, now, expected = Queues(), 0.0, set()
    slow: Callable[[], Budget] = partial(Budget, Window(2, 1.0))
    for key, lane in wakes:
        waiting.wake(key, lane, slow, now)
        expected.add((key, lane))
    while expected:
        turn = waiting.take(now)
        if turn is None:
            pause = waiting.pause(now)
            assert pause is not None
            now += max(pause, 0.001)
            continue
        chat, lane = turn
        expected.discard((chat.key, lane))
        chat.limits.add(now)
        chat.busy = False
        waiting.line_up(chat, now)


def _lane_taken(waiting: Queues, now: float) -> Lane | None:
    turn = waiting.take(now)
    if turn is None:
        return None
    turn[0].busy = False
    waiting.line_up(turn[0], now)
    return turn[1]


def test_an_answer_does_not_wait_for_the_announcement_to_its_own_chat() -> None:
    waiting = Queues()
    for number in range(1_000):
        waiting.wake(f"c{number}", Lane.ANNOUNCEMENTS, FREE, 0)
    chat = waiting.chats["c999"]
    chat.turns.took(Lane.REPLIES)  # so that in all fairness the announcement would be first
    waiting.wake("c999", Lane.REPLIES, FREE, 0)
    assert waiting.take(0) == (chat, Lane.REPLIES)
