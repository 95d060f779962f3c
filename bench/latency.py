"""From a message on the fake Telegram to the answer on its screen, the program in its own process.

First at a steady pace from many private chats; then the first question after an hour's outage.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable
from functools import partial
from pathlib import Path

from bench.figures import Figure, report
from bench.lines import questions
from tests.e2e.running import Installation, with_telegram
from tests.fakes.telegram import Chat, FakeTelegram, User

CHATS = 200
RATE = 20.0  # questions a second, evenly spaced
WARM_UP, MEASURED = 200, 1_000

BACKLOG = 10_000  # updates that waited
OUTAGE_SECONDS = 3_600
GROUPS, PRIVATE_SHARE = 50, 0.05  # of the backlog, what was asked in private
AUTO_ANSWERS = "[places]\nauto_answers = true"


async def steady(folder: Path) -> list[float]:
    """Seconds of each question, in the order asked."""
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake)
        people = [fake.user(f"Person {number}") for number in range(CHATS)]
        async with home.running():
            waits = await asyncio.gather(*_paced(fake, people))
        return waits[WARM_UP:]


def _paced(fake: FakeTelegram, people: list[User]) -> list[Awaitable[float]]:
    texts = [line for line in questions() if line.expected is not None]
    began = asyncio.get_running_loop().time() + 0.5
    return [
        _ask(fake, people[number % CHATS], texts[number % len(texts)].text, began + number / RATE)
        for number in range(WARM_UP + MEASURED)
    ]


async def _ask(fake: FakeTelegram, person: User, text: str, at: float) -> float:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(at - loop.time())
    before = len(fake.ours(person))
    asked = time.monotonic()
    fake.says(person, person, text)
    answer = (await fake.heard(person, before + 1, within=30.0))[before]
    return answer.seen_at - asked


async def after_an_outage(folder: Path) -> tuple[float, float, int]:
    """Seconds from the start to the first new question's answer, and until all is answered; how
    many old questions were answered unasked."""
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake, AUTO_ANSWERS)
        async with home.running():
            await fake.called("getUpdates")  # the first start of all fills the database
        askers, groups = _pile_up(fake)
        newcomer = fake.user("Newcomer")
        began = time.monotonic()
        child = await home.start()
        try:
            fake.says(newcomer, newcomer, "How do I reset my 2FA?")
            (answer,) = await fake.heard(newcomer, within=120.0)
            await _drained(fake, home)
        finally:
            await child.kill()
        assert all(fake.ours(asker) for asker in askers)
        unasked = sum(len(fake.ours(group)) for group in groups)
        return answer.seen_at - began, time.monotonic() - began, unasked


def _pile_up(fake: FakeTelegram) -> tuple[list[User], list[Chat]]:
    """An hour of talk in groups, with questions in private between."""
    texts = [line.text for line in questions() if line.expected is not None]
    groups = [fake.group(f"Group {number}") for number in range(GROUPS)]
    every, askers = round(1 / PRIVATE_SHARE), []
    for number in range(BACKLOG):
        ago = OUTAGE_SECONDS * (1 - number / BACKLOG) + 60
        fake.world.clock = partial(_back_then, ago)
        person = fake.user(f"Person {number}")
        if number % every == 0:
            askers.append(person)
        where = person if number % every == 0 else groups[number % GROUPS]
        fake.says(person, where, texts[number % len(texts)])
    fake.world.clock = time.time
    return askers, groups


def _back_then(ago: float) -> float:
    return time.time() - ago


async def _drained(fake: FakeTelegram, home: Installation) -> None:
    while fake.updates.pending or home.count("due") or home.count("sending"):  # noqa: ASYNC110
        await asyncio.sleep(0.2)


def main() -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        waits = [1_000 * wait for wait in asyncio.run(steady(Path(one)))]
        first, drained, unasked = asyncio.run(after_an_outage(Path(other)))
    hundredths = statistics.quantiles(waits, n=100)
    report(
        "latency",
        Figure("message to answer, median", hundredths[49], "ms"),
        Figure("message to answer, p99", hundredths[98], "ms", at_most=150),
        Figure("message to answer, slowest", max(waits), "ms"),
        Figure("first answer after an outage", first, "s, start included", at_most=60),
        Figure("all of the backlog handled", drained, "s, start included"),
        Figure("old questions answered unasked", unasked, "of 10,000", at_most=0),
    )


if __name__ == "__main__":
    main()
