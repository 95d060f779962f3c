"""5,000 chats and a platform that tells nobody its limits, beside the best possible schedule.

All of the program is real: a run, its listing, the outbox, the delivery with what it learns, and
SQLite. Time is not: a virtual clock leaps from timer to timer, so that minutes pass in seconds and
no load of this machine counts. The limits (18 to 30 calls a second, bursts of 5 to 40, a few chats
that are closed at first, a time at which the whole bot waits, `retry_after` of 1 to 40 s) come from
a seed that the sender does not see. The best schedule knows them all, and takes no time to send.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import fmean

from bench import virtual
from bench.figures import Figure, report
from core.actions import Receipt, Send
from core.app import App
from core.config import load
from core.context import Unit
from core.events import Place
from core.outbox import Lane
from core.platform import Capabilities, Delivery, DeliveryFailed, RetryAt, Scope
from core.text import Words
from tests.core.announcements.broadcast import stage
from tests.fakes.loopback import Loopback
from tests.fakes.telegram.hidden import HiddenLimits
from tests.fakes.telegram.rules import ApiError
from tests.house import House, LoopSettings

CHATS = 5_000
QUESTIONS_A_SECOND = 5.0
LATENCY = (0.02, 0.08)  # seconds there and back
TELEGRAM_LIKE = Capabilities(
    edits=True,
    deletes=True,
    buttons=True,
    silent=True,
    groups=True,
    per_second=30.0,
    chat_per_second=1.0,
    chat_per_minute=60.0,
    group_per_minute=20.0,
)


class Hidden(Loopback):
    """Keeps the limits of a seed; writes down when each chat got its message."""

    def __init__(self, seed: int) -> None:
        super().__init__(TELEGRAM_LIKE)
        self.limits = HiddenLimits(seed)
        self.posted: dict[str, float] = {}
        self.answered: dict[str, float] = {}
        self._chance = random.Random(seed)
        self._news = asyncio.Event()

    async def all_posted(self, chats: int) -> None:
        while len(self.posted) < chats:
            self._news.clear()
            await self._news.wait()

    async def perform(self, delivery: Delivery) -> Receipt:
        loop, half = asyncio.get_running_loop(), self._chance.uniform(*LATENCY) / 2
        await asyncio.sleep(half)
        try:
            if delivery.place.id != "staff":
                self.limits.check(delivery.place.id, loop.time())
        except ApiError as error:
            await asyncio.sleep(half)
            until = virtual.now() + timedelta(seconds=(error.parameters or {})["retry_after"])
            raise DeliveryFailed(RetryAt(until, Scope.CHAT, ordered=True)) from error
        self._note(delivery, loop.time())
        await asyncio.sleep(half)
        return Receipt(place=delivery.place, ids=(str(delivery.row),))

    def _note(self, delivery: Delivery, at: float) -> None:
        action = delivery.action
        if isinstance(action, Send) and action.reply_to is not None:
            self.answered[action.reply_to] = at
        elif delivery.place.id != "staff":
            self.posted[delivery.place.id] = at
            self._news.set()


@dataclass
class Result:
    seconds: float
    best_seconds: float
    calls: int
    refused: int
    rushed: int
    crowded: int
    waits: list[float]
    imposed: list[float]

    @property
    def ratio(self) -> float:
        return self.seconds / self.best_seconds

    @property
    def answer_p99(self) -> float:
        """Beyond what an ideal sender makes the same askers wait, who has only the platform's wait
        for the whole bot to blame."""
        own = sorted(w - i for w, i in zip(self.waits, self.imposed, strict=True))
        return own[int(len(own) * 0.99)] if own else 0.0


# -- ours ----------------------------------------------------------------------------------------


async def ours(seed: int, chats: int, questions: float) -> Result:
    platform = Hidden(seed)
    asked = list(_arrivals(seed, questions))
    with tempfile.TemporaryDirectory() as folder:
        storage = await virtual.storage(Path(folder))
        app = App(
            load(stage.CONFIG, {}, platforms={"loop": LoopSettings}),
            storage,
            (stage.FEATURE,),
            clock=virtual.now,
        )
        house = House(app, platform, storage)
        await app.start()
        await app.unit(lambda unit: stage.prepare(unit, chats))
        tasks = [asyncio.create_task(app.add(platform).run())]
        await stage.begin(house)
        began = asyncio.get_running_loop().time()
        tasks += [asyncio.create_task(_jobs(house)), asyncio.create_task(_ask(app, asked, chats))]
        await platform.all_posted(chats)
        end = max(platform.posted.values()) - began
        await asyncio.sleep(60)  # for the answers that still wait
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await storage.close()
    limits = platform.limits
    best_seconds, _waits = best(seed, chats, asked)
    _seconds, imposed = best(seed, chats, asked, limits.told_until)
    heard = [n for n, at in enumerate(asked) if at < end]
    return Result(
        end,
        best_seconds,
        limits.calls,
        limits.refused,
        limits.rushed,
        limits.crowded,
        [platform.answered[str(n)] - began - asked[n] for n in heard],
        [imposed[n] for n in heard],
    )


def _arrivals(seed: int, questions: float) -> Iterator[float]:
    chance, at = random.Random(f"questions {seed}"), 0.0
    while questions and at < 1_000:
        at += chance.expovariate(questions)
        yield at


async def _jobs(house: House) -> None:
    """What the schedule does."""
    while True:
        while await stage.run_one(house):
            pass
        await asyncio.sleep(0.25)


async def _ask(app: App, asked: list[float], chats: int) -> None:
    """Answers, at the moments of the questions, to people who are also written to."""
    loop, chance = asyncio.get_running_loop(), random.Random(7)
    began = loop.time()
    for number, at in enumerate(asked):
        await asyncio.sleep(began + at - loop.time())
        place = Place("loop", f"p{chance.randrange(chats):05}", private=True)
        send = Send(place=place, body=(Words("Here it is."),), reply_to=str(number))
        await app.unit(partial(_put, send=send))


async def _put(unit: Unit, send: Send) -> None:
    await unit.put(send, lane=Lane.REPLIES)


# -- the best possible ---------------------------------------------------------------------------


def best(
    seed: int, chats: int, asked: list[float], told_until: float = 0.0
) -> tuple[float, list[float]]:
    """When the last chat is reached by one who knows all and takes no time, answers first; and how
    long each question waits then. `told_until`: the whole seconds that a platform tells."""
    limits = HiddenLimits(seed)
    pause = (limits.pause_from, max(limits.pause_from + limits.pause_seconds, told_until))
    now, tokens, sent, end = 0.0, float(limits.burst), 0, 0.0
    waits: list[float] = []
    while sent < chats or len(waits) < len(asked):
        if pause[0] <= now < pause[1]:
            tokens, now = min(limits.burst, tokens + (pause[1] - now) * limits.rate), pause[1]
        is_asked = len(waits) < len(asked) and asked[len(waits)] <= now
        if tokens >= 1 - 1e-9 and (is_asked or sent < chats):
            tokens -= 1
            if is_asked:
                waits.append(now - asked[len(waits)])
            else:
                sent, end = sent + 1, now
            continue
        step = (1 - tokens) / limits.rate if tokens < 1 - 1e-9 else asked[len(waits)] - now
        tokens, now = min(limits.burst, tokens + step * limits.rate), now + step
    return end, waits


# -- figures -------------------------------------------------------------------------------------


def measure(seeds: int, chats: int, questions: float) -> list[Result]:
    results = []
    for seed in range(1, seeds + 1):
        result = virtual.run(ours(seed, chats, questions))
        results.append(result)
        print(
            f"  seed {seed}: {result.seconds:.1f} s, best {result.best_seconds:.1f} s,"
            f" ratio {result.ratio:.3f}, refused {result.refused} of {result.calls}",
            flush=True,
        )
    return results


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--chats", type=int, default=CHATS)
    given, _json = parser.parse_known_args()
    alone = measure(given.seeds, given.chats, 0.0)
    both = measure(given.seeds, given.chats, QUESTIONS_A_SECOND)
    every = [*alone, *both]
    report(
        "broadcast",
        Figure("ours / best possible, worst seed", max(r.ratio for r in alone), "×", at_most=1.05),
        Figure("mean", fmean(r.ratio for r in alone), "×"),
        Figure("with 5 answers/s, worst seed", max(r.ratio for r in both), "×", at_most=1.10),
        Figure("mean", fmean(r.ratio for r in both), "×"),
        Figure("answers p99, worst seed", max(r.answer_p99 for r in both), "s", at_most=1.5),
        Figure(
            "refused calls in 500, worst seed",
            max(500 * r.refused / r.calls for r in every),
            "calls",
            at_most=1,
        ),
        Figure("sooner than retry_after", sum(r.rushed for r in every), "calls", at_most=0),
        Figure("within a second, same chat", sum(r.crowded for r in every), "calls", at_most=0),
    )


if __name__ == "__main__":
    main()
