"""The SQL of standing: since when an account is in a chat, and how it behaved as a newcomer."""

from collections.abc import Iterable
from datetime import datetime

from core.events import Account
from core.moments import to_micros
from core.storage import Transaction
from moderation.memory import Key


async def put_standing(tx: Transaction, rows: Iterable[tuple[Key, datetime, int]]) -> None:
    for (chat, account), since, clean in rows:
        await tx.execute(
            "INSERT INTO moderation_standing (chat, account, since, clean) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat, account) DO UPDATE SET clean ="
            " CASE WHEN excluded.clean > moderation_standing.clean THEN excluded.clean"
            " ELSE moderation_standing.clean END",
            chat,
            account,
            to_micros(since),
            clean,
        )


async def standing(tx: Transaction) -> dict[Key, tuple[int, int]]:
    rows = await tx.fetch("SELECT chat, account, since, clean FROM moderation_standing")
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


async def chats(tx: Transaction, since: datetime) -> list[str]:
    """Of more than one person: a private chat is called like its person."""
    rows = await tx.fetch(
        "SELECT DISTINCT chat FROM moderation_standing WHERE since >= ? AND chat <> account",
        to_micros(since),
    )
    return [row[0] for row in rows]


async def take(
    tx: Transaction, chat: str, *, since: datetime, before: datetime, now: datetime, most: int
) -> list[Account]:
    """Who came after `since` and was last looked at before `before`: looked at now."""
    rows = await tx.fetch(
        "UPDATE moderation_standing SET looked_at = ? WHERE chat = ? AND account IN ("
        "SELECT account FROM moderation_standing WHERE chat = ? AND since >= ? AND looked_at < ?"
        " AND chat <> account ORDER BY looked_at, since LIMIT ?) RETURNING account",
        to_micros(now),
        chat,
        chat,
        to_micros(since),
        to_micros(before),
        most,
    )
    return [Account.parse(row[0]) for row in rows]
