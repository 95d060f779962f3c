"""The idle flow: who is reminded when, and what is closed."""

from datetime import UTC, datetime, timedelta

import pytest

from core.tickets import idle
from core.tickets.idle import Idle, Step, Turn

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
H = timedelta(hours=1)
BOTH = Idle(ping=24 * H, close=72 * H)


def course(policy: Idle, turn: Turn | None) -> list[tuple[str, float]]:
    done: Step | None = None
    steps: list[tuple[str, float]] = []
    while found := idle.next_step(policy, turn, START, done):
        done, at = found
        steps.append((done, (at - START) / H))
    return steps


@pytest.mark.parametrize(
    ("policy", "turn", "expected"),
    [
        pytest.param(
            BOTH, "user", [("ping", 24), ("warn", 36), ("close", 72)], id="the user's turn"
        ),
        pytest.param(BOTH, "staff", [("ping", 24)], id="staff's silence closes nothing"),
        pytest.param(
            Idle(ping=24 * H, unanswered=240 * H),
            "staff",
            [("ping", 24), ("warn", 120), ("close", 240)],
            id="unless that was set",
        ),
        pytest.param(Idle(unanswered=H), "user", [], id="and not the user's"),
        pytest.param(BOTH, None, [], id="nobody's turn: on hold, snoozed, resolved"),
        pytest.param(Idle(), "user", [], id="off is off"),
        pytest.param(Idle(), "staff", [], id="for staff too"),
        pytest.param(Idle(close=4 * H), "user", [("warn", 2), ("close", 4)], id="no ping"),
        pytest.param(
            Idle(ping=3 * H, close=4 * H), "user", [("warn", 2), ("close", 4)], id="a late ping"
        ),
        pytest.param(Idle(ping=H), "user", [("ping", 1)], id="ping only"),
    ],
)
def test_silence_takes_this_course(
    policy: Idle, turn: Turn | None, expected: list[tuple[str, float]]
) -> None:
    assert course(policy, turn) == expected


def test_a_step_that_the_policy_no_longer_has_begins_afresh() -> None:
    assert idle.next_step(Idle(ping=H), "user", START, "warn") == ("ping", START + H)
