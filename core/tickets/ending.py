"""How a ticket ends: resolved with a reason, rated once, opened again for seven days, closed."""

from collections.abc import Mapping
from datetime import timedelta

from core import dialogue, numbers, people
from core.actions import Button, Buttons
from core.context import Context, Unit
from core.events import Account
from core.feature import Command, Job, UserError
from core.i18n import Message, _, translate
from core.platform import Argument, CommandSpec
from core.tickets import happen, lines, owned, relay, rules, spots, store, thread
from core.tickets.lines import Copy, Line
from core.tickets.rules import REOPENED_WITHIN, Kind, Reason, State, Ticket, Why

NOT_ASKED_AGAIN_FOR = timedelta(hours=24)
BAD = 2  # stars, and fewer
BATCH = 100

REASONS: Mapping[Reason, Message] = {
    Reason.SOLVED: _("Solved"),
    Reason.NO_ANSWER: _("Not solved"),
    Reason.DUPLICATE: _("Duplicate"),
    Reason.NOT_OURS: _("Not ours"),
    Reason.SPAM: _("Spam"),
}
CAUSES: Mapping[Why, Message] = {
    Why.KNOWLEDGE: _("We do not know"),
    Why.PERMISSION: _("We may not"),
    Why.THIRD_PARTY: _("Somebody outside"),
    Why.SILENT: _("No word from the asker"),
}


async def resolve(
    unit: Unit, ticket: Ticket, reason: Reason, by: Account | None, why: str = ""
) -> Ticket:
    """The asker hears of it, and is asked how it was; not of spam."""
    ticket = await happen.happen(unit, ticket, Kind.RESOLVED, by, reason=reason.value, why=why)
    if reason is Reason.SPAM:
        return await happen.happen(unit, ticket, Kind.CLOSED, by)
    if await _may_ask(unit, ticket):
        ticket = await happen.happen(unit, ticket, Kind.SURVEYED)
        said = _(
            "Ticket #%(number)s is resolved. Did this solve it? Five stars are best.",
            number=ticket.id,
        )
        await relay.say_to_asker(unit, ticket, said, (_stars(ticket), _reopen(ticket)))
    else:
        said = _("Ticket #%(number)s is resolved.", number=ticket.id)
        await relay.say_to_asker(unit, ticket, said, (_reopen(ticket),))
    return ticket


async def _may_ask(unit: Unit, ticket: Ticket) -> bool:
    """Not within a day of the last time, and never in the middle of a dialogue."""
    since = unit.now - NOT_ASKED_AGAIN_FOR
    if await store.surveyed_since(unit.tx, ticket.member, since):
        return False
    spot = await spots.find(unit.tx, ticket.id, "asker")
    if spot is None or spot.place is None:
        return spot is not None
    return not await dialogue.is_open(unit.tx, ticket.member, spot.place, unit.now)


def _stars(ticket: Ticket) -> tuple[Button, ...]:
    return tuple(Button("★" * n, f"/rate {ticket.id} {n}") for n in range(1, 6))


def _reopen(ticket: Ticket) -> tuple[Button, ...]:
    return (Button(translate(_("Reopen"), ticket.language), f"/reopen {ticket.id}"),)


# -- what the asker says to it -------------------------------------------------------------------


async def rate(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Once for each time it was resolved; a bad one is told to staff, and offers the way back."""
    ticket = await owned.named(ctx, arguments["number"])
    if ticket.rating is not None:
        raise UserError(_("You have rated this already. Thank you!"))
    stars = int(arguments["stars"])
    ticket = await happen.happen(ctx, ticket, Kind.RATED, ctx.account, stars=stars)
    comment = Button(ctx.reader.gettext(_("Add a comment")), f"/comment {ticket.id}")
    if stars > BAD:
        await ctx.rewrite(ctx.words(_("Thank you!")), ((comment,),))
        return
    buttons: Buttons = ((comment,), _reopen(ticket))
    await ctx.rewrite(ctx.words(_("Sorry that it was no good. Shall we look again?")), buttons)
    bad = _("The asker gave %(stars)s of 5.", stars=stars)
    await relay.say_to_staff(ctx, ticket.id, bad, silent=False)


async def comment(ctx: Context, arguments: Mapping[str, str]) -> None:
    """For staff to read; it opens nothing again."""
    ticket = await owned.named(ctx, arguments["number"])
    if ticket.state is State.CLOSED:
        raise UserError(_("Ticket #%(number)s is closed for good.", number=ticket.id))
    line = Line(
        id=0,
        ticket=ticket.id,
        at=ctx.now,
        side="asker",
        author=ctx.account,
        text=arguments["text"],
    )
    line = await lines.add(ctx.tx, line, ctx.member.id)
    own = Copy(line=line.id, ticket=ticket.id, place=ctx.place, message=ctx.message.message, key="")
    await lines.add_copy(ctx.tx, own)
    await relay.to_staff(ctx, line)
    await ctx.say(_("Thank you, the team can read it."))


async def reopen(ctx: Context, arguments: Mapping[str, str]) -> None:
    """By its asker or by staff, for seven days."""
    number = arguments.get("number", "")
    here = None if number else await thread.ticket_here(ctx)
    ticket = here or await _asker_or_staff(ctx, number)
    if ticket.is_live:
        raise UserError(_("Ticket #%(number)s is open.", number=ticket.id))
    if not rules.may_be_reopened(ticket, ctx.now):
        raise UserError(_("Ticket #%(number)s is closed for good.", number=ticket.id))
    other = await store.live_in_queue(ctx.tx, ticket.member, ticket.queue)
    if other is not None:
        raise UserError(
            _("Ticket #%(number)s is open for this; it goes on there.", number=other.id)
        )
    ticket = await happen.happen(ctx, ticket, Kind.REOPENED, ctx.account)
    said = _("Ticket #%(number)s is open again.", number=ticket.id)
    await relay.say_to_asker(ctx, ticket, said)
    await relay.say_to_staff(ctx, ticket.id, said, silent=False)


async def _asker_or_staff(ctx: Context, number: str) -> Ticket:
    if people.outranks(ctx.role, "moderator"):
        ticket = await store.find(ctx.tx, numbers.typed(number))
        if ticket is not None:
            return ticket
    return await owned.named(ctx, number)


# -- for good ------------------------------------------------------------------------------------


async def close_old(unit: Unit, _payload: str) -> None:
    """Seven days after it was resolved, nothing opens a ticket again."""
    for ticket in await store.resolved_before(unit.tx, unit.now - REOPENED_WITHIN, BATCH):
        await happen.happen(unit, ticket, Kind.CLOSED)


COMMANDS = (
    Command(
        CommandSpec(
            name="rate",
            summary=_("Say how a ticket went"),
            arguments=(
                Argument(name="number", summary=_("Number")),
                Argument(name="stars", summary=_("1 to 5"), choices=("1", "2", "3", "4", "5")),
            ),
            answer="private",
            menu=False,
        ),
        rate,
    ),
    Command(
        CommandSpec(
            name="comment",
            summary=_("Add a comment"),
            arguments=(
                Argument(name="number", summary=_("Number")),
                Argument(
                    name="text", summary=_("What would you like to tell the team?"), rest=True
                ),
            ),
            answer="private",
            form=True,
            menu=False,
        ),
        comment,
    ),
    Command(
        CommandSpec(
            name="reopen",
            summary=_("Open a resolved ticket again"),
            arguments=(Argument(name="number", summary=_("Number"), required=False),),
            answer="private",
        ),
        reopen,
    ),
)
JOBS = (Job("ticket-close", close_old, every=timedelta(hours=1)),)
