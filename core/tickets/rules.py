"""The life of a ticket as one table: what may happen in which state, and what it comes to. Pure.

A ticket is the fold of its events. `TABLE` is the documentation: a kind that has no entry for a
state cannot happen in it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

import msgspec

from core.events import Account
from core.moments import from_micros

REOPENED_WITHIN = timedelta(days=7)  # of being resolved; then it is closed for good


class State(StrEnum):
    NEW = "new"  # nobody has taken it up yet
    OPEN = "open"  # staff's turn
    WAITING = "waiting"  # the asker's turn
    ON_HOLD = "on_hold"  # a third party's turn
    SNOOZED = "snoozed"  # nobody's turn before a time
    RESOLVED = "resolved"
    CLOSED = "closed"


class Kind(StrEnum):
    """What can happen. `opened` is always the first and never comes again."""

    OPENED = "opened"
    ASKED = "asked"
    REPLIED = "replied"
    NOTED = "noted"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    PRIORITISED = "prioritised"
    CATEGORISED = "categorised"
    HELD = "held"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    SURVEYED = "surveyed"
    RATED = "rated"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Reason(StrEnum):
    """Why a ticket was resolved."""

    SOLVED = "solved"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"
    SPAM = "spam"


class Why(StrEnum):
    """Why a ticket ended unsolved."""

    KNOWLEDGE = "knowledge"
    PERMISSION = "permission"
    THIRD_PARTY = "third_party"
    SILENT = "silent"


LIVE = (State.NEW, State.OPEN, State.WAITING, State.ON_HOLD, State.SNOOZED)
ENDED = (State.RESOLVED, State.CLOSED)


def _all(states: Iterable[State], becomes: State | None = None) -> dict[State, State]:
    return {state: becomes or state for state in states}


TABLE: Mapping[Kind, Mapping[State, State]] = MappingProxyType(
    {
        # "Thanks, bye" is no reason to open it again: a word after the end changes nothing.
        Kind.ASKED: {
            State.NEW: State.NEW,
            **_all((State.OPEN, State.WAITING, State.ON_HOLD, State.SNOOZED), State.OPEN),
            State.RESOLVED: State.RESOLVED,
        },
        Kind.REPLIED: {**_all(LIVE, State.WAITING), State.RESOLVED: State.RESOLVED},
        Kind.NOTED: _all(State),
        Kind.CLAIMED: {**_all(LIVE), State.NEW: State.OPEN},
        Kind.RELEASED: {**_all(LIVE), State.OPEN: State.NEW},
        Kind.TRANSFERRED: {**_all(LIVE), State.OPEN: State.NEW},
        Kind.PRIORITISED: _all(LIVE),
        Kind.CATEGORISED: _all(LIVE),
        Kind.HELD: _all(LIVE, State.ON_HOLD),
        Kind.SNOOZED: _all(LIVE, State.SNOOZED),
        Kind.WOKEN: {State.ON_HOLD: State.OPEN, State.SNOOZED: State.OPEN},
        Kind.RESOLVED: _all(LIVE, State.RESOLVED),
        Kind.REOPENED: {State.RESOLVED: State.OPEN},
        Kind.CLOSED: _all((*LIVE, State.RESOLVED), State.CLOSED),
        Kind.SURVEYED: {State.RESOLVED: State.RESOLVED},
        Kind.RATED: {State.RESOLVED: State.RESOLVED},
    }
)


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a ticket. `by` is None for the house itself; `detail` as `fold` reads it."""

    kind: Kind
    at: datetime
    by: Account | None = None
    detail: Mapping[str, str | int] = {}


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """The fold's last value. `asker` is the account it was opened for; `asked_at` and `replied_at`
    are the last words of either side, `spoken_at` the later of them, `wakes_at` the end of a
    snooze."""

    id: int
    member: int
    asker: Account
    queue: str
    category: str
    language: str
    priority: Priority
    state: State
    opened_at: datetime
    asked_at: datetime
    spoken_at: datetime
    assignee: Account | None = None
    replied_at: datetime | None = None
    first_reply_at: datetime | None = None
    wakes_at: datetime | None = None
    resolved_at: datetime | None = None
    reason: str | None = None
    rating: int | None = None

    @property
    def is_live(self) -> bool:
        """Neither resolved nor closed."""
        return self.state in LIVE


