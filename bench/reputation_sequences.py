"""100,000 random sequences of deeds on a real ledger (given, taken back, held, released, voided,
linked, parted): whether the kept totals always equal the recomputed ledger.

`python -m bench.reputation_sequences [--sequences N] [--seed N] [--json]`. Each sequence begins
with ten accounts and an empty ledger; after its last deed all that is kept is recomputed, and
everything is rolled back.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from bench.at_hand import AtHand, in_memory
from bench.figures import Figure, report
from core.app import App
from core.reputation.verifying import verify
from core.storage import open_storage
from tests.core.reputation.sequences import Deeds, an_app

SEQUENCES = 100_000
DEEDS = 12


async def failures(sequences: int, seed: int = 1) -> int:
    """How many sequences ended with a total that the ledger does not say."""
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guildhall.db"
        storage = await open_storage(str(path))
        app, database = an_app(storage), in_memory(path)
        try:
            return sum([not await holds(app, AtHand(database), random) for _ in range(sequences)])
        finally:
            database.close()
            await storage.close()


async def holds(app: App, tx: AtHand, random: Random) -> bool:
    tx.begin()
    try:
        deeds = Deeds(app, random)
        unit = deeds.unit(tx)
        await deeds.begin(unit)
        for _ in range(DEEDS):
            await deeds.do(unit)
        return (await verify(tx, unit.now)).wrong == ()
    finally:
        tx.undo()


def main() -> None:
    words = sys.argv
    sequences = int(words[words.index("--sequences") + 1]) if "--sequences" in words else SEQUENCES
    seed = int(words[words.index("--seed") + 1]) if "--seed" in words else 1
    started = time.process_time()
    wrong = asyncio.run(failures(sequences, seed))
    name = f"{sequences:,} sequences of {DEEDS}: with a wrong total"
    report(
        "sequences",
        Figure(name, wrong, "sequences", at_most=0),
        Figure("CPU", time.process_time() - started, "s"),
    )


if __name__ == "__main__":
    main()
