"""The idle flow: ping whoever must act, warn them at half time, close with a message."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

Turn = Literal["user", "staff"]
Step = Literal["ping", "warn", "close"]


class Idle(msgspec.Struct, frozen=True):
    """How long nobody may write before a ping, and before the close of what waits for the user or
    (`unanswered`) for staff; None is never."""

    ping: timedelta | None = None
    close: timedelta | None = None
    unanswered: timedelta | None = None

    def closes(self, turn: Turn) -> timedelta | None:
        return self.close if turn == "user" else self.unanswered


def next_step(
    idle: Idle, turn: Turn | None, quiet_since: datetime, done: Step | None = None
) -> tuple[Step, datetime] | None:
    """What comes after `done` and when, where nobody writes; None for nothing."""
    course = list(steps(idle, turn).items())
    names = [name for name, _after in course]
    following = names.index(done) + 1 if done in names else 0
    if following >= len(course):
        return None
    name, after = course[following]
    return name, quiet_since + after


def steps(idle: Idle, turn: Turn | None) -> Mapping[Step, timedelta]:
    """After how much silence each comes, in order; a ping that would not come before the warning
    is left out."""
    if turn is None:
        return {}
    closing: dict[Step, timedelta] = {}
    if (close := idle.closes(turn)) is not None:
        closing = {"warn": close / 2, "close": close}
    if idle.ping is None or (closing and idle.ping >= closing["warn"]):
        return closing
    return {"ping": idle.ping, **closing}
