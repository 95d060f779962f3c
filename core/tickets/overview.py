"""`/queue`, `/mine`, `/find`: which tickets there are, each a line with its way in."""

from collections.abc import Iterable, Mapping

from core.actions import Button, Buttons
from core.context import Context
from core.feature import Command, UserError
from core.i18n import Message, _, translate
from core.platform import Argument, CommandSpec
from core.text import Body, Words
from core.tickets import cards, categories, finding, names, store
from core.tickets.rules import Priority, State, Ticket

MOST = 10
_SIGNS = {Priority.URGENT: "🔴 ", Priority.HIGH: "🔶 "}


async def queue(ctx: Context, arguments: Mapping[str, str]) -> None:
    """What nobody has taken, the most urgent and longest waiting first."""
    known = list(dict.fromkeys(queue for room in ctx.config.rooms for queue in room.queues))
    wanted = arguments.get("queue")
    if wanted and wanted not in known:
        raise UserError(_("There is no such queue; known are: %(queues)s", queues=", ".join(known)))
    found: list[Ticket] = []
    for name in [wanted] if wanted else known:
        found += await store.unclaimed(ctx.tx, name, MOST)
    await _show(ctx, sorted(found, key=_by_need), _("Nobody waits."), claim=True)


def _by_need(ticket: Ticket) -> tuple[int, int]:
    return -list(Priority).index(ticket.priority), ticket.id


async def mine(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """What I have, what waits for me first."""
    found = await store.of_assignee(ctx.tx, ctx.account)
    found.sort(key=lambda ticket: ticket.state is not State.OPEN)
    await _show(ctx, found, _("You have no open tickets."))


async def find(ctx: Context, arguments: Mapping[str, str]) -> None:
    """By number, by account, or by words that were said."""
    found = await finding.search(ctx.tx, arguments["what"].strip(), MOST)
    await _show(ctx, found, _("Nothing found."))


async def _show(ctx: Context, found: list[Ticket], none: Message, *, claim: bool = False) -> None:
    if not found:
        await ctx.say(none)
        return
    body: Body = ()
    for number, ticket in enumerate(found[:MOST]):
        body = (*body, Words("\n" if number else ""), *await _line(ctx, ticket))
    if len(found) > MOST:
        body = (*body, Words("\n…"))
    await ctx.reply(body, _claims(ctx, found[:MOST]) if claim else ())


async def _line(ctx: Context, ticket: Ticket) -> Body:
    category = categories.name(ctx.config, ticket.category, ctx.reader.language)
    parts = [cards.STATES[ticket.state], category]
    if ticket.assignee is not None:
        parts.append(await names.of(ctx.tx, ticket.assignee))
    body: Body = (Words(f"{_SIGNS.get(ticket.priority, '')}**#{ticket.id}** {ticket.language}"),)
    for part in parts:
        body = (*body, Words(" · "), *ctx.words(part))
    return (*body, Words(f" · {ctx.reader.datetime(ticket.asked_at)}"))


def _claims(ctx: Context, found: Iterable[Ticket]) -> Buttons:
    label = translate(_("Claim"), ctx.reader.language)
    return tuple((Button(f"{label} #{ticket.id}", f"/claim {ticket.id}"),) for ticket in found)


def _spec(name: str, summary: Message, *arguments: Argument) -> CommandSpec:
    return CommandSpec(
        name=name,
        summary=summary,
        arguments=arguments,
        role="moderator",
        where="staff",
        answer="private",
    )


COMMANDS = (
    Command(
        _spec(
            "queue",
            _("Tickets that nobody has taken"),
            Argument(name="queue", summary=_("Queue"), required=False),
        ),
        queue,
    ),
    Command(_spec("mine", _("Tickets that you have")), mine),
    Command(
        _spec(
            "find",
            _("Find a ticket"),
            Argument(name="what", summary=_("Number, account or words"), rest=True),
        ),
        find,
    ),
)
