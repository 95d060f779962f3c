"""Whatever happens in whatever order, the totals are what the ledger says."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.reputation.verifying import verify
from core.storage import Storage, Transaction, open_storage
from tests.core.reputation.sequences import Deeds, an_app
from tests.core.reputation.village import village


@contextmanager
def _storage(runner: asyncio.Runner) -> Iterator[Storage]:
    with TemporaryDirectory() as folder:
        storage = runner.run(open_storage(str(Path(folder) / "guildhall.db")))
        try:
            yield storage
        finally:
            runner.run(storage.close())


class Ledger(RuleBasedStateMachine):
    """Every deed in a unit of its own; after each the kept totals are recomputed."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self._runner = asyncio.Runner()
        self._context = _storage(self._runner)
        self._storage = self._context.__enter__()
        self._deeds = Deeds(an_app(self._storage), Random(seed))
        self._run(lambda tx: self._deeds.begin(self._deeds.unit(tx)))

    @rule(times=st.integers(1, 8))
    def something_happens(self, times: int) -> None:
        for _ in range(times):
            self._run(lambda tx: self._deeds.do(self._deeds.unit(tx)))

    @invariant()
    def totals_equal_the_recomputed_ledger(self) -> None:
        if hasattr(self, "_storage"):
            now = self._deeds._now
            found = self._runner.run(self._storage.read(lambda tx: verify(tx, now)))
            assert found.wrong == ()

    def teardown(self) -> None:
        if hasattr(self, "_storage"):
            self._context.__exit__(None, None, None)
            self._runner.close()

    def _run(self, work: Callable[[Transaction], Awaitable[object]]) -> None:
        self._runner.run(self._storage.run(work))


Ledger.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
TestLedger = Ledger.TestCase


async def test_both_databases_keep_the_same_totals(storage: Storage) -> None:
    deeds = Deeds(an_app(storage), Random(7))

    async def many(tx: Transaction) -> set[str]:
        unit = deeds.unit(tx)
        await deeds.begin(unit)
        return {await deeds.do(unit) for _ in range(120)}

    assert await storage.run(many) == set(Deeds.WEIGHTS)
    found = await storage.read(lambda tx: verify(tx, deeds._now))
    assert found.wrong == ()
    assert found.rows > 60
    assert found.members > 3


async def test_a_changed_total_is_found(sqlite_storage: Storage) -> None:
    async with village(sqlite_storage) as people:
        await people.earns("ben", 2)
        sql = "UPDATE reputation_totals SET points = 99 WHERE period = 'all'"
        await people.house.app.unit(lambda unit: unit.tx.execute(sql))
        now = people.house.now()
        found = await people.house.storage.read(lambda tx: verify(tx, now))
        assert {(wrong.kept, wrong.found) for wrong in found.wrong} >= {(99, 30)}
