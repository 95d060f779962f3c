"""Recurring times by the clock on the wall, through clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.announcements.draft import Rhythm
from core.announcements.rhythm import next_time, read


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "after", "comes"),
    [
        ("0 9 * * 1", "UTC", "2026-11-22 02:00", "2026-11-23 09:00"),
        ("0 9 * * 1", "UTC", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("0 9 * * 7", "UTC", "2026-11-22 02:00", "2026-11-22 09:00"),
        ("0 9 * * 1", "Asia/Tokyo", "2026-11-22 02:00", "2026-11-23 00:00"),
        ("*/20 * * * *", "UTC", "2026-11-22 02:01", "2026-11-22 02:20"),
        ("30 6 1,15 * *", "UTC", "2026-11-22 02:00", "2026-12-01 06:30"),
        ("0 0 29 2 *", "UTC", "2026-11-22 02:00", "2028-02-29 00:00"),
        ("0 8 1 * 5", "UTC", "2026-11-22 02:00", "2026-11-27 08:00"),
        ("0 8-10/2 * 12 *", "UTC", "2026-11-22 02:00", "2026-12-01 08:00"),
    ],
)
def test_the_next_time(cron: str, zone: str, after: str, comes: str) -> None:
    assert next_time(Rhythm(cron, zone), at(after)) == at(comes)


def test_a_local_hour_that_comes_twice_counts_once() -> None:
    rhythm = Rhythm("30 2 * * *", "Europe/Berlin")
    first = next_time(rhythm, at("2026-10-24 12:00"))
    assert first == at("2026-10-25 00:30")
    assert next_time(rhythm, first) == at("2026-10-26 01:30")


def test_a_local_hour_that_is_left_out_is_the_first_instant_after_the_gap() -> None:
    assert next_time(Rhythm("30 2 * * *", "Europe/Berlin"), at("2026-03-28 12:00")) == at(
        "2026-03-29 01:00"
    )


def test_a_day_that_never_comes_has_no_next_time() -> None:
    assert next_time(Rhythm("0 0 31 2 *", "UTC"), at("2026-01-01 00:00")) is None


@pytest.mark.parametrize(
    "wrong", ["", "* * * *", "60 * * * *", "* 24 * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *"]
)
def test_what_is_no_rule_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"fields|is no"):
        read(wrong)


@settings(max_examples=50)
@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  naive by its contract
)
def test_a_daily_rule_comes_within_a_day_and_a_clock_change(
    minute: int, hour: int, zone: str, moment: datetime
) -> None:
    after = moment.replace(tzinfo=UTC)
    comes = next_time(Rhythm(f"{minute} {hour} * * *", zone), after)
    assert comes is not None
    assert after < comes <= after + timedelta(hours=25)
