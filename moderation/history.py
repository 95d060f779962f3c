"""The SQL of what was known of an account before a case."""

from datetime import datetime

import msgspec

from core.moments import from_micros
from core.storage import Transaction
from moderation.store import OWN, Case


class History(msgspec.Struct, frozen=True):
    """What was known of an account before a case: since when it was seen here, and the rules of
    its cases that nobody called wrong, the latest first."""

    since: datetime | None
    rules: tuple[str, ...]


async def of(tx: Transaction, case: Case) -> History | None:
    """None where nobody stands behind it."""
    if case.account is None:
        return None
    cases = await tx.fetch(
        "SELECT rule FROM moderation_cases WHERE account = ? AND state <> 'wrong' AND id < ?"  # noqa: S608
        f" AND {OWN} ORDER BY id DESC LIMIT 100",
        str(case.account),
        case.id,
        str(case.account),
    )
    seen = await tx.fetch_one(
        "SELECT MIN(since) FROM moderation_standing WHERE account = ?", str(case.account)
    )
    since = from_micros(seen[0]) if seen and seen[0] is not None else None
    return History(since, tuple(row[0] for row in cases))