class NotPossible(Exception):
    """This cannot happen to a ticket in its state."""

    def __init__(self, kind: Kind, state: State | None) -> None:
        super().__init__(f"{kind} is not possible: the ticket is {state}")
        self.kind, self.state = kind, state


def may_happen(kind: Kind, state: State) -> bool:
    return state in TABLE.get(kind, {})


def may_be_reopened(ticket: Ticket, now: datetime) -> bool:
    resolved_at = ticket.resolved_at
    if ticket.state is not State.RESOLVED or resolved_at is None:
        return False
    return now < resolved_at + REOPENED_WITHIN


def opened(id_: int, happening: Happening) -> Ticket:
    """The first value, of an `opened`: detail has member, queue, category, language, priority and
    the asker's account as `for`. Raises NotPossible for any other kind."""
    if happening.kind is not Kind.OPENED:
        raise NotPossible(happening.kind, None)
    detail = happening.detail
    return Ticket(
        id=id_,
        member=int(detail["member"]),
        asker=Account.parse(str(detail["for"])),
        queue=str(detail["queue"]),
        category=str(detail["category"]),
        language=str(detail["language"]),
        priority=Priority(str(detail["priority"])),
        state=State.NEW,
        opened_at=happening.at,
        asked_at=happening.at,
        spoken_at=happening.at,
    )


def fold(ticket: Ticket, happening: Happening) -> Ticket:
    """The ticket after this; raises NotPossible where the table has no way."""
    after = TABLE.get(happening.kind, {}).get(ticket.state)
    if after is None:
        raise NotPossible(happening.kind, ticket.state)
    changes = _changes(ticket, happening)
    if after is not State.SNOOZED:
        changes["wakes_at"] = None
    return msgspec.structs.replace(ticket, state=after, **changes)


def fold_all(id_: int, happenings: Iterable[Happening]) -> Ticket:
    """From the first event on; raises StopIteration for none."""
    events = iter(happenings)
    ticket = opened(id_, next(events))
    for happening in events:
        ticket = fold(ticket, happening)
    return ticket


def _changes(ticket: Ticket, happening: Happening) -> dict[str, object]:
    """What besides the state is different."""
    at, detail = happening.at, happening.detail
    match happening.kind:
        case Kind.ASKED:
            return {"asked_at": at, "spoken_at": at} if ticket.is_live else {}
        case Kind.REPLIED:
            first = ticket.first_reply_at or at
            return {"replied_at": at, "first_reply_at": first, "spoken_at": at}
        case Kind.CLAIMED:
            return {"assignee": happening.by}
        case Kind.RELEASED:
            return {"assignee": None}
        case Kind.TRANSFERRED:
            to = str(detail.get("to", ""))
            queue = str(detail.get("queue", ticket.queue))
            return {"queue": queue, "assignee": Account.parse(to) if to else None}
        case Kind.PRIORITISED:
            return {"priority": Priority(str(detail["priority"]))}
        case Kind.CATEGORISED:
            return {"category": str(detail["category"])}
        case Kind.SNOOZED:
            return {"wakes_at": from_micros(int(detail["until"]))}
        case Kind.RESOLVED:
            return {"resolved_at": at, "reason": str(detail["reason"])}
        case Kind.REOPENED:
            again = {"asked_at": at, "spoken_at": at}
            return {"resolved_at": None, "reason": None, "rating": None, **again}
        case Kind.RATED:
            return {"rating": int(detail["stars"])}
        case _:
            return {}
