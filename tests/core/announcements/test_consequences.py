"""While a maintenance runs, questions and tickets about it meet the notice; its end is told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from core.announcements.rules import State
from core.context import Unit
from core.storage import Storage
from core.tickets import known
from tests.core.announcements.hall import CONFIG, DOCUMENT, approved, find, hall, passes
from tests.core.tickets.desk import opens
from tests.house import House, private

COMPONENTS = """
[announcements.components.withdrawals]
covers = ["withdrawal-pending", "payments"]
name.en = "Withdrawals"
name.es = "Retiros"
[announcements.components.trading]
name.en = "Spot trading"
"""
KIND = 'kind = "maintenance"'
OF_WITHDRAWALS = DOCUMENT.replace(KIND, f'{KIND}\ncomponents = ["withdrawals"]')
FIVE = timedelta(minutes=5, seconds=1)
QUESTION = "Why is my withdrawal pending?"


@asynccontextmanager
async def planned(storage: Storage) -> AsyncIterator[tuple[House, int]]:
    async with hall(storage, CONFIG + COMPONENTS, small=True) as house:
        number = await approved(house, OF_WITHDRAWALS)
        await passes(house, FIVE)
        yield house, number


@asynccontextmanager
async def running(storage: Storage) -> AsyncIterator[tuple[House, int]]:
    async with planned(storage) as (house, number):
        await begins(house)
        assert (await find(house, number)).state is State.RUNNING
        yield house, number


async def begins(house: House) -> None:
    await passes(house, timedelta(hours=26))
    await follow(house)


async def moves(house: House, number: int, step: str) -> None:
    await house.says("bob", f"/notice {number} {step}")
    await follow(house)


async def follow(house: House) -> None:
    """What follows a step after its commit: known issues, and what is held in memory."""
    for name, run in ((known.LINKING, known.link_on), (known.OVER, known.tell_on)):
        await run_jobs(house, name, run)
    await house.app.snapshots.load_all()
    await house.settle()


async def run_jobs(house: House, name: str, run: Callable[[Unit, str], Awaitable[None]]) -> None:
    async def one(unit: Unit) -> bool:
        rows = await unit.tx.fetch("DELETE FROM jobs WHERE name = ? RETURNING payload", name)
        for row in rows:
            await run(unit, row[0])
        return bool(rows)

    while await house.app.unit(one):
        pass


async def asks(house: House, person: str, text: str) -> str:
    return (await house.says(person, text))[-1].text


async def test_a_question_about_it_is_answered_from_the_notice(storage: Storage) -> None:
    async with planned(storage) as (house, number):
        assert "withdrawal-pending answer" in await asks(house, "zoe", QUESTION)
        await begins(house)
        heard = await house.says("zed", QUESTION)
        assert "Maintenance in progress" in heard[-1].text
        assert "/entry withdrawal-pending" in [button.command for button in heard[-1].buttons]
        assert "trading-fees answer" in await asks(house, "zed", "What are the trading fees?")
        await moves(house, number, "completed")
        assert "withdrawal-pending answer" in await asks(house, "zac", QUESTION)


async def test_an_extension_is_in_the_next_answer(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as (house, number):
        before = await asks(house, "zoe", QUESTION)
        await moves(house, number, "extended 3h")
        after = await asks(house, "zed", QUESTION)
        assert before != after
        assert "Maintenance in progress" in after


async def test_all_askers_hear_the_end_whenever_they_asked(storage: Storage) -> None:
    async with planned(storage) as (house, number):
        await opens(house, "zoe", "I paid in twice this morning", "payments")
        await begins(house)
        await opens(house, "zed", "my money is late", "payments")
        await opens(house, "zac", "the order book is empty", "trading")
        ((linked,),) = await house.rows("SELECT COUNT(*) FROM known_issue_tickets")
        assert linked == 2
        assert any("We know of this" in seen.text for seen in house.platform.screens["loop:zed"])
        await moves(house, number, "completed")
        for person in ("zoe", "zed"):
            last = house.platform.screens[private(person).key][-1].text
            assert "is about is over" in last
            assert "No. 1: Withdrawals" in last


async def test_service_lists_every_component(storage: Storage) -> None:
    async with planned(storage) as (house, number):
        before = await asks(house, "zoe", "/service")
        assert "Withdrawals: works; maintenance planned" in before
        assert "Spot trading: works as it should" in before
        await begins(house)
        assert "🛠 Withdrawals: maintenance" in await asks(house, "zoe", "/service")
        await moves(house, number, "completed")
        assert "Withdrawals: works as it should" in await asks(house, "zoe", "/service")


async def test_a_stopped_notice_answers_nothing_more(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as (house, number):
        await moves(house, number, "stopped")
        assert "withdrawal-pending answer" in await asks(house, "zoe", QUESTION)
