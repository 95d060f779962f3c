"""What is new reaches the core: all of it, once, in its order, as often as we can afford."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.twitter.adapter import X
from bots.twitter.marks import FIRST_LOOK_SECONDS, OVERLAP_SECONDS, Mark, ms_of
from core.events import Event, MessageReceived
from core.platform import PlatformStopped
from tests.bots.hearing import Core, Notes
from tests.bots.twitter.conftest import Make, Run
from tests.fakes import faults
from tests.fakes.x import FakeX, User, rules


def texts(core: Core) -> list[str]:
    return [event.text for event in core.events if isinstance(event, MessageReceived)]


async def test_a_backlog_is_taken_page_by_page_in_its_order(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """X08: more than a page between two looks."""
    wanted = [f"question {number}" for number in range(250)]
    for words in wanted:
        fake.asks(ann, words)
    async with run():
        await core.heard(250)
    assert texts(core) == wanted
    assert [call.query.get("pagination_token") for call in fake.calls_of("mentions")[:3]] == [
        None,
        "100",
        "200",
    ]


async def test_private_messages_are_read_back_to_the_known_one(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """X08: one at a time while nothing is new, and more the more there are."""
    async with run():
        fake.writes(ann, "first")
        await core.heard()
        for number in range(30):
            fake.writes(ann, f"{number}")
        await core.heard(31)
    assert texts(core) == ["first", *map(str, range(30))]
    sizes = {int(call.query["max_results"]) for call in fake.calls_of("messages")}
    assert sizes == {1, 10, 100}


async def test_fetching_goes_on_while_the_core_is_slow(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """X08: fetch ≠ process."""
    gate = asyncio.Event()

    async def wait(_event: Event) -> None:
        await gate.wait()

    core.answer = wait
    async with run():
        fake.asks(ann, "one")
        await fake.called("mentions", 3)
        fake.asks(ann, "two")
        await fake.called("mentions", len(fake.calls_of("mentions")) + 3)
        gate.set()
        await core.heard(2)
    assert texts(core) == ["one", "two"]


async def test_a_post_that_shows_late_is_read_and_none_is_told_twice(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """X07: it appears among the mentions after a younger one was read."""
    late = fake.world.written(ann, "@example_guide late")
    async with run():
        fake.asks(ann, "early")
        await core.heard()
        await fake.called("mentions", len(fake.calls_of("mentions")) + 2)
        fake.put_raw("mention", late)
        await core.heard(2)
        await fake.called("mentions", len(fake.calls_of("mentions")) + 3)
    assert texts(core) == ["early", "late"]


async def test_a_restart_goes_on_where_it_was(
    fake: FakeX, core: Core, run: Run, make: Make, ann: User
) -> None:
    """X07."""
    async with run():
        fake.asks(ann, "one")
        fake.writes(ann, "two")
        await core.heard(2)
    fake.asks(ann, "three")
    async with run(make()):
        await core.heard(3)
        await fake.called("messages", len(fake.calls_of("messages")) + 2)
    assert sorted(texts(core)) == ["one", "three", "two"]


async def test_what_was_not_handled_is_read_again_after_a_restart(
    fake: FakeX, core: Core, run: Run, make: Make, ann: User, logged: list[Any]
) -> None:
    async def fail(_event: Event) -> None:
        raise LookupError

    core.answer = fail
    async with run():
        fake.asks(ann, "one")
        await fake.called("mentions", 5)
    assert "update not handled" in [line["event"] for line in logged]
    core.answer = None
    async with run(make()):
        await core.heard()
    assert texts(core) == ["one"]


async def test_at_the_very_first_start_what_is_old_is_left_alone(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """A reply costs money: nobody wants an answer to last month's 800 mentions."""
    fake.world.clock_offset = -2 * FIRST_LOOK_SECONDS
    fake.asks(ann, "an old question")
    fake.writes(ann, "an old message")
    fake.world.clock_offset = 0
    async with run():
        fake.asks(ann, "a new question")
        await core.heard()
        await fake.called("messages", 2)
    assert texts(core) == ["a new question"]


