"""The rows of what a run does in each place."""

from datetime import datetime, timedelta

import msgspec

from core.announcements.broadcast import runs
from core.announcements.broadcast.rules import AHEAD, Progress, State, time_left
from core.announcements.broadcast.runs import Run
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

_LATELY = timedelta(seconds=30)


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a run does in one place; `post` is the key of what it changes there."""

    key: str
    run: int
    number: int
    platform: str
    place: str
    private: bool
    language: str
    zone: str
    not_before: datetime | None = None
    post: str = ""
    state: State
    reason: str = ""
    link: str = ""


async def listed(tx: Transaction, run: int) -> int:
    """How many places of a run are listed."""
    row = await tx.fetch_one("SELECT COUNT(*) FROM announcement_deliveries WHERE run = ?", run)
    return int(row[0]) if row is not None else 0


async def put(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    await tx.write(
        "INSERT INTO announcement_deliveries (key, run, number, platform, place, private, language,"
        " zone, not_before, post, state, reason, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        delivery.key,
        delivery.run,
        delivery.number,
        delivery.platform,
        delivery.place,
        int(delivery.private),
        delivery.language,
        delivery.zone,
        0 if delivery.not_before is None else to_micros(delivery.not_before),
        delivery.post,
        delivery.state,
        delivery.reason,
        to_micros(now),
    )


async def delivery(tx: Transaction, key: str) -> Delivery | None:
    row = await tx.fetch_one("SELECT * FROM announcement_deliveries WHERE key = ?", key)
    return None if row is None else _delivery(row)


async def next_listed(tx: Transaction, run: int, platform: str, count: int) -> list[Delivery]:
    rows = await tx.fetch(
        "SELECT * FROM announcement_deliveries WHERE run = ? AND state = 'listed' AND platform = ?"
        " ORDER BY number LIMIT ?",
        run,
        platform,
        count,
    )
    return [_delivery(row) for row in rows]


async def waiting(tx: Transaction, run: int, platform: str) -> int:
    """How many rows of the outbox are a run's."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM announcement_deliveries"
        " WHERE run = ? AND state = 'waiting' AND platform = ?",
        run,
        platform,
    )
    return int(row[0]) if row is not None else 0


async def platforms(tx: Transaction, run: int) -> list[str]:
    """Those with a place that is listed."""
    rows = await tx.fetch(
        "SELECT DISTINCT platform FROM announcement_deliveries WHERE run = ? AND state = 'listed'",
        run,
    )
    return [str(row[0]) for row in rows]


async def in_state(tx: Transaction, run: int, state: State) -> list[Delivery]:
    rows = await tx.fetch(
        "SELECT * FROM announcement_deliveries WHERE run = ? AND state = ? ORDER BY number",
        run,
        state,
    )
    return [_delivery(row) for row in rows]


async def deliveries(tx: Transaction, run: int) -> list[Delivery]:
    rows = await tx.fetch(
        "SELECT * FROM announcement_deliveries WHERE run = ? ORDER BY number", run
    )
    return [_delivery(row) for row in rows]


async def missed(tx: Transaction, chat: str, since: datetime) -> list[Delivery]:
    """What could not be brought to a chat, or a thread of it."""
    rows = await tx.fetch(
        "SELECT * FROM announcement_deliveries WHERE state = 'unreachable' AND changed_at > ?"
        " AND (place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?)",
        to_micros(since),
        chat,
        len(chat) + 1,
        f"{chat}/",
    )
    return [_delivery(row) for row in rows]


async def mark(
    tx: Transaction, key: str, state: State, now: datetime, *, reason: str = "", link: str = ""
) -> None:
    await tx.write(
        "UPDATE announcement_deliveries SET state = ?, reason = ?, link = ?, changed_at = ?"
        " WHERE key = ?",
        state,
        reason,
        link,
        to_micros(now),
        key,
    )


async def mark_all(
    tx: Transaction, run: int, before: State, after: State, now: datetime, reason: str = ""
) -> int:
    return await tx.execute(
        "UPDATE announcement_deliveries SET state = ?, reason = ?, changed_at = ?"
        " WHERE run = ? AND state = ?",
        after,
        reason,
        to_micros(now),
        run,
        before,
    )


