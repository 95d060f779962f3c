"""The house of a fair as a process of its own, so that it can be killed: `python -m … SPEC`.

The platforms stay with whoever started it; here are only their addresses.
"""

import asyncio
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from tests.e2e.fair import Clock, Fair, on_four_platforms
from tests.e2e.town import Town


class Spec(msgspec.Struct, frozen=True):
    """`shift` in seconds; of each platform what a house has to know of it."""

    database: str
    config: str
    shift: float
    telegram: dict[str, str]
    discord: dict[str, str]
    x: dict[str, str]
    keys: dict[str, str]


def spec_of(fair: Fair, more: str) -> Spec:
    names = ("token", "api_base_url")
    discord = (*names, "gateway_url", "cdn_url")
    return Spec(
        database=str(fair.town.database),
        config=fair.config(more),
        shift=fair.clock.shift.total_seconds(),
        telegram={name: getattr(fair.telegram, name) for name in names},
        discord={name: getattr(fair.discord, name) for name in discord},
        x={"api_base_url": fair.x.api_base_url},
        keys=dict(fair.x.keys),
    )


@asynccontextmanager
async def alone(fair: Fair, more: str) -> AsyncIterator[Process]:
    """Until it is killed, at the latest when this is closed."""
    file = fair.folder / "spec.json"
    file.write_bytes(msgspec.json.encode(spec_of(fair, more)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.e2e.fair_alone", str(file), cwd=Path(__file__).parents[2]
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


def in_flight(database: Path) -> set[int]:
    """Actions that a killed process left between request and answer."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
        return {row[0] for row in found.execute("SELECT id FROM outbox WHERE state = 'sending'")}


async def run(spec: Spec) -> None:
    async def seen(_is_so: Callable[[], bool]) -> None:
        """What stands on a screen is not ours to see."""

    async def ready() -> None:
        """Connected as soon as it is."""

    telegram = SimpleNamespace(**spec.telegram)
    discord = SimpleNamespace(**spec.discord, until=seen, ready=ready, loud=list)
    x = SimpleNamespace(**spec.x, keys=spec.keys)
    town = Town(cast("Any", telegram), Path(spec.database))
    clock = Clock(timedelta(seconds=spec.shift))
    house = on_four_platforms(town, cast("Any", discord), cast("Any", x), spec.config, clock)
    async with house as (bot, _url):
        while True:  # its clock is ours, and the alarm's is the world's
            bot.app.alarm.set()
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(run(msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Spec)))
