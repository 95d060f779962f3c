"""Clocks that ring: who hears what, when, and once; through restarts."""

from datetime import UTC, datetime

from core.events import Place
from core.storage import Storage
from core.tickets.rules import Kind
from tests.core.tickets.counter import (
    ANN,
    HOME,
    MIA,
    THREAD,
    answered,
    happens,
    open_desk,
    opened,
    passes,
    said,
)

STAFF = Place("loop", "staff")
HALF = "Your ticket #1 is in the queue. We have not forgotten you."
WARNING = "⏳ First reply: a quarter of the time is left."
OVER = "⏰ First reply: the promised time is over."
WAITS = "⏰ Ticket #1 · First reply: overdue, promised within 4 hours."


async def test_the_first_reply_is_asked_for_at_the_promised_times(storage: Storage) -> None:
    async with open_desk(storage) as house:
        await opened(house)
        await passes(house, hours=2)
        assert said(house, HOME) == [HALF]
        await passes(house, hours=1)
        assert said(house, THREAD) == [WARNING]
        await passes(house, hours=1)
        assert (said(house, THREAD), said(house, STAFF)) == ([OVER], [WAITS])
        assert "are sorry" in said(house, HOME)[0]
        await passes(house, hours=1.9)
        assert said(house, STAFF) == []
        await passes(house, hours=0.1)
        assert said(house, STAFF) == [WAITS]


async def test_a_reply_in_time_keeps_everybody_quiet(storage: Storage) -> None:
    async with open_desk(storage) as house:
        await answered(house)
        await passes(house, days=30)
        assert said(house, THREAD) + said(house, STAFF) + said(house, HOME) == []


async def test_the_askers_next_word_starts_the_next_promise(storage: Storage) -> None:
    async with open_desk(storage) as house:
        ticket = await answered(house)
        await passes(house, days=30)
        await happens(house, ticket, Kind.ASKED, ANN)
        await passes(house, hours=6)
        assert said(house, THREAD) == ["⏳ Next reply: a quarter of the time is left."]


async def test_thanks_after_the_end_starts_nothing(storage: Storage) -> None:
    async with open_desk(storage) as house:
        ticket = await answered(house)
        await happens(house, ticket, Kind.RESOLVED, MIA, reason="solved")
        await happens(house, ticket, Kind.ASKED, ANN)
        await passes(house, days=30)
        assert said(house, THREAD) + said(house, STAFF) + said(house, HOME) == []


async def test_what_came_due_while_we_were_down_is_said_once(storage: Storage) -> None:
    async with open_desk(storage) as house:
        await opened(house)
        shift = house.shift
    async with open_desk(storage) as house:
        house.shift = shift
        await passes(house, hours=5)
        assert said(house, STAFF) == [WAITS]
        assert said(house, THREAD) == [OVER]
    async with open_desk(storage) as house:
        await passes(house, hours=5.1)
        assert said(house, STAFF) == []


async def test_a_later_policy_judges_no_ticket_that_was_open(storage: Storage) -> None:
    async with open_desk(storage) as house:
        await opened(house)
    async with open_desk(storage, '[promises]\nfirst = { normal = "10m" }') as house:
        await passes(house, hours=1)
        assert said(house, THREAD) == []


async def test_each_repeat_goes_to_the_next_queue(storage: Storage) -> None:
    rooms = """
    [[tickets.rooms]]
    place = "loop:staff"
    [[tickets.rooms]]
    place = "loop:second"
    queues = ["second"]
    """
    async with open_desk(storage, rooms) as house:
        await opened(house)
        await passes(house, hours=4)
        assert said(house, STAFF) == [WAITS]
        await passes(house, hours=2)
        assert (said(house, STAFF), said(house, Place("loop", "second"))) == ([], [WAITS])
        await passes(house, hours=2)
        assert said(house, STAFF) == [WAITS]


async def test_at_night_the_asker_is_told_without_a_sound(storage: Storage) -> None:
    async with open_desk(storage) as house:
        house.shift = datetime(2026, 11, 23, 20, 30, tzinfo=UTC) - house.now()
        await opened(house)
        await passes(house, hours=2)
        assert [seen.silent for seen in house.platform.screens[HOME.key]] == [True]


async def test_at_night_what_is_urgent_is_told_with_a_sound(storage: Storage) -> None:
    async with open_desk(storage) as house:
        house.shift = datetime(2026, 11, 23, 22, 30, tzinfo=UTC) - house.now()
        await opened(house, priority="urgent")
        await passes(house, hours=1)
        shown = house.platform.screens[HOME.key]
        assert shown
        assert not any(seen.silent for seen in shown)
