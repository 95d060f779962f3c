"""The SQL of objections: who said that an answer was wrong."""

from datetime import datetime

from core.moments import to_micros
from core.storage import Transaction

NEEDED = 2  # trusted members


async def add(tx: Transaction, message: str, member: int, now: datetime) -> int:
    """How many have said so; nobody counts twice."""
    await tx.execute(
        "INSERT INTO reputation_objections (message, member, at) VALUES (?, ?, ?)"
        " ON CONFLICT (message, member) DO NOTHING",
        message,
        member,
        to_micros(now),
    )
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM reputation_objections WHERE message = ?", message
    )
    return int(row[0]) if row else 0
