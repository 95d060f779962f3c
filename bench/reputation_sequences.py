"""100,000 random sequences of give, award, take back, hold, release, void, link and unlink: after
each thousand the kept totals are compared with the recomputed ledger. `SEQUENCES` sets another
number. A sequence is the deeds of ten accounts that nobody else knows."""

import asyncio
import os
import tempfile
import time
from pathlib import Path
from random import Random

from bench.figures import Figure, report
from core.moments import now
from core.reputation.verifying import verify
from core.storage import Transaction, open_storage
from tests.core.reputation.sequences import Deeds

SEQUENCES = int(os.environ.get("SEQUENCES", "100000"))
TOGETHER = 1_000  # in one database
LONGEST = 8  # deeds


async def many(folder: Path, start: int, number: int) -> tuple[int, int]:
    """Wrong totals and rows of the ledger, for a database of its own."""
    storage = await open_storage(str(folder / f"{start}.db"))
    try:
        moment = now()
        for first in range(start, start + number, 100):
            await storage.run(lambda tx, s=first: _some(tx, storage, s, min(100, number)))  # type: ignore[misc]
        found = await storage.read(lambda tx: verify(tx, moment))
        return len(found.wrong), found.rows
    finally:
        await storage.close()


async def _some(tx: Transaction, storage: object, start: int, number: int) -> None:
    for seed in range(start, start + number):
        random = Random(seed)
        deeds = Deeds(storage, random, f"s{seed}x")  # type: ignore[arg-type]
        deeds.stay()
        unit = deeds.unit(tx)
        await deeds.begin(unit)
        for _ in range(random.randint(2, LONGEST)):
            await deeds.do(unit)


async def measure(folder: Path) -> tuple[int, int]:
    wrong = rows = 0
    for start in range(0, SEQUENCES, TOGETHER):
        some, more = await many(folder, start, min(TOGETHER, SEQUENCES - start))
        wrong, rows = wrong + some, rows + more
    return wrong, rows


def main() -> None:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        wrong, rows = asyncio.run(measure(Path(folder)))
    report(
        "reputation seq",
        Figure("sequences", SEQUENCES, "in all"),
        Figure("rows of ledgers", rows, "in all"),
        Figure("totals unlike the ledger", wrong, "in all", at_most=0),
        Figure("took", time.perf_counter() - began, "s"),
    )


if __name__ == "__main__":
    main()
