"""Whoever is robbed, and whatever the thief does: the thief's words are never published.

The walk is exhaustive to its depth. It runs the real handlers on a real database inside one
transaction and takes each step back by a savepoint: handlers have no effect outside of it. States
that were seen with as many steps left are not entered again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

import pytest

from core import roles, schedule
from core.context import Unit
from core.events import Account, Place
from core.moments import to_micros
from core.storage import Storage, Transaction
from tests.core.announcements.hall import CONFIG, DOCUMENT, asks, hall, writes
from tests.house import STAFF_ROOM, House

SCAM = "Send your coins to us"
_DOCUMENT = DOCUMENT.replace("Withdrawals of **BTC** pause.", f"{SCAM}: **BTC**.")
DEPTH = 3
Move = Callable[["Walk"], Awaitable[None]]


class _TakenBack(Exception):
    """Ends a savepoint without a trace."""


@dataclass
class Walk:
    """A thief with accounts, in a house whose honest people do nothing any more."""

    house: House
    tx: Transaction
    accounts: tuple[str, ...]
    seen: dict[str, int] = field(default_factory=dict)
    states: int = 0
    count: int = 0
    least: ClassVar[int] = 20  # states, or it was no walk at all

    async def says(self, person: str, text: str, place: Place | None = None, **how: object) -> None:
        message = self.house.message(person, text, place, **how)
        await self.house.app.handling.once(self.tx, message, {})

    def unit(self) -> Unit:
        return Unit(self.house.app, self.tx, self.house.now())

    async def column(self, sql: str, *params: object) -> list[object]:
        return [row[0] for row in await self.tx.fetch(sql, *params)]

    async def published(self) -> bool:
        rows = await self.tx.fetch(
            "SELECT a.draft FROM announcement_runs r JOIN announcements a ON a.id = r.announcement"
        )
        return any(SCAM in row[0] for row in rows)

    async def explore(self, steps: int) -> bool:
        """Whether any path of so many steps publishes the thief's words."""
        if await self.published():
            return True
        known = await self._fingerprint()
        if steps <= self.seen.get(known, -1):
            return False
        self.seen[known] = steps
        self.states += 1
        for move in await self.moves() if steps else ():
            if await self._try(move, steps - 1):
                return True
        return False

    async def moves(self) -> "list[Move]":
        return await moves(self)

    async def _try(self, move: Move, steps: int) -> bool:
        shift, found = self.house.shift, False
        try:
            async with self.tx.savepoint():
                await move(self)
                found = await self.explore(steps)
                raise _TakenBack
        except _TakenBack:
            self.house.shift = shift
        return found

    async def _fingerprint(self) -> str:
        """All that a decision could depend on."""
        parts = [
            await self.tx.fetch(sql)
            for sql in (
                "SELECT id, state, author, draft FROM announcements ORDER BY id",
                "SELECT announcement, digest, author, approver, state FROM announcement_approvals"
                " ORDER BY id",
                "SELECT account, role, granted_by, granted_at / 86400000000 FROM roles"
                " ORDER BY account",
                "SELECT id, member FROM accounts ORDER BY id",
                "SELECT account FROM suspensions ORDER BY account",
                "SELECT DISTINCT actor, what, subject, at / 86400000000 FROM audit"
                " ORDER BY at, actor, what",
            )
        ]
        shown = repr([[tuple(row) for row in rows] for rows in parts])  # type: ignore[arg-type]
        return f"{shown} {self.house.shift.days}"


async def moves(walk: Walk) -> list[Move]:
    """Everything a thief could try next."""
    numbers = await walk.column("SELECT id FROM announcements ORDER BY id")
    asked = await walk.column("SELECT code FROM codes WHERE purpose = 'announcement' ORDER BY code")
    found: list[Move] = [wait]
    for person in walk.accounts:
        found += [_writes(person), line(person, "/unlink")]
        found += [
            line(person, f"/announcement {number} text.en {SCAM}: BTC.") for number in numbers
        ]
        found += [line(person, f"/askkey {number}") for number in numbers]
        found += [line(person, f"/notice {number} late") for number in numbers]
        found += [line(person, f"/turnkey {code}") for code in asked]
        found += [line(person, f"/turnkey {c}", STAFF_ROOM, pressed="m1") for c in asked[-1:]]
    return found + around(walk)


def around(walk: Walk) -> list[Move]:
    """What a thief does to roles and links."""
    found: list[Move] = []
    for person in walk.accounts:
        found += [line(person, "/staff add loop:pet moderator"), line(person, "/staff accept")]
        found.append(line(person, "/staff suspend loop:max"))
        found += [_links(person, other) for other in walk.accounts if other > person]
    return found


def _writes(person: str) -> Move:
    """A draft, and the question for its second key."""

    async def move(walk: Walk) -> None:
        await walk.says(person, f"/announce {_DOCUMENT}")
        (number,) = await walk.column("SELECT MAX(id) FROM announcements")
        await walk.says(person, f"/askkey {number}")

    return move


def line(person: str, text: str, place: Place | None = None, **how: object) -> Move:
    async def move(walk: Walk) -> None:
        await walk.says(person, text, place, **how)

    return move


