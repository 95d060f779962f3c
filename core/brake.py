"""The brake of `/panic`: whether it is on, until when, and which admins want it to end.

An action begins when it is claimed (`core.flights`). The claim looks at this one row inside its own
transaction and holds it, so that in every process a claim comes wholly before a panic, or sees it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from core.events import Account
from core.feature import Snapshot
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

LASTS = timedelta(minutes=30)
LOOK_AGAIN = timedelta(minutes=1)
"""Whoever ends a panic wakes what waits in its own process; any other looks again by itself."""

_SELECT = "SELECT until, kept FROM brake WHERE id = 1"


class Panic(msgspec.Struct, frozen=True):
    """`until` is None for one that only a decision ends."""

    until: datetime | None

    def is_on(self, now: datetime) -> bool:
        return self.until is None or self.until > now


async def panic(tx: Transaction, now: datetime) -> Panic | None:
    """The one that is on; None while nothing is stopped."""
    return _panic(await tx.fetch_one(_SELECT), now)


async def wait(tx: Transaction, now: datetime) -> datetime | None:
    """When a stopped action may ask again; None while nothing is stopped, which then holds until
    this unit has ended."""
    found = _panic(await tx.hold(_SELECT), now)
    if found is None:
        return None
    return min(found.until or now + LOOK_AGAIN, now + LOOK_AGAIN)


async def pull(tx: Transaction, now: datetime) -> None:
    """On for LASTS from now; one that is kept stays so. Whoever wanted its end has to ask anew."""
    await tx.execute("UPDATE brake SET until = ? WHERE id = 1", to_micros(now + LASTS))
    await tx.execute("DELETE FROM brake_releases")


async def keep(tx: Transaction) -> None:
    """Until a decision ends it."""
    await tx.execute("UPDATE brake SET kept = 1 WHERE id = 1")
    await tx.execute("DELETE FROM brake_releases")


async def release(tx: Transaction) -> None:
    await tx.execute("UPDATE brake SET until = 0, kept = 0 WHERE id = 1")
    await tx.execute("DELETE FROM brake_releases")


async def ask_release(tx: Transaction, by: Account, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO brake_releases (account, at) VALUES (?, ?)"
        " ON CONFLICT (account) DO UPDATE SET at = excluded.at",
        str(by),
        to_micros(now),
    )


async def who_asked(tx: Transaction, since: datetime) -> list[Account]:
    rows = await tx.fetch(
        "SELECT account FROM brake_releases WHERE at >= ? ORDER BY at", to_micros(since)
    )
    return [Account.parse(row[0]) for row in rows]


def _panic(row: Row | None, now: datetime) -> Panic | None:
    found = None if row is None else _last(row)
    return found if found is not None and found.is_on(now) else None


def _last(row: Row) -> Panic:
    return Panic(None if row["kept"] else from_micros(row["until"]))


# -- as held in memory: up to a second behind, so nothing but a kinder word may rest on it ---------


async def load(tx: Transaction) -> Panic | None:
    """The last one, on or over."""
    row = await tx.fetch_one(_SELECT)
    return None if row is None else _last(row)


def build(last: Panic | None) -> Panic | None:
    return last


LAST = Snapshot("panic", load, build)


def is_known_to_be_on(snapshots: Mapping[str, Any], now: datetime) -> bool:
    last: Panic | None = snapshots.get(LAST.name)
    return last is not None and last.is_on(now)
