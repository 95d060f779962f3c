"""The rows of announcements."""

from datetime import datetime

import msgspec

from core.announcements.draft import Approval, Draft, Notice, Post, Step
from core.announcements.rules import Kind, State
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction


async def add(tx: Transaction, draft: Draft, author: str, place: str, now: datetime) -> Notice:
    row = await tx.fetch_one(
        "INSERT INTO announcements (state, author, draft, place, created_at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        State.DRAFT.value,
        author,
        _encoded(draft),
        place,
        to_micros(now),
        to_micros(now),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return Notice(
        id=row[0],
        state=State.DRAFT,
        author=author,
        draft=draft,
        place=place,
        created_at=now,
        changed_at=now,
    )


async def find(tx: Transaction, number: int) -> Notice | None:
    row = await tx.fetch_one("SELECT * FROM announcements WHERE id = ?", number)
    return None if row is None else _notice(row)


async def in_states(tx: Transaction, states: tuple[State, ...], limit: int = 50) -> list[Notice]:
    """The latest first."""
    marks = ", ".join("?" for _state in states)
    rows = await tx.fetch(
        f"SELECT * FROM announcements WHERE state IN ({marks}) ORDER BY id DESC LIMIT ?",  # noqa: S608  question marks
        *(state.value for state in states),
        limit,
    )
    return [_notice(row) for row in rows]


async def rewrite(tx: Transaction, number: int, draft: Draft, now: datetime) -> None:
    await tx.execute(
        "UPDATE announcements SET draft = ?, changed_at = ? WHERE id = ?",
        _encoded(draft),
        to_micros(now),
        number,
    )


async def edit(tx: Transaction, number: int, draft: Draft, by: str, now: datetime) -> None:
    """Any edit voids what was asked and approved."""
    await void(tx, number)
    await rewrite(tx, number, draft, now)
    await note(tx, number, Kind.EDITED, by, now)


async def move(tx: Transaction, notice: Notice, now: datetime) -> None:
    """Keep its state, the words of its last update and its times."""
    await tx.execute(
        "UPDATE announcements SET state = ?, words = ?, send_at = ?, starts_at = ?,"
        " ends_at = ?, changed_at = ? WHERE id = ?",
        notice.state.value,
        msgspec.json.encode(notice.words).decode(),
        _micros(notice.send_at),
        _micros(notice.starts_at),
        _micros(notice.ends_at),
        to_micros(now),
        notice.id,
    )


# -- what happened -------------------------------------------------------------------------------


async def note(
    tx: Transaction, number: int, kind: Kind, actor: str, now: datetime, detail: str = ""
) -> None:
    """`actor` is an account, MACHINE, or empty for the clock."""
    await tx.execute(
        "INSERT INTO announcement_events (announcement, at, kind, actor, detail)"
        " VALUES (?, ?, ?, ?, ?)",
        number,
        to_micros(now),
        kind.value,
        actor,
        detail,
    )


async def noted(tx: Transaction, number: int, kind: Kind) -> set[str]:
    """The details of all that happened of a kind."""
    rows = await tx.fetch(
        "SELECT detail FROM announcement_events WHERE announcement = ? AND kind = ?",
        number,
        kind.value,
    )
    return {row[0] for row in rows}


# -- the second key ------------------------------------------------------------------------------


async def ask(
    tx: Transaction, notice: Notice, *, digest: str, rendered: str, now: datetime, until: datetime
) -> int:
    """A new request for the second key; its number."""
    row = await tx.fetch_one(
        "INSERT INTO announcement_approvals (announcement, digest, rendered, author, state,"
        " asked_at, expires_at) VALUES (?, ?, ?, ?, 'asked', ?, ?) RETURNING id",
        notice.id,
        digest,
        rendered,
        notice.author,
        to_micros(now),
        to_micros(until),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return int(row[0])


async def approval(tx: Transaction, number: int) -> Approval | None:
    row = await tx.fetch_one("SELECT * FROM announcement_approvals WHERE id = ?", number)
    return None if row is None else _approval(row)


async def standing(tx: Transaction, announcement: int) -> Approval | None:
    """The request or approval of an announcement that is not void."""
    row = await tx.fetch_one(
        "SELECT * FROM announcement_approvals WHERE announcement = ? AND state <> 'void'",
        announcement,
    )
    return None if row is None else _approval(row)


async def give(tx: Transaction, number: int, approver: str, now: datetime, until: datetime) -> None:
    await tx.execute(
        "UPDATE announcement_approvals SET state = 'given', approver = ?, given_at = ?,"
        " expires_at = ? WHERE id = ? AND state = 'asked'",
        approver,
        to_micros(now),
        to_micros(until),
        number,
    )


async def void(tx: Transaction, announcement: int) -> bool:
    """No approval and no request of it stands any more; False where none stood."""
    sql = "UPDATE announcement_approvals SET state = 'void' WHERE announcement = ? AND state <> ?"
    return await tx.execute(sql, announcement, "void") > 0


# -- where it stands -----------------------------------------------------------------------------


_LATEST = "run = (SELECT MAX(run) FROM announcement_posts WHERE announcement = ?)"


async def posts_after(tx: Transaction, announcement: int, cursor: str, limit: int) -> list[Post]:
    """The posts of its latest first messages, in the order of their keys, beyond `cursor`."""
    rows = await tx.fetch(
        f"SELECT * FROM announcement_posts WHERE {_LATEST} AND key > ? ORDER BY key LIMIT ?",  # noqa: S608  a constant
        announcement,
        cursor,
        limit,
    )
    return [post_of(row) for row in rows]


async def count_posts(tx: Transaction, announcement: int) -> int:
    """How many places its latest first messages went to."""
    sql = f"SELECT COUNT(*) FROM announcement_posts WHERE {_LATEST}"  # noqa: S608  a constant
    row = await tx.fetch_one(sql, announcement)
    return 0 if row is None else int(row[0])


async def last_step(tx: Transaction, announcement: int) -> Step | None:
    """What everybody was told last."""
    row = await tx.fetch_one(
        "SELECT step FROM announcement_runs WHERE announcement = ? ORDER BY id DESC LIMIT 1",
        announcement,
    )
    return None if row is None else msgspec.json.decode(row[0], type=Step)


# -- rows as structs -----------------------------------------------------------------------------


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        state=State(row["state"]),
        author=row["author"],
        draft=msgspec.json.decode(row["draft"], type=Draft),
        place=row["place"],
        words=msgspec.json.decode(row["words"], type=dict[str, str]),
        send_at=_moment(row["send_at"]),
        starts_at=_moment(row["starts_at"]),
        ends_at=_moment(row["ends_at"]),
        created_at=from_micros(row["created_at"]),
        changed_at=from_micros(row["changed_at"]),
    )


def _approval(row: Row) -> Approval:
    return Approval(
        id=row["id"],
        announcement=row["announcement"],
        digest=row["digest"],
        rendered=row["rendered"],
        author=row["author"],
        approver=row["approver"],
        state=row["state"],
        asked_at=from_micros(row["asked_at"]),
        given_at=_moment(row["given_at"]),
        expires_at=from_micros(row["expires_at"]),
    )


def post_of(row: Row) -> Post:
    return Post(
        key=row["key"],
        announcement=row["announcement"],
        run=row["run"],
        place=row["place"],
        private=bool(row["private"]),
        language=row["language"],
        zone=row["zone"],
        ids=msgspec.json.decode(row["ids"], type=tuple[str, ...]),
        state=row["state"],
        outcome=row["outcome"],
    )


def _encoded(draft: Draft) -> str:
    return msgspec.json.encode(draft).decode()


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
