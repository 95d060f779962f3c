"""Kill the program again and again while people ask, and count what became of every question."""

import asyncio
import random
import time
from dataclasses import dataclass

from tests.e2e.crowds import Crowd
from tests.e2e.running import Installation

_ANSWERS = "SELECT 1 FROM outbox WHERE key LIKE 'answer:%'"  # not what else is done at a start
ASKED_A_SECOND = 60  # more than may be sent, so that every kill finds work under way


@dataclass
class Tally:
    """`in_flight`: requests under way at the kills, all together. `uncertain` and `delivered` are
    what the database says, the rest is what stands on the screens."""

    kills: int
    asked: int
    acknowledged: int
    delivered: int
    uncertain: int
    in_flight: int
    unanswered: int
    answered_twice: int
    unexplained: int
    seconds: float


async def torment(crowd: Crowd, home: Installation, *, kills: int, seed: int) -> Tally:
    """Each of the crowd asks once; the first kill comes before anybody has. Returns when all is
    acknowledged and nothing is left to send."""
    chance, began = random.Random(seed), time.monotonic()
    async with home.running():
        await crowd.met()
    asking = asyncio.create_task(_ask(crowd, chance))
    in_flight = 0
    for _ in range(kills - 1):
        in_flight += await _live_for(home, chance.uniform(0.1, 2.5))
    async with home.running() as child:
        await asking
        await _quiet(crowd, home)
        await child.stop()
    return _count(crowd, home, kills, in_flight, time.monotonic() - began)


async def _ask(crowd: Crowd, chance: random.Random) -> None:
    for number in range(crowd.size):
        crowd.ask(number)
        await asyncio.sleep(chance.expovariate(ASKED_A_SECOND))


async def _live_for(home: Installation, seconds: float) -> int:
    """Requests that were in flight when it was killed."""
    async with home.running() as child:
        await asyncio.sleep(seconds)
        await child.kill()
    return home.count("sending")


async def _quiet(crowd: Crowd, home: Installation) -> None:
    while not crowd.is_heard(home) or home.count("due", "sending"):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def _count(crowd: Crowd, home: Installation, kills: int, in_flight: int, seconds: float) -> Tally:
    doubted = {row[0] for row in home.rows("SELECT chat FROM outbox WHERE state = 'uncertain'")}
    answers = crowd.answers()
    unanswered = [number for number, count in enumerate(answers) if count == 0]
    return Tally(
        kills=kills,
        asked=crowd.size,
        acknowledged=crowd.acknowledged(home),
        delivered=len(home.rows(f"{_ANSWERS} AND state = 'delivered'")),
        uncertain=home.count("uncertain"),
        in_flight=in_flight,
        unanswered=len(unanswered),
        answered_twice=sum(count > 1 for count in answers),
        unexplained=sum(crowd.chat(number) not in doubted for number in unanswered),
        seconds=seconds,
    )
