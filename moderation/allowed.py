"""The SQL of what staff has allowed: links, and names like ours."""

from datetime import datetime

from core.events import Account
from core.moments import to_micros
from core.storage import Transaction


async def links(tx: Transaction) -> frozenset[str]:
    return frozenset(row[0] for row in await tx.fetch("SELECT domain FROM moderation_links"))


_CLEARED = (
    "SELECT site FROM moderation_cases WHERE rule = 'impostor' AND state = 'wrong' AND site <> ''"
)


async def cleared(tx: Transaction, account: Account | None = None) -> list[str]:
    """What stands for accounts (or this one) under names like ours that a moderator found nothing
    wrong with."""
    if account is None:
        rows = await tx.fetch(_CLEARED)
    else:
        rows = await tx.fetch(f"{_CLEARED} AND account = ?", str(account))
    return [row[0] for row in rows]


async def allow_link(tx: Transaction, domain: str, by: Account, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO moderation_links (domain, added_by, at) VALUES (?, ?, ?)"
        " ON CONFLICT (domain) DO NOTHING",
        domain,
        str(by),
        to_micros(now),
    )
