"""Under which names a person stands in the database, and the hashes that stand there after."""

import hmac
from hashlib import sha256
from pathlib import Path

import msgspec

from core import people
from core.config import Config
from core.events import Account
from core.keys import key
from core.people import Member
from core.storage import Transaction

KEY_FILE = "forgotten.key"
_SHOWN = 24  # hex digits of a hash: 96 bits
_NUMBER_BYTES = 7  # a BIGINT holds them


class Person(msgspec.Struct, frozen=True):
    """All that names one person: what a forgetting has to look for."""

    member: int
    accounts: tuple[str, ...]
    chats: tuple[str, ...]


class Hashes:
    """Keyed, so that who has the database alone cannot try out accounts."""

    def __init__(self, config: Config) -> None:
        self._key = key(Path(config.data.folder), KEY_FILE)

    def name(self, account: str) -> str:
        """In the form of an account, which no platform gives out."""
        platform, _colon, _id = account.partition(":")
        return f"{platform}:{people.HIDDEN}{self._digest(account).hex()[:_SHOWN]}"

    def number(self, account: str) -> int:
        """In place of a member; theirs are never negative."""
        return -1 - int.from_bytes(self._digest(account)[:_NUMBER_BYTES])

    def _digest(self, account: str) -> bytes:
        return hmac.new(self._key, account.encode(), sha256).digest()


async def person(tx: Transaction, member: Member) -> Person:
    """With every account that is linked: the data of one are the data of all."""
    rows = await tx.fetch(
        "SELECT platform, id, private_place FROM accounts WHERE member = ? ORDER BY platform, id",
        member.id,
    )
    chats = {f"{row[0]}:{row[2]}" for row in rows if row[2] is not None}
    return Person(
        member.id, tuple(str(Account(row[0], row[1])) for row in rows), tuple(sorted(chats))
    )


async def members_of(tx: Transaction, whom: Person) -> list[int]:
    """The member, and those that its accounts were before they were linked."""
    homes = [await people.home_of(tx, Account.parse(account)) for account in whom.accounts]
    return [whom.member, *(home for home in homes if home is not None)]
