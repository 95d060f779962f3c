"""What an asker is told about the wait."""

from datetime import UTC, datetime, timedelta

import pytest

from core.i18n import Reader, translate
from core.tickets import expected
from core.tickets.expected import Answered, Expected

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
READER = Reader("en", "UTC")
MINUTES = timedelta(minutes=1)


def waits(*minutes: int, hour: int = 12) -> list[Answered]:
    opened = NOON.replace(hour=hour) - timedelta(days=3)
    return [Answered(opened, n * MINUTES) for n in minutes]


def test_the_median_and_the_ninetieth_are_waits_that_somebody_had() -> None:
    found = expected.estimate(waits(10, 1, 2, 3, 4, 5, 6, 7, 8, 9), NOON, "UTC")
    assert found == Expected(5 * MINUTES, 9 * MINUTES)


def test_other_hours_of_the_day_say_nothing() -> None:
    assert expected.estimate(waits(*range(1, 30), hour=3), NOON, "UTC") is None
    assert expected.estimate(waits(*range(1, 30), hour=13), NOON, "UTC") is not None


def test_hours_meet_at_midnight_in_the_zone_of_the_community() -> None:
    late = NOON.replace(hour=14, minute=30)  # 23:30 in Seoul
    assert expected.estimate(waits(*range(1, 30), hour=15), late, "Asia/Seoul") is not None


def test_too_few_are_no_habit() -> None:
    assert expected.estimate(waits(*range(9)), NOON, "UTC") is None


@pytest.mark.parametrize(
    ("known", "promise", "opens", "said"),
    [
        (None, None, None, "We reply as soon as we can."),
        (None, 60, None, "We reply within 1 hour."),
        (
            Expected(7 * MINUTES, 31 * MINUTES),
            60,
            0,
            "Others with such a question had a reply within 10 minutes; nine of ten within"
            " 35 minutes.",
        ),
        (None, 60, 12, "Nobody is on duty until 12:00 AM UTC."),
        (None, 60, 45, "Nobody is on duty until Nov 25, 2026, 9:00 AM UTC."),
    ],
)
def test_the_asker_is_told(
    known: Expected | None, promise: int | None, opens: int | None, said: str
) -> None:
    message = expected.sentence(
        known,
        None if promise is None else promise * MINUTES,
        None if opens is None else NOON + timedelta(hours=opens),
        NOON,
        READER,
    )
    assert translate(message, "en").replace("\u202f", " ") == said
