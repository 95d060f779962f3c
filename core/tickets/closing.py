"""`/close in 2h`: a ticket ends by itself unless somebody writes."""

from core import durations, schedule
from core.context import Context, Unit
from core.feature import Job, UserError
from core.i18n import Reader, _
from core.tickets import clocks, desk, quiet, relay, store
from core.tickets.rules import Ticket


async def close_in(ctx: Context, ticket: Ticket, rest: str) -> None:
    """Both sides are told; whatever happens to the ticket cancels it."""
    length = durations.parse(rest.removeprefix("in").strip())
    if length is None:
        raise UserError(_("When? Like this: %(example)s", example="`/close in 2h`"))
    if not ticket.is_live:
        raise UserError(_("Ticket #%(number)s has ended already.", number=ticket.id))
    await schedule.put(ctx, clocks.CLOSE, str(ticket.id), ctx.now + length, str(ticket.id))
    staff = _(
        "It will be closed in %(length)s, unless somebody writes.",
        length=ctx.reader.duration(length),
    )
    await ctx.say(staff)
    asker = _(
        "Ticket #%(number)s will be closed if nobody writes any more: %(length)s are left.",
        number=ticket.id,
        length=Reader(ticket.language).duration(length),
    )
    await relay.say_to_asker(ctx, ticket, asker, silent=True)


async def close_when_due(unit: Unit, payload: str) -> None:
    ticket = await store.find(unit.tx, int(payload))
    if ticket is not None and ticket.is_live:
        await quiet.close(unit, ticket)


JOBS = (Job(clocks.CLOSE, close_when_due),)
COMMANDS = (desk.command("close", _("End a ticket later, unless somebody writes"), close_in),)
