"""`/escalate`: a moderator passes somebody's message on; the asker follows by a link."""

from collections.abc import Mapping

from core import people
from core.context import Context
from core.events import Account, Quote
from core.feature import Command, UserError
from core.i18n import _, script_language
from core.platform import Argument, CommandSpec
from core.tickets import cards, categories, opening, owned, relay, spots
from core.tickets.opening import Wanted
from core.tickets.rules import Ticket
from core.tickets.spots import Spot


async def escalate(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """As a reply to a message: the ticket is its author's."""
    quoted = ctx.message.quoted
    if quoted is None or quoted.ours:
        raise UserError(_("Send /escalate as a reply to somebody's message."))
    if quoted.is_bot:
        raise UserError(_("A bot wrote that: it gets no ticket."))
    if quoted.author is None:
        raise UserError(
            _("I cannot tell who wrote that. Ask them to write /ticket with their own account.")
        )
    if not ctx.config.rooms:
        raise UserError(_("There is no place of staff's for tickets yet: see [tickets] rooms."))
    found = await _opened_for(ctx, quoted, quoted.author)
    await cards.announce_at(ctx, found, ctx.place, quoted.id)
    place = await ctx.private_place(quoted.author)
    if place is not None:
        await opening.settle_asker(ctx, found, place)
        await opening.receipt(ctx, found, ctx.reader.zone)


async def _opened_for(ctx: Context, quoted: Quote, author: Account) -> Ticket:
    person = await people.introduce(ctx.tx, author, ctx.now)
    place_language = ctx.settings(ctx.place).language or ctx.config.community.language
    wanted = Wanted(
        member=person.member.id,
        asker=author,
        language=person.member.language or script_language(quoted.text) or place_language,
        category=categories.of_escalation(ctx.config),
        text=quoted.text,
        said=(ctx.place, quoted.id),
        escalated=ctx.account,
    )
    found, _is_new = await opening.open_ticket(ctx, wanted)
    return found


async def go_on(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Behind the link under the group's line: this is where the asker reads from now on."""
    found = await owned.named(ctx, arguments["number"])
    is_first = await spots.find(ctx.tx, found.id, "asker") is None
    if is_first:
        await spots.put(ctx.tx, Spot(ticket=found.id, side="asker", place=ctx.place))
        await opening.receipt(ctx, found, ctx.reader.zone)
        await relay.flush(ctx, found)
        await cards.redraw_line(ctx, found)
        await cards.renew(ctx, found)
    else:
        await opening.settle_asker(ctx, found, ctx.place)
        await ctx.say(_("Ticket #%(number)s goes on here.", number=found.id))


COMMANDS = (
    Command(
        CommandSpec(
            name="goon",
            summary=_("Go on in private"),
            arguments=(Argument(name="number", summary=_("Number")),),
            where="private",
            menu=False,
        ),
        go_on,
    ),
    Command(
        CommandSpec(
            name="escalate",
            summary=_("Pass a message on to the team"),
            about=_("Pass a message on to the team"),
            role="moderator",
            where="public",
            answer="private",
        ),
        escalate,
    ),
)
