"""Promised times: what starts, pauses and stops a clock, and when it rings."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import hours
from core.hours import Hours
from core.tickets import sla
from core.tickets.sla import BREACHED, HALFWAY, WARNED, Alarm, Clock, Targets, What

H = timedelta(hours=1)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
TARGETS = Targets(first=H, next=2 * H, resolution=8 * H)
OFFICE = Targets(
    first=H,
    next=2 * H,
    resolution=8 * H,
    hours=Hours("UTC", hours.read_spans("mon-fri 9:00-17:00")),
)
Step = tuple[What, float, bool]  # what, hours after the start, paused


def run(*steps: Step, targets: Targets = TARGETS) -> Clock:
    clock = Clock()
    for what, after, paused in steps:
        clock = sla.step(clock, what, START + after * H, paused=paused, targets=targets)
    return clock


def dues(clock: Clock, targets: Targets = TARGETS) -> dict[str, float]:
    found = {name: sla.due(clock, name, targets) for name in sla.NAMES}
    return {name: (due - START) / H for name, due in found.items() if due is not None}


@pytest.mark.parametrize(
    ("steps", "promises"),
    [
        pytest.param([("opened", 0, False)], {"first": 1, "resolution": 8}, id="opening"),
        pytest.param(
            [("opened", 0, False), ("asked", 0.5, False)],
            {"first": 1, "resolution": 8},
            id="the first-response clock wins until the first reply",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 0.5, False)],
            {"resolution": 8},
            id="a reply stops it",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 0.5, False), ("asked", 1, False)],
            {"next": 3, "resolution": 8},
            id="the user's word starts the next response",
        ),
        pytest.param(
            [
                ("opened", 0, False),
                ("replied", 0.5, False),
                ("asked", 1, False),
                ("asked", 2, False),
            ],
            {"next": 3, "resolution": 8},
            id="which counts from the oldest unanswered word",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 0.5, False), ("other", 1, False)],
            {"resolution": 8},
            id="a remark or a claim starts nothing",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 1, True)],
            {},
            id="all stands while the user must act",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 1, True), ("asked", 5, False)],
            {"next": 7, "resolution": 12},
            id="and goes on where it stood",
        ),
        pytest.param(
            [("opened", 0, False), ("other", 0.5, True), ("other", 3, False)],
            {"first": 3.5, "resolution": 10.5},
            id="on hold too",
        ),
        pytest.param(
            [("opened", 0, False), ("replied", 1, False), ("resolved", 2, False)],
            {},
            id="resolving",
        ),
        pytest.param(
            [("opened", 0, False), ("resolved", 2, False), ("asked", 3, False)],
            {},
            id="thanks, bye",
        ),
        pytest.param(
            [("opened", 0, False), ("resolved", 2, False), ("reopened", 5, False)],
            {"resolution": 11},
            id="staff reopening",
        ),
        pytest.param(
            [
                ("opened", 0, False),
                ("resolved", 2, False),
                ("reopened", 5, False),
                ("asked", 5, False),
            ],
            {"next": 7, "resolution": 11},
            id="the user reopening",
        ),
    ],
)
def test_a_promise_falls_due(steps: list[Step], promises: dict[str, float]) -> None:
    assert dues(run(*steps)) == promises


def test_only_hours_of_work_count() -> None:
    clock = run(("opened", 7.5, False), targets=OFFICE)  # Monday, half an hour before the end
    assert dues(clock, OFFICE) == {"first": 24.5, "resolution": 24 + 7.5}


def test_a_holiday_and_a_clock_change_do_not_count() -> None:
    week = hours.read_spans("mon-sun 00:00-12:00")
    berlin = Targets(first=13 * H, hours=Hours("Europe/Berlin", week, ("2027-03-27",)))
    friday = datetime(2027, 3, 26, 10, tzinfo=UTC)  # 11 in Berlin, an hour before the end
    clock = sla.step(Clock(), "opened", friday, paused=False, targets=berlin)
    # Saturday is a holiday; Sunday's night has 11 hours; the last hour is Monday's first.
    assert sla.due(clock, "first", berlin) == datetime(2027, 3, 28, 23, tzinfo=UTC)


def rings(clock: Clock, after: float, targets: Targets = TARGETS) -> tuple[Clock, list[Alarm]]:
    clock, alarms = sla.ring(clock, START + after * H, targets)
    return clock, list(alarms)


def test_it_rings_at_half_time_warns_is_breached_and_repeats_every_two_hours() -> None:
    clock = run(("opened", 0, False))
    heard: list[tuple[float, int]] = []
    while len(heard) < 5:
        at = sla.next_alarm(clock, Targets(first=H))
        assert at is not None
        clock, alarms = sla.ring(clock, at, Targets(first=H))
        heard += [((at - START) / H, alarm.level) for alarm in alarms]
    assert heard == [(0.5, HALFWAY), (0.75, WARNED), (1, BREACHED), (3, 4), (5, 5)]


def test_what_was_missed_while_we_were_down_rings_once() -> None:
    clock, alarms = rings(run(("opened", 0, False)), 5.5)
    assert alarms == [Alarm("first", BREACHED + 2), Alarm("resolution", HALFWAY)]
    assert rings(clock, 5.6)[1] == []
    assert sla.next_alarm(clock, TARGETS) == START + 6 * H  # three quarters of the resolution


def test_a_breached_clock_that_was_answered_is_silent() -> None:
    clock, _alarms = rings(run(("opened", 0, False)), 1.5)
    answered = sla.step(clock, "replied", START + 2 * H, paused=True, targets=TARGETS)
    assert sla.next_alarm(answered, TARGETS) is None
    assert rings(answered, 100)[1] == []


def test_without_promises_nothing_rings() -> None:
    assert sla.next_alarm(run(("opened", 0, False)), Targets()) is None


def test_a_raised_priority_is_judged_by_its_own_targets() -> None:
    clock = run(("opened", 0, False))
    urgent = Targets(first=H / 4)
    assert rings(clock, 0.3, urgent)[1] == [Alarm("first", BREACHED)]


def test_a_lowered_priority_rings_again_at_its_own_times() -> None:
    urgent, low = Targets(first=H), Targets(first=8 * H)
    clock, _alarms = sla.ring(run(("opened", 0, False), targets=urgent), START + 2 * H, urgent)
    clock = sla.step(clock, "other", START + 2 * H, paused=False, targets=low)
    heard = []
    for after in (4, 6, 8):
        clock, alarms = rings(clock, after, low)
        heard += [alarm.level for alarm in alarms]
    assert heard == [HALFWAY, WARNED, BREACHED]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["asked", "replied", "resolved", "reopened", "other"]),
        st.integers(0, 600),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(STEPS, st.sampled_from([TARGETS, OFFICE]))
def test_looking_at_each_alarm_rings_every_level_once_and_in_order(
    steps: list[tuple[What, int, bool]], targets: Targets
) -> None:
    clock, at = run(("opened", 0, False), targets=targets), START
    for what, minutes, paused in steps:
        at += timedelta(minutes=minutes)
        clock = sla.step(clock, what, at, paused=paused, targets=targets)
    levels: dict[str, int] = {}
    for _look in range(6):
        moment = sla.next_alarm(clock, targets)
        if moment is None:
            break
        at = max(at, moment)
        clock, alarms = sla.ring(clock, at, targets)
        assert alarms
        for alarm in alarms:
            assert alarm.level > levels.get(alarm.name, 0)
            levels[alarm.name] = alarm.level


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_a_clock_survives_being_written_down(steps: list[tuple[What, int, bool]]) -> None:
    clock, at = run(("opened", 0, False)), START
    for what, minutes, paused in steps:
        at += timedelta(minutes=minutes)
        clock = sla.step(clock, what, at, paused=paused, targets=TARGETS)
        clock = msgspec.json.decode(msgspec.json.encode(clock), type=Clock)
    direct = START
    again = run(("opened", 0, False))
    for what, minutes, paused in steps:
        direct += timedelta(minutes=minutes)
        again = sla.step(again, what, direct, paused=paused, targets=TARGETS)
    assert clock == again
