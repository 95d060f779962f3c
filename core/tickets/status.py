"""`/status` and `/tickets`: where an asker's tickets stand, who has them, what comes next."""

from collections.abc import Mapping

from core.actions import Button, Buttons
from core.context import Context
from core.feature import Command, UserError
from core.i18n import Message, Reader, _, translate
from core.platform import Argument, CommandSpec
from core.text import Words
from core.tickets import cards, categories, clocks, names, owned
from core.tickets.rules import State, Ticket

MOST = 5

_NEXT: Mapping[State, Message] = {
    State.NEW: _("Next: a person of our team takes it."),
    State.OPEN: _("Next: our team answers."),
    State.WAITING: _("Next: we wait for your answer."),
    State.ON_HOLD: _("Next: we wait for somebody outside, and write as soon as we know."),
    State.SNOOZED: _("Next: we look at it again at the time shown."),
    State.RESOLVED: _("It is resolved. You can open it again for seven days."),
    State.CLOSED: _("It is closed for good."),
}


async def status(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Of one ticket: the current one where none is named."""
    number = arguments.get("number")
    ticket = await owned.named(ctx, number) if number else await _current(ctx)
    body = ctx.words(_("**Ticket #%(number)s**", number=ticket.id))
    for part in await _parts(ctx, ticket):
        body = (*body, Words("\n"), *ctx.words(part))
    await ctx.reply(body, _buttons(ctx, ticket))


async def _current(ctx: Context) -> Ticket:
    found = await owned.live(ctx, ctx.account) or await owned.latest(ctx, ctx.account, 1)
    if not found:
        raise UserError(_("You have no ticket. /ticket opens one."))
    return found[0]


async def _parts(ctx: Context, ticket: Ticket) -> list[Message]:
    parts = [
        _(
            "%(category)s · %(state)s",
            category=categories.name(ctx.config, ticket.category, ctx.reader.language),
            state=cards.STATES[ticket.state],
        )
    ]
    if ticket.assignee is not None:
        parts.append(_("With: %(name)s", name=await names.of(ctx.tx, ticket.assignee)))
    parts.append(_NEXT[ticket.state])
    if ticket.state is State.SNOOZED and ticket.wakes_at:
        parts.append(_("When: %(time)s", time=ctx.reader.datetime(ticket.wakes_at)))
    if ticket.state is State.NEW:
        reader = Reader(language=ctx.reader.language, zone=ctx.reader.zone)
        parts.append(await clocks.wait(ctx, ticket, reader))
    elif promised := await clocks.promised(ctx, ticket, ctx.reader):
        parts.append(promised)
    return parts


def _buttons(ctx: Context, ticket: Ticket) -> Buttons:
    if ticket.state is not State.RESOLVED:
        return ()
    label = translate(_("Reopen"), ctx.reader.language)
    return ((Button(label, f"/reopen {ticket.id}"),),)


async def tickets(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await owned.latest(ctx, ctx.account, MOST)
    if not found:
        raise UserError(_("You have no ticket. /ticket opens one."))
    await ctx.say(_("Your latest tickets:"), tuple((_line(ctx, ticket),) for ticket in found))


def _line(ctx: Context, ticket: Ticket) -> Button:
    state = ctx.reader.gettext(cards.STATES[ticket.state])
    name = categories.name(ctx.config, ticket.category, ctx.reader.language)
    label = f"#{ticket.id} · {ctx.reader.gettext(name)} · {state}"
    return Button(label, f"/status {ticket.id}")


COMMANDS = (
    Command(
        CommandSpec(
            name="status",
            summary=_("Where your ticket stands"),
            arguments=(Argument(name="number", summary=_("Number"), required=False),),
            answer="private",
        ),
        status,
    ),
    Command(CommandSpec(name="tickets", summary=_("Your tickets"), answer="private"), tickets),
)
