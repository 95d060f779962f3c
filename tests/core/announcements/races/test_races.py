"""Whoever is first, nothing is said that two keys did not approve, and a panic lets nothing begin.

Each race is run by two apps on connections of their own; PostgreSQL writes down the order of the
commits, and a judge who knows nothing of our code tells from it what was allowed.
`bench/approvals.py` does the same ten thousand times, with two processes.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from core.storage import open_storage
from core.storage.postgres import PostgresStorage
from tests.core.announcements.races import journal
from tests.core.announcements.races.judge import Fact, Verdict, judge
from tests.core.announcements.races.scene import Process

RACES = 25
UNTIL_CAUGHT = 300  # a few are enough as a rule


@asynccontextmanager
async def two(url: str, *, forges: bool = False) -> AsyncIterator[list[Process]]:
    storages = [await open_storage(url) for _ in range(2)]
    try:
        made = []
        for number, storage in enumerate(storages):
            assert isinstance(storage, PostgresStorage)
            made.append(Process(number, storage, forges=forges))
        await made[0].furnish()
        await made[1].app.start()
        yield made
    finally:
        for storage in storages:
            await storage.close()


async def raced(
    processes: list[Process], races: int, seed: int, who: Sequence[str] = ()
) -> AsyncIterator[Verdict]:
    chance = random.Random(seed)
    for number in range(races):
        race = await processes[0].prepare(number, chance, who)
        await asyncio.gather(*(process.run(race) for process in processes))
        yield await processes[0].judge(race)


async def is_caught(fault: str, processes: list[Process], *who: str) -> bool:
    """In races of a few, so that it does not take long."""
    async for verdict in raced(processes, UNTIL_CAUGHT, 2, who):
        if fault in verdict.faults:
            return True
    return False


async def test_in_any_order_only_what_was_approved_is_said_and_a_panic_lets_nothing_begin(
    postgres_url: str,
) -> None:
    """On until something was published: how often is a matter of how busy the machine is."""
    count = published = 0
    async with two(postgres_url) as processes:
        async for verdict in raced(processes, UNTIL_CAUGHT, seed=1):
            assert verdict.faults == []
            count, published = count + 1, published + verdict.published
            if count >= RACES and published:
                break
    assert 0 < published < count


async def test_a_build_that_does_not_look_at_the_digest_is_caught(postgres_url: str) -> None:
    async with two(postgres_url, forges=True) as processes:
        assert await is_caught("said what was never approved", processes, "amy", "ann", "hand")


async def test_a_build_that_forgets_the_brake_is_caught(postgres_url: str) -> None:
    async with two(postgres_url) as processes:
        await journal.lose_the_brake(processes[0].storage)
        assert await is_caught("begun in a panic", processes, "amy", "panic")


SAID = (Fact("approved"), Fact("published"), Fact("begun", "A", frozen=True))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (SAID, []),
        ((Fact("edited", "B"), *SAID[:1]), ["approved what nobody asked for"]),
        ((*SAID[:1], Fact("edited", "B"), *SAID[1:2]), ["published what is not approved"]),
        ((*SAID[:2], Fact("begun", "B", frozen=True)), ["said what was never approved"]),
        ((*SAID[:2], Fact("panic"), *SAID[2:]), ["begun in a panic"]),
        ((SAID[0], Fact("panic"), *SAID[1:2]), ["published in a panic"]),
        ((Fact("panic"), *SAID[:1]), ["approved in a panic"]),
        ((*SAID, *SAID[:1]), ["approved twice"]),
        ((*SAID, *SAID[1:2]), ["published twice"]),
        ((Fact("panic"), Fact("begun")), []),
    ],
)
def test_the_judge_names_each_promise_that_was_broken(
    facts: tuple[Fact, ...], found: list[str]
) -> None:
    assert judge("A", facts).faults == found
