"""`kill -9` at twenty random moments while an announcement goes to 5,000 places, on each of two
platforms: one that recognises a repeat, and one that does not."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e.broadcast_killing import Tally, on_discord, on_telegram, torment
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram


async def measure(platform: str, kills: int, places: int, seed: int) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        if platform == "telegram":
            async with FakeTelegram() as telegram:
                home, count = await on_telegram(Path(folder), telegram, places)
                return await torment(home, count, kills=kills, seed=seed)
        async with FakeDiscord() as discord:
            home, count = await on_discord(Path(folder), discord, places)
            return await torment(home, count, kills=kills, seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--platform", choices=("telegram", "discord"))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--places", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    given, _json = parser.parse_known_args()
    for platform in ("telegram", "discord"):
        if given.platform not in (None, platform):
            continue
        tally = asyncio.run(measure(platform, given.kills, given.places, given.seed))
        lost = tally.due - tally.sent - tally.uncertain
        report(
            f"broadcast_kill {platform}",
            Figure("due", tally.due, f"places, {tally.kills} kills", at_least=given.places),
            Figure("sent", tally.sent, "places"),
            Figure(
                "uncertain", tally.uncertain, "places", at_most=0 if platform == "discord" else None
            ),
            Figure("neither sent nor uncertain", lost, "places", at_most=0),
            Figure("nothing there, and no doubt", tally.unexplained, "places", at_most=0),
            Figure("there twice", tally.twice, "places", at_most=0),
            Figure("time", tally.seconds, "s"),
        )


if __name__ == "__main__":
    main()