def _links(one: str, other: str) -> Move:
    """All three steps, the thief holding both ends."""

    async def move(walk: Walk) -> None:
        await walk.says(one, "/link")
        for purpose, person, line in (
            ("link", other, "/link {}"),
            ("link-answer", one, "/linkanswer {} yes"),
        ):
            sql = "SELECT code FROM codes WHERE purpose = ? ORDER BY expires_at DESC"
            for code in (await walk.column(sql, purpose))[:1]:
                await walk.says(person, line.format(code))

    return move


async def wait(walk: Walk) -> None:
    """A day and an hour; what is due is done as it comes due."""
    end = walk.house.now() + timedelta(hours=25)
    jobs = {job.name: job for feature in walk.house.app.features for job in feature.jobs}
    for _count in range(50):
        row = await walk.tx.fetch_one(
            "SELECT name, key, payload, due FROM jobs WHERE due <= ?"
            " AND name LIKE 'announcement%' ORDER BY due LIMIT 1",
            to_micros(end),
        )
        if row is None:
            break
        later = timedelta(microseconds=max(0, row[3] - to_micros(walk.house.now())))
        walk.house.shift += later
        unit = walk.unit()
        await schedule.cancel(unit, row[0], row[1])
        await jobs[row[0]].run(unit, row[2])
    walk.house.shift += max(timedelta(), end - walk.house.now())


@asynccontextmanager
async def robbed(storage: Storage, config: str = CONFIG) -> AsyncIterator[House]:
    """An honest draft of mia's waits for its second key. For weeks, bob's puppet `pet` has been a
    moderator; amy has a second account that is one, given by bob, and linked with hers; so had
    she a third, until she unlinked it a week ago. Bob has suspended sue, and made zoe a moderator
    just now."""
    async with hall(storage, config) as house:
        for person in ("pet", "amy2", "amy3", "sue", "zoe"):
            await house.says(person, "/id")
        await house.app.unit(lambda unit: _moderators(unit, "pet", "amy2", "amy3", "sue"))
        for person in ("amy2", "amy3"):
            await _link_by_hand(house, "amy", person)
        house.shift += timedelta(days=7)
        await house.says("amy3", "/unlink")
        house.shift += timedelta(days=7)
        await house.says("bob", "/staff suspend loop:sue")
        await house.app.unit(lambda unit: _moderators(unit, "zoe"))
        await asks(house, await writes(house))
        yield house


async def _moderators(unit: Unit, *persons: str) -> None:
    for person in persons:
        account = Account("loop", person)
        await roles.offer(unit.tx, account, "moderator", Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)


async def _link_by_hand(house: House, one: str, other: str) -> None:
    codes = "SELECT code FROM codes WHERE purpose = ?"
    await house.says(one, "/link")
    ((code,),) = await house.rows(codes, "link")
    await house.says(other, f"/link {code}")
    ((code,),) = await house.rows(codes, "link-answer")
    await house.says(one, f"/linkanswer {code} yes")


THIEVES = {
    "the author": ("mia",),
    "a moderator": ("max",),
    "the approver": ("amy",),
    "an admin with a new puppet": ("bob", "new"),
    "an admin with an old puppet": ("bob", "pet"),
    "an admin with a linked account": ("amy", "amy2"),
    "an admin with an account once linked": ("amy", "amy3"),
    "a moderator with a stranger": ("max", "new"),
    "an admin with a suspended account": ("amy", "sue"),
    "an admin with an account just granted": ("amy", "zoe"),
}
# What stands in the way there, taken out of it: then the walk has to find the way.
BARRIERS = {
    "who gave the role": (
        ("bob", "pet"),
        "UPDATE roles SET granted_by = 'loop:amy' WHERE account = 'loop:pet'",
    ),
    "once linked": (("amy", "amy3"), "DELETE FROM audit WHERE what IN ('linked', 'unlinked')"),
    "suspended": (("amy", "sue"), "DELETE FROM suspensions"),
    "just granted": (
        ("amy", "zoe"),
        "UPDATE roles SET granted_at = 0 WHERE account = 'loop:zoe'",
        "DELETE FROM audit WHERE what LIKE 'accepted %'",
    ),
}


@pytest.mark.parametrize("accounts", THIEVES.values(), ids=THIEVES)
async def test_no_path_publishes_what_a_thief_wrote(
    sqlite_storage: Storage, accounts: tuple[str, ...]
) -> None:
    async with robbed(sqlite_storage) as house:
        assert not await walked(house, accounts)


async def test_the_walk_finds_a_way_where_there_is_one(sqlite_storage: Storage) -> None:
    """Two people robbed at once are beyond two keys; so the walk is no walk in the dark."""
    async with robbed(sqlite_storage) as house:
        assert await walked(house, ("mia", "amy"))


@pytest.mark.parametrize("barrier", BARRIERS.values(), ids=BARRIERS)
async def test_with_one_barrier_less_the_walk_finds_the_way(
    sqlite_storage: Storage, barrier: tuple[Any, ...]
) -> None:
    accounts, *changes = barrier
    async with robbed(sqlite_storage) as house:
        for sql in changes:
            await house.app.unit(partial(_take_out, sql=sql))
        assert await walked(house, accounts)


async def _take_out(unit: Unit, sql: str) -> None:
    await unit.tx.execute(sql)


async def walked(house: House, accounts: tuple[str, ...], kind: type[Walk] = Walk) -> bool:
    async def work(tx: Transaction) -> bool:
        walk = kind(house, tx, accounts)
        found = await walk.explore(DEPTH)
        assert found or walk.states > walk.least
        return found

    return await house.storage.run(work)
