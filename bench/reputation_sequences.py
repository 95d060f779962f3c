"""100,000 random sequences of deeds on a real ledger (given, taken back, held, released, voided,
linked, parted): whether the kept totals always equal the recomputed ledger.

`python -m bench.reputation_sequences [--sequences N] [--json]`. Each sequence is of its own people;
after its last deed all that is kept is recomputed, and the unit is rolled back.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random

from bench.figures import Figure, report
from core.reputation.verifying import verify
from core.storage import Storage, Transaction, open_storage
from tests.core.reputation.sequences import Deeds

SEQUENCES = 100_000
DEEDS = 12


class _Undone(Exception):
    """Ends a unit so that nothing of it stays."""


async def failures(storage: Storage, sequences: int, seed: int = 1) -> int:
    """How many sequences ended with a total that the ledger does not say."""
    random = Random(seed)
    return sum([not await _holds(storage, random) for _ in range(sequences)])


async def _holds(storage: Storage, random: Random) -> bool:
    found: list[bool] = []

    async def sequence(tx: Transaction) -> None:
        deeds = Deeds(storage, random)
        unit = deeds.unit(tx)
        await deeds.begin(unit)
        for _ in range(DEEDS):
            await deeds.do(unit)
        found.append((await verify(tx, unit.now)).wrong == ())
        raise _Undone

    try:
        await storage.run(sequence)
    except _Undone:
        return found[-1]
    raise AssertionError("A sequence stayed.")


async def _measured(sequences: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(str(Path(folder) / "guildhall.db"))
        try:
            return await failures(storage, sequences)
        finally:
            await storage.close()


def main() -> None:
    words = sys.argv
    sequences = int(words[words.index("--sequences") + 1]) if "--sequences" in words else SEQUENCES
    wrong = asyncio.run(_measured(sequences))
    name = f"{sequences:,} sequences of {DEEDS}: with a wrong total"
    report("sequences", Figure(name, wrong, "sequences", at_most=0))


if __name__ == "__main__":
    main()
