"""The rows of what was said, for whom, and of the manifest."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from core.announcements.proof.spoken import Spoken
from core.announcements.rules import State
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction


class Said(msgspec.Struct, frozen=True):
    """A text of an announcement, and where the announcement stands now."""

    announcement: int
    language: str
    links: tuple[str, ...]
    said_at: datetime
    state: State
    changed_at: datetime


_SELECT = (
    "SELECT t.digest, t.announcement, t.language, t.links, t.said_at, a.state, a.changed_at"
    " FROM announcement_texts t JOIN announcements a ON a.id = t.announcement"
)


async def add(tx: Transaction, announcement: int, spoken: Iterable[Spoken], at: datetime) -> None:
    """What is said again counts from now: a recurring one says the same each time."""
    for text in spoken:
        await tx.execute(
            "INSERT INTO announcement_texts (digest, announcement, language, links, said_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest, announcement)"
            " DO UPDATE SET said_at = excluded.said_at",
            text.digest,
            announcement,
            text.language,
            msgspec.json.encode(text.links).decode(),
            to_micros(at),
        )


async def find(tx: Transaction, digest: str) -> Said | None:
    """The latest announcement that said just this."""
    row = await tx.fetch_one(
        f"{_SELECT} WHERE t.digest = ? ORDER BY t.announcement DESC LIMIT 1", digest
    )
    return None if row is None else _said(row)


async def of(tx: Transaction, announcement: int) -> list[tuple[str, Said]]:
    """All that it said, by digest, in order."""
    rows = await tx.fetch(
        f"{_SELECT} WHERE t.announcement = ? ORDER BY t.said_at, t.digest", announcement
    )
    return [(row["digest"], _said(row)) for row in rows]


async def latest(tx: Transaction, limit: int) -> list[int]:
    """The announcements of which anything was said, the last first."""
    rows = await tx.fetch(
        "SELECT announcement FROM announcement_audiences ORDER BY announcement DESC LIMIT ?", limit
    )
    return [row[0] for row in rows]


async def is_known(tx: Transaction, announcement: int) -> bool:
    """Anybody has heard of it."""
    sql = "SELECT 1 FROM announcement_audiences WHERE announcement = ?"
    return await tx.fetch_one(sql, announcement) is not None


# -- for whom ------------------------------------------------------------------------------------


async def add_audience(tx: Transaction, announcement: int, places: Sequence[str]) -> None:
    await tx.execute(
        "INSERT INTO announcement_audiences (announcement, places) VALUES (?, ?)"
        " ON CONFLICT (announcement) DO UPDATE SET places = excluded.places",
        announcement,
        msgspec.json.encode(places).decode(),
    )


async def audience(tx: Transaction, announcement: int) -> tuple[str, ...]:
    row = await tx.fetch_one(
        "SELECT places FROM announcement_audiences WHERE announcement = ?", announcement
    )
    return () if row is None else msgspec.json.decode(row[0], type=tuple[str, ...])


# -- the manifest --------------------------------------------------------------------------------


async def manifest(tx: Transaction) -> tuple[int, str]:
    """Its number and document; 0 and nothing where none was published yet."""
    row = await tx.fetch_one("SELECT sequence, document FROM announcement_manifest WHERE id = 1")
    return (0, "") if row is None else (int(row[0]), str(row[1]))


async def publish(tx: Transaction, sequence: int, document: str) -> None:
    sql = "UPDATE announcement_manifest SET sequence = ?, document = ? WHERE id = 1"
    await tx.execute(sql, sequence, document)


def _said(row: Row) -> Said:
    return Said(
        announcement=row["announcement"],
        language=row["language"],
        links=msgspec.json.decode(row["links"], type=tuple[str, ...]),
        said_at=from_micros(row["said_at"]),
        state=State(row["state"]),
        changed_at=from_micros(row["changed_at"]),
    )
