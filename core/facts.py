"""What one feature tells the others: delivered to their listeners in the same transaction."""

import msgspec

from core.events import Account, Place


class EntryShown(msgspec.Struct, frozen=True):
    """An FAQ entry was given as an answer to somebody in a place."""

    entry: str
    language: str
    account: Account | None
    place: Place


Fact = EntryShown
