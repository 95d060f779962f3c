"""Staff's commands and buttons: claim, release, transfer, priority, snooze, resolve, spam."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from core import durations, numbers
from core.actions import Button, Buttons
from core.context import Context, Unit
from core.events import Account
from core.facts import TicketResolved
from core.feature import Command, UserError
from core.i18n import Message, _, translate
from core.moments import to_micros
from core.platform import Argument, CommandSpec
from core.text import escape
from core.tickets import cards, ending, happen, lines, names, offers, relay, rooms, store, thread
from core.tickets.rules import Kind, Priority, Reason, State, Ticket, Why

SNOOZES = ("1h", "4h", "1d", "3d")
Handler = Callable[[Context, Ticket, str], Awaitable[None]]


# -- which ticket --------------------------------------------------------------------------------


def on_ticket(handler: Handler) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    """For commands that begin with a ticket's number, or stand in its thread without one."""

    async def handle(ctx: Context, arguments: Mapping[str, str]) -> None:
        ticket, rest = await which(ctx, arguments.get("what", ""))
        await handler(ctx, ticket, rest)

    return handle


async def which(ctx: Context, text: str) -> tuple[Ticket, str]:
    """The ticket that is meant, and the words after its number. A duration is no number."""
    first, _blank, rest = text.partition(" ")
    if number := numbers.typed(first.removeprefix("#")):
        ticket = await store.find(ctx.tx, number)
        if ticket is None:
            raise UserError(_("There is no ticket #%(number)s.", number=number))
        return ticket, rest.strip()
    ticket = await thread.ticket_here(ctx)
    if ticket is None:
        raise UserError(_("Which ticket? Write this in its thread, or with its number."))
    return ticket, text.strip()


# -- whose it is ---------------------------------------------------------------------------------


async def claim(ctx: Context, ticket: Ticket, _rest: str) -> None:
    """The first press wins; the second is told whose it is."""
    if ticket.assignee == ctx.account:
        return
    if ticket.assignee is not None:
        name = await names.of(ctx.tx, ticket.assignee)
        raise UserError(_("%(name)s has taken this ticket already.", name=name))
    ticket = await happen.happen(ctx, ticket, Kind.CLAIMED, ctx.account)
    await tell_taken(ctx, ticket, ctx.account)


async def tell_taken(unit: Unit, ticket: Ticket, by: Account) -> None:
    name = await names.of(unit.tx, by)
    taken = _("%(name)s has taken ticket #%(number)s.", name=name, number=ticket.id)
    await relay.say_to_asker(unit, ticket, taken, silent=True)


async def release(ctx: Context, ticket: Ticket, _rest: str) -> None:
    if ticket.assignee is None:
        raise UserError(_("Nobody has taken this ticket."))
    await happen.happen(ctx, ticket, Kind.RELEASED, ctx.account)


async def transfer(ctx: Context, ticket: Ticket, rest: str) -> None:
    """To a queue, or to a person by account; which, is asked by buttons."""
    if not rest:
        await ctx.say(
            _("To which queue? Or write /transfer with an account id."), _queues(ctx, ticket)
        )
        return
    queues = {queue for room in ctx.config.rooms for queue in room.queues}
    if rest in queues:
        await _to_queue(ctx, ticket, rest)
        return
    try:
        account = Account.parse(rest)
    except ValueError:
        known = ", ".join(sorted(queues))
        raise UserError(_("There is no such queue; known are: %(queues)s", queues=known)) from None
    if not await offers.is_staff(ctx, account):
        raise UserError(_("This account is not staff."))
    ticket = await happen.happen(ctx, ticket, Kind.TRANSFERRED, ctx.account, to=str(account))
    await tell_taken(ctx, ticket, account)


async def _to_queue(ctx: Context, ticket: Ticket, queue: str) -> None:
    other = await store.live_in_queue(ctx.tx, ticket.member, queue)
    if other is not None and other.id != ticket.id:
        raise UserError(_("The asker has ticket #%(number)s open there.", number=other.id))
    before = ticket.queue
    ticket = await happen.happen(ctx, ticket, Kind.TRANSFERRED, ctx.account, queue=queue)
    await rooms.move_room(ctx, ticket, before)


def _queues(ctx: Context, ticket: Ticket) -> Buttons:
    queues = sorted({queue for room in ctx.config.rooms for queue in room.queues})
    return _choices("transfer", ticket, [(queue, queue) for queue in queues])


# -- how it stands -------------------------------------------------------------------------------


async def set_priority(ctx: Context, ticket: Ticket, rest: str) -> None:
    language = ctx.reader.language
    offered = [(p.value, translate(cards.PRIORITIES[p], language)) for p in Priority]
    if rest not in {p.value for p in Priority}:
        await ctx.say(_("Which priority?"), _choices("priority", ticket, offered))
        return
    await happen.happen(ctx, ticket, Kind.PRIORITISED, ctx.account, priority=rest)


async def snooze(ctx: Context, ticket: Ticket, rest: str) -> None:
    """Until a time; the asker's next word wakes it earlier."""
    if not rest:
        await ctx.say(_("For how long?"), _choices("snooze", ticket, [(s, s) for s in SNOOZES]))
        return
    length = durations.parse(rest)
    if length is None or length.total_seconds() <= 0:
        raise UserError(_("A time is written like this: 30m, 4h, 2d."))
    until = ctx.now + length
    ticket = await happen.happen(ctx, ticket, Kind.SNOOZED, ctx.account, until=to_micros(until))


