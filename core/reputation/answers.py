"""The SQL of answers: who answered whom, for a month, and who was asked who helped them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.events import Account
from core.moments import to_micros
from core.reputation.memory import Answer
from core.storage import Row, Transaction

KEPT = timedelta(days=30)
ASKED_AGAIN_IN = timedelta(days=7)
LOOKS_BACK = timedelta(days=1)
MOST_SILENT = 1_000  # that are looked at in one round

_COLUMNS = "message, place, author, asker, at"


class Silent(msgspec.Struct, frozen=True):
    """A talk in which `asker` was answered, and nobody has said anything since."""

    place: str
    asker: Account


async def put(tx: Transaction, answers: Iterable[Answer]) -> None:
    for one in answers:
        await tx.write(
            f"INSERT INTO reputation_answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
            " ON CONFLICT (message) DO NOTHING",
            one.message,
            one.place,
            str(one.author),
            str(one.asker),
            one.at,
        )


async def find(tx: Transaction, message: str) -> Answer | None:
    row = await tx.fetch_one(
        f"SELECT {_COLUMNS} FROM reputation_answers WHERE message = ?",  # noqa: S608
        message,
    )
    return _answer(row) if row else None


async def has_answered(tx: Transaction, author: Account, asker: Account) -> bool:
    """Anywhere, in the last 30 days."""
    sql = "SELECT 1 FROM reputation_answers WHERE asker = ? AND author = ? LIMIT 1"
    return await tx.fetch_one(sql, str(asker), str(author)) is not None


async def silent(tx: Transaction, now: datetime, after: timedelta) -> list[Silent]:
    """Where the last answer is so old, nobody was thanked since the first, and the asker was not
    asked about it in a week. What fell silent last comes first: mere chats, of which there may be
    many, do not stand in its way."""
    found = await tx.fetch(
        "SELECT a.place, a.asker FROM reputation_answers a WHERE a.at > ?"
        " AND NOT EXISTS (SELECT 1 FROM reputation_asked q WHERE q.place = a.place"
        " AND q.asker = a.asker AND q.at > ?)"
        " AND NOT EXISTS (SELECT 1 FROM reputation_ledger l WHERE l.giver = a.asker AND l.at > ?)"
        " GROUP BY a.place, a.asker HAVING MAX(a.at) < ? ORDER BY MAX(a.at) DESC LIMIT ?",
        to_micros(now - LOOKS_BACK),
        to_micros(now - ASKED_AGAIN_IN),
        to_micros(now - LOOKS_BACK),
        to_micros(now - after),
        MOST_SILENT,
    )
    return [Silent(row[0], Account.parse(row[1])) for row in found]


async def of(tx: Transaction, silent: Silent, now: datetime) -> list[Answer]:
    """The answers of that talk, the last one of each person."""
    found = await tx.fetch(
        f"SELECT {_COLUMNS} FROM reputation_answers WHERE place = ? AND asker = ? AND at > ?"  # noqa: S608
        " ORDER BY at, message",
        silent.place,
        str(silent.asker),
        to_micros(now - LOOKS_BACK),
    )
    return list({row[2]: _answer(row) for row in found}.values())


async def note_asked(tx: Transaction, silent: Silent, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO reputation_asked (place, asker, at) VALUES (?, ?, ?)"
        " ON CONFLICT (place, asker) DO UPDATE SET at = excluded.at",
        silent.place,
        str(silent.asker),
        to_micros(now),
    )


async def tidy(tx: Transaction, now: datetime) -> None:
    for table in ("reputation_answers", "reputation_asked", "reputation_objections"):
        await tx.execute(f"DELETE FROM {table} WHERE at < ?", to_micros(now - KEPT))  # noqa: S608


def _answer(row: Row) -> Answer:
    return Answer(
        message=row[0],
        place=row[1],
        author=Account.parse(row[2]),
        asker=Account.parse(row[3]),
        at=row[4],
    )
