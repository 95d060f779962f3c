"""The raid drill, on SQLite and the loopback: 5,000 joins and 2,000 messages that would come in a
minute, at the speed of this machine. Twice: where one change silences newcomers, and where each of
them has to be muted. `--joins` and `--messages` make it smaller."""

import argparse
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
from moderation.engine import warm_up
from tests.house import GROUP, House
from tests.moderation.test_feature import CONFIG, Street, press, say, street
from tests.moderation.test_raids import Closing, closing

JOINS, MESSAGES = 5_000, 2_000
FEWEST = 20  # raid_joins
VETERANS = ("ann", "ben", "bob")  # bob is staff


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--joins", type=int, default=JOINS)
    given.add_argument("--messages", type=int, default=MESSAGES)
    size = given.parse_args()
    warm_up()  # as the program does when it starts
    for way in ("one change", "one by one"):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_drill(Path(folder) / "raid.db", way, size.joins, size.messages))


async def _drill(file: Path, way: str, joins: int, messages: int) -> None:
    storage = await open_storage(f"sqlite:///{file}")
    by_one = way == "one change"
    place = closing(storage, config=CONFIG) if by_one else street(storage, CONFIG)
    async with place as (house, platform):
        platform.capabilities = msgspec.structs.replace(platform.capabilities, per_second=10_000.0)
        for person in VETERANS:
            await say(house, person, "good morning to everybody here")
        before = _resident()
        lockdown, touched = await _crowd(house, platform, joins)
        muted = len(touched)
        said = [await say(house, f"r{n}", f"good day friends, {n}") for n in range(messages)]
        grown = _resident() - before
        start = time.perf_counter()
        await press(house, platform, "Delete all")
        gone = time.perf_counter() - start
        calls = [d.target for d in platform.performed if isinstance(d.action, Delete)]
        touched |= {who for who, _what in platform.restricted()}
    await storage.close()
    left = set(said).difference(*calls)
    silent = [
        Figure("changes but for one", abs(len(platform.locks) - 1), "", at_most=0)
        if isinstance(platform, Closing)
        else Figure("newcomers muted", muted, f"of {joins:,}", at_least=joins)
    ]
    report(
        f"raid ({way})",
        Figure("lockdown after the first join of the wave", lockdown, "s", at_most=3),
        Figure("staff and veterans touched", len(touched & {*VETERANS}), "people", at_most=0),
        *silent,
        Figure("memory", grown / 1e6, "MB", at_most=20),
        Figure("messages left after the one tap", len(left), f"of {messages:,}", at_most=0),
        Figure("delete calls", len(calls), "", at_most=messages / 100),
        Figure("one tap until all are gone, and bans", gone, "s"),
    )


async def _crowd(house: House, platform: Street, joins: int) -> tuple[float, set[str]]:
    """Seconds from the first join until all that make the raid are silent; who was restricted."""
    start, lockdown, touched = time.perf_counter(), 0.0, set[str]()
    for number in range(joins):
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
