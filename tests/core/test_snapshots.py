"""Pictures in memory: amended at once, and no amendment is lost to a build under way."""

import asyncio
from contextlib import suppress

from core.feature import Snapshot
from core.snapshots import Snapshots
from core.storage import Storage, Transaction

RAISE = (
    "INSERT INTO versions (name, number) VALUES ('words', 1)"
    " ON CONFLICT (name) DO UPDATE SET number = versions.number + 1"
)


async def test_a_build_under_way_does_not_undo_an_amendment(sqlite_storage: Storage) -> None:
    loads, second = 0, asyncio.Event()

    async def load(tx: Transaction) -> list[str]:
        nonlocal loads
        loads += 1
        if loads == 2:
            second.set()
        return [f"load {loads}"]

    async def outdate(tx: Transaction) -> None:
        await tx.execute(RAISE)

    snapshots = Snapshots([Snapshot("words", load, sorted)], sqlite_storage)
    await snapshots.load_all()
    snapshots.amend("words", lambda words: [*words, "before"])
    assert snapshots["words"] == ["load 1", "before"]
    await sqlite_storage.run(outdate)
    watch = asyncio.create_task(snapshots.watch())
    async with asyncio.timeout(20):
        await second.wait()
        snapshots.amend("words", lambda words: [*words, "meanwhile"])
        while "load 2" not in snapshots["words"]:  # noqa: ASYNC110  a build has no event
            await asyncio.sleep(0.01)
    assert snapshots["words"] == ["load 2", "meanwhile"]
    watch.cancel()
    with suppress(asyncio.CancelledError):
        await watch
