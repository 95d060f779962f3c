"""The life of an announcement as one table: what may happen in which state, and by whom. Pure.

`TABLE` is the documentation: a kind that has no entry for a state cannot happen in it.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from core.people import outranks
from core.platform import Role

GRACE = timedelta(minutes=5)  # from the second key to the first message: time to stop it
URGENT_GRACE = timedelta(seconds=60)
APPROVAL_LASTS = timedelta(hours=24)  # until it is sent, or its request is answered
RECURRING_LASTS = timedelta(days=90)


class State(StrEnum):
    DRAFT = "draft"  # written, and waiting for a second key
    APPROVED = "approved"  # two keys: it goes out at its time, and can be stopped until then
    SCHEDULED = "scheduled"  # everybody knows; the work has not begun
    RUNNING = "running"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"  # by a moderator: nothing of it moves any more
    DISCARDED = "discarded"  # nobody ever heard of it
    RECALLED = "recalled"  # deleted wherever it stood


class Kind(StrEnum):
    """What can happen. `written` is always the first and never comes again."""

    WRITTEN = "written"
    EDITED = "edited"
    ASKED = "asked"  # for the second key
    APPROVED = "approved"
    VOIDED = "voided"  # the approval, by an edit, by its age or since a key is no longer one
    POSTED = "posted"  # a maintenance: everybody is told that it is planned
    SAID = "said"  # a notice: with this it is done
    REMINDED = "reminded"
    RUNNING = "running"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    EXTENDED = "extended"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    AMENDED = "amended"  # words of an update, for which two keys were turned
    DISCARDED = "discarded"
    LATE = "late"  # due while we were away: a person is asked
    RENEWED = "renewed"  # a recurring one waits for its next time
    STOPPED = "stopped"
    RECALLED = "recalled"


PUBLIC = (State.SCHEDULED, State.RUNNING, State.VERIFYING)  # a living notice
SENT = (*PUBLIC, State.COMPLETED, State.CANCELLED)


def _all(states: Iterable[State], becomes: State | None = None) -> dict[State, State]:
    return {state: becomes or state for state in states}


TABLE: Mapping[Kind, Mapping[State, State]] = MappingProxyType(
    {
        Kind.EDITED: _all((State.DRAFT,)),
        Kind.ASKED: _all((State.DRAFT,)),
        Kind.APPROVED: {State.DRAFT: State.APPROVED},
        Kind.VOIDED: _all((State.DRAFT, State.APPROVED), State.DRAFT),
        Kind.POSTED: {State.APPROVED: State.SCHEDULED},
        Kind.SAID: {State.APPROVED: State.COMPLETED},
        Kind.REMINDED: _all((State.SCHEDULED,)),
        Kind.RUNNING: {State.SCHEDULED: State.RUNNING},
        Kind.VERIFYING: {State.RUNNING: State.VERIFYING},
        Kind.COMPLETED: _all((State.RUNNING, State.VERIFYING), State.COMPLETED),
        Kind.EXTENDED: _all(PUBLIC),
        Kind.POSTPONED: _all((State.SCHEDULED,)),
        Kind.CANCELLED: _all(PUBLIC, State.CANCELLED),
        Kind.AMENDED: _all(PUBLIC),
        Kind.DISCARDED: _all((State.DRAFT, State.APPROVED), State.DISCARDED),
        Kind.LATE: _all((State.APPROVED, *PUBLIC)),
        Kind.RENEWED: {State.COMPLETED: State.APPROVED},
        Kind.STOPPED: _all((State.APPROVED, *PUBLIC, State.COMPLETED), State.STOPPED),
        Kind.RECALLED: _all((*SENT, State.STOPPED), State.RECALLED),
    }
)

# What a person may do alone. Words of their own are in none of it: those need two keys.
ALONE: Mapping[Kind, Role] = MappingProxyType(
    {
        Kind.RUNNING: "admin",
        Kind.VERIFYING: "admin",
        Kind.COMPLETED: "admin",
        Kind.EXTENDED: "admin",
        Kind.POSTPONED: "admin",
        Kind.CANCELLED: "admin",
        Kind.RECALLED: "admin",
        Kind.DISCARDED: "moderator",
        Kind.STOPPED: "moderator",
    }
)

FIRST = (Kind.POSTED, Kind.SAID)  # new messages; all else is about those
# What is told to everybody, and so goes through the one door.
TOLD = (
    Kind.POSTED,
    Kind.SAID,
    Kind.REMINDED,
    Kind.RUNNING,
    Kind.VERIFYING,
    Kind.COMPLETED,
    Kind.EXTENDED,
    Kind.POSTPONED,
    Kind.CANCELLED,
    Kind.AMENDED,
    Kind.RECALLED,
)


def after(kind: Kind, state: str) -> State | None:
    """The state that it leads to; None where it cannot happen."""
    return TABLE.get(kind, {}).get(State(state))


def next_by_hand(state: str, role: Role) -> tuple[Kind, ...]:
    """What a person of this role may do alone in this state, in the order of the table."""
    return tuple(
        kind for kind, needed in ALONE.items() if outranks(role, needed) and after(kind, state)
    )
