"""A trouble of ours that is known before anybody writes: tickets about it are linked by themselves.

Whoever knows of it (a running maintenance) opens an issue and ends it; then all askers hear.
"""

from collections.abc import Collection

import msgspec

from core import schedule
from core.context import Unit
from core.faq import lending
from core.feature import Job
from core.i18n import Message, _
from core.storage import Transaction
from core.text import Quoted
from core.tickets import issue_store, lines, relay, store
from core.tickets.rules import Ticket

LINKING, OVER = "known-issue-linking", "known-issue-over"  # jobs
BATCH = 20  # tickets of one transaction


class Walk(msgspec.Struct, frozen=True):
    """A walk over tickets; those up to `after` are done."""

    issue: int
    after: int = 0


async def begin(unit: Unit, title: str, covers: Collection[str]) -> int:
    """An issue that takes in every live ticket and every new one about what it `covers`: slugs of
    FAQ entries, of their categories, and of tickets' categories."""
    number = await issue_store.add(unit, title, None)
    await unit.tx.execute(
        "INSERT INTO known_issue_matters (issue, covers) VALUES (?, ?)",
        number,
        msgspec.json.encode(sorted(covers)).decode(),
    )
    await _walk(unit, LINKING, Walk(number))
    return number


async def end(unit: Unit, number: int, *, tell: bool) -> None:
    """No ticket is linked any more; with `tell`, every asker hears that it is over."""
    await unit.tx.execute("DELETE FROM known_issue_matters WHERE issue = ?", number)
    await issue_store.end(unit.tx, number)
    await schedule.cancel(unit, LINKING, str(number))
    if tell:
        await _walk(unit, OVER, Walk(number))


async def take_in(unit: Unit, ticket: Ticket, text: str) -> None:
    """A new ticket belongs to the latest issue that it is about."""
    for number, covers in await _matters(unit.tx):
        if _is_about(unit, ticket, text, covers):
            await _link(unit, ticket, number)
            return


async def _link(unit: Unit, ticket: Ticket, number: int) -> None:
    await issue_store.link(unit.tx, ticket.id, number)
    said = _("This is about known issue %(number)s: its askers hear of its end.", number=number)
    await relay.say_to_staff(unit, ticket.id, said)


async def sentence(tx: Transaction, ticket: int) -> Message | None:
    """What the asker of a ticket is told at once of an issue that it belongs to."""
    issue = await issue_store.of_ticket(tx, ticket)
    if issue is None:
        return None
    if not issue.is_open:
        return _over(ticket, issue.title)
    return _(
        "We know of this: %(title)s. You will hear from us here when it is over.",
        title=Quoted(issue.title),
    )


def _over(ticket: int, title: str) -> Message:
    return _(
        "What your ticket #%(number)s is about is over: %(title)s. Does it work again? If"
        " not, just write here.",
        number=ticket,
        title=Quoted(title),
    )


def _is_about(unit: Unit, ticket: Ticket, text: str, covers: Collection[str]) -> bool:
    if ticket.category in covers:
        return True
    return not lending.matter_of(unit, text, ticket.language).isdisjoint(covers)


async def _matters(tx: Transaction) -> list[tuple[int, list[str]]]:
    rows = await tx.fetch("SELECT issue, covers FROM known_issue_matters ORDER BY issue DESC")
    return [(row[0], msgspec.json.decode(row[1], type=list[str])) for row in rows]


# -- over all tickets, a few in each transaction -------------------------------------------------


async def _walk(unit: Unit, job: str, walk: Walk) -> None:
    payload = msgspec.json.encode(walk).decode()
    await schedule.put(unit, job, str(walk.issue), unit.now, payload)


async def link_on(unit: Unit, payload: str) -> None:
    walk = msgspec.json.decode(payload, type=Walk)
    covers = dict(await _matters(unit.tx)).get(walk.issue)
    if covers is None:
        return
    tickets = await store.live_after(unit.tx, walk.after, BATCH)
    for ticket in tickets:
        said = await lines.of_ticket(unit.tx, ticket.id)
        if _is_about(unit, ticket, said[0].text if said else "", covers):
            await _link(unit, ticket, walk.issue)
    if len(tickets) == BATCH:
        await _walk(unit, LINKING, Walk(walk.issue, tickets[-1].id))


async def tell_on(unit: Unit, payload: str) -> None:
    walk = msgspec.json.decode(payload, type=Walk)
    issue = await issue_store.find(unit.tx, walk.issue)
    tickets = await issue_store.all_linked(unit.tx, walk.issue, walk.after, BATCH)
    for ticket in tickets:
        said = _over(ticket.id, issue.title if issue else "")
        await relay.say_to_asker(unit, ticket, said)
    if len(tickets) == BATCH:
        await _walk(unit, OVER, Walk(walk.issue, tickets[-1].id))


JOBS = (Job(LINKING, link_on), Job(OVER, tell_on))
