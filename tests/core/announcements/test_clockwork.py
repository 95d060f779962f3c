"""What an announcement does by the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import moments, panic
from core.announcements import occurrences
from core.announcements.draft import Draft, Notice, Rhythm
from core.announcements.rules import State, after
from core.storage import Storage
from tests.core.announcements.hall import (
    CONFIG,
    DOCUMENT,
    PLACES,
    approved,
    find,
    hall,
    passes,
    screen,
)
from tests.house import private

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKLY = """+++
kind = "notice"
cron = "0 9 * * 1"
+++
+++ en
Our weekly talk begins now.
"""
NEWS = """+++
topic = "news"
+++
+++ en
We are moving.
"""


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 3000), max_size=4),
    st.integers(6, 4000),
    st.integers(1, 500),
    st.booleans(),
)
def test_the_clock_goes_through_all_states_in_order_and_stops(
    reminders: list[int], ahead: int, length: int, ends_itself: bool
) -> None:
    draft = Draft(
        kind="maintenance",
        bodies={"en": "x"},
        starts_at=NOW + timedelta(minutes=ahead),
        ends_at=NOW + timedelta(minutes=ahead + length),
        reminders=tuple(timedelta(minutes=each) for each in reminders),
        automatic=("running", "completed") if ends_itself else ("running",),
    )
    times = occurrences.first(draft, NOW)
    assert times is not None
    notice = Notice(
        id=1, state=State.APPROVED, author="a", draft=draft, place="", send_at=times.send_at,
        starts_at=times.starts_at, ends_at=times.ends_at, created_at=NOW, changed_at=NOW,
    )  # fmt: skip
    at, reminded = NOW + timedelta(minutes=5), set[str]()
    for _count in range(20):
        due = occurrences.next_due(notice, reminded)
        if due is None:
            break
        assert due.at >= at
        at = due.at
        reminded.add(occurrences.mark(due))
        becomes = after(due.kind, notice.state)
        assert becomes is not None
        notice = msgspec.structs.replace(notice, state=becomes)
    assert notice.state is (State.COMPLETED if ends_itself else State.RUNNING)


@pytest.mark.parametrize(("urgent", "wait"), [(False, 5), (True, 1)])
def test_nothing_goes_out_before_it_could_be_stopped(urgent: bool, wait: int) -> None:
    draft = Draft(kind="notice", bodies={"en": "x"}, urgent=urgent)
    times = occurrences.first(draft, NOW)
    assert times is not None
    assert times.send_at == NOW + timedelta(minutes=wait)


def test_a_recurring_maintenance_is_told_as_early_as_its_first_reminder() -> None:
    draft = Draft(
        kind="maintenance",
        bodies={"en": "x"},
        starts_at=NOW,
        ends_at=NOW + 2 * HOUR,
        rhythm=Rhythm("0 9 * * 1", "UTC"),
        reminders=(3 * HOUR,),
    )
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert occurrences.following(draft, NOW) == occurrences.Times(
        nine - 3 * HOUR, nine, nine + 2 * HOUR
    )


async def test_a_recurring_notice_comes_every_week_until_its_approval_is_over(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage) as house:
        number = await approved(house, WEEKLY)
        await passes(house, 15 * DAY)
        assert len(screen(house, PLACES["en"])) in (2, 3)  # as many Mondays as 15 days have
        await passes(house, 90 * DAY)
        said = len(screen(house, PLACES["en"]))
        assert 12 <= said <= 13
        await passes(house, 30 * DAY)
        assert len(screen(house, PLACES["en"])) == said
        assert "its approval is over" in screen(house, private("bob"))[-1].text
        assert (await find(house, number)).state is State.COMPLETED


async def test_a_key_that_is_none_any_more_stops_what_recurs(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        number = await approved(house, WEEKLY)
        await house.says("bob", "/staff remove loop:mia")
        await passes(house, 15 * DAY)
        assert not screen(house, PLACES["en"])
        assert (await find(house, number)).state is State.DRAFT


async def test_a_postponed_one_is_reminded_of_again(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        number = await approved(house)
        await passes(house, 3 * HOUR)  # the reminder of 24 hours is over
        await house.says("bob", f"/notice {number} postponed 1d")
        await passes(house, 25 * HOUR)
        told = [seen.text for seen in screen(house, PLACES["en"]) if "Reminder" in seen.text]
        assert len(told) == 2
        assert (await find(house, number)).state is State.SCHEDULED


def quiet_now() -> str:
    """The config, with quiet hours in Madrid that began just now."""
    madrid = moments.now().astimezone(ZoneInfo("Europe/Madrid"))
    begin, end = madrid - timedelta(minutes=10), madrid + timedelta(minutes=20)
    hours = f'quiet_hours = "{begin:%H:%M}-{end:%H:%M}"'
    return CONFIG.replace('language = "es"', f'language = "es"\n{hours}')


async def test_quiet_hours_keep_back_what_is_not_urgent(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, quiet_now()) as house:
        await approved(house)
        await passes(house, timedelta(minutes=6))
        assert screen(house, PLACES["en"])
        assert not screen(house, PLACES["es"])
        await passes(house, timedelta(minutes=30))
        assert screen(house, PLACES["es"])


async def test_an_urgent_one_does_not_wait_for_the_morning(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, quiet_now()) as house:
        await approved(house, DOCUMENT.replace("+++\n", "+++\nurgent = true\n", 1))
        await passes(house, timedelta(minutes=2))
        assert screen(house, PLACES["es"])


async def test_a_subscriber_is_written_to_in_private_until_one_tap(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage) as house:
        await house.says("ann", "/subscribe news")
        await house.says("eve", "/subscribe security")
        await approved(house, NEWS)
        await passes(house, timedelta(minutes=6))
        assert "We are moving." in screen(house, private("ann"))[-1].text
        assert "We are moving." not in screen(house, private("eve"))[-1].text
        offer = screen(house, private("ann"))[-2]
        await house.presses("ann", offer, "Unsubscribe")
        await approved(house, NEWS.replace("moving", "back"))
        await passes(house, timedelta(minutes=6))
        assert "We are back." not in screen(house, private("ann"))[-1].text


async def test_a_panic_holds_back_what_is_due_and_approves_nothing(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage) as house:
        number = await approved(house, NEWS)
        await house.app.unit(lambda unit: panic.pull(unit, "loop:max"))
        await passes(house, timedelta(minutes=6))
        assert not screen(house, PLACES["en"])
        assert (await find(house, number)).state is State.APPROVED
        await passes(house, timedelta(minutes=30))
        assert screen(house, PLACES["en"])
