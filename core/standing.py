"""How a person stands: since when they are known, whether they behaved, which rank they have.

Written by whoever decides it (moderation, reputation), read by all.
"""

from datetime import datetime, timedelta

from core.events import Account
from core.moments import from_micros, to_micros
from core.storage import Transaction

CLEAN_AFTER = timedelta(days=30)
_NO_OFFENCE = ("secret", "personal")  # whom these happen to are victims


async def known_since(tx: Transaction, account: Account) -> datetime | None:
    """The first that we saw of the account anywhere; None for one that is new to us."""
    row = await tx.fetch_one(
        "SELECT MIN(since) FROM (SELECT created_at AS since FROM accounts WHERE platform = ?"
        " AND id = ? UNION ALL SELECT since FROM moderation_standing WHERE account = ?) x",
        account.platform,
        account.id,
        str(account),
    )
    return None if row is None or row[0] is None else from_micros(row[0])


async def is_clean(tx: Transaction, account: Account, now: datetime) -> bool:
    """Not suspended, and no moderator agreed with a case against the account lately."""
    row = await tx.fetch_one(
        "SELECT 1 FROM moderation_cases WHERE account = ? AND state = 'right' AND at > ?"
        " AND rule NOT IN (?, ?) UNION ALL SELECT 1 FROM suspensions WHERE account = ? LIMIT 1",
        str(account),
        to_micros(now - CLEAN_AFTER),
        *_NO_OFFENCE,
        str(account),
    )
    return row is None


async def rank(tx: Transaction, member: int) -> int:
    """0 for none."""
    row = await tx.fetch_one("SELECT number FROM ranks WHERE member = ?", member)
    return int(row[0]) if row else 0
