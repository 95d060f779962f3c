"""How a person stands: since when they are known, whether they behaved, which rank they have.

Written by whoever decides it (moderation, reputation), read by all.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.events import Account
from core.moments import from_micros, to_micros
from core.storage import Row, Statement, Transaction

CLEAN_AFTER = timedelta(days=30)
_NO_OFFENCE = ("secret", "personal")  # whom these happen to are victims


class Standing(msgspec.Struct, frozen=True):
    """`since`: the first that we saw of the account anywhere, None for one that is new to us.
    `clean`: not suspended, and no moderator agreed with a case against it in 30 days."""

    since: datetime | None
    clean: bool


async def of(tx: Transaction, now: datetime, *accounts: Account) -> list[Standing]:
    """Of each of them, in one statement."""
    sql, params = asking(now, *accounts)
    return told(await tx.fetch(sql, *params), *accounts)


def asking(now: datetime, *accounts: Account) -> Statement:
    """The question that `of` asks."""
    names = " UNION ALL ".join(
        ["SELECT CAST(? AS TEXT) AS name, ? AS platform, ? AS id"] * len(accounts)
    )
    sql = (
        "SELECT x.name, (SELECT MIN(s.since) FROM moderation_standing s WHERE s.account = x.name),"  # noqa: S608
        " (SELECT a.created_at FROM accounts a WHERE a.platform = x.platform AND a.id = x.id),"
        " (SELECT 1 FROM moderation_cases c WHERE c.account = x.name AND c.state = 'right'"
        "  AND c.at > ? AND c.rule NOT IN (?, ?) LIMIT 1),"
        " (SELECT 1 FROM suspensions p WHERE p.account = x.name)"
        f" FROM ({names}) x"
    )
    named = (part for one in accounts for part in (str(one), one.platform, one.id))
    return sql, (to_micros(now - CLEAN_AFTER), *_NO_OFFENCE, *named)


def told(rows: Iterable[Row], *accounts: Account) -> list[Standing]:
    """What came of it, in the order of the accounts."""
    by_name = {row[0]: _standing(row) for row in rows}
    return [by_name[str(account)] for account in accounts]


def _standing(row: Row) -> Standing:
    seen = [moment for moment in (row[1], row[2]) if moment is not None]
    return Standing(from_micros(min(seen)) if seen else None, row[3] is None and row[4] is None)


async def is_clean(tx: Transaction, account: Account, now: datetime) -> bool:
    (found,) = await of(tx, now, account)
    return found.clean


async def rank(tx: Transaction, member: int) -> int:
    """0 for none."""
    row = await tx.fetch_one("SELECT number FROM ranks WHERE member = ?", member)
    return int(row[0]) if row else 0
