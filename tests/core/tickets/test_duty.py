"""Who is on duty when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import hours
from core.hours import Hours
from core.tickets import duty
from core.tickets.duty import Duty

SEOUL = Hours("Asia/Seoul", hours.read_spans("mon-fri 09:00-18:00"))  # 00:00 to 09:00 UTC
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)  # a Monday
H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("person", "after", "expected"),
    [
        pytest.param(Duty(), 0, False, id="nobody is on duty who has not said so"),
        pytest.param(Duty(by_hand=True), 999, True, id="by hand it stays"),
        pytest.param(Duty(SEOUL), 3, True, id="in the weekly hours"),
        pytest.param(Duty(SEOUL), 9, False, id="after them"),
        pytest.param(duty.switch(Duty(SEOUL), False, MIDNIGHT + H), 3, False, id="off by hand"),
        pytest.param(duty.switch(Duty(SEOUL), False, MIDNIGHT + H), 25, True, id="until tomorrow"),
        pytest.param(duty.switch(Duty(SEOUL), True, MIDNIGHT + 10 * H), 12, True, id="on by hand"),
        pytest.param(
            duty.switch(Duty(SEOUL), True, MIDNIGHT + 10 * H),
            34,
            False,
            id="until the hours end it",
        ),
    ],
)
def test_a_person_is_on_duty(person: Duty, after: int, expected: bool) -> None:
    assert duty.is_on(person, MIDNIGHT + after * H) is expected


@pytest.mark.parametrize(
    ("people", "after", "expected"),
    [
        ([], 0, None),
        ([Duty(by_hand=False)], 0, None),
        ([Duty(SEOUL)], 3, 3),
        ([Duty(SEOUL)], 10, 24),
        ([Duty(SEOUL), Duty(by_hand=True)], 10, 10),
        ([duty.switch(Duty(SEOUL), False, MIDNIGHT + H)], 3, 24),
    ],
)
def test_it_is_known_from_when_on_somebody_is_there(
    people: list[Duty], after: int, expected: int | None
) -> None:
    found = duty.next_on(people, MIDNIGHT + after * H)
    assert found == (None if expected is None else MIDNIGHT + expected * H)


@settings(max_examples=60)
@given(st.integers(0, 24 * 14), st.booleans())
def test_nothing_changes_before_the_next_look(after: int, by_hand: bool) -> None:
    at = MIDNIGHT + after * H
    person = duty.switch(Duty(SEOUL), by_hand, at)
    edge = duty.changes_at(person, at)
    assert edge is not None
    assert duty.is_on(person, edge - timedelta(seconds=1)) is by_hand
    assert edge == person.until
