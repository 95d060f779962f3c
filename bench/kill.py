"""`kill -9` at twenty random moments while 2,000 questions arrive through the Telegram fake."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e.killing import Tally, torment
from tests.e2e.running import with_telegram
from tests.fakes.telegram import FakeTelegram


async def measure(kills: int, questions: int, seed: int) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as fake:
            home = with_telegram(Path(folder), fake)
            return await torment(fake, home, kills=kills, questions=questions, seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given, _json = parser.parse_known_args()
    tally = asyncio.run(measure(given.kills, given.questions, given.seed))
    lost = given.questions - tally.delivered - tally.uncertain
    report(
        "kill",
        Figure("questions acknowledged", tally.acknowledged, f"over {tally.kills} kills"),
        Figure("answers delivered", tally.delivered, "by the database"),
        Figure("answers uncertain", tally.uncertain, "by the database", at_most=tally.in_flight),
        Figure("requests in flight", tally.in_flight, "at the kills"),
        Figure("neither answered nor uncertain", lost, "questions", at_most=0),
        Figure("unanswered on the screen, unexplained", tally.unexplained, "people", at_most=0),
        Figure("answered twice on the screen", tally.answered_twice, "people", at_most=0),
        Figure("time", tally.seconds, "s"),
    )


if __name__ == "__main__":
    main()
