"""`/block` and `/unblock`, of the asker of a ticket."""

from core import durations, people
from core.context import Context
from core.feature import UserError
from core.i18n import _
from core.tickets import blocks, desk
from core.tickets.blocks import Block, Cause
from core.tickets.rules import Ticket


async def block(ctx: Context, ticket: Ticket, rest: str) -> None:
    """The asker of a ticket: `/block 7d spam`, or `/block spam` for good."""
    *lengths, cause = rest.lower().split() or [""]
    length = durations.parse(lengths[0]) if lengths else None
    if cause not in set(Cause) or (lengths and length is None):
        example, causes = "`/block 7d spam`", ", ".join(Cause)
        raise UserError(
            _("Like this: %(example)s. Reasons: %(reasons)s", example=example, reasons=causes)
        )
    until = ctx.now + length if length else None
    await blocks.put(ctx.tx, ticket.member, Block(Cause(cause), until), ctx.account, ctx.now)
    await people.note(ctx.tx, ctx.account, f"blocked {cause}", f"ticket {ticket.id}", ctx.now)
    await ctx.say(_("Blocked: no new tickets, and no words in those that are open."))


async def unblock(ctx: Context, ticket: Ticket, _rest: str) -> None:
    if not await blocks.lift(ctx.tx, ticket.member):
        raise UserError(_("The asker is not blocked."))
    await people.note(ctx.tx, ctx.account, "unblocked", f"ticket {ticket.id}", ctx.now)
    await ctx.say(_("The asker may write again."))


COMMANDS = (
    desk.command("block", _("Let the asker open no tickets for a time"), block, menu=False),
    desk.command("unblock", _("Let the asker open tickets again"), unblock, menu=False),
)
