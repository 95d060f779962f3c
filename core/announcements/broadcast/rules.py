"""What a run may do next, what an outcome means for a place, and how long the rest will take."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec

from core.platform import Gone, NotAllowed, Outcome, Refused, Uncertain

RunState = Literal["running", "paused", "cancelled", "done"]
State = Literal[
    "quiet", "listed", "waiting", "sent", "uncertain", "failed", "unreachable", "cancelled"
]
WINDOW = 1_500  # rows in the outbox of one run and platform: the pace sees a minute ahead
REFILL = 250  # as many as are put in at a time

AHEAD: tuple[State, ...] = ("quiet", "listed", "waiting")
_FROM: Mapping[RunState, tuple[RunState, ...]] = {
    "running": ("paused", "done"),
    "paused": ("running",),
    "cancelled": ("running", "paused"),
    "done": ("running",),
}
# What an adapter says is missing where a person does not want, or is not there, to be written to.
_CLOSED = frozenset({"blocked", "not_started", "write_private", "dm_closed"})


def may_become(now: RunState, wanted: RunState) -> bool:
    return now in _FROM[wanted]


def ended(outcome: Outcome) -> tuple[State, str]:
    """The state of a place whose row ended without being delivered, and the reason in a word."""
    match outcome:
        case Uncertain():
            return "uncertain", ""
        case Gone(what="chat" | "person" | "visitor" as what):
            return "unreachable", what
        case NotAllowed(missing=missing) if missing in _CLOSED:
            return "unreachable", missing
        case NotAllowed(missing=missing):
            return "failed", missing
        case Gone(what=what):
            return "failed", what or "gone"
        case Refused():
            return "failed", "refused"
        case _:
            return "failed", type(outcome).__name__.lower()


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run has come; `waiting` counts all that is still ahead but the places that are
    `quiet` until their morning. `left`: None while there is nothing to tell it from."""

    run: int
    announcement: int
    state: RunState
    total: int
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    cancelled: int = 0
    waiting: int = 0
    quiet: int = 0
    left: timedelta | None = None


def time_left(waiting: int, lately: int, span: timedelta) -> timedelta | None:
    """At the pace of late: `lately` places ended within `span`."""
    if not waiting:
        return timedelta()
    return span * (waiting / lately) if lately else None
