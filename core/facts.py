"""What one feature tells the others: delivered to their listeners in the same transaction."""

from datetime import datetime

import msgspec

from core.actions import MessageRef
from core.events import Account, Place


class EntryShown(msgspec.Struct, frozen=True):
    """An FAQ entry was given as an answer to somebody in a place."""

    entry: str
    language: str
    account: Account | None
    place: Place


class AnswerAccepted(msgspec.Struct, frozen=True):
    """The asker says that this message of the answerer, another person, solved it. May be told
    again of the same message: who counts it must know it again."""

    asker: Account
    answerer: Account
    message: MessageRef


class TicketResolved(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the team ended a ticket; `entry` is the one that would have answered its first
    words `text`, empty where none would. `asker` is the account for which it was opened, `by` the
    one that ended it: whose members they are is a question to the links of today."""

    ticket: int
    entry: str
    language: str
    text: str
    asker: Account
    by: Account


class WideNews(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever writes wants the askers of a known issue to read this, and they are many: it is an
    announcement. With `is_end` the issue is over by it."""

    issue: int
    text: str
    is_end: bool


class EntryMerged(msgspec.Struct, frozen=True, kw_only=True):
    """What `author` drafted stands in the FAQ now, approved by somebody else: a change of its own,
    or (`is_translation`) the entry in one more language."""

    draft: int
    author: Account
    language: str
    is_translation: bool


class AccountLinked(msgspec.Struct, frozen=True):
    """Two accounts are one member's from now on."""

    account: Account
    other: Account


class AccountUnlinked(msgspec.Struct, frozen=True):
    """An account is its own member again, and shares nothing more with those it was linked to."""

    account: Account


class PrivateTalkNeeded(msgspec.Struct, frozen=True):
    """Somebody showed in public what belongs into a private talk with staff; it was removed.

    `urgent`: a secret, of which nothing was kept. `safe`: what else the message said.
    """

    account: Account
    place: Place
    urgent: bool
    safe: str


class SecretPieced(msgspec.Struct, frozen=True):
    """Somebody wrote a secret over several messages, of which none showed it alone: what was kept
    and passed on of these `messages`, and of all that the author wrote since then, goes."""

    place: Place
    messages: tuple[str, ...]
    since: datetime


class SpamConfirmed(msgspec.Struct, frozen=True):
    """A moderator says that this account has spammed, or worse."""

    account: Account
    place: Place
    rule: str
    case: int


class SpamRefuted(msgspec.Struct, frozen=True):
    """What a moderator had said of this account in a case was a mistake."""

    account: Account
    case: int


class ReportConfirmed(msgspec.Struct, frozen=True):
    """A moderator agrees with a member who reported this message of somebody else's."""

    reporter: Account
    message: MessageRef


class ReportRefuted(msgspec.Struct, frozen=True):
    """A moderator had agreed with this report by mistake."""

    reporter: Account
    message: MessageRef


class PersonForgotten(msgspec.Struct, frozen=True):
    """These accounts of one person are to be forgotten: whoever keeps them in memory lets go."""

    accounts: tuple[Account, ...]


class PersonReturned(msgspec.Struct, frozen=True):
    """Somebody who was forgotten writes again: what stayed of them has their name once more."""

    account: Account


class PlaceReached(msgspec.Struct, frozen=True):
    """We may write there again, after a time in which we could not."""

    place: Place


Fact = (
    EntryShown
    | AnswerAccepted
    | TicketResolved
    | WideNews
    | EntryMerged
    | AccountLinked
    | AccountUnlinked
    | PrivateTalkNeeded
    | SecretPieced
    | SpamConfirmed
    | SpamRefuted
    | ReportConfirmed
    | ReportRefuted
    | PersonForgotten
    | PersonReturned
    | PlaceReached
)
