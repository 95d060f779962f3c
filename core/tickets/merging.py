"""`/merge`: what was said in a duplicate goes on in another ticket of the same person."""

import msgspec

from core import numbers
from core.context import Context
from core.feature import UserError
from core.i18n import _
from core.tickets import desk, happen, lines, owned, relay, store, thread
from core.tickets.rules import Kind, Reason, Ticket


async def merge(ctx: Context, ticket: Ticket, rest: str) -> None:
    """`/merge 128 127`, or `/merge 127` in the thread of 128: what was said in 128 goes on in 127,
    which is the same person's."""
    here = None if rest else await thread.ticket_here(ctx)
    if here is not None:
        ticket, rest = here, str(ticket.id)
    into = await _into(ctx, ticket, rest.removeprefix("#"))
    reason = Reason.DUPLICATE.value
    ended = await happen.happen(
        ctx, ticket, Kind.RESOLVED, ctx.account, reason=reason, into=into.id
    )
    await happen.happen(ctx, ended, Kind.CLOSED, ctx.account)
    note = _("Ticket #%(number)s was merged into this one:", number=ticket.id)
    await relay.say_to_staff(ctx, into.id, note, silent=False)
    await _bring(ctx, ticket, into)
    said = _(
        "Ticket #%(number)s goes on in #%(other)s; all that you wrote is there.",
        number=ticket.id,
        other=into.id,
    )
    await relay.say_to_asker(ctx, into, said, silent=True)


async def _into(ctx: Context, ticket: Ticket, number: str) -> Ticket:
    into = await store.find(ctx.tx, numbers.typed(number))
    if into is None or into.id == ticket.id:
        raise UserError(_("Into which? Like this: %(example)s", example="`/merge 128 127`"))
    if not await owned.is_shared(ctx, into, ticket):
        raise UserError(_("These are of two people. Link both to a known issue: /issue"))
    if not (into.is_live and ticket.is_live):
        raise UserError(_("One of these has ended already."))
    return into


async def _bring(ctx: Context, ticket: Ticket, into: Ticket) -> None:
    """The lines themselves, so that replies to them and edits of them belong to `into`."""
    moved = await lines.of_ticket(ctx.tx, ticket.id)
    await lines.move(ctx.tx, ticket.id, into.id)
    for line in moved:
        if line.side == "asker":
            await relay.to_staff(ctx, msgspec.structs.replace(line, ticket=into.id))


COMMANDS = (desk.command("merge", _("Let a duplicate go on in another ticket"), merge),)
