"""Silence: who is reminded, what is closed, and what stops it."""

import pytest

from core.storage import Storage
from core.tickets.rules import Kind, State
from tests.core.tickets.counter import (
    ANN,
    HOME,
    THREAD,
    answered,
    happens,
    now,
    open_desk,
    opened,
    passes,
    said,
)

NO_PROMISES = "[promises]\nfirst = {}\nnext = {}\nresolution = {}\n"
ON = f'{NO_PROMISES}[silence]\nremind_after = "1d"\nclose_after = "4d"\n'


async def test_whoever_must_act_is_reminded_warned_and_then_it_closes(storage: Storage) -> None:
    async with open_desk(storage, ON) as house:
        ticket = await answered(house)
        await passes(house, days=1)
        assert said(house, HOME) == ["Ticket #1 waits for your answer."]
        await passes(house, days=1)
        assert "2 days are left" in said(house, HOME)[0]
        await passes(house, days=2)
        assert "closed, as nobody wrote" in said(house, HOME)[0]
        assert (await now(house, ticket)).state is State.RESOLVED


async def test_staff_is_reminded_and_its_silence_closes_nothing(storage: Storage) -> None:
    async with open_desk(storage, ON) as house:
        ticket = await opened(house)
        await passes(house, days=1)
        assert said(house, THREAD) == ["⏳ This ticket waits for you."]
        await passes(house, days=30)
        assert (await now(house, ticket)).state is State.NEW


async def test_where_it_was_set_staffs_silence_closes_with_an_excuse(storage: Storage) -> None:
    config = f'{NO_PROMISES}[silence]\nclose_unanswered_after = "14d"\n'
    async with open_desk(storage, config) as house:
        ticket = await opened(house)
        await passes(house, days=7)
        assert "7 days are left" in said(house, THREAD)[0]
        assert said(house, HOME) == []
        await passes(house, days=7)
        assert "nobody of our team answered ticket #1" in said(house, HOME)[0]
        assert (await now(house, ticket)).state is State.RESOLVED


@pytest.mark.parametrize("kind", [Kind.ASKED, Kind.REPLIED])
async def test_any_message_begins_the_silence_anew(storage: Storage, kind: Kind) -> None:
    async with open_desk(storage, ON) as house:
        ticket = await answered(house)
        await passes(house, days=3.9)
        await happens(house, ticket, kind, ANN)
        said(house, HOME)
        await passes(house, days=0.9)
        assert said(house, HOME) == []
        assert (await now(house, ticket)).is_live


async def test_a_downtime_closes_nothing_without_a_warning(storage: Storage) -> None:
    """Nobody was reminded while we were away, so the course is taken from its beginning."""
    async with open_desk(storage, ON) as house:
        ticket = await answered(house)
        shift = house.shift
    async with open_desk(storage, ON) as house:
        house.shift = shift
        await passes(house, days=9)
        assert said(house, HOME) == ["Ticket #1 waits for your answer."]
        await passes(house, days=1)
        assert "2 days are left" in said(house, HOME)[0]
        assert (await now(house, ticket)).state is State.WAITING
        await passes(house, days=2)
        assert (await now(house, ticket)).state is State.RESOLVED


async def test_an_end_that_was_warned_of_comes_once_after_a_restart(storage: Storage) -> None:
    async with open_desk(storage, ON) as house:
        await answered(house)
        await passes(house, days=1)
        await passes(house, days=1)
        shift = house.shift
    async with open_desk(storage, ON) as house:
        house.shift = shift
        await passes(house, days=9)
        assert [text for text in said(house, HOME) if "closed, as nobody wrote" in text]
        await passes(house, days=9)
        assert said(house, HOME) == []


async def test_off_is_off_after_a_restart_too(storage: Storage) -> None:
    async with open_desk(storage, ON) as house:
        ticket = await answered(house)
    async with open_desk(storage, NO_PROMISES) as house:
        await passes(house, days=9)
        assert said(house, HOME) == []
        assert (await now(house, ticket)).state is State.WAITING
