"""What the status page tells: every maintenance that everybody was told of, and its steps."""

from datetime import datetime

import msgspec

from core.announcements import store
from core.announcements.draft import Notice, Step
from core.announcements.rules import SENT, TOLD, Kind
from core.moments import from_micros
from core.storage import Transaction

MOST = 50


class Moment(msgspec.Struct, frozen=True):
    kind: Kind
    at: datetime


class Chapter(msgspec.Struct, frozen=True):
    """A maintenance as it was told last; `moments` in their order."""

    notice: Notice
    step: Step
    moments: tuple[Moment, ...]


async def load(tx: Transaction) -> list[Chapter]:
    """The last first; what was recalled or stopped is no part of it."""
    chapters = []
    for notice in await store.in_states(tx, SENT, MOST):
        step = await store.last_step(tx, notice.id)
        if notice.draft.kind == "maintenance" and step is not None:
            chapters.append(Chapter(notice, step, await _moments(tx, notice.id)))
    return chapters


async def _moments(tx: Transaction, announcement: int) -> tuple[Moment, ...]:
    rows = await tx.fetch(
        "SELECT kind, at FROM announcement_events WHERE announcement = ? ORDER BY id", announcement
    )
    told = (Moment(Kind(row[0]), from_micros(row[1])) for row in rows)
    return tuple(moment for moment in told if moment.kind in TOLD)
