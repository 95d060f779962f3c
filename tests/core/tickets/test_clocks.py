"""Clocks are the fold of what happened, written with each event."""

import msgspec
import pytest

from core.context import Unit
from core.storage import Storage
from core.tickets import clock_store, clocks, rules, store
from core.tickets.rules import Kind
from core.tickets.sla import Clock
from tests.core.tickets.counter import ANN, MIA, happens, open_desk, opened, passes

COURSES = [
    [Kind.CLAIMED, Kind.REPLIED, Kind.ASKED, Kind.REPLIED, Kind.RESOLVED],
    [Kind.ASKED, Kind.HELD, Kind.WOKEN, Kind.REPLIED, Kind.RESOLVED, Kind.REOPENED],
    [Kind.REPLIED, Kind.ASKED, Kind.HELD, Kind.ASKED, Kind.RELEASED, Kind.CLOSED],
]


@pytest.mark.parametrize("course", COURSES)
async def test_folding_all_events_again_gives_the_clock_that_is_kept(
    storage: Storage, course: list[Kind]
) -> None:
    async with open_desk(storage) as house:
        ticket = await opened(house)
        for kind in course:
            await passes(house, minutes=7)
            by = ANN if kind in (Kind.ASKED, Kind.REOPENED) else MIA
            detail = {"reason": "solved"} if kind is Kind.RESOLVED else {}
            await happens(house, ticket, kind, by, **detail)

        async def kept_and_folded(unit: Unit) -> tuple[Clock, Clock]:
            found = await clock_store.find(unit.tx, ticket.id)
            assert found is not None
            policy, kept = found
            first, *others = await store.history(unit.tx, ticket.id)
            then = rules.opened(ticket.id, first)
            clock = clocks.stepped(Clock(), then, first, policy[then.priority])
            for happening in others:
                then = rules.fold(then, happening)
                clock = clocks.stepped(clock, then, happening, policy[then.priority])
            return kept, clock

        kept, folded = await house.app.unit(kept_and_folded)
        assert _without_rings(kept) == folded


def _without_rings(clock: Clock) -> Clock:
    """What has been said by then is no part of the fold."""
    changed = {
        name: msgspec.structs.replace(timer, rung=0)
        for name in ("first", "next", "resolution")
        if (timer := getattr(clock, name)) is not None
    }
    return msgspec.structs.replace(clock, **changed)


async def test_equal_promises_are_kept_once(storage: Storage) -> None:
    async with open_desk(storage) as house:
        for queue in ("one", "two", "three"):
            await opened(house, queue=queue)
        assert len(await house.rows("SELECT id FROM ticket_policies")) == 1
