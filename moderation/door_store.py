"""The SQL of the door: who waits there, and until when."""

from datetime import datetime

from core.events import Account
from core.moments import to_micros
from core.storage import Transaction


async def wait(tx: Transaction, chat: str, account: Account, until: datetime) -> None:
    await tx.execute(
        "INSERT INTO moderation_door (chat, account, until) VALUES (?, ?, ?)"
        " ON CONFLICT (chat, account) DO UPDATE SET until = excluded.until",
        chat,
        str(account),
        to_micros(until),
    )


async def let_in(tx: Transaction, chat: str, account: Account, now: datetime) -> bool:
    """False for who does not wait there any more."""
    gone = await tx.execute(
        "DELETE FROM moderation_door WHERE chat = ? AND account = ? AND until > ?",
        chat,
        str(account),
        to_micros(now),
    )
    return gone > 0


async def take_late(tx: Transaction, now: datetime) -> list[tuple[str, Account]]:
    """Who has waited too long: they wait no more."""
    rows = await tx.fetch(
        "DELETE FROM moderation_door WHERE until <= ? RETURNING chat, account", to_micros(now)
    )
    return [(row[0], Account.parse(row[1])) for row in rows]
