"""Tickets are offered to people on duty, pass on, and come back."""

import msgspec

from core import hours, roles
from core.context import Unit
from core.events import Account
from core.hours import Hours
from core.storage import Storage
from core.tickets import duty, duty_store, shifts
from core.tickets.rules import Kind, State, Ticket
from tests.core.tickets.counter import (
    MAX,
    MIA,
    THREAD,
    happens,
    now,
    open_desk,
    opened,
    passes,
    said,
)
from tests.house import House

QUIET = "[promises]\nfirst = {}\nnext = {}\nresolution = {}\n"


async def on_duty(house: House, account: Account, on: bool = True, speaks: str = "") -> None:
    async def work(unit: Unit) -> None:
        seat = await duty_store.find(unit.tx, account)
        agent = msgspec.structs.replace(seat.agent, languages=frozenset(speaks.split()))
        switched = duty.switch(seat.duty, on, unit.now)
        await shifts.switched(unit, duty_store.Seat(agent=agent, duty=switched))

    await house.app.unit(work)
    await house.settle()


async def held(house: House, by: Account = MIA) -> Ticket:
    """By somebody on duty, who claimed it."""
    await on_duty(house, by)
    return await happens(house, await opened(house), Kind.CLAIMED, by)


async def offered(house: House) -> list[str]:
    return [row[0] for row in await house.rows("SELECT account FROM ticket_offers")]


async def test_a_new_ticket_is_offered_to_who_is_on_duty_and_speaks(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        await on_duty(house, MAX)
        await on_duty(house, MIA, speaks="en")
        await opened(house)
        await house.settle()
        assert await offered(house) == ["loop:mia"]
        (call,) = said(house, THREAD)
        assert "Support · 1" in call


async def test_who_is_staff_no_more_is_offered_nothing(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        await on_duty(house, MIA)
        await house.app.unit(lambda unit: roles.dismiss(unit.tx, MIA))
        await opened(house)
        assert await offered(house) == []


async def test_what_is_not_claimed_in_time_goes_to_the_next_and_then_comes_back(
    storage: Storage,
) -> None:
    async with open_desk(storage, QUIET) as house:
        await on_duty(house, MAX)
        await on_duty(house, MIA, speaks="en")
        await opened(house)
        await passes(house, minutes=10)
        assert await offered(house) == ["loop:max"]
        await passes(house, minutes=10)
        assert await offered(house) == []


async def test_a_claim_ends_the_offer(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        ticket = await held(house, MAX)
        assert await offered(house) == []
        await passes(house, hours=1)
        assert (await now(house, ticket)).assignee == MAX


async def test_with_nobody_on_duty_it_waits_for_the_first_to_come(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        await opened(house)
        assert await offered(house) == []
        await on_duty(house, MIA)
        assert await offered(house) == ["loop:mia"]


async def test_nobody_is_offered_more_than_the_cap(storage: Storage) -> None:
    async with open_desk(storage, QUIET + "[routing]\ntickets_each = 1\n") as house:
        await held(house)
        await opened(house, queue="second")
        assert await offered(house) == []


async def test_who_goes_off_duty_returns_what_is_unanswered_after_a_minute(
    storage: Storage,
) -> None:
    async with open_desk(storage, QUIET) as house:
        ticket = await held(house)
        await on_duty(house, MIA, on=False)
        await passes(house, seconds=59)
        assert (await now(house, ticket)).assignee == MIA
        await passes(house, seconds=2)
        assert (await now(house, ticket)).state is State.NEW


async def test_who_comes_back_within_the_minute_keeps_them(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        ticket = await held(house)
        await on_duty(house, MIA, on=False)
        await on_duty(house, MIA)
        await passes(house, minutes=5)
        assert (await now(house, ticket)).assignee == MIA


async def test_what_waits_for_the_user_stays_with_its_person(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        ticket = await held(house)
        await happens(house, ticket, Kind.REPLIED, MIA)
        await on_duty(house, MIA, on=False)
        await passes(house, minutes=5)
        assert (await now(house, ticket)).assignee == MIA


async def test_weekly_hours_begin_and_end_by_themselves(storage: Storage) -> None:
    async with open_desk(storage, QUIET) as house:
        begin = house.now().replace(hour=9, minute=0, second=0, microsecond=0)
        house.shift += begin - house.now()
        weekly = Hours("UTC", hours.read_spans("mon-sun 10:00-11:00"))

        async def work(unit: Unit) -> None:
            seat = await duty_store.find(unit.tx, MIA)
            await shifts.switched(unit, msgspec.structs.replace(seat, duty=duty.Duty(weekly)))

        await house.app.unit(work)
        ticket = await opened(house)
        assert await offered(house) == []
        await passes(house, hours=1, seconds=1)
        assert await offered(house) == ["loop:mia"]
        await happens(house, ticket, Kind.CLAIMED, MIA)
        await passes(house, hours=1)
        await passes(house, minutes=1, seconds=1)
        assert (await now(house, ticket)).state is State.NEW