async def hold(ctx: Context, ticket: Ticket, _rest: str) -> None:
    """Somebody outside has to act; the clocks stand still."""
    await happen.happen(ctx, ticket, Kind.HELD, ctx.account)


async def wake(ctx: Context, ticket: Ticket, _rest: str) -> None:
    await happen.happen(ctx, ticket, Kind.WOKEN, ctx.account)


async def wake_when_due(unit: Unit, payload: str) -> None:
    """The job at the end of a snooze."""
    ticket = await store.find(unit.tx, int(payload))
    if ticket is not None and ticket.state is State.SNOOZED:
        ticket = await happen.happen(unit, ticket, Kind.WOKEN)
        await relay.say_to_staff(unit, ticket.id, _("⏰ The snooze is over."), silent=False)


# -- the end -------------------------------------------------------------------------------------


async def resolve(ctx: Context, ticket: Ticket, rest: str) -> None:
    """With a reason; for one that is not solved also why. Both are asked by buttons."""
    reason, _blank, more = rest.partition(" ")
    language = ctx.reader.language
    if reason not in {r.value for r in Reason}:
        offered = [(r.value, translate(ending.REASONS[r], language)) for r in Reason]
        await ctx.say(_("How did it end?"), _choices("resolve", ticket, offered))
        return
    if reason == Reason.NO_ANSWER and more not in {w.value for w in Why}:
        causes = [(f"{reason} {w.value}", translate(ending.CAUSES[w], language)) for w in Why]
        await ctx.say(_("Why was it not solved?"), _choices("resolve", ticket, causes))
        return
    entry = more if reason == Reason.SOLVED else ""
    if entry and entry not in ctx.snapshots["knowledge"].entries:
        raise UserError(_("There is no entry %(slug)s.", slug=f"`{escape(entry)}`"))
    await ending.resolve(ctx, ticket, Reason(reason), ctx.account, more)
    await _teach(ctx, ticket, entry)


async def _teach(ctx: Context, ticket: Ticket, entry: str) -> None:
    """`/resolve solved reset-2fa`: that entry would have answered it."""
    said = [line for line in await lines.of_ticket(ctx.tx, ticket.id) if line.side == "asker"]
    await ctx.tell(
        TicketResolved(
            ticket=ticket.id,
            entry=entry,
            language=ticket.language,
            text=said[0].text if said else "",
            asker=ticket.asker,
            by=ctx.account,
        )
    )


async def spam(ctx: Context, ticket: Ticket, _rest: str) -> None:
    await ending.resolve(ctx, ticket, Reason.SPAM, ctx.account)


def _choices(command: str, ticket: Ticket, offered: Sequence[tuple[str, str]]) -> Buttons:
    """Two a row; what is pressed is the command with the choice behind the number."""
    buttons = [Button(label, f"/{command} {ticket.id} {value}") for value, label in offered]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


# -- words ---------------------------------------------------------------------------------------


async def reply(ctx: Context, ticket: Ticket, rest: str) -> None:
    """To the asker, from wherever one stands."""
    if not rest:
        raise UserError(_("What shall I tell the asker? Write it behind /reply."))
    await thread.reply(ctx, ticket, ctx.message, None, rest)


async def choose_name(ctx: Context, arguments: Mapping[str, str]) -> None:
    """How askers know me."""
    name = " ".join(arguments.get("name", "").split())
    if len(name) > names.LONGEST or not all(c.isalpha() or c in " .·-'" for c in name):
        raise UserError(_("A name of letters, please, at most %(count)s.", count=names.LONGEST))
    await names.choose(ctx.tx, ctx.account, name)
    await ctx.say(_("Askers know you as %(name)s.", name=await names.of(ctx.tx, ctx.account)))


def command(name: str, summary: Message, handler: Handler, menu: bool = True) -> Command:
    what = Argument(
        name="what", summary=_("Ticket number, and what else"), required=False, rest=True
    )
    spec = CommandSpec(
        name=name,
        summary=summary,
        arguments=(what,),
        role="moderator",
        where="staff",
        answer="private",
        menu=menu,
    )
    return Command(spec, on_ticket(handler))


COMMANDS = (
    command("claim", _("Take a ticket"), claim),
    command("release", _("Give a ticket back"), release),
    command("transfer", _("Pass a ticket on to a queue or a person"), transfer),
    command("priority", _("Set a ticket's priority"), set_priority),
    command("snooze", _("Let a ticket rest for a time"), snooze),
    command("hold", _("Wait for somebody outside"), hold),
    command("wake", _("Go on with a resting ticket"), wake),
    command("resolve", _("End a ticket, with the reason"), resolve),
    command("spam", _("End a ticket as spam"), spam),
    command("reply", _("Write to the asker of a ticket"), reply),
    Command(
        CommandSpec(
            name="dutyname",
            summary=_("The name by which askers know you"),
            arguments=(Argument(name="name", summary=_("Name"), required=False, rest=True),),
            role="moderator",
            where="staff",
            answer="private",
        ),
        choose_name,
    ),
)
