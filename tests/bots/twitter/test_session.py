"""The door to the network: one kept connection, the right time, and no host but ours."""

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.twitter.adapter import X
from bots.twitter.clock import CORRECTED_SECONDS, Clock
from bots.twitter.quotas import DEFAULT_WAIT_SECONDS, Quotas, ordered_wait
from core.platform import DeliveryFailed, Needs, PlatformStopped, RetryAt
from tests.bots.hearing import Core
from tests.bots.twitter.conftest import Run, announcement
from tests.fakes.x import FakeX, User

PAST, SOON = "x-rate-limit-reset", "x-rate-limit-remaining"


# --- the clock


@pytest.mark.parametrize("offset", [600, -600, 310, -840])
async def test_a_clock_that_is_wrong_is_corrected_and_the_admins_hear(
    fake: FakeX, core: Core, run: Run, x: X, ann: User, offset: float
) -> None:
    """X10: the first request is refused, the next is signed with X's time."""
    fake.world.clock_offset = offset
    async with run():
        alarm = await core.warned("clock_off")
        assert abs(float(alarm.detail.removesuffix(" s")) - offset) < 3
        await x.perform(announcement("We are here"))
    assert [shown.text for shown in fake.world.public()] == ["We are here"]


async def test_a_little_skew_is_left_alone(fake: FakeX, core: Core, run: Run, x: X) -> None:
    fake.world.clock_offset = 20
    async with run():
        await fake.called("mentions", 3)
    assert core.events == []
    assert "clock" not in [finding.what for finding in await x.check(Needs())]


async def test_beyond_a_quarter_of_an_hour_nothing_is_corrected(fake: FakeX, x: X) -> None:
    """X10: then something else is wrong."""
    fake.world.clock_offset = CORRECTED_SECONDS + 60
    with pytest.raises(PlatformStopped):
        await x.perform(announcement())


async def test_a_clock_that_goes_wrong_while_we_run_costs_one_try(fake: FakeX, x: X) -> None:
    """X10."""
    await x.perform(announcement("One"))
    fake.world.clock_offset = 400
    with pytest.raises(DeliveryFailed) as failed:
        await x.perform(announcement("Two", row=2))
    assert isinstance(failed.value.outcome, RetryAt)
    await x.perform(announcement("Two", row=2))
    assert len(fake.world.public()) == 2


@pytest.mark.parametrize("date", [None, "", "now", "Sat, 99 Nov 2026 00:00:00 GMT"])
def test_a_date_that_is_none_changes_nothing(date: str | None) -> None:
    clock = Clock()
    clock.note(date)
    assert clock.skew == 0


# --- quotas


@given(reset=st.floats(-1e12, 1e12), now=st.floats(0, 4e9))
def test_a_wait_is_never_negative_and_is_measured_by_xs_clock(reset: float, now: float) -> None:
    """X04."""
    headers = {"Date": formatdate(now, usegmt=True), PAST: str(reset), SOON: "0"}
    assert ordered_wait(headers) == pytest.approx(max(0.0, reset - int(now)), abs=1)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, DEFAULT_WAIT_SECONDS),
        ({PAST: "soon"}, DEFAULT_WAIT_SECONDS),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "-7"}, 0),
    ],
)
def test_a_429_without_a_time_of_xs_still_means_a_wait(
    headers: dict[str, str], seconds: float
) -> None:
    assert ordered_wait(headers) == seconds


def test_the_days_quota_outlasts_the_windows() -> None:
    """X04: both are used up; the later one counts."""
    now = int(time.time())
    headers: dict[str, str] = {
        "Date": formatdate(now, usegmt=True),
        SOON: "0",
        PAST: str(now + 60),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(now + 6000),
        "x-app-limit-24hour-remaining": "5",
        "x-app-limit-24hour-reset": str(now + 60_000),
    }
    quotas = Quotas()
    quotas.note("POST", "/2/tweets", headers)
    assert quotas.wait("POST", "/2/tweets") == pytest.approx(6000, abs=2)
    assert quotas.wait("GET", "/2/tweets") == 0


def test_one_endpoint_has_one_quota_whomever_it_is_about() -> None:
    quotas = Quotas()
    now = int(time.time())
    headers = {"Date": formatdate(now, usegmt=True), SOON: "0", PAST: str(now + 60)}
    quotas.note("GET", "/2/users/1/mentions", headers)
    assert quotas.wait("GET", "/2/users/22/mentions") > 50
    assert quotas.wait("GET", "/2/users/22/tweets") == 0


# --- the connection


async def test_the_connection_is_kept(fake: FakeX, core: Core, run: Run, x: X) -> None:
    async with run():
        await fake.called("mentions", 10)
        await x.perform(announcement())
    assert len(fake.calls) > 10
    assert len(fake.connections) <= 3  # for two readers and a writer


async def test_settings_and_adapter_never_show_a_key(fake: FakeX, x: X) -> None:
    shown = f"{x!r} {vars(x)!r}"
    assert not [key for key in fake.keys.values() if key in shown]
