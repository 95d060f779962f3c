"""The SQL of clocks: what was promised to a ticket, and how far its clocks are."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from core.moments import from_micros, to_micros
from core.storage import Transaction
from core.tickets.expected import Answered
from core.tickets.sla import Clock, Policy, Targets

LATEST = 200  # like tickets that an estimate is made from


async def begin(tx: Transaction, ticket: int, policy: Policy, clock: Clock) -> None:
    """Keep what is promised from now on; equal policies are one row."""
    written = msgspec.json.encode(policy, order="sorted").decode()
    name = hashlib.sha256(written.encode()).hexdigest()[:32]
    await tx.execute(
        "INSERT INTO ticket_policies (id, policy) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        name,
        written,
    )
    await tx.execute(
        "INSERT INTO ticket_clocks (ticket, policy, clock) VALUES (?, ?, ?)",
        ticket,
        name,
        _written(clock),
    )


async def find(tx: Transaction, ticket: int) -> tuple[Policy, Clock] | None:
    row = await tx.fetch_one(
        "SELECT p.policy, c.clock FROM ticket_clocks c JOIN ticket_policies p ON p.id = c.policy"
        " WHERE c.ticket = ?",
        ticket,
    )
    return None if row is None else (_policy(row[0]), msgspec.json.decode(row[1], type=Clock))


async def write(tx: Transaction, ticket: int, clock: Clock) -> None:
    sql = "UPDATE ticket_clocks SET clock = ? WHERE ticket = ?"
    await tx.write(sql, _written(clock), ticket)


async def answered(tx: Transaction, category: str, since: datetime) -> Sequence[Answered]:
    """The latest of this category that had a reply."""
    rows = await tx.fetch(
        "SELECT opened_at, first_reply_at FROM tickets WHERE category = ?"
        " AND first_reply_at IS NOT NULL AND first_reply_at >= ?"
        " ORDER BY first_reply_at DESC LIMIT ?",
        category,
        to_micros(since),
        LATEST,
    )
    moments = [(from_micros(row[0]), from_micros(row[1])) for row in rows]
    return [Answered(opened, replied - opened) for opened, replied in moments]


def _written(clock: Clock) -> str:
    return msgspec.json.encode(clock).decode()


@lru_cache(maxsize=256)
def _policy(written: str) -> Policy:
    return msgspec.json.decode(written, type=dict[str, Targets])
