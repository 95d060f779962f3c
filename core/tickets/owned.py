"""Whose tickets an account may see: its own, and of accounts linked to it what came after.

What was opened before the link stays with its account for a week, so that whoever talks somebody
into a link gains nothing by it that could not be undone in time.
"""

from datetime import UTC, datetime, timedelta

from core import numbers, people
from core.context import Context, Unit
from core.events import Account
from core.feature import UserError
from core.i18n import _
from core.tickets import store
from core.tickets.rules import Ticket

KEPT_APART = timedelta(days=7)
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_LIVE = 20


async def live(unit: Unit, account: Account) -> list[Ticket]:
    """Those that are open; the current one is the first."""
    return await store.seen_by(unit.tx, account, unit.now - KEPT_APART, _MOST_LIVE, live=True)


async def foremost(unit: Unit, account: Account) -> Ticket | None:
    """The current one; where none is open, the last that was."""
    found = await store.seen_by(unit.tx, account, unit.now - KEPT_APART, 1)
    return found[0] if found else None


async def latest(unit: Unit, account: Account, limit: int) -> list[Ticket]:
    return await store.seen_by(unit.tx, account, unit.now - KEPT_APART, limit)


async def shared_since(unit: Unit, account: Account) -> datetime:
    """Tickets opened before this moment are seen by the account that opened them alone."""
    linked_at = await people.linked_at(unit.tx, account)
    if linked_at is None or unit.now >= linked_at + KEPT_APART:
        return _ALWAYS
    return linked_at


async def may_see(unit: Unit, account: Account, ticket: Ticket) -> bool:
    if ticket.asker == account:
        return True
    one = await people.recognise(unit.tx, account)
    other = await people.recognise(unit.tx, ticket.asker)
    if one is None or other is None or one.member.id != other.member.id:
        return False
    return ticket.opened_at >= await shared_since(unit, account)


async def is_shared(unit: Unit, one: Ticket, other: Ticket) -> bool:
    """Whether whoever sees one of them sees the other, too: of one account, or of linked ones."""
    return await may_see(unit, one.asker, other) and await may_see(unit, other.asker, one)


async def named(ctx: Context, number: str) -> Ticket:
    """Raises UserError for one that this account may not see: it says no more than that."""
    ticket = await store.find(ctx.tx, numbers.typed(number.removeprefix("#")))
    if ticket is None or not await may_see(ctx, ctx.account, ticket):
        raise UserError(_("There is no such ticket of yours."))
    return ticket
