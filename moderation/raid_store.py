"""The SQL of raids: who came, what they wrote, and what of it is to go."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from core import numbers
from core.events import Account, Place
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction
from moderation.raids import Raid


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A raid as it stands in the database."""

    id: int
    place: Place
    began: datetime
    until: datetime
    state: str
    locked: bool


_COLUMNS = "id, chat, began, until, state, locked"


async def begin(tx: Transaction, chat: str, began: datetime) -> Written:
    """The one that began there then; written where it is new."""
    await tx.execute(
        "INSERT INTO raids (chat, began, state) VALUES (?, ?, 'open')"
        " ON CONFLICT (chat, began) DO NOTHING",
        chat,
        to_micros(began),
    )
    row = await tx.fetch_one(
        f"SELECT {_COLUMNS} FROM raids WHERE chat = ? AND began = ?",  # noqa: S608
        chat,
        to_micros(began),
    )
    assert row is not None  # noqa: S101  it was just put there
    return _written(row)


async def numbered(tx: Transaction, written: str) -> Written | None:
    """By a number as people write it."""
    return await find(tx, numbers.typed(written))


async def find(tx: Transaction, number: int) -> Written | None:
    row = await tx.fetch_one(f"SELECT {_COLUMNS} FROM raids WHERE id = ?", number)  # noqa: S608
    return None if row is None else _written(row)


def _written(row: Row) -> Written:
    return Written(
        id=row[0],
        place=Place.at(row[1]),
        began=from_micros(row[2]),
        until=from_micros(row[3]),
        state=row[4],
        locked=bool(row[5]),
    )


async def lasts(tx: Transaction, raid: int, until: datetime) -> None:
    await tx.execute("UPDATE raids SET until = ? WHERE id = ?", to_micros(until), raid)


async def note_lock(tx: Transaction, raid: int, *, locked: bool) -> None:
    await tx.execute("UPDATE raids SET locked = ? WHERE id = ?", int(locked), raid)


async def is_locked(tx: Transaction, chat: str) -> bool:
    row = await tx.fetch_one("SELECT 1 FROM raids WHERE chat = ? AND locked = 1", chat)
    return row is not None


async def has_written(tx: Transaction, raid: int, account: Account) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM raid_messages WHERE raid = ? AND account = ?", raid, str(account)
    )
    return row is not None


async def is_running(tx: Transaction, chat: str, now: datetime) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM raids WHERE chat = ? AND until > ? AND state <> 'wrong'",
        chat,
        to_micros(now),
    )
    return row is not None


async def running(tx: Transaction) -> list[Raid]:
    """The latest of each chat, unless a moderator called it wrong; its end says whether it is
    over."""
    rows = await tx.fetch(
        "SELECT id, chat, began, until FROM raids WHERE state <> 'wrong' AND id IN"
        " (SELECT MAX(id) FROM raids GROUP BY chat)"
    )
    return [
        Raid(row[1], from_micros(row[2]), from_micros(row[3]), await _names(tx, row[0]))
        for row in rows
    ]


async def _names(tx: Transaction, raid: int) -> set[str]:
    return set(map(str, await members(tx, raid)))


async def decide(tx: Transaction, number: int, state: str, by: Account, now: datetime) -> bool:
    """False where somebody was first: what was called right can still be called wrong."""
    changed = await tx.execute(
        "UPDATE raids SET state = ?, decided_by = ?, decided_at = ?"
        " WHERE id = ? AND state IN ('open', ?)",
        state,
        str(by),
        to_micros(now),
        number,
        "right" if state == "wrong" else "open",
    )
    return changed > 0


async def add_members(tx: Transaction, raid: int, accounts: Iterable[Account]) -> None:
    for account in accounts:
        await tx.execute(
            "INSERT INTO raid_members (raid, account) VALUES (?, ?)"
            " ON CONFLICT (raid, account) DO NOTHING",
            raid,
            str(account),
        )


async def members(tx: Transaction, raid: int) -> list[Account]:
    rows = await tx.fetch("SELECT account FROM raid_members WHERE raid = ?", raid)
    return [Account.parse(row[0]) for row in rows]


async def add_message(
    tx: Transaction, raid: int, place: Place, message: str, account: Account, state: str
) -> None:
    await tx.execute(
        "INSERT INTO raid_messages (raid, place, message, account, state) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (raid, place, message) DO UPDATE SET state ="
        " CASE WHEN raid_messages.state = 'seen' THEN excluded.state"
        " ELSE raid_messages.state END",
        raid,
        place.key,
        message,
        str(account),
        state,
    )


async def authors(tx: Transaction, raid: int) -> list[Account]:
    rows = await tx.fetch("SELECT DISTINCT account FROM raid_messages WHERE raid = ?", raid)
    return [Account.parse(row[0]) for row in rows]


async def make_due(tx: Transaction, raid: int) -> int:
    """Everything that still stands is to go; how many messages that are."""
    return await tx.execute(
        "UPDATE raid_messages SET state = 'due' WHERE raid = ? AND state = 'seen'", raid
    )


async def take_due(tx: Transaction, raid: int) -> dict[str, list[str]]:
    """Message ids by the key of their place; they count as gone from now on."""
    rows = await tx.fetch(
        "UPDATE raid_messages SET state = 'gone' WHERE raid = ? AND state = 'due'"
        " RETURNING place, message",
        raid,
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1])
    return found
