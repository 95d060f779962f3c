"""Tickets that may be about the same: proposed to staff, who decide."""

from core.actions import Button
from core.context import Unit
from core.faq.likeness import is_near_copy
from core.i18n import _, translate
from core.storage import Transaction
from core.tickets import lines, relay, spots, store
from core.tickets.rules import Ticket

LATEST = 100  # tickets that a new one is compared with
MOST = 3  # that are named


async def propose(unit: Unit, ticket: Ticket, text: str) -> None:
    """In the thread of a new ticket: the same person's others, and who else says the same."""
    language = await _language(unit, ticket)
    for other in await store.current(unit.tx, ticket.member):
        if other.id != ticket.id:
            said = _("The same asker has ticket #%(number)s open.", number=other.id)
            label = translate(_("Merge into #%(number)s", number=other.id), language)
            button = Button(label, f"/merge {ticket.id} {other.id}")
            await relay.say_to_staff(unit, ticket, said, ((button,),))
    if alike := await similar(unit.tx, ticket, text):
        numbers = ", ".join(f"#{number}" for number in alike)
        said = _("Others write the same: %(numbers)s. One trouble of ours? /issue", numbers=numbers)
        await relay.say_to_staff(unit, ticket, said)


async def _language(unit: Unit, ticket: Ticket) -> str:
    spot = await spots.find(unit.tx, ticket.id, "staff")
    return relay.staff_language(unit, spot.place if spot else None)


async def similar(tx: Transaction, ticket: Ticket, text: str) -> list[int]:
    """Live tickets of others that began with nearly the same words, the latest first."""
    began = await lines.first_words(tx, after=ticket.id - LATEST)
    alike = [
        number
        for number, member, words in began
        if member != ticket.member and is_near_copy(words, text)
    ]
    return alike[:MOST]
