"""Hours of work, through weekends, holidays and changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import durations, hours
from core.hours import Hours, Span

OFFICE = Hours("Europe/Berlin", hours.read_spans("mon-fri 09:00-17:00"), ("12-25", "2026-12-28"))
NIGHT = Hours("America/New_York", hours.read_spans("mon-sun 22:00-06:00"))
H = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("mon-fri 09:00-18:00", (Span((0, 1, 2, 3, 4), 540, 1080),)),
        ("sat 9:30-12:00", (Span((5,), 570, 720),)),
        ("fri-mon 22:00-06:00", (Span((4, 5, 6, 0), 1320, 1800),)),
        ("sun 00:00-24:00", (Span((6,), 0, 1440),)),
        ("", ()),
    ],
)
def test_a_week_is_written_as_people_write_it(written: str, spans: tuple[Span, ...]) -> None:
    assert hours.read_spans(written) == spans


@pytest.mark.parametrize(
    "written", ["9-17", "mon 25:00-26:00", "xyz 09:00-10:00", "mon 24:00-1:00"]
)
def test_what_is_no_week_is_named_in_the_error(written: str) -> None:
    with pytest.raises(ValueError, match=written.split()[0]):
        hours.read_spans(f"tue 08:00-09:00, {written}")


@pytest.mark.parametrize(
    ("at", "length", "due"),
    [
        ("2026-11-23 08:00", 2 * H, "2026-11-23 10:00"),  # Monday, open since 9 in Berlin
        ("2026-11-23 05:00", 2 * H, "2026-11-23 10:00"),  # before it opens
        ("2026-11-27 15:00", 2 * H, "2026-11-30 09:00"),  # Friday afternoon to Monday
        ("2026-12-24 15:00", 2 * H, "2026-12-29 09:00"),  # 25 and 28 are holidays, then a weekend
        ("2027-03-26 15:00", 2 * H, "2027-03-29 08:00"),  # summer time began on Sunday
        ("2026-10-23 14:00", 2 * H, "2026-10-26 09:00"),  # and ended
    ],
)
def test_time_counts_only_while_it_is_open(at: str, length: timedelta, due: str) -> None:
    assert hours.add(OFFICE, utc(at), length) == utc(due)


def test_a_night_with_a_clock_change_has_the_hours_that_it_has() -> None:
    spring, autumn = utc("2027-03-14 01:00"), utc("2026-11-01 01:00")
    assert hours.between(NIGHT, spring, spring + 12 * H) == 7 * H
    assert hours.between(NIGHT, autumn, autumn + 12 * H) == 9 * H


def test_a_missing_hour_opens_after_the_gap_and_a_repeated_one_once() -> None:
    early = Hours("America/New_York", hours.read_spans("sun 02:30-05:00"))
    assert hours.opens(early, utc("2027-03-14 05:00")) == utc("2027-03-14 07:00")
    twice = Hours("America/New_York", hours.read_spans("sun 01:30-02:30"))
    assert hours.opens(twice, utc("2026-11-01 00:00")) == utc("2026-11-01 05:30")
    assert hours.between(twice, utc("2026-11-01 00:00"), utc("2026-11-02 00:00")) == 2 * H
    gone = Hours("America/New_York", hours.read_spans("sun 02:10-02:50"))
    assert hours.opens(gone, utc("2027-03-14 00:00")) == utc("2027-03-21 06:10")


def test_without_hours_it_is_always_open() -> None:
    at = utc("2026-12-25 03:00")
    assert hours.add(hours.ALWAYS, at, H) == at + H
    assert hours.is_open(hours.ALWAYS, at)
    assert hours.closes(hours.ALWAYS, at) is None


def test_a_week_without_a_gap_never_closes_and_counts_all_time() -> None:
    whole = Hours("Europe/Berlin", hours.read_spans("mon-sun 00:00-24:00"))
    at = utc("2026-11-23 08:00")
    assert hours.closes(whole, at) is None
    assert hours.add(whole, at, 1000 * H) == at + 1000 * H


def test_spans_that_touch_close_once() -> None:
    shifts = Hours("UTC", hours.read_spans("mon 09:00-13:00, mon 12:00-14:00, mon 14:00-17:00"))
    assert hours.closes(shifts, utc("2026-11-23 10:00")) == utc("2026-11-23 17:00")
    assert hours.between(shifts, utc("2026-11-23 00:00"), utc("2026-11-24 00:00")) == 8 * H


def test_a_calendar_that_never_opens_says_so() -> None:
    never = Hours("UTC", hours.read_spans("mon 09:00-10:00"), tuple(_every_day()))
    assert hours.opens(never, utc("2026-11-23 00:00")) is None
    assert hours.add(never, utc("2026-11-23 00:00"), H) is None


def _every_day() -> list[str]:
    first = utc("2024-01-01")
    return [(first + timedelta(days=n)).date().isoformat()[5:] for n in range(366)]


def test_it_is_open_from_the_first_to_before_the_last_moment() -> None:
    assert hours.is_open(OFFICE, utc("2026-11-23 08:00"))
    assert not hours.is_open(OFFICE, utc("2026-11-23 16:00"))
    assert hours.closes(OFFICE, utc("2026-11-23 08:00")) == utc("2026-11-23 16:00")


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Seoul", "Asia/Kolkata"])
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: utc("2026-01-01") + timedelta(minutes=minutes)
)
SPANS = st.builds(
    lambda days, begin, length: Span(tuple(sorted(days)), begin, begin + length),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 1439),
    st.integers(120, 1440),
)
CALENDARS = st.builds(Hours, ZONES, st.lists(SPANS, max_size=3).map(tuple))


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 60 * 24 * 5))
def test_adding_open_time_and_counting_it_again_agree(
    calendar: Hours, at: datetime, minutes: int
) -> None:
    length = timedelta(minutes=minutes)
    due = hours.add(calendar, at, length)
    assert due is not None
    assert hours.between(calendar, at, due) == length


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 20_000), st.integers(0, 20_000))
def test_time_counted_in_two_halves_is_the_whole(
    calendar: Hours, at: datetime, first: int, second: int
) -> None:
    middle = at + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    halves = hours.between(calendar, at, middle) + hours.between(calendar, middle, end)
    assert halves == hours.between(calendar, at, end)


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("30m", timedelta(minutes=30)),
        (" 2H ", 2 * H),
        ("1d12h", 36 * H),
        ("0m", None),
        ("2", None),
        ("400d", None),
        ("soon", None),
        ("-2h", None),
    ],
)
def test_a_length_of_time_is_read_or_refused(written: str, length: timedelta | None) -> None:
    assert durations.parse(written) == length