async def test_a_mark_reads_a_while_before_what_was_handled_last() -> None:
    """X07."""
    now = datetime(2026, 11, 21, tzinfo=UTC)
    mark = Mark(None, now)
    at = ms_of("2026-11-21T00:00:00.000Z")
    assert at is not None
    again = Mark(mark.handled("7", at), now)
    assert again.since == at - OVERLAP_SECONDS * 1000
    assert not again.is_new("7")
    assert (again.since_id >> 22) + 1_288_834_974_657 == again.since
    assert Mark(mark.handled("8", None), now).since == again.since


@pytest.mark.parametrize("text", ["yesterday", "", None, "2026-13-01", 7])
def test_what_is_no_time_is_none(text: object) -> None:
    assert ms_of(text) is None


# --- trouble


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(503, html=True),
        faults.status(403, html=True),
        faults.reset(effect=True),
        faults.cut(),
        faults.garbage(),
        faults.not_ok(),
        faults.flood(0),
        faults.slow(60),
    ],
    ids=str,
)
async def test_reading_goes_on_after_every_trouble(
    fake: FakeX, core: Core, run: Run, ann: User, fault: faults.Fault
) -> None:
    for name in ("mentions", "messages"):
        fake.inject(fault, name)
    async with run():
        fake.asks(ann, "one")
        fake.writes(ann, "two")
        async with asyncio.timeout(8):
            await core.heard(2)
    assert sorted(texts(core)) == ["one", "two"]


async def test_an_answer_that_nobody_foresaw_ends_nothing(
    fake: FakeX, core: Core, run: Run, ann: User, logged: list[Any]
) -> None:
    fake.put_raw("mention", {"id": "x", "text": 7, "author_id": [], "created_at": {}})
    fake.put_raw("message", {"id": None})
    async with run():
        fake.asks(ann, "one")
        await core.heard()
    assert texts(core) == ["one"]
    assert "update skipped" in [line["event"] for line in logged]


async def test_a_quota_of_reading_holds_back_neither_the_other_nor_the_loop(
    fake: FakeX, core: Core, run: Run, ann: User
) -> None:
    """X04."""
    fake.limits["mentions"] = 2
    async with run():
        await fake.called("mentions", 2)
        fake.writes(ann, "hello")
        await core.heard()
        await fake.called("messages", len(fake.calls_of("messages")) + 3)
    assert len(fake.calls_of("mentions")) == 2


async def test_private_messages_that_the_plan_does_not_allow_are_off_with_a_notice(
    fake: FakeX, core: Core, run: Run, x: X, ann: User
) -> None:
    """X05: the rest goes on, and it is tried again."""
    fake.refuses["messages"] = rules.not_in_plan()
    async with run():
        assert (await core.warned("ability_lost")).detail == "read_private"
        fake.asks(ann, "one")
        await core.heard()
        assert not x.capabilities.private
        del fake.refuses["messages"]
        fake.writes(ann, "two")
        await core.heard(2)
        assert x.capabilities.private
    assert texts(core) == ["one", "two"]


async def test_the_pause_follows_the_budget(fake: FakeX, make: Make, core: Core, run: Run) -> None:
    x = make(monthly_cap_usd=0.0)
    async with run(x):
        await core.warned("budget_spent")
    assert fake.calls_of("mentions", "messages") == []


async def test_a_revoked_key_stops_the_platform(fake: FakeX, x: X, core: Core) -> None:
    fake.is_revoked = True
    with pytest.raises(PlatformStopped, match="X_ACCESS_TOKEN"):
        await x.run(core.handle)


async def test_marks_are_kept_small(notes: Notes) -> None:
    mark = Mark(None, datetime.now(UTC))
    kept = [mark.handled(str(10**18 + number), None) for number in range(2000)]
    assert len(kept[-1]) < 16_000
