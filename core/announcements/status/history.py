"""What the status page tells: whatever the tagged places were told, and what became of it."""

from datetime import datetime

import msgspec

from core.announcements import store
from core.announcements.draft import Notice, Step
from core.announcements.proof import store as proofs
from core.announcements.rules import SENT, TOLD, Kind, State
from core.moments import from_micros
from core.storage import Transaction

MOST = 50
_ENDED = (State.STOPPED, State.RECALLED)
_TOLD_HERE = (*TOLD, Kind.STOPPED)


class Moment(msgspec.Struct, frozen=True):
    kind: Kind
    at: datetime


class Chapter(msgspec.Struct, frozen=True):
    """An announcement as it was told last; `moments` in their order."""

    notice: Notice
    step: Step
    moments: tuple[Moment, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Nobody is to follow it any more."""
        return self.notice.state in _ENDED

    @property
    def state(self) -> State:
        """As it was told: one that recurs waits for its next time, and of that nobody has heard."""
        return self.notice.state if self.notice.state is not State.APPROVED else self.step.state


async def load(tx: Transaction) -> list[Chapter]:
    """The last first. What only subscribers read, or nobody yet, is no part of it."""
    chapters = []
    for notice in await store.in_states(tx, (*SENT, *_ENDED, State.APPROVED), MOST):
        step = await store.last_step(tx, notice.id)
        if step is not None and await _is_public(tx, notice.id):
            chapters.append(Chapter(notice, step, await _moments(tx, notice.id)))
    return chapters


async def _is_public(tx: Transaction, announcement: int) -> bool:
    audience = await proofs.audience(tx, announcement)
    return any(not place.endswith(":private") for place in audience)


async def _moments(tx: Transaction, announcement: int) -> tuple[Moment, ...]:
    rows = await tx.fetch(
        "SELECT kind, at FROM announcement_events WHERE announcement = ? ORDER BY id", announcement
    )
    told = (Moment(Kind(row[0]), from_micros(row[1])) for row in rows)
    return tuple(moment for moment in told if moment.kind in _TOLD_HERE)
