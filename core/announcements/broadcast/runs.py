"""The rows of runs: one go of an announcement through all places."""

from datetime import datetime

import msgspec

from core.announcements.broadcast.rules import RunState
from core.announcements.draft import Step
from core.announcements.rules import FIRST
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

LISTING = "announcement-listing"  # the job that writes down where a run goes


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
