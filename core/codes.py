"""Short codes for what does not fit on a button or in a link, until they are used or expire."""

import secrets
import string
from datetime import datetime, timedelta

from core.actions import COMMAND_BYTES, Button
from core.events import Account
from core.moments import to_micros
from core.storage import Transaction

LENGTH = 12
_ALPHABET = string.ascii_letters + string.digits


async def make(
    tx: Transaction,
    purpose: str,
    payload: str,
    *,
    now: datetime,
    lasts: timedelta,
    owner: Account | None = None,
) -> str:
    """A new code that stands for `payload`; with an `owner` nobody else can use it."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
    await tx.execute(
        "INSERT INTO codes (code, purpose, payload, owner, expires_at) VALUES (?, ?, ?, ?, ?)",
        code,
        purpose,
        payload,
        None if owner is None else str(owner),
        to_micros(now + lasts),
    )
    return code


async def take(
    tx: Transaction, code: str, purpose: str, by: Account | None, now: datetime
) -> str | None:
    """Use a code up: its payload; None if it is unknown, over, used, or somebody else's."""
    rows = await tx.fetch(
        "DELETE FROM codes WHERE code = ? AND purpose = ? AND expires_at > ?"
        " AND (owner IS NULL OR owner = ?) RETURNING payload",
        code,
        purpose,
        to_micros(now),
        "" if by is None else str(by),
    )
    return rows[0][0] if rows else None


async def read(tx: Transaction, code: str, purpose: str, now: datetime) -> str | None:
    """The payload of a code that may be used again until it expires, by whoever has it."""
    row = await tx.fetch_one(
        "SELECT payload FROM codes WHERE code = ? AND purpose = ? AND expires_at > ?",
        code,
        purpose,
        to_micros(now),
    )
    return None if row is None else str(row[0])


async def count(tx: Transaction, purpose: str, payload: str, now: datetime) -> int:
    """How many of these are alive."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM codes WHERE purpose = ? AND payload = ? AND expires_at > ?",
        purpose,
        payload,
        to_micros(now),
    )
    return 0 if row is None else int(row[0])


async def button(
    tx: Transaction, label: str, command: str, *, now: datetime, lasts: timedelta
) -> Button:
    """A button for any command line: itself where it fits and is ASCII, else by a code."""
    if command.isascii() and len(command) <= COMMAND_BYTES:
        return Button(label, command)
    code = await make(tx, "command", command, now=now, lasts=lasts)
    return Button(label, f"/code {code}")


async def forget_expired(tx: Transaction, now: datetime) -> None:
    await tx.execute("DELETE FROM codes WHERE expires_at <= ?", to_micros(now))
