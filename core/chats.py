"""What holds for a chat as a whole: it cannot be written to, or a platform ordered a wait."""

from datetime import datetime

from core.moments import from_micros, to_micros
from core.storage import Transaction


async def mark_unreachable(tx: Transaction, chat: str, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO chats (chat, unreachable_since) VALUES (?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET unreachable_since = excluded.unreachable_since",
        chat,
        to_micros(now),
    )


async def mark_reachable(tx: Transaction, chat: str) -> bool:
    """Whether it was not."""
    changed = await tx.execute(
        "UPDATE chats SET unreachable_since = NULL"
        " WHERE chat = ? AND unreachable_since IS NOT NULL",
        chat,
    )
    return changed > 0


async def is_unreachable(tx: Transaction, chat: str) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM chats WHERE chat = ? AND unreachable_since IS NOT NULL", chat
    )
    return row is not None


async def unreachable(tx: Transaction) -> set[str]:
    """The chats that we were removed from, or that are gone."""
    rows = await tx.fetch("SELECT chat FROM chats WHERE unreachable_since IS NOT NULL")
    return {row[0] for row in rows}


async def block(tx: Transaction, chat: str, until: datetime) -> None:
    """A platform ordered a wait for a chat, or for the whole bot (`chat` is then its name)."""
    await tx.execute(
        "INSERT INTO chats (chat, blocked_until) VALUES (?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET blocked_until = CASE"
        " WHEN chats.blocked_until > excluded.blocked_until THEN chats.blocked_until"
        " ELSE excluded.blocked_until END",
        chat,
        to_micros(until),
    )


async def blocked(tx: Transaction, platform: str, now: datetime) -> dict[str, datetime]:
    rows = await tx.fetch(
        "SELECT chat, blocked_until FROM chats WHERE blocked_until > ?"
        " AND (chat = ? OR substr(chat, 1, ?) = ?)",
        to_micros(now),
        platform,
        len(platform) + 1,
        f"{platform}:",
    )
    return {row[0]: from_micros(row[1]) for row in rows}
