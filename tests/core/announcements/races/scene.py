"""One race: who does what at which moment, in which of two processes."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

import msgspec

from core import announcements, flights, panic, roles, schedule
from core.actions import Send
from core.announcements import approvals, broadcast, clockwork, publish, store
from core.announcements.draft import Audience, Draft
from core.app import App
from core.config import load
from core.context import Unit
from core.events import Account, Place
from core.moments import to_micros
from core.outbox import Lane
from core.storage.errors import LostRace
from core.storage.postgres import PostgresStorage
from core.text import Words
from tests.core.announcements.races import journal
from tests.core.announcements.races.judge import Verdict, judge
from tests.fakes.loopback import Loopback
from tests.house import FEATURES, House, LoopSettings

FEATURES_HERE = (*FEATURES, panic.FEATURE, announcements.FEATURE)
CHATS = ("english", "spanish")
CONFIG = """
[staff]
admins = ["loop:bob", "loop:amy", "loop:ann"]
places = ["loop:staff"]
[official]
domains = ["example.com"]
[places."loop:english"]
tags = ["community"]
[places."loop:spanish"]
tags = ["community"]
"""
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
APART = timedelta(hours=1)  # a panic lasts half an hour
AFTER_THE_GRACE = timedelta(minutes=6)
_MOMENT: ContextVar[datetime] = ContextVar("moment", default=BEGIN)
_LINK = "See https://example.com/fees"


class Part(msgspec.Struct, frozen=True):
    """Somebody's doing in a race: after so many seconds, in one of the two processes."""

    who: str
    after: float
    process: int


class Race(msgspec.Struct, frozen=True):
    number: int
    announcement: int
    code: str
    parts: tuple[Part, ...]

    @property
    def at(self) -> datetime:
        return BEGIN + timedelta(days=14) + APART * self.number


_PARTS = ("edit", "ask", "amy", "ann", "panic")
_OF_A_RACE = (  # what the one before left
    "outbox",
    "jobs",
    "codes",
    "seen",
    "announcement_deliveries",
    "announcement_posts",
    "announcement_runs",
    "announcement_events",
    "announcement_approvals",
    "announcement_texts",
    "announcement_audiences",
    "announcements",
)
_HAND = 0.3  # of the races


def parts(who_acts: Sequence[str], chance: random.Random, step: float) -> tuple[Part, ...]:
    """In any order, each about when the one before ends: sooner or later. `step`: the seconds that
    a command takes here."""
    who = chance.sample(who_acts, len(who_acts))
    late = chance.choice((0, len(who)))  # half of the panics come when all is said and done
    return tuple(
        Part(
            each,
            step * _place(place + (late if each == "panic" else 0), chance),
            chance.randrange(2),
        )
        for place, each in enumerate(who)
    )


def _place(place: int, chance: random.Random) -> float:
    return max(0.0, place + chance.uniform(-2, 2))


