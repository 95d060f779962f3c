"""20,000 targets written down: memory that it takes, and how long it holds up the event loop."""

import asyncio
import gc
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, report
from core.app import App
from core.config import load
from core.storage import open_storage
from tests.core.announcements.broadcast import stage
from tests.fakes.loopback import Loopback
from tests.house import House, LoopSettings

PEOPLE, PLACES = 15_000, 5_000
_TICK = 0.002


def resident_megabytes() -> float:
    """Linux, proc(5) statm: pages of 4 KiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


class Watch:
    """How late the loop's timers ring, and the most memory at any moment."""

    def __init__(self) -> None:
        gc.collect()
        self.before = self.peak = resident_megabytes()
        self.lags: list[float] = []

    async def run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            self.lags.append(time.perf_counter() - began - _TICK)
            self.peak = max(self.peak, resident_megabytes())

    @property
    def p99_milliseconds(self) -> float:
        return 1_000 * sorted(self.lags)[int(len(self.lags) * 0.99)]


def config() -> str:
    places = (f'[places."loop:g{number}"]\ntags = ["all"]\n' for number in range(PLACES))
    return stage.CONFIG + "".join(places)


async def measure(alone: bool) -> tuple[Watch, float]:
    """`alone`: nothing but the watch, for as long: what the machine itself does to a loop."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_storage(str(Path(folder) / "bench.db"))
        platform = Loopback()
        platform.gate.clear()  # nothing is sent: the expansion is what is measured
        settings = load(config(), {}, platforms={"loop": LoopSettings})
        app = App(settings, storage, (stage.FEATURE,))
        house = House(app, platform, storage)
        await app.start()
        await app.unit(lambda unit: stage.prepare(unit, PEOPLE))
        sending = asyncio.create_task(app.add(platform).run())
        watch, began = Watch(), time.perf_counter()
        watching = asyncio.create_task(watch.run())
        await (asyncio.sleep(5) if alone else _expand(house))
        seconds = time.perf_counter() - began
        for task in (watching, sending):
            task.cancel()
        await asyncio.gather(watching, sending, return_exceptions=True)
        await storage.close()
    return watch, seconds


async def _expand(house: House) -> None:
    await stage.begin(house)
    listed = "SELECT COUNT(*) FROM announcement_deliveries"
    while await house.rows(listed) != [(PEOPLE + PLACES,)]:
        await stage.run_one(house)


def main() -> None:
    watch, seconds = asyncio.run(measure(alone=False))  # first: nothing has grown the process yet
    idle, _seconds = asyncio.run(measure(alone=True))
    report(
        "broadcast_expand",
        Figure("targets", PEOPLE + PLACES, "places and people", at_least=20_000),
        Figure("memory more at the peak", watch.peak - watch.before, "MB", at_most=40),
        Figure("event loop lag p99", watch.p99_milliseconds, "ms", at_most=50),
        Figure("event loop lag p99, idle beside it", idle.p99_milliseconds, "ms"),
        Figure("event loop lag, longest", 1_000 * max(watch.lags), "ms"),
        Figure("time", seconds, "s"),
    )


if __name__ == "__main__":
    main()
