"""300 interactions a second through the Discord fake: how soon each is acknowledged, and how long
the bot's loop is held up meanwhile.

The fake and its crowd run in a process of their own. The bot is the whole program over SQLite with
the starter entries; a third of what it gets are questions, a third completions of one that is being
typed, a third presses of a button.
"""

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from pathlib import Path

from bench.figures import Figure, report
from bench.lines import questions
from bots import discord
from bots.program import Program
from core.config import Config, load
from core.storage import open_storage
from tests.fakes.discord import FakeDiscord, Interaction, Message, User

RATE, SECONDS = 300, 20
CHANNELS, PEOPLE = 100, 500
TICK_SECONDS = 0.01
SAMPLE_SECONDS = 0.005
SETTLING_SECONDS = 3.0  # for what was asked last


# --- the crowd, in the other process


async def play() -> None:
    """Says where it is, plays when the bot is there, and tells the acknowledgements."""
    async with FakeDiscord() as fake:
        place = (fake.token, fake.api_base_url, fake.gateway_url)
        print(json.dumps(place), flush=True)
        people = [fake.user(f"Person {number}") for number in range(PEOPLE)]
        guild = fake.guild("Exchange", people)
        channels = [fake.channel(guild, f"support-{number}") for number in range(CHANNELS)]
        press = {"type": 2, "style": 2, "label": "Who am I?", "custom_id": "/id"}
        rows = [{"type": 1, "components": [press]}]
        cards = [
            fake.world.post(channel, fake.bot, {"content": "card", "components": rows})
            for channel in channels
        ]
        await fake.ready()
        await fake.until(lambda: "ask" in fake.menu())
        print("begun", flush=True)
        asked = await _ask(fake, people, cards)
        await asyncio.sleep(SETTLING_SECONDS)
        print(json.dumps([each.acknowledged_after for each in asked]), flush=True)


async def _ask(fake: FakeDiscord, people: list[User], cards: list[Message]) -> list[Interaction]:
    texts = itertools.cycle(line.text for line in questions())
    whom, where = itertools.cycle(people), itertools.cycle(cards)
    asked: list[Interaction] = []
    began = asyncio.get_running_loop().time()
    while (passed := asyncio.get_running_loop().time() - began) < SECONDS:
        while len(asked) < passed * RATE:
            person, card, text = next(whom), next(where), next(texts)
            match len(asked) % 3:
                case 0:
                    asked.append(fake.slash(person, card.channel, "ask", question=text))
                case 1:
                    asked.append(fake.types(person, card.channel, "ask", "question", text[:20]))
                case _:
                    asked.append(fake.presses(person, card, "/id"))
        await asyncio.sleep(TICK_SECONDS)
    return asked


# --- the bot, in this process


async def serve(folder: Path) -> tuple[list[float | None], list[float], float]:
    """Seconds until each acknowledgement (None: never), seconds by which the loop was late, and
    seconds of CPU."""
    crowd = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.interactions", "--play"), stdout=PIPE, limit=1 << 24
    )
    assert crowd.stdout is not None
    config = configured(folder, *json.loads(await crowd.stdout.readline()))
    storage = await open_storage(config.database_url)
    program, stop = Program(config, storage, lambda line: None), asyncio.Event()
    await program.start()
    running = asyncio.create_task(program.run(stop, lambda: config))
    await crowd.stdout.readline()
    lags: list[float] = []
    used = time.process_time()
    sampling = asyncio.create_task(_sample(lags))
    waits = json.loads(await crowd.stdout.readline())
    used = time.process_time() - used
    sampling.cancel()
    stop.set()
    await running
    await storage.close()
    await crowd.wait()
    return waits, lags, used


def configured(folder: Path, token: str, api: str, gateway: str) -> Config:
    text = f"""
        [data]
        folder = "{folder}"
        [server]
        port = 0
        [discord]
        api_base_url = "{api}"
        gateway_url = "{gateway}"
    """
    return load(text, {"DISCORD_TOKEN": token}, platforms={"discord": discord.Settings})


async def _sample(lags: list[float]) -> None:
    while True:
        before = time.monotonic()
        await asyncio.sleep(SAMPLE_SECONDS)
        lags.append(time.monotonic() - before - SAMPLE_SECONDS)


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--play", action="store_true", help="be the crowd")
    given, _json = parser.parse_known_args()
    if given.play:
        asyncio.run(play())
        return
    with tempfile.TemporaryDirectory() as folder:
        waits, lags, used = asyncio.run(serve(Path(folder)))
    heard = [1_000 * wait for wait in waits if wait is not None]
    late = [1_000 * lag for lag in lags]
    report(
        "interactions",
        Figure("interactions", len(waits) / SECONDS, "a second"),
        Figure("CPU", 100 * used / (SECONDS + SETTLING_SECONDS), "% of a core"),
        Figure("never acknowledged", len(waits) - len(heard), f"of {len(waits):,}", at_most=0),
        Figure("acknowledged, median", share(heard, 0.5), "ms"),
        Figure("acknowledged, p99.9", share(heard, 0.999), "ms", at_most=1_000),
        Figure("loop late, p99", share(late, 0.99), "ms"),
        Figure("loop late, p99.9", share(late, 0.999), "ms", at_most=50),
    )


if __name__ == "__main__":
    main()
