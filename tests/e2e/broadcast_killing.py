"""Kill the program again and again while it brings an announcement to many places."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core import moments
from core.announcements.broadcast import listing, runs
from core.announcements.draft import Audience, Draft, Step
from core.announcements.rules import Kind, State
from core.moments import to_micros
from core.storage import Transaction, open_storage
from tests.e2e.running import Installation, with_discord, with_telegram
from tests.fakes import faults
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram

SLOW_ANSWER = faults.slow(0.05)  # seconds between the effect and the answer: where doubt is born
_PATIENCE = 300.0  # seconds for a start; a busy machine is no fault
Count = Callable[[], list[int]]


@dataclass
class Tally:
    """`sent` and `uncertain` are what the run says, `twice` and `unexplained` what stands on the
    screens: two messages in one place, or none and no doubt about it."""

    kills: int
    due: int
    sent: int
    uncertain: int
    twice: int
    unexplained: int
    seconds: float


async def on_telegram(folder: Path, fake: FakeTelegram, people: int) -> tuple[Installation, Count]:
    """Each a subscriber in private."""
    crowd = [fake.user(f"Person {number}") for number in range(people)]
    for person in crowd:
        person.has_started = True
        fake.private(person)
    fake.inject(SLOW_ANSWER, "sendMessage", times=people * 3)
    home = with_telegram(folder, fake)
    await _begin(home.database, [f"telegram:{person.id}" for person in crowd])
    return home, lambda: [len(fake.ours(person)) for person in crowd]


async def on_discord(folder: Path, fake: FakeDiscord, places: int) -> tuple[Installation, Count]:
    """Each a channel that the config names."""
    guild = fake.guild("Exchange", [fake.user("Ann")])
    channels = [fake.channel(guild, f"news-{number}") for number in range(places)]
    fake.inject(SLOW_ANSWER, "create_message", times=places * 3)
    tables = "".join(f'[places."discord:{each.id}"]\ntags = ["news"]\n' for each in channels)
    home = with_discord(folder, fake, tables)
    await _begin(home.database, [])
    return home, lambda: [len(fake.ours(channel)) for channel in channels]


async def torment(home: Installation, count: Count, *, kills: int, seed: int) -> Tally:
    """Until the run is over."""
    chance, began = random.Random(seed), time.monotonic()
    for _ in range(kills):
        async with home.running(within=_PATIENCE) as child:
            await asyncio.sleep(chance.uniform(0.3, 4.0))
            await child.kill()
    async with home.running(within=_PATIENCE) as child:
        while not home.rows("SELECT 1 FROM announcement_runs WHERE state = 'done'"):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        await child.stop()
    return _tally(home, count(), kills, time.monotonic() - began)


def _tally(home: Installation, shown: Sequence[int], kills: int, seconds: float) -> Tally:
    states = dict(
        home.rows("SELECT state, COUNT(*) FROM announcement_deliveries GROUP BY state ORDER BY 1")
    )
    uncertain = states.get("uncertain", 0)
    return Tally(
        kills=kills,
        due=sum(states.values()),
        sent=states.get("sent", 0),
        uncertain=uncertain,
        twice=sum(number > 1 for number in shown),
        unexplained=max(0, sum(number == 0 for number in shown) - uncertain),
        seconds=seconds,
    )


# -- an announcement with both its keys, about to go out -------------------------------------------


async def _begin(database: Path, accounts: Sequence[str]) -> None:
    storage = await open_storage(str(database))

    async def work(tx: Transaction) -> None:
        await _approve(tx)
        for number, account in enumerate(accounts):
            await _subscribe(tx, number + 1, account)
        now = moments.now()
        step = Step(kind=Kind.SAID, state=State.COMPLETED, at=now)
        run = await runs.add(tx, 1, 1, step, len(accounts), now)
        await tx.write(
            "INSERT INTO jobs (name, key, due, payload) VALUES (?, ?, 0, ?)",
            listing.JOB,
            str(run),
            str(run),
        )

    await storage.run(work)
    await storage.close()


async def _approve(tx: Transaction) -> None:
    now = to_micros(moments.now())
    draft = Draft(kind="notice", bodies={"en": "We are moving."}, audience=Audience(topic="news"))
    await tx.write(
        "INSERT INTO announcements (state, author, draft, place, created_at, changed_at)"
        " VALUES ('completed', 'machine', ?, '', ?, ?)",
        msgspec.json.encode(draft).decode(),
        now,
        now,
    )
    await tx.write(
        "INSERT INTO announcement_approvals (announcement, digest, rendered, author, approver,"
        " state, asked_at, given_at, expires_at)"
        " VALUES (1, '', '', 'machine', 'machine', 'given', ?, ?, ?)",
        now,
        now,
        now,
    )


async def _subscribe(tx: Transaction, member: int, account: str) -> None:
    platform, _colon, person = account.partition(":")
    now = to_micros(moments.now())
    await tx.write("INSERT INTO members (id, created_at) VALUES (?, ?)", member, now)
    await tx.write(
        "INSERT INTO accounts (platform, id, member, private_place, created_at)"
        " VALUES (?, ?, ?, ?, ?)",
        platform,
        person,
        member,
        person,
        now,
    )
    await tx.write(
        "INSERT INTO announcement_subscriptions (account, topic, at) VALUES (?, 'news', ?)",
        account,
        now,
    )
