"""Who asked to be written to, about what: off until somebody asks."""

from datetime import datetime

from core.events import Account
from core.moments import to_micros
from core.storage import Row, Transaction


async def add(tx: Transaction, account: Account, topic: str, now: datetime) -> bool:
    """False where it is so already."""
    changed = await tx.execute(
        "INSERT INTO announcement_subscriptions (account, topic, at) VALUES (?, ?, ?)"
        " ON CONFLICT (topic, account) DO NOTHING",
        str(account),
        topic,
        to_micros(now),
    )
    return changed > 0


async def end(tx: Transaction, account: Account, topic: str | None) -> bool:
    """Of one topic, or of all; False where there was none."""
    if topic is None:
        sql = "DELETE FROM announcement_subscriptions WHERE account = ?"
        return await tx.execute(sql, str(account)) > 0
    sql = "DELETE FROM announcement_subscriptions WHERE account = ? AND topic = ?"
    return await tx.execute(sql, str(account), topic) > 0


async def topics_of(tx: Transaction, account: Account) -> set[str]:
    rows = await tx.fetch(
        "SELECT topic FROM announcement_subscriptions WHERE account = ?", str(account)
    )
    return {row[0] for row in rows}


_READERS = (
    " FROM announcement_subscriptions s"
    " JOIN accounts a ON s.account = CAST(a.platform || ':' || a.id AS TEXT)"
    " JOIN members m ON m.id = a.member"
    " LEFT JOIN chats c ON c.chat = a.platform || ':' || a.private_place"
    " WHERE s.topic = ? AND a.private_place IS NOT NULL AND c.unreachable_since IS NULL"
)


async def readers(tx: Transaction, topic: str, after: str, limit: int) -> list[Row]:
    """Those who can be written to, in the order of their accounts, beyond `after`: account,
    platform, private_place, language, zone."""
    rows = await tx.fetch(
        f"SELECT s.account, a.platform, a.private_place, m.language, m.zone{_READERS}"
        " AND s.account > ? ORDER BY s.account LIMIT ?",
        topic,
        after,
        limit,
    )
    return list(rows)


async def count(tx: Transaction, topic: str) -> int:
    row = await tx.fetch_one(f"SELECT COUNT(*){_READERS}", topic)
    return 0 if row is None else int(row[0])
