"""`kill -9` at random moments while questions arrive: twenty with 2,000 on Telegram, ten with
1,000 on Discord."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e.crowds import DiscordCrowd, TelegramCrowd
from tests.e2e.killing import Tally, torment
from tests.e2e.running import with_discord, with_telegram
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram

CHANNELS = 50


async def on_telegram(folder: Path, kills: int, questions: int, seed: int) -> Tally:
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake)
        return await torment(TelegramCrowd(fake, questions), home, kills=kills, seed=seed)


async def on_discord(folder: Path, kills: int, questions: int, seed: int) -> Tally:
    async with FakeDiscord() as fake:
        home = with_discord(folder, fake)
        crowd = DiscordCrowd(fake, questions, channels=CHANNELS)
        return await torment(crowd, home, kills=kills, seed=seed)


def measure(platform: str, kills: int, questions: int, seed: int) -> Tally:
    run = {"telegram": on_telegram, "discord": on_discord}[platform]
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder), kills, questions, seed))


def tell(platform: str, tally: Tally, *, doubt: int) -> None:
    """`doubt`: how many answers may be uncertain."""
    lost = tally.asked - tally.delivered - tally.uncertain
    report(
        f"kill {platform}",
        Figure("questions acknowledged", tally.acknowledged, f"over {tally.kills} kills"),
        Figure("answers delivered", tally.delivered, "by the database"),
        Figure("answers uncertain", tally.uncertain, "by the database", at_most=doubt),
        Figure("requests in flight", tally.in_flight, "at the kills"),
        Figure("neither answered nor uncertain", lost, "questions", at_most=0),
        Figure("unanswered on the screen, unexplained", tally.unexplained, "people", at_most=0),
        Figure("answered twice on the screen", tally.answered_twice, "people", at_most=0),
        Figure("time", tally.seconds, "s"),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--platform", choices=("telegram", "discord"))
    parser.add_argument("--kills", type=int)
    parser.add_argument("--questions", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given, _json = parser.parse_known_args()
    for platform, kills, questions in (("telegram", 20, 2_000), ("discord", 10, 1_000)):
        if given.platform in (None, platform):
            tally = measure(
                platform, given.kills or kills, given.questions or questions, given.seed
            )
            tell(platform, tally, doubt=tally.in_flight if platform == "telegram" else 0)


if __name__ == "__main__":
    main()
