"""`/panic` over the wire while an announcement goes out: from the moment at which the command is
with Telegram to the last message of the announcement that begins.

The whole program runs as a process of its own, with everything it does beside. That no frozen
action begins after the commit, in any of two processes, is for `bench/approvals.py` to prove.
"""

import argparse
import asyncio
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e.broadcast_killing import on_telegram
from tests.fakes.telegram import FakeTelegram, User

PLACES = 1_000
LOOK_SECONDS = 3.0  # after the command: whatever begins until then is seen
_UNDER_WAY = (40, 120)  # messages that are out when it is pulled


@dataclass
class Pull:
    """Seconds from the command's arrival; `after`: messages that came after staff had read that all
    is stopped, so they were on their way before the commit."""

    last_begun: float
    answered: float
    sent: int
    after: int


async def pull(seed: int) -> Pull:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as fake:
            home, _count = await on_telegram(Path(folder), fake, PLACES)
            boss = fake.user("Boss")
            home.write(f'[staff]\nadmins = ["telegram:{boss.id}"]\n')
            async with home.running() as child:
                wanted = random.Random(seed).randint(*_UNDER_WAY)
                while len(_sent(fake)) < wanted:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                found = await _pulled(fake, boss)
                await child.stop()
    return found


async def _pulled(fake: FakeTelegram, boss: User) -> Pull:
    arrived = asyncio.get_running_loop().time()
    fake.says(boss, boss, "/panic")
    await asyncio.sleep(LOOK_SECONDS)
    sent = _sent(fake)
    answered = next(at for at, text in _texts(fake) if text.startswith("Stopped."))
    return Pull(
        last_begun=max(0.0, max(sent) - arrived),
        answered=answered - arrived,
        sent=len(sent),
        after=sum(at > answered for at in sent),
    )


def _texts(fake: FakeTelegram) -> list[tuple[float, str]]:
    sent = [call for call in fake.calls if call.method == "sendMessage"]
    return [(call.at, str(call.params["text"])) for call in sent]


def _sent(fake: FakeTelegram) -> list[float]:
    """When each message of the announcement arrived."""
    return [at for at, text in _texts(fake) if "We are moving." in text]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    given, _json = parser.parse_known_args()
    pulls = [asyncio.run(pull(seed)) for seed in range(given.rounds)]
    report(
        "broadcast_panic",
        Figure("pulled, each in a run to 1,000", len(pulls), "times", at_least=given.rounds),
        Figure("last message begun, worst", max(p.last_begun for p in pulls), "s", at_most=1.0),
        Figure("staff reads that it is stopped, worst", max(p.answered for p in pulls), "s"),
        Figure("out before it, fewest", min(p.sent for p in pulls), "messages", at_least=1),
        Figure("arrived after staff read that, most", max(p.after for p in pulls), "messages"),
    )


if __name__ == "__main__":
    main()
