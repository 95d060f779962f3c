"""What is taken back, and what may not have arrived: `/unsend`, `/delete`, [Send again]."""

from collections.abc import Awaitable, Callable, Mapping

from core import numbers
from core.context import Context
from core.feature import Command, UserError
from core.i18n import _
from core.platform import Argument, CommandSpec
from core.tickets import lines, relay, store, thread
from core.tickets.rules import Ticket


async def unsend(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """An asker's, on platforms that tell no deletions."""
    await _take_back_quoted(ctx, staff=False)


async def delete(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """As a reply to one's own words, or to the message that shows them."""
    await _take_back_quoted(ctx, staff=True)


async def _take_back_quoted(ctx: Context, *, staff: bool) -> None:
    quoted = ctx.message.quoted
    copy = await lines.copy_at(ctx.tx, ctx.place, quoted.id) if quoted else None
    line = await lines.find(ctx.tx, copy.line) if copy else None
    is_own = line is not None and (line.author == ctx.account or (staff and line.side == "staff"))
    if line is None or not is_own:
        raise UserError(_("Send this as a reply to the message of yours that shall go."))
    await thread.take_back(ctx, line)
    await ctx.say(_("Taken back, as far as the platform allows it."))


async def send_again(ctx: Context, arguments: Mapping[str, str]) -> None:
    """After a broken connection: nobody knew whether it was there."""
    line, ticket = await _doubted(ctx, arguments)
    if arguments["side"] == "asker":
        await relay.to_asker(ctx, ticket, line)
    else:
        await relay.to_staff(ctx, line)
    await ctx.rewrite(ctx.words(_("Sent again.")))


async def arrived(ctx: Context, arguments: Mapping[str, str]) -> None:
    await _doubted(ctx, arguments)
    await ctx.rewrite(ctx.words(_("Good: it arrived.")))


async def _doubted(ctx: Context, arguments: Mapping[str, str]) -> tuple[lines.Line, Ticket]:
    line = await lines.find(ctx.tx, numbers.typed(arguments["line"]))
    ticket = await store.find(ctx.tx, line.ticket) if line else None
    if line is None or ticket is None:
        raise UserError(_("There is no such message any more."))
    return line, ticket


def _on_line(
    name: str, handler: Callable[[Context, Mapping[str, str]], Awaitable[None]]
) -> Command:
    spec = CommandSpec(
        name=name,
        summary=_("Whether a message arrived"),
        arguments=(
            Argument(name="line", summary=_("Number")),
            Argument(name="side", summary=_("Whose side"), choices=("asker", "staff")),
        ),
        role="moderator",
        where="staff",
        menu=False,
    )
    return Command(spec, handler)


COMMANDS = (
    Command(
        CommandSpec(
            name="unsend",
            summary=_("Take back a message to the team"),
            where="private",
            answer="private",
        ),
        unsend,
    ),
    Command(
        CommandSpec(
            name="delete",
            summary=_("Take back what you wrote to an asker"),
            role="moderator",
            where="staff",
            answer="private",
        ),
        delete,
    ),
    _on_line("sendagain", send_again),
    _on_line("arrived", arrived),
)