async def rouse(tx: Transaction, run: Run, now: datetime) -> None:
    """Places whose quiet hours are over. Of all that happened in the night they hear the last."""
    for is_change in (False, True):
        overtaken = await runs.is_overtaken(tx, run, changes=is_change)
        await tx.write(
            "UPDATE announcement_deliveries SET state = ?, reason = ?, changed_at = ?"
            " WHERE run = ? AND state = 'quiet' AND not_before <= ? AND (post <> '') = ?",
            "cancelled" if overtaken else "listed",
            "overtaken" if overtaken else "",
            to_micros(now),
            run.id,
            to_micros(now),
            is_change,
        )


async def next_rousing(tx: Transaction, run: int) -> datetime | None:
    row = await tx.fetch_one(
        "SELECT MIN(not_before) FROM announcement_deliveries WHERE run = ? AND state = 'quiet'", run
    )
    return None if row is None or row[0] is None else from_micros(row[0])


async def is_ahead(tx: Transaction, run: int) -> bool:
    """Some place still waits for its turn."""
    row = await tx.fetch_one(
        "SELECT 1 FROM announcement_deliveries WHERE run = ?"
        " AND state IN ('quiet', 'listed', 'waiting') LIMIT 1",
        run,
    )
    return row is not None


async def take_back(tx: Transaction, run: int, now: datetime) -> list[str]:
    """Cancel what waits in the outbox and is not begun, with all that depends on it; their keys."""
    rows = await tx.fetch(
        "UPDATE outbox SET state = 'cancelled', outcome = 'cancelled', finished_at = ?"
        " WHERE state = 'due' AND done = '[]' AND uncertain_before = 0 AND key IN"
        " (SELECT d.key || a.mark FROM announcement_deliveries d, (SELECT '' AS mark"
        " UNION ALL SELECT ':1' UNION ALL SELECT ':2') a WHERE d.run = ? AND d.state = 'waiting')"
        " RETURNING key",
        to_micros(now),
        run,
    )
    return [str(row[0]) for row in rows]


async def follow_ups(tx: Transaction, post: str, *, beside_edits: bool) -> list[str]:
    """The keys of the short messages that told of changes of a post."""
    rows = await tx.fetch(
        "SELECT DISTINCT m.key FROM announcement_deliveries d JOIN messages m ON m.key = d.key || ?"
        " WHERE d.post = ? AND m.id <> '' ORDER BY m.key",
        ":1" if beside_edits else "",
        post,
    )
    return [str(row[0]) for row in rows]


async def was_put(tx: Transaction, key: str) -> bool:
    """Something was sent under the key."""
    return await tx.fetch_one("SELECT 1 FROM messages WHERE key = ?", key) is not None


async def progress(tx: Transaction, run: Run, now: datetime) -> Progress:
    span = min(_LATELY, max(now - run.started_at, timedelta(seconds=1)))
    rows = await tx.fetch(
        "SELECT state, COUNT(*), SUM(CASE WHEN changed_at > ? THEN 1 ELSE 0 END)"
        " FROM announcement_deliveries WHERE run = ? GROUP BY state",
        to_micros(now - span),
        run.id,
    )
    counts = {str(row[0]): int(row[1]) for row in rows}
    lately = sum(int(row[2]) for row in rows if row[0] not in (*AHEAD, "cancelled"))
    ended = sum(count for state, count in counts.items() if state not in AHEAD)
    waiting, quiet = max(run.total, sum(counts.values())) - ended, counts.get("quiet", 0)
    return Progress(
        run=run.id,
        announcement=run.announcement,
        state=run.state,
        total=waiting + ended,
        sent=counts.get("sent", 0),
        failed=counts.get("failed", 0),
        unreachable=counts.get("unreachable", 0),
        uncertain=counts.get("uncertain", 0),
        cancelled=counts.get("cancelled", 0),
        waiting=waiting - quiet,
        quiet=quiet,
        left=time_left(waiting - quiet, lately, span) if run.state == "running" else None,
    )


def _delivery(row: Row) -> Delivery:
    return Delivery(
        key=row["key"],
        run=row["run"],
        number=row["number"],
        platform=row["platform"],
        place=row["place"],
        private=bool(row["private"]),
        language=row["language"],
        zone=row["zone"],
        not_before=from_micros(row["not_before"]) if row["not_before"] else None,
        post=row["post"],
        state=row["state"],
        reason=row["reason"],
        link=row["link"],
    )
