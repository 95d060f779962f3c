"""A house with a desk: people ask in a group and in private, mia and max answer in the staff's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from core import roles
from core.context import Unit
from core.events import Account, Place, Quote
from core.storage import Storage
from tests.fakes.loopback import Seen
from tests.house import House, open_house, private

CONFIG = """
[staff]
admins = ["loop:bob"]
[[tickets.rooms]]
place = "loop:staff"
"""
MODERATORS = ("mia", "max")


@asynccontextmanager
async def desk_house(
    storage: Storage, more: str = "", config: str = CONFIG, **how: Any
) -> AsyncIterator[House]:
    """With the entries of `tests.knowledge`; the moderators have written in private."""
    async with open_house(storage, config + more, small=True, **how) as house:
        await house.app.unit(_grant)
        for person in ("bob", *MODERATORS):
            await house.says(person, "/id")
        yield house


async def _grant(unit: Unit) -> None:
    for person in MODERATORS:
        account = Account("loop", person)
        await roles.offer(unit.tx, account, "moderator", Account("loop", "bob"), unit.now)
        await roles.accept(unit.tx, account, unit.now)


async def opens(
    house: House, person: str, text: str = "my order vanished", category: str = "trading"
) -> int:
    """A ticket opened in private; its number."""
    await house.says(person, "/newticket")
    (offer,) = await house.says(person, text)
    button = next(b for b in offer.buttons if b.command.endswith(f" {category}"))
    await house.says(person, button.command, pressed=offer.id)
    ((number,),) = await house.rows("SELECT MAX(id) FROM tickets")
    return int(number)


async def room_of(house: House, ticket: int) -> Place:
    ((key,),) = await house.rows(
        "SELECT place FROM ticket_places WHERE ticket = ? AND side = 'staff'", ticket
    )
    chat, _, thread = key.partition("/")
    return Place("loop", chat.removeprefix("loop:"), thread or None)


async def in_room(house: House, ticket: int) -> list[Seen]:
    return house.platform.screens[(await room_of(house, ticket)).key]


def said(seen: Seen) -> str:
    """Without the marks that keep the words of others apart."""
    return seen.text.translate(dict.fromkeys(map(ord, "\u2068\u2069\u2060")))


def of(house: House, person: str) -> list[Seen]:
    return house.platform.screens[private(person).key]


def to(seen: Seen) -> Quote:
    """As a reply to a message of ours."""
    return Quote(seen.id, Account("loop", "us"), text=seen.text, ours=True)


async def answers(house: House, person: str, ticket: int, text: str, line: int = -1) -> None:
    """A reply of staff's to one of the lines in the thread."""
    shown = [seen for seen in await in_room(house, ticket) if seen.text.startswith("👤")]
    await house.says(person, text, await room_of(house, ticket), quoted=to(shown[line]))


async def state_of(house: House, ticket: int) -> str:
    ((state,),) = await house.rows("SELECT state FROM tickets WHERE id = ?", ticket)
    return str(state)