class Process:
    """One of the two: the real app on its own connections."""

    def __init__(self, number: int, storage: PostgresStorage, *, forges: bool = False) -> None:
        self.number, self.storage, self._forges = number, storage, forges
        settings = load(CONFIG, {}, platforms={"loop": LoopSettings})
        self.app = App(settings, storage, FEATURES_HERE, clock=_MOMENT.get)
        self.app.add(Loopback())
        self._step = 0.0
        self._house = House(self.app, Loopback(), storage)
        self._jobs = {job.name: job for job in (*clockwork.JOBS, *broadcast.JOBS)}

    async def furnish(self) -> None:
        """Everybody of staff has had their role for long."""
        await journal.install(self.storage)
        await self.app.start()
        await self.app.unit(_appoint)
        for person in ("bob", "amy", "ann", "mia", "max"):
            began = time.perf_counter()
            await self._say(person, "/id")
            self._step = 1.5 * (time.perf_counter() - began)

    async def prepare(self, number: int, chance: random.Random, who: Sequence[str] = ()) -> Race:
        """A draft whose second key is asked for; and an answer with a link that waits. `who` acts:
        everybody, and now and then the hand, unless it is told."""
        everybody = _PARTS if chance.random() > _HAND else (*_PARTS, "hand")
        race = Race(number, 0, "", parts(who or everybody, chance, self._step))
        _MOMENT.set(race.at)
        announcement, code = await self.app.unit(_ask)
        await self.storage.run(journal.clear)
        return msgspec.structs.replace(race, announcement=announcement, code=code)

    async def run(self, race: Race) -> None:
        """Its parts, and all the while the clock and the sending; then until nothing is left."""
        async with asyncio.TaskGroup() as group:
            doings = [
                group.create_task(self._do(race, part))
                for part in race.parts
                if part.process == self.number
            ]
            group.create_task(self._work(race, doings))

    async def judge(self, race: Race) -> Verdict:
        await self._work(race, [])
        return judge("A", await self.storage.read(journal.read))

    # -- who acts --------------------------------------------------------------------------------

    async def _do(self, race: Race, part: Part) -> None:
        _MOMENT.set(race.at)
        await asyncio.sleep(part.after)
        match part.who:
            case "edit":
                await self._say("mia", f"/announcement {race.announcement} text.en Version B.")
            case "ask":
                await self._say("mia", f"/askkey {race.announcement}")
            case "panic":
                await self._say("max", "/panic")
            case "hand":
                await self._tamper(race.announcement)
            case admin:
                await self._say(admin, f"/turnkey {await self._code(race, part)}")

    async def _say(self, person: str, line: str) -> None:
        await self.app.handle(self._house.message(person, line))

    async def _code(self, race: Race, part: Part) -> str:
        """Of the card that they have on the screen: the first, or the latest by now."""
        if part.process == 0:
            return race.code
        sql = "SELECT code FROM codes WHERE purpose = 'announcement' ORDER BY expires_at DESC"
        rows = await self.storage.read(lambda tx: tx.fetch(sql))
        return str(rows[0][0])

    async def _tamper(self, announcement: int) -> None:
        """Somebody changes the draft in the database, past all our code; `forges`: and what was
        approved with it, which is as if nobody looked at the digest."""

        async def change(unit: Unit) -> None:
            rows = await unit.tx.fetch(
                "UPDATE announcements SET draft = replace(replace(draft, 'Version A', 'Version C'),"
                " 'Version B', 'Version C') WHERE id = ? AND state IN ('draft', 'approved')"
                " RETURNING id",
                announcement,
            )
            notice = await store.find(unit.tx, announcement)
            if rows and notice is not None and self._forges:
                digest = publish.digest_of(unit, notice)
                sql = "UPDATE announcement_approvals SET digest = ? WHERE announcement = ?"
                await unit.tx.execute(sql, digest, announcement)

        with suppress(LostRace):
            await self.app.unit(change)

    # -- what goes on all the while --------------------------------------------------------------

    async def _work(self, race: Race, doings: list[asyncio.Task[None]]) -> None:
        """Once more when all is done."""
        _MOMENT.set(race.at + AFTER_THE_GRACE)
        while True:
            is_last = all(doing.done() for doing in doings)
            await self._run_due()
            for chat in CHATS:
                await self._send(chat, Lane.ANNOUNCEMENTS)
            await self._send("mia", Lane.REPLIES)
            if is_last:
                return
            await asyncio.sleep(0.005)

    async def _run_due(self) -> None:
        """What the schedule does, with the jobs of announcements."""

        async def one(unit: Unit) -> bool:
            row = await unit.tx.fetch_one(
                "SELECT name, key, payload FROM jobs WHERE due <= ? AND name LIKE 'announcement%'"
                " ORDER BY due LIMIT 1",
                to_micros(unit.now),
            )
            if row is not None:
                await schedule.cancel(unit, row[0], row[1])
                await self._jobs[row[0]].run(unit, row[2])
            return row is not None

        with suppress(LostRace):
            while await self.app.unit(one):
                pass

    async def _send(self, chat: str, lane: Lane) -> None:
        """Begin what may begin."""
        with suppress(LostRace):
            await self.storage.run(
                lambda tx: flights.claim(tx, f"loop:{chat}", lane, self.app.clock())
            )


async def _appoint(unit: Unit) -> None:
    for person in ("mia", "max"):
        account = Account("loop", person)
        await roles.offer(unit.tx, account, "moderator", Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)


async def _ask(unit: Unit) -> tuple[int, str]:
    for table in _OF_A_RACE:
        await unit.tx.execute(f"DELETE FROM {table}")  # noqa: S608  constants
    draft = Draft(kind="notice", bodies={"en": "Version A."}, audience=Audience(tags=()))
    notice = await store.add(unit.tx, draft, "loop:mia", "loop:mia", unit.now)
    code = await approvals.ask(unit, notice)
    answer = Send(place=Place("loop", "mia", private=True), body=(Words(_LINK),))
    await unit.put(answer, lane=Lane.REPLIES)
    return notice.id, code
