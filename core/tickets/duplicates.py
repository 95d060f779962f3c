"""Tickets that may be about the same: proposed to staff, who decide."""

from core.actions import Button
from core.context import Unit
from core.faq.likeness import is_near_copy
from core.i18n import _, translate
from core.storage import Transaction
from core.tickets import issue_store, lines, owned, relay
from core.tickets.rules import Ticket

LATEST = 100  # tickets that a new one is compared with
MOST = 3  # that are named


async def propose(unit: Unit, ticket: Ticket, text: str) -> None:
    """In the thread of a new ticket: the same person's others, and who else says the same."""
    language = await relay.language_among_staff(unit, ticket.id)
    for other in await owned.live(unit, ticket.asker):
        if other.id != ticket.id:
            said = _("The same asker has ticket #%(number)s open.", number=other.id)
            label = translate(_("Merge into #%(number)s", number=other.id), language)
            button = Button(label, f"/merge {ticket.id} {other.id}")
            await relay.say_to_staff(unit, ticket.id, said, ((button,),))
    if alike := await similar(unit.tx, ticket, text):
        numbers = ", ".join(f"#{number}" for number in alike)
        said = _("Others write the same: %(numbers)s. One trouble of ours?", numbers=numbers)
        button = await _link_button(unit, ticket, alike, language)
        await relay.say_to_staff(unit, ticket.id, said, ((button,),))


async def _link_button(unit: Unit, ticket: Ticket, alike: list[int], language: str) -> Button:
    """To the known issue that one of them is about, else to a new one of all."""
    for number in alike:
        issue = await issue_store.open_one_of(unit.tx, number)
        if issue is not None:
            label = translate(_("Link to known issue %(number)s", number=issue), language)
            return Button(label, f"/issue link {issue} {ticket.id}")
    numbers = " ".join(map(str, (ticket.id, *alike)))
    return Button(translate(_("A known issue"), language), f"/issue same {numbers}")


async def similar(tx: Transaction, ticket: Ticket, text: str) -> list[int]:
    """Live tickets of others that began with nearly the same words, the latest first."""
    began = await lines.first_words(tx, after=ticket.id - LATEST)
    alike = [
        number
        for number, member, words in began
        if member != ticket.member and is_near_copy(words, text)
    ]
    return alike[:MOST]
