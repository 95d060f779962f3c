"""From start to ready with bytecode compiled: processor time, memory, and the wall clock."""

import asyncio
import compileall
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e.running import (
    ROOT,
    Child,
    Installation,
    joined,
    peak_megabytes,
    with_discord,
    with_telegram,
    with_x,
)
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX

ROUNDS = 5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Start:
    cpu_seconds: float
    wall_seconds: float
    megabytes: float


async def start(home: Installation, connected: Callable[[], Awaitable[object]]) -> Start:
    """One start on a database that is already filled, until it says Ready and is `connected`."""
    began = time.perf_counter()
    child = await home.start()
    try:
        await child.ready()
        wall = time.perf_counter() - began
        await connected()
        return Start(cpu_seconds(child), wall, peak_megabytes(child.process.pid))
    finally:
        await child.kill()


def cpu_seconds(child: Child) -> float:
    """User and system time so far, of all its threads (Linux, proc(5) stat)."""
    fields = Path(f"/proc/{child.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def web_only(folder: Path) -> list[Start]:
    home = Installation(folder, "[server]\nport = 0")
    home.write()
    return [await start(home, nothing) for _ in range(ROUNDS + 1)][1:]


async def web_and_telegram(folder: Path) -> list[Start]:
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake)
        rounds = []
        for _ in range(ROUNDS + 1):
            fake.calls.clear()
            rounds.append(await start(home, lambda: fake.called("getUpdates")))
        return rounds[1:]


async def all_four(folder: Path) -> list[Start]:
    async with FakeTelegram() as telegram, FakeDiscord() as discord, FakeX() as x:
        homes = with_telegram(folder, telegram), with_discord(folder, discord), with_x(folder, x)
        home = joined(folder, *homes)

        async def connected() -> None:
            await telegram.called("getUpdates")
            await discord.ready()
            await x.called("mentions")

        rounds = []
        for _ in range(ROUNDS + 1):
            telegram.calls.clear()
            x.calls.clear()
            rounds.append(await start(home, connected))
        return rounds[1:]


async def nothing() -> None:
    """Ready is ready."""


def figures(name: str, starts: list[Start], cpu: float, megabytes: float) -> list[Figure]:
    def median(values: list[float]) -> float:
        return statistics.median(values)

    return [
        Figure(f"{name}: processor", median([s.cpu_seconds for s in starts]), "s", at_most=cpu),
        Figure(
            f"{name}: wall, second start",
            median([s.wall_seconds for s in starts]),
            "s",
            at_most=1.5,
        ),
        Figure(
            f"{name}: memory at most",
            median([s.megabytes for s in starts]),
            "MB",
            at_most=megabytes,
        ),
    ]


def main() -> None:
    for folder in ("bots", "core", "moderation"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, each) for each in ("one", "two", "four")]
        for made in folders:
            made.mkdir()
        web = asyncio.run(web_only(folders[0]))
        both = asyncio.run(web_and_telegram(folders[1]))
        every = asyncio.run(all_four(folders[2]))
    report(
        "startup",
        *figures("web only", web, 1.0, 90),
        *figures("web + Telegram", both, 1.3, 120),
        *figures("all four", every, 1.5, 140),
    )


if __name__ == "__main__":
    main()
