"""From a secret on the fake Telegram to the call that deletes it, the program in its own process.

Messages arrive at 200 a second in many groups, and one in twenty gives a seed phrase away. Then
Telegram holds the deletes of some groups back for a second each.
"""

import asyncio
import itertools
import json
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.figures import Figure, report
from bench.lines import chatter
from tests.e2e.running import with_telegram
from tests.fakes import faults
from tests.fakes.telegram import Chat, FakeTelegram, Message
from tests.fakes.telegram.rules import Json
from tests.moderation.phrases_of_wallets import words_of

RATE, SECONDS = 200, 20
BLOCKS = 5
GROUPS, PEOPLE = 21, 1_000
EVERY = 20  # one of so many gives a secret away
RIGHTS = {"can_delete_messages": True, "can_restrict_members": True}
CONFIG = '[places]\nmoderation = "act"'


class Waits(NamedTuple):
    """Milliseconds from each secret to the call that deletes it, and from the end of each block to
    the call that it held back; how many secrets stayed."""

    deletes: list[float]
    blocked: list[float]
    left: int


async def deletes(folder: Path) -> Waits:
    async with FakeTelegram() as fake:
        home = with_telegram(folder, fake, CONFIG)
        async with home.running():
            await fake.called("getUpdates")
            secrets = [message async for message in _paced(fake)]
            await _quiet(fake, secrets)
            blocked = [await _blocked(fake, secrets[number]) for number in range(BLOCKS)]
        called = _deletions(fake)
        waits = [called[key] - message.seen_at for message in secrets
                 if (key := (message.chat.id, message.id)) in called]  # fmt: skip
        left = len(secrets) - len(waits)
        return Waits([1_000 * wait for wait in waits], [1_000 * wait for wait in blocked], left)


async def _blocked(fake: FakeTelegram, like: Message) -> float:
    """The same is said once more, and Telegram lets nobody delete there for a second."""
    refused: list[float] = []
    fake.inject(faults.noted(faults.flood(1), refused), "deleteMessage")
    said = fake.says(like.sender, like.chat, str(like.body["text"]))
    await _quiet(fake, [said])
    return _deletions(fake)[said.chat.id, said.id] - refused[0] - 1.0


async def _paced(fake: FakeTelegram) -> AsyncIterator[Message]:
    """The secrets among what is said."""
    loop, dice = asyncio.get_running_loop(), Random(7)
    groups = [fake.group(f"Group {number}", rights=RIGHTS) for number in range(GROUPS)]
    people = [fake.user(f"Person {number}") for number in range(PEOPLE)]
    ordinary = _each_in_its_group([line.text for line in chatter()], groups)
    began = loop.time()
    for number in range(RATE * SECONDS):
        await asyncio.sleep(began + number / RATE - loop.time())
        person, group = people[number % PEOPLE], groups[number % GROUPS]
        if number % EVERY:
            fake.says(person, group, next(ordinary[group.id]))
        else:
            yield fake.says(person, group, " ".join(words_of("english", dice)))


def _each_in_its_group(lines: list[str], groups: list[Chat]) -> dict[int, Iterator[str]]:
    """A line that came back to its group from others would be a wave of copies."""
    return {
        group.id: itertools.cycle(lines[number * len(lines) // len(groups) :] + lines)
        for number, group in enumerate(groups)
    }


async def _quiet(fake: FakeTelegram, secrets: list[Message]) -> None:
    """Until all of them are gone, or a minute has passed."""
    for _ in range(600):
        if all(message.is_deleted for message in secrets):
            return
        await asyncio.sleep(0.1)


def _deletions(fake: FakeTelegram) -> dict[tuple[int, int], float]:
    """When each message was first asked to be deleted."""
    found: dict[tuple[int, int], float] = {}
    for call in fake.calls:
        for id_ in _ids(call.method, call.params):
            found.setdefault((int(call.params["chat_id"]), id_), call.at)
    return found


def _ids(method: str, params: Json) -> Iterator[int]:
    if method == "deleteMessage":
        yield int(params["message_id"])
    elif method == "deleteMessages":
        yield from map(int, json.loads(params["message_ids"]))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        waits = asyncio.run(deletes(Path(folder)))
    hundredths = statistics.quantiles(waits.deletes, n=100)
    report(
        "moderation_deletes",
        Figure("secret to delete call, median", hundredths[49], "ms"),
        Figure("secret to delete call, p99", hundredths[98], "ms", at_most=300),
        Figure("secret to delete call, slowest", max(waits.deletes), "ms"),
        Figure(
            "secrets that stayed", waits.left, f"of {len(waits.deletes) + waits.left}", at_most=0
        ),
        Figure("delete call after a block ends", max(waits.blocked), "ms", at_most=100),
    )


if __name__ == "__main__":
    main()
