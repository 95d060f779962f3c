"""Tickets that are open, each with its topic in a group of staff, before a program starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core import people
from core.context import Unit
from core.events import Account, Place
from core.tickets import opening, spots
from core.tickets.opening import Wanted
from core.tickets.spots import Spot
from tests.e2e.town import Town
from tests.fakes.telegram import Chat, FakeTelegram, User


@dataclass(frozen=True)
class Open:
    """A ticket: who writes in it, and where staff reads."""

    number: int
    asker: User
    group: Chat


def groups_of(fake: FakeTelegram, count: int) -> list[Chat]:
    rights = ("can_manage_topics", "can_delete_messages")
    return [fake.group(f"Desk {n}", forum=True, rights=rights) for n in range(count)]


def config_of(groups: Sequence[Chat]) -> str:
    """A queue for each group, and a category for each queue; askers may write as they like."""
    parts = ["[limits]\nmessages_per_minute = 100000"]
    for n, group in enumerate(groups):
        parts.append(f'[tickets.categories.c{n}]\nqueue = "q{n}"')
        parts.append(f'[[tickets.rooms]]\nplace = "telegram:{group.id}"\nqueues = ["q{n}"]')
    return "\n".join(parts)


async def open_desks(
    fake: FakeTelegram, database: Path, groups: Sequence[Chat], tickets: int
) -> list[Open]:
    """So many tickets, of as many askers, in the groups in turn."""
    askers = [fake.user(f"Asker {n}") for n in range(tickets)]
    async with Town(fake, database).awake(config_of(groups)) as bot:
        opened = []
        for n, asker in enumerate(askers):
            asker.has_started = True
            work = partial(_open, asker=asker, category=f"c{n % len(groups)}")
            number = await bot.app.unit(work)
            opened.append(Open(number, asker, groups[n % len(groups)]))
        await bot.settled(within=60.0)
    return opened


async def _open(unit: Unit, *, asker: User, category: str) -> int:
    account = Account("telegram", str(asker.id))
    private = Place("telegram", account.id, private=True)
    person = await people.introduce(unit.tx, account, unit.now, private)
    wanted = Wanted(
        member=person.member.id, asker=account, language="en", category=category, text="begin"
    )
    ticket, _is_new = await opening.open_ticket(unit, wanted)
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=private))
    return ticket.id
