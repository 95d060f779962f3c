"""Kill the program again and again while askers write, and look for every word among staff."""

import asyncio
import random
import re
from dataclasses import dataclass

from tests.e2e import desks
from tests.e2e.desks import Open
from tests.e2e.running import Installation
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram

START_SECONDS = 180.0  # on a machine with other work
SLOW_ANSWER = faults.slow(0.05)  # seconds between the effect and the answer: where doubt is born
_WORD = re.compile(r"word (\d+)$")


@dataclass
class Tally:
    """`shown`, `twice` and `out_of_order` are what stands in the topics, `uncertain` what the
    database says of lines, `unexplained` the words that are in neither."""

    said: int
    shown: int
    twice: int
    uncertain: int
    unexplained: int
    out_of_order: int


async def torment(
    fake: FakeTelegram,
    home: Installation,
    opened: list[Open],
    *,
    kills: int,
    each: int,
    rate: float,
) -> Tally:
    """Each asker writes `each` numbered words; `rate` a second, all together."""
    chance = random.Random(3)
    fake.inject(SLOW_ANSWER, "sendMessage", times=4 * each * len(opened))
    writing = asyncio.create_task(_write(fake, opened, each, rate))
    for _ in range(kills):
        async with home.running(within=START_SECONDS) as child:
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            await child.kill()
    async with home.running(within=START_SECONDS) as child:
        await writing
        while fake.updates.pending or home.rows(_WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await child.stop()
    return _count(fake, home, opened, each)


_WAITING = "SELECT 1 FROM outbox WHERE state IN ('due', 'sending') AND lane < 3"


async def _write(fake: FakeTelegram, opened: list[Open], each: int, rate: float) -> None:
    for number in range(each):
        for ticket in opened:
            fake.says(ticket.asker, ticket.asker, f"word {number}")
            await asyncio.sleep(1 / rate)


def _count(fake: FakeTelegram, home: Installation, opened: list[Open], each: int) -> Tally:
    doubted = home.rows(
        "SELECT t.text FROM outbox o JOIN ticket_lines l"
        " ON o.key = 'ticket:' || l.ticket || ':line:' || l.id || ':staff:1'"
        " JOIN texts t ON t.id = l.text WHERE o.state = 'uncertain'"
    )
    shown = {ticket.number: _words(fake, home, ticket) for ticket in opened}
    missing = sum(each - len(set(words)) for words in shown.values())
    return Tally(
        said=each * len(opened),
        shown=sum(len(set(words)) for words in shown.values()),
        twice=sum(len(words) - len(set(words)) for words in shown.values()),
        uncertain=len(doubted),
        unexplained=max(0, missing - len(doubted)),
        out_of_order=sum(words != sorted(words) for words in shown.values()),
    )


def _words(fake: FakeTelegram, home: Installation, ticket: Open) -> list[int]:
    ((place,),) = home.rows(
        f"SELECT place FROM ticket_places WHERE ticket = {ticket.number} AND side = 'staff'"  # noqa: S608
    )
    thread = int(place.rpartition("/")[2])
    texts = [s.text for s in fake.ours(ticket.group) if s.thread == thread]
    found = (_WORD.search(text.replace("\u2069", "")) for text in texts)
    return [int(match[1]) for match in found if match]


__all__ = ["Tally", "desks", "torment"]
