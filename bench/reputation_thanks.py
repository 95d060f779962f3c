"""From a reaction to durable points, beside a bare durable unit (one row in one commit), in turns.

A year of help lies in the ledger, and a flush of the disk takes 1 ms (simulated as in
`bench.storage`, alike for both sides).
"""

import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.figures import Figure, report
from bench.handling import Grouped
from bench.reputation_board import fill
from bench.storage import FLUSH_SECONDS, MEMORY, SlowDisk, real_fsync_seconds
from core import people, reputation
from core.app import App
from core.config import Config
from core.context import Unit
from core.events import Account, MessageReceived, Place, Quote, ReactionChanged
from core.storage import Transaction, open_storage
from core.storage.sqlite import WRITER_PRAGMAS, file_uri

GROUP = Place("loop", "group")
ROWS, MEMBERS = 100_000, 10_000
ROUNDS, EACH = 12, 25


def account(number: int) -> Account:
    return Account("loop", f"p{number}")


class Town:
    """People who answer each other; every thanks is one that counts."""

    def __init__(self, storage: Grouped) -> None:
        self._storage = storage
        self._app = App(Config(), storage, (reputation.feature(),))  # type: ignore[arg-type]
        self._count = 0

    async def begin(self) -> None:
        await self._app.start()
        await self._app.unit(self._introduce)

    async def _introduce(self, unit: Unit) -> None:
        then = unit.now - timedelta(days=30)
        await unit.tx.execute("UPDATE accounts SET created_at = ?", int(then.timestamp() * 1e6))
        await people.introduce(unit.tx, account(1), then)

    async def thanks(self) -> float:
        """Milliseconds from the event to its commit; the answer was seen before."""
        self._count += 1
        asker, helper = account(self._count), account(MEMBERS - self._count)
        now = self._app.clock()
        answer = MessageReceived(
            id=f"a{self._count}", at=now, place=GROUP, message=f"m{self._count}", author=helper,
            name="Helper", text="like so", quoted=Quote(f"q{self._count}", asker),
        )  # fmt: skip
        await self._app.handle(answer)
        reaction = ReactionChanged(
            id=f"r{self._count}", at=now, place=GROUP, message=answer.message, author=asker,
            after=("👍",),
        )  # fmt: skip
        started = time.perf_counter()
        await self._app.handle(reaction)
        return (time.perf_counter() - started) * 1000

    async def bare(self) -> float:
        self._count += 1
        number = self._count
        started = time.perf_counter()
        await self._storage.run(
            lambda tx: tx.execute(
                "INSERT INTO seen (platform, event, at) VALUES ('bare', ?, 0)", str(number)
            )
        )
        return (time.perf_counter() - started) * 1000

    async def given(self) -> int:
        async def count(tx: Transaction) -> int:
            rows = await tx.fetch(
                "SELECT COUNT(*) FROM reputation_ledger WHERE message LIKE 'loop:group#m%'"
            )
            return int(rows[0][0])

        return await self._storage.run(count)


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    path = folder / "guildhall.db"
    filled = await open_storage(str(path))
    await fill(filled, ROWS, MEMBERS)
    await filled.close()
    slack = max(0.0, FLUSH_SECONDS - real_fsync_seconds(folder))
    session = await SlowDisk.open(file_uri(path, "rw"), *WRITER_PRAGMAS)
    await session.create_function("flush", 0, lambda: time.sleep(slack))
    storage = Grouped(session)
    try:
        town = Town(storage)
        await town.begin()
        bare: list[float] = []
        thanks: list[float] = []
        for turn in range(ROUNDS):
            now_bare = [await town.bare() for _ in range(EACH)]
            now_thanks = [await town.thanks() for _ in range(EACH)]
            if turn:  # the first turn warms up
                bare += now_bare
                thanks += now_thanks
        if await town.given() != ROUNDS * EACH:
            raise SystemExit("some thanks did not count")
        return bare, thanks
    finally:
        await storage.close()


def main() -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        bare, thanks = asyncio.run(measure(Path(folder)))
    report(
        "reputation thanks",
        Figure("a bare durable unit, p50", median(bare), "ms"),
        Figure("a thanks: reaction in → durable, p50", median(thanks), "ms"),
        Figure("ratio", median(thanks) / median(bare), "×", at_most=2),
    )


if __name__ == "__main__":
    main()
