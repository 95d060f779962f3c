"""The rows of runs and of what they do in each place."""

from datetime import datetime, timedelta

import msgspec

from core.announcements.broadcast.rules import AHEAD, Progress, RunState, State, time_left
from core.announcements.draft import Step
from core.announcements.rules import FIRST
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

LISTING = "announcement-listing"  # the job that writes down where a run goes
_LATELY = timedelta(seconds=30)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One go through all places. Targets up to `cursor` are listed."""

    id: int
    announcement: int
    approval: int
    step: Step
    state: RunState
    cursor: str
    total: int
    started_at: datetime
    finished_at: datetime | None


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


# -- runs ----------------------------------------------------------------------------------------


async def add(
    tx: Transaction, announcement: int, approval: int, step: Step, total: int, now: datetime
) -> int:
    row = await tx.fetch_one(
        "INSERT INTO announcement_runs (announcement, approval, step, state, total, started_at)"
        " VALUES (?, ?, ?, 'running', ?, ?) RETURNING id",
        announcement,
        approval,
        msgspec.json.encode(step).decode(),
        total,
        to_micros(now),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return int(row[0])


async def find(tx: Transaction, run: int) -> Run | None:
    row = await tx.fetch_one("SELECT * FROM announcement_runs WHERE id = ?", run)
    return None if row is None else _run(row)


async def open_runs(tx: Transaction, announcement: int) -> list[Run]:
    """Its own, and those that carry its words as an update."""
    rows = await tx.fetch(
        "SELECT * FROM announcement_runs WHERE state IN ('running', 'paused')"
        " AND (announcement = ? OR approval IN"
        " (SELECT id FROM announcement_approvals WHERE announcement = ?)) ORDER BY id",
        announcement,
        announcement,
    )
    return [_run(row) for row in rows]


async def goes_first(tx: Transaction, run: Run) -> bool:
    """No earlier run of the same announcement is on its way; one that only waits for the end of
    quiet hours holds up nobody."""
    row = await tx.fetch_one(
        "SELECT 1 FROM announcement_runs r WHERE r.announcement = ? AND r.id < ?"
        " AND (r.state = 'paused' OR r.state = 'running' AND"
        " (EXISTS (SELECT 1 FROM jobs j WHERE j.name = ? AND j.key = CAST(r.id AS TEXT))"
        " OR EXISTS (SELECT 1 FROM announcement_deliveries d WHERE d.run = r.id"
        " AND d.state IN ('listed', 'waiting')))) LIMIT 1",
        run.announcement,
        run.id,
        LISTING,
    )
    return row is None


async def is_overtaken(tx: Transaction, run: Run, *, changes: bool) -> bool:
    """The announcement has moved on since: what it `changes` was changed again, and a first post
    was posted anew."""
    rows = await tx.fetch(
        "SELECT step FROM announcement_runs WHERE announcement = ? AND id > ?",
        run.announcement,
        run.id,
    )
    steps = (msgspec.json.decode(row[0], type=Step) for row in rows)
    return any(changes or step.kind in FIRST for step in steps)


async def latest(tx: Transaction, count: int) -> list[Run]:
    """The newest first."""
    rows = await tx.fetch("SELECT * FROM announcement_runs ORDER BY id DESC LIMIT ?", count)
    return [_run(row) for row in rows]


async def set_state(tx: Transaction, run: int, state: RunState, now: datetime) -> None:
    finished = to_micros(now) if state in ("done", "cancelled") else None
    await tx.write(
        "UPDATE announcement_runs SET state = ?, finished_at = ? WHERE id = ?", state, finished, run
    )


async def move_cursor(tx: Transaction, run: int, cursor: str) -> None:
    await tx.write("UPDATE announcement_runs SET cursor = ? WHERE id = ?", cursor, run)


async def set_total(tx: Transaction, run: int, total: int) -> None:
    await tx.write("UPDATE announcement_runs SET total = ? WHERE id = ?", total, run)


async def stands(tx: Transaction, approval: int) -> bool:
    """The approval was given and nothing has voided it since."""
    row = await tx.fetch_one("SELECT state FROM announcement_approvals WHERE id = ?", approval)
    return row is not None and row[0] == "given"


# -- places --------------------------------------------------------------------------------------


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
        overtaken = await is_overtaken(tx, run, changes=is_change)
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


# -- the outbox ----------------------------------------------------------------------------------


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


# -- counting ------------------------------------------------------------------------------------


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


def _run(row: Row) -> Run:
    finished = row["finished_at"]
    return Run(
        id=row["id"],
        announcement=row["announcement"],
        approval=row["approval"],
        step=msgspec.json.decode(row["step"], type=Step),
        state=row["state"],
        cursor=row["cursor"],
        total=row["total"],
        started_at=from_micros(row["started_at"]),
        finished_at=None if finished is None else from_micros(finished),
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
