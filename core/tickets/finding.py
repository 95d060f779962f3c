"""Finds tickets: by number, by account, or by words that were said in them."""

from core import numbers
from core.events import Account
from core.storage import Transaction
from core.tickets import store
from core.tickets.rules import Ticket

LATEST = 2_000  # lines that are looked through: what is older is found by number or account


async def search(tx: Transaction, what: str, most: int) -> list[Ticket]:
    """The latest first."""
    if number := numbers.typed(what.removeprefix("#")):
        ticket = await store.find(tx, number)
        return [ticket] if ticket else []
    try:
        account = Account.parse(what)
    except ValueError:
        return await _by_words(tx, what, most)
    if " " in what:
        return await _by_words(tx, what, most)
    return await store.of_account(tx, account, most)


async def _by_words(tx: Transaction, what: str, most: int) -> list[Ticket]:
    """Compared here: the databases do not fold the same letters."""
    rows = await tx.fetch(
        "SELECT l.ticket, t.text FROM ticket_lines l JOIN texts t ON t.id = l.text"
        " ORDER BY l.id DESC LIMIT ?",
        LATEST,
    )
    wanted = what.casefold()
    numbers = dict.fromkeys(row[0] for row in rows if wanted in row[1].casefold())
    found = [await store.find(tx, number) for number in list(numbers)[:most]]
    return [ticket for ticket in found if ticket is not None]
