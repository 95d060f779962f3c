"""What askers call the people of the team: "Support · 3", or a name that the person chose."""

from core.events import Account
from core.i18n import Message, _
from core.storage import Transaction
from core.text import Quoted

LONGEST = 32


async def of(tx: Transaction, account: Account) -> Message:
    """The duty name; a number is given at the first need."""
    row = await tx.fetch_one(
        "SELECT number, name FROM duty_names WHERE account = ?", str(account)
    ) or await tx.fetch_one(
        "INSERT INTO duty_names (account, name) VALUES (?, '') RETURNING number, name",
        str(account),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return _named(row[0], row[1])


def _named(number: int, name: str) -> Message:
    if name:
        return Message("%(name)s", {"name": Quoted(name)})
    return _("Support · %(number)s", number=number)


async def known(tx: Transaction, account: Account) -> Message:
    """The duty name as far as there is one: nothing is written."""
    row = await tx.fetch_one("SELECT number, name FROM duty_names WHERE account = ?", str(account))
    return _named(row[0], row[1]) if row else _("Support")


async def choose(tx: Transaction, account: Account, name: str) -> None:
    """An empty name is the number again."""
    await of(tx, account)
    await tx.execute("UPDATE duty_names SET name = ? WHERE account = ?", name, str(account))
