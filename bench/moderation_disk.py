"""What is left on the disk of secrets among many messages: of everything that the program with
moderation writes (database, write-ahead log, logs) each byte is read.

The messages, as many as `--messages` says, wait on the fake Telegram; one in a hundred gives a seed
phrase, a key or a token away.
"""

import argparse
import asyncio
import itertools
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.figures import Figure, report
from bench.lines import chatter
from tests.e2e.running import Installation, with_telegram
from tests.fakes.telegram import FakeTelegram
from tests.moderation.phrases_of_wallets import words_of

MESSAGES, EVERY = 100_000, 100
GROUPS, PEOPLE = 50, 5_000
LONGEST_SECONDS = 1_800  # a busy machine takes its time
RIGHTS = {"can_delete_messages": True, "can_restrict_members": True}
CONFIG = '[places]\nmoderation = "act"'


async def written(folder: Path, messages: int) -> tuple[list[str], float, int]:
    """The canaries, seconds until all was heard, messages that were not heard by then."""
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake, CONFIG)
        canaries = _pile_up(fake, messages)
        began = time.monotonic()
        async with home.running():
            while fake.updates.pending and time.monotonic() - began < LONGEST_SECONDS:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            left = len(fake.updates.pending)
            seconds = time.monotonic() - began
            await _handled(home, len(canaries))
        return canaries, seconds, left


def _pile_up(fake: FakeTelegram, messages: int) -> list[str]:
    groups = [fake.group(f"Group {number}", rights=RIGHTS) for number in range(GROUPS)]
    people = [fake.user(f"Person {number}") for number in range(PEOPLE)]
    ordinary = itertools.cycle([line.text for line in chatter()])
    made, canaries = _secrets(), []
    for number in range(messages):
        text = next(ordinary)
        if number % EVERY == 0:
            canary, text = next(made)
            canaries.append(canary)
        fake.says(people[number % PEOPLE], groups[number % GROUPS], text)
    return canaries


def _secrets() -> Iterator[tuple[str, str]]:
    """What must not be written, and the message around it."""
    dice = Random(3)
    while True:
        phrase = " ".join(words_of("english", dice))
        yield phrase, f"please help, {phrase}"
        key = secrets.token_hex(32)
        yield key, f"my private key: {key}"
        token = f"{secrets.randbelow(9 * 10**8) + 10**8}:{secrets.token_hex(18)[:35]}"
        yield token, f"my bot stopped, {token}"


async def _handled(home: Installation, secrets_given: int) -> None:
    """Until each of them is a case."""
    for _ in range(100):
        if home.rows("SELECT COUNT(*) FROM moderation_cases")[0][0] >= secrets_given:
            return
        await asyncio.sleep(0.1)


def _bytes_found(folder: Path, canaries: list[str]) -> tuple[int, int]:
    """Bytes of canaries in all files of a folder, and the size of these."""
    files = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    found = sum(len(c) * content.count(c.encode()) for content in files for c in canaries)
    return found, sum(map(len, files))


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--messages", type=int, default=MESSAGES)
    messages = given.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        canaries, seconds, left = asyncio.run(written(Path(folder), messages))
        found, size = _bytes_found(Path(folder), canaries)
    report(
        "moderation_disk",
        Figure("bytes of secrets on the disk", found, f"of {size:,}", at_most=0),
        Figure("secrets given away", len(canaries), f"in {messages:,} messages"),
        Figure("messages not heard in time", left, f"of {messages:,}", at_most=0),
        Figure("time", seconds, "s"),
    )


if __name__ == "__main__":
    main()
