"""Kill the program again and again while people ask, and count what became of every question."""

import asyncio
import random
import time
from dataclasses import dataclass

from tests.e2e.running import Installation
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram, User

ASKED_A_SECOND = 60  # more than may be sent, so that every kill finds work under way
SLOW_ANSWER = faults.slow(0.05)  # seconds between the effect and the answer: where doubt is born


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


async def torment(
    fake: FakeTelegram, home: Installation, *, kills: int, questions: int, seed: int
) -> Tally:
    """Each person asks once. Returns when all is acknowledged and nothing is left to send."""
    chance, began = random.Random(seed), time.monotonic()
    people = [fake.user(f"Person {number}") for number in range(questions)]
    fake.inject(SLOW_ANSWER, "sendMessage", times=questions * 2)
    asking = asyncio.create_task(_ask(fake, people, chance))
    in_flight = 0
    for _ in range(kills):
        in_flight += await _live_for(home, chance.uniform(0.1, 2.5))
    async with home.running() as child:
        await asking
        await _quiet(fake, home)
        await child.stop()
    return _count(fake, home, people, kills, in_flight, time.monotonic() - began)


async def _ask(fake: FakeTelegram, people: list[User], chance: random.Random) -> None:
    for person in people:
        fake.says(person, person, "How do I reset my 2FA?")
        await asyncio.sleep(chance.expovariate(ASKED_A_SECOND))


async def _live_for(home: Installation, seconds: float) -> int:
    """Requests that were in flight when it was killed."""
    async with home.running() as child:
        await asyncio.sleep(seconds)
        await child.kill()
    return home.count("sending")


async def _quiet(fake: FakeTelegram, home: Installation) -> None:
    while fake.updates.pending or home.count("due") or home.count("sending"):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def _count(
    fake: FakeTelegram,
    home: Installation,
    people: list[User],
    kills: int,
    in_flight: int,
    seconds: float,
) -> Tally:
    doubted = {row[0] for row in home.rows("SELECT chat FROM outbox WHERE state = 'uncertain'")}
    heard = {f"telegram:{person.id}": len(fake.ours(person)) for person in people}
    unanswered = {chat for chat, count in heard.items() if count == 0}
    return Tally(
        kills=kills,
        asked=len(people),
        acknowledged=home.rows("SELECT COUNT(*) FROM seen")[0][0],
        delivered=home.count("delivered"),
        uncertain=home.count("uncertain"),
        in_flight=in_flight,
        unanswered=len(unanswered),
        answered_twice=sum(count > 1 for count in heard.values()),
        unexplained=len(unanswered - doubted),
        seconds=seconds,
    )
