"""What a forgetting waits for: matters that are not finished yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.forgetting.person import Person
from core.moments import to_micros
from core.storage import Row, Transaction

# A case that nobody has decided by then holds nothing up any more.
CASE_HOLDS = timedelta(days=30)


class Open(msgspec.Struct, frozen=True):
    """Numbers of tickets, of moderation's cases, and of raids in which they wrote."""

    tickets: tuple[int, ...]
    cases: tuple[int, ...]
    raids: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.tickets or self.cases or self.raids)


_CASES = (
    "SELECT id FROM moderation_cases WHERE account = ? AND state = 'open' AND at >= ? ORDER BY id"
)
_RAIDS = (
    "SELECT DISTINCT r.id FROM raids r JOIN raid_messages m ON m.raid = r.id"
    " WHERE m.account = ? AND r.state = 'open' AND r.began >= ?"
)


async def open_matters(tx: Transaction, whom: Person, now: datetime) -> Open:
    tickets = await tx.fetch(
        "SELECT id FROM tickets WHERE member = ? AND state NOT IN ('resolved', 'closed')"
        " ORDER BY id",
        whom.member,
    )
    since = to_micros(now - CASE_HOLDS)
    cases = [row for each in whom.accounts for row in await tx.fetch(_CASES, each, since)]
    raids = [row for each in whom.accounts for row in await tx.fetch(_RAIDS, each, since)]
    return Open(_numbers(tickets), _numbers(cases), _numbers(raids))


def _numbers(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(row[0] for row in rows)
