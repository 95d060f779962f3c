"""The SQL of reports: who reported what, how much it weighs, and what became of it."""

from datetime import datetime, timedelta

from core.events import Account
from core.moments import to_micros
from core.storage import Transaction

REMEMBERED = timedelta(days=30)

# A person with several linked accounts is one reporter.
_SAME_PERSON = (
    "SELECT 1 FROM moderation_reports r"
    " JOIN accounts theirs ON theirs.platform || ':' || theirs.id = r.account"
    " JOIN accounts own ON own.member = theirs.member"
    " WHERE r.case_number = ? AND own.platform = ? AND own.id = ?"
)


async def add(tx: Transaction, case: int, account: Account, weight: int, now: datetime) -> bool:
    """False where this person has reported it before."""
    if await tx.fetch_one(_SAME_PERSON, case, account.platform, account.id):
        return False
    added = await tx.execute(
        "INSERT INTO moderation_reports (case_number, account, weight, at, outcome)"
        " VALUES (?, ?, ?, ?, 'open') ON CONFLICT (case_number, account) DO NOTHING",
        case,
        str(account),
        weight,
        to_micros(now),
    )
    return added > 0


async def weight(tx: Transaction, case: int) -> int:
    """Of all who reported it, in halves."""
    rows = await tx.fetch("SELECT weight FROM moderation_reports WHERE case_number = ?", case)
    return sum(int(row[0]) for row in rows)


async def rejected(tx: Transaction, account: Account, now: datetime) -> int:
    """Of all accounts of that person."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM moderation_reports WHERE outcome = 'wrong' AND decided_at >= ?"
        " AND (account = ? OR account IN (SELECT theirs.platform || ':' || theirs.id"
        " FROM accounts own JOIN accounts theirs ON theirs.member = own.member"
        " WHERE own.platform = ? AND own.id = ?))",
        to_micros(now - REMEMBERED),
        str(account),
        account.platform,
        account.id,
    )
    return int(row[0]) if row else 0


async def decide(tx: Transaction, case: int, *, right: bool, now: datetime) -> list[Account]:
    """Those who hear of it: whose report was not decided so before."""
    outcome = "right" if right else "wrong"
    rows = await tx.fetch(
        "UPDATE moderation_reports SET outcome = ?, decided_at = ?"
        " WHERE case_number = ? AND outcome <> ? RETURNING account",
        outcome,
        to_micros(now),
        case,
        outcome,
    )
    return [Account.parse(row[0]) for row in rows]
