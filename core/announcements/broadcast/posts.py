"""Where an announcement stands: the rows that posts leave, for what changes them later."""

from datetime import datetime

import msgspec

from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.rules import State
from core.announcements.broadcast.runs import Run
from core.announcements.draft import Post
from core.announcements.store import post_of
from core.moments import to_micros
from core.storage import Transaction


async def find(tx: Transaction, key: str) -> Post | None:
    row = await tx.fetch_one("SELECT * FROM announcement_posts WHERE key = ?", key)
    return None if row is None else post_of(row)


async def add(tx: Transaction, run: Run, delivery: Delivery, now: datetime) -> None:
    """On its way; sent again, it is the same post."""
    await tx.write(
        "INSERT INTO announcement_posts (key, announcement, run, place, private, language, zone,"
        " state, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)"
        " ON CONFLICT (key) DO UPDATE SET state = 'waiting', outcome = ''",
        delivery.key,
        run.announcement,
        run.id,
        delivery.place,
        int(delivery.private),
        delivery.language,
        delivery.zone,
        to_micros(now),
    )


async def stands(
    tx: Transaction, key: str, place: str, ids: tuple[str, ...], now: datetime
) -> None:
    await tx.write(
        "UPDATE announcement_posts SET state = 'sent', outcome = '', place = ?, ids = ?,"
        " changed_at = ? WHERE key = ?",
        place,
        msgspec.json.encode(ids).decode(),
        to_micros(now),
        key,
    )


async def mark(tx: Transaction, key: str, state: State | str, reason: str, now: datetime) -> None:
    await tx.write(
        "UPDATE announcement_posts SET state = ?, outcome = ?, changed_at = ? WHERE key = ?",
        state,
        reason,
        to_micros(now),
        key,
    )


async def mark_all(tx: Transaction, run: int, now: datetime) -> None:
    """Those of a cancelled run that never went out."""
    await tx.write(
        "UPDATE announcement_posts SET state = 'failed', outcome = 'cancelled', changed_at = ?"
        " WHERE run = ? AND state = 'waiting' AND key IN"
        " (SELECT key FROM announcement_deliveries WHERE run = ? AND state = 'cancelled')",
        to_micros(now),
        run,
        run,
    )
