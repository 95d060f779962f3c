"""The SQL of what is held together for a moderator to decide."""

from collections.abc import Sequence
from datetime import datetime

from core.events import Account
from core.moments import to_micros
from core.storage import Transaction


async def open_(tx: Transaction, signs: Sequence[str], held: Sequence[int], now: datetime) -> int:
    """A new case, and its number."""
    row = await tx.fetch_one(
        "INSERT INTO reputation_cases (at, signs, state) VALUES (?, ?, 'open') RETURNING id",
        to_micros(now),
        ",".join(signs),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    await add(tx, int(row[0]), held)
    return int(row[0])


async def add(tx: Transaction, number: int, held: Sequence[int]) -> None:
    for entry in held:
        await tx.write(
            "INSERT INTO reputation_case_entries (case_number, entry) VALUES (?, ?)"
            " ON CONFLICT (case_number, entry) DO NOTHING",
            number,
            entry,
        )


async def of(tx: Transaction, entries: Sequence[int]) -> int | None:
    """The open case to which some of these belong."""
    for start in range(0, len(entries), 500):
        part = entries[start : start + 500]
        row = await tx.fetch_one(
            "SELECT c.id FROM reputation_cases c JOIN reputation_case_entries e"  # noqa: S608
            f" ON e.case_number = c.id WHERE c.state = 'open' AND e.entry IN"
            f" ({', '.join('?' * len(part))}) ORDER BY c.id LIMIT 1",
            *part,
        )
        if row is not None:
            return int(row[0])
    return None


async def entries(tx: Transaction, number: int) -> list[int]:
    sql = "SELECT entry FROM reputation_case_entries WHERE case_number = ? ORDER BY entry"
    return [int(row[0]) for row in await tx.fetch(sql, number)]


async def people(tx: Transaction, number: int) -> set[str]:
    """The accounts that gave, and those that got, what is held."""
    found = await tx.fetch(
        "SELECT DISTINCT l.account, l.giver FROM reputation_case_entries e"
        " JOIN reputation_ledger l ON l.id = e.entry WHERE e.case_number = ?",
        number,
    )
    return {name for row in found for name in (row[0], row[1])}


async def decide(tx: Transaction, number: int, state: str, by: Account, now: datetime) -> bool:
    """False where it is decided, or there is none."""
    changed = await tx.execute(
        "UPDATE reputation_cases SET state = ?, decided_by = ?, decided_at = ?"
        " WHERE id = ? AND state = 'open'",
        state,
        str(by),
        to_micros(now),
        number,
    )
    return changed > 0
