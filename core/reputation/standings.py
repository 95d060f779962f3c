"""The SQL of how members stand: their ranks, and what they earned when."""

from collections.abc import Sequence

from core.events import Account
from core.storage import Transaction


async def ranks(tx: Transaction, members: Sequence[int]) -> dict[int, int]:
    """By member; who has none is not among them."""
    marks = ", ".join("?" * len(members))
    found = await tx.fetch(
        f"SELECT member, number FROM ranks WHERE number > 0 AND member IN ({marks})",  # noqa: S608
        *members,
    )
    return {int(row[0]): int(row[1]) for row in found}


async def ranked(tx: Transaction, number: int) -> list[Account]:
    """All accounts of those who have this rank or a higher one."""
    found = await tx.fetch(
        "SELECT a.platform, a.id FROM ranks r JOIN accounts a ON a.member = r.member"
        " WHERE r.number >= ? ORDER BY a.platform, a.id",
        number,
    )
    return [Account(row[0], row[1]) for row in found]


async def points_since(tx: Transaction, member: int, since: int) -> list[tuple[int, int]]:
    """When, and how many, of all accounts of a member."""
    found = await tx.fetch(
        "SELECT at, points FROM reputation_ledger WHERE at > ? AND account IN"
        " (SELECT platform || ':' || id FROM accounts WHERE member = ?)",
        since,
        member,
    )
    return [(int(row[0]), int(row[1])) for row in found]
