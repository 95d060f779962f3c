"""What moderation makes of an event: the notes that its listener is handed."""

from datetime import datetime

import msgspec

from core.events import (
    Account,
    JoinRequested,
    MemberRenamed,
    MessageReceived,
    Place,
    ReactionChanged,
)
from moderation.deciding import ACTIONS, Decision, Mode
from moderation.finding import Finding
from moderation.subject import Trust


class Copy(msgspec.Struct, frozen=True):
    """A message of a newcomer that said the same before, and how they are called."""

    place: Place
    message: str
    account: Account
    name: str


class Judged(msgspec.Struct, frozen=True):
    """What a listener's note holds: no words of the message. `also` are earlier messages that
    complete a secret with this one, `parts` other pictures of its album; `site` is what to allow if
    the link that it is about is fine, or what stands for the name that it is about. `wave` stands
    for the same words of several accounts; `copied` is what newcomers among them wrote before that
    was known."""

    decision: Decision
    finding: Finding
    trust: Trust
    mode: Mode
    also: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    site: str = ""
    wave: str = ""
    copied: tuple[Copy, ...] = ()

    @property
    def removes(self) -> bool:
        return ACTIONS.index(self.decision.action) >= ACTIONS.index("hold")


class Came(msgspec.Struct, frozen=True):
    """Accounts that came with the raid which began then; with the first of them it begins."""

    began: datetime
    accounts: tuple[Account, ...]
    until: datetime
    begins: bool
    mode: Mode


class Spoke(msgspec.Struct, frozen=True):
    """Somebody who came with a raid wrote; `breaks_rule`: it would go in any case."""

    chat: str
    began: datetime
    breaks_rule: bool
    mode: Mode


class Arrived(msgspec.Struct, frozen=True):
    """Somebody came in who is to be welcomed."""


Note = Judged | Came | Spoke | Arrived | JoinRequested
Unspoken = ReactionChanged | MemberRenamed | JoinRequested
Named = MessageReceived | Unspoken
