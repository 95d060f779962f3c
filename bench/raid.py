"""The raid drill, on SQLite and the loopback: 5,000 joins and 2,000 messages that would come in a
minute, at the speed of this machine."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

import msgspec

from bench.figures import Figure, report
from core.actions import Delete
from core.events import Account, MemberJoined
from core.storage import open_storage
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, Street, press, say, street

JOINS, MESSAGES = 5_000, 2_000
FEWEST = 20  # raid_joins
VETERANS = ("ann", "ben", "bob")  # bob is staff


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_drill(Path(folder) / "raid.db"))


async def _drill(file: Path) -> None:
    storage = await open_storage(f"sqlite:///{file}")
    async with street(storage, CONFIG) as (house, platform):
        platform.capabilities = msgspec.structs.replace(platform.capabilities, per_second=10_000.0)
        for person in VETERANS:
            await say(house, person, "good morning to everybody here")
        before = _resident()
        lockdown, touched = await _crowd(house, platform)
        said = [await say(house, f"r{n}", f"good day friends, {n}") for n in range(MESSAGES)]
        grown = _resident() - before
        start = time.perf_counter()
        await press(house, platform, "Delete all")
        gone = time.perf_counter() - start
        calls = [d.target for d in platform.performed if isinstance(d.action, Delete)]
        touched |= {who for who, _what in platform.restricted()}
    await storage.close()
    left = set(said).difference(*calls)
    report(
        "raid",
        Figure("lockdown after the first join of the wave", lockdown, "s", at_most=3),
        Figure("staff and veterans touched", len(touched & {*VETERANS}), "people", at_most=0),
        Figure("newcomers silent", len(touched), f"of {JOINS:,}", at_least=JOINS),
        Figure("memory", grown / 1e6, "MB", at_most=20),
        Figure("messages left after the one tap", len(left), f"of {MESSAGES:,}", at_most=0),
        Figure("delete calls", len(calls), "", at_most=MESSAGES / 100),
        Figure("one tap until all are gone, and bans", gone, "s"),
    )


async def _crowd(house: House, platform: Street) -> tuple[float, set[str]]:
    """Seconds from the first join until all that make the raid are mute; who was restricted."""
    start, lockdown, touched = time.perf_counter(), 0.0, set[str]()
    for number in range(JOINS):
        joined = MemberJoined(
            id=f"j{number}",
            at=house.now(),
            place=GROUP,
            author=Account("loop", f"r{number}"),
            name=f"Lucky {number:05}",
        )
        await house.app.handle(joined)
        if number == FEWEST:
            await house.settle()
            lockdown = time.perf_counter() - start
        if number % 100 == 99:
            await house.settle()
            touched |= {who for who, _what in platform.restricted()}
            platform.performed.clear()  # so that the fake's memory is not counted as ours
    return lockdown, touched


def _resident() -> int:
    """Bytes; Linux counts pages."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
