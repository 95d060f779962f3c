"""What an asker writes: to which ticket it belongs, and what becomes of it."""

import msgspec

from core import router
from core.actions import Button, MessageRef
from core.context import Context, Unit
from core.events import Event, MessageReceived
from core.faq.questions import is_small_talk
from core.feature import View
from core.i18n import _, translate
from core.tickets import (
    alarms,
    blocks,
    happen,
    lines,
    opening,
    owned,
    relay,
    rules,
    spots,
    store,
    urgency,
)
from core.tickets.asking import NO_DOCUMENTS
from core.tickets.documents import names_document
from core.tickets.lines import Copy, Line
from core.tickets.rules import Kind, Priority, State, Ticket

# Shown beside a message, but not what its author says, or said already.
_NOT_SAID = {"button", "caption", "file", "forward", "quote", "signature", "tag", "via"}


def concerns(event: Event, _view: View) -> MessageReceived | None:
    """Plain words, or a file, in private."""
    if not isinstance(event, MessageReceived) or not event.place.private:
        return None
    if event.edited or event.pressed or event.is_bot or event.author is None:
        return None
    return None if router.command_name(event.text) is not None else event


async def hear(ctx: Context, event: MessageReceived) -> bool:
    """To the ticket whose line it replies to or in whose thread it stands, else to the current one;
    False where there is none."""
    if ctx.known is None:
        return False
    named = await _of_reply(ctx, event) or await _of_thread(ctx)
    ticket = named or await owned.foremost(ctx, ctx.account)
    if ticket is None:
        return False
    if named is None and not ticket.is_live:
        _offer_reopening(ctx, ticket)
        return False
    return await _take(ctx, ticket, event)


async def is_for_staff(ctx: Context, event: MessageReceived) -> bool:
    """Words to a person are not to be lost because we were asked a lot."""
    if ctx.known is None:
        return False
    if await _of_reply(ctx, event) or await _of_thread(ctx):
        return True
    ticket = await owned.foremost(ctx, ctx.account)
    return ticket is not None and ticket.is_live


async def _of_reply(ctx: Context, event: MessageReceived) -> Ticket | None:
    if event.quoted is None:
        return None
    copy = await lines.copy_at(ctx.tx, ctx.place, event.quoted.id)
    return await _own(ctx, copy.ticket) if copy else None


async def _of_thread(ctx: Context) -> Ticket | None:
    if ctx.place.thread is None:
        return None
    number = await spots.ticket_at(ctx.tx, ctx.place, "asker")
    return await _own(ctx, number) if number else None


async def _own(ctx: Context, number: int) -> Ticket | None:
    ticket = await store.find(ctx.tx, number)
    is_own = ticket is not None and await owned.may_see(ctx, ctx.account, ticket)
    return ticket if is_own else None


def _offer_reopening(ctx: Context, ticket: Ticket) -> None:
    """The answer comes from elsewhere; under it stands the way back."""
    if rules.may_be_reopened(ticket, ctx.now):
        label = translate(_("Reopen #%(number)s", number=ticket.id), ctx.reader.language)
        ctx.offers = ((Button(label, f"/reopen {ticket.id}"),),)


# -- into the ticket -----------------------------------------------------------------------------


async def _take(ctx: Context, ticket: Ticket, event: MessageReceived) -> bool:
    await blocks.refuse_blocked(ctx)
    if names_document(event.text, event.attachments):
        await ctx.say(NO_DOCUMENTS)
        return True
    if not ticket.is_live and not await _goes_on(ctx, ticket):
        return True
    if rules.may_be_reopened(ticket, ctx.now) and not is_small_talk(event.text):
        ticket = await happen.happen(ctx, ticket, Kind.REOPENED, ctx.account)
    if event.album and await _join_album(ctx, ticket, event):
        return True
    await _relay(ctx, ticket, event)
    ticket = await happen.happen(ctx, ticket, Kind.ASKED, ctx.account)
    await raise_priority(ctx, ticket, event.text)
    await opening.settle_asker(ctx, ticket, ctx.place)
    return True


async def _goes_on(ctx: Context, ticket: Ticket) -> bool:
    """False for one that is over for good."""
    if ticket.state is State.RESOLVED and rules.may_be_reopened(ticket, ctx.now):
        return True
    again = Button(ctx.reader.gettext(_("Open a new one")), "/newticket")
    said = _("Ticket #%(number)s is closed for good.", number=ticket.id)
    await ctx.say(said, ((again,),))
    return False


async def _join_album(ctx: Context, ticket: Ticket, event: MessageReceived) -> bool:
    """The pictures of an album come one by one and are one message; False for its first."""
    line = await lines.of_album(ctx.tx, ticket.id, event.album or "")
    if line is None:
        return False
    text = "\n".join(filter(None, (line.text, event.text)))
    line = msgspec.structs.replace(line, text=text, files=(*line.files, *event.attachments))
    await lines.rewrite(ctx.tx, line)
    await lines.add_copy(ctx.tx, _own_copy(line, event))
    await relay.rewrite(ctx, ticket, line, edited=False)
    spot = await spots.find(ctx.tx, ticket.id, "staff")
    if spot is not None:
        await relay.bring(ctx, line, spot, event.attachments)
    return True


async def _relay(ctx: Context, ticket: Ticket, event: MessageReceived) -> None:
    line = Line(
        id=0,
        ticket=ticket.id,
        at=ctx.now,
        side="asker",
        author=ctx.account,
        text=words_of(event),
        files=event.attachments,
    )
    line = await lines.add(ctx.tx, line, ctx.member.id, event.album)
    await lines.add_copy(ctx.tx, _own_copy(line, event))
    quoted = MessageRef(ctx.place, (event.quoted.id,)) if event.quoted else None
    await relay.to_staff(ctx, line, quoted)


def words_of(event: MessageReceived) -> str:
    """What the author wrote, and what else a reader sees of it: a poll, a contact, a forward."""
    told = [part for part in event.shown if part.label not in _NOT_SAID]
    more = [f"[{part.label}] {part.text}" for part in told if part.text != event.text]
    forwarded = [f"[↪ {event.forwarded_from}]"] if event.forwarded_from else []
    return "\n".join(filter(None, (*forwarded, event.text, *more)))


def _own_copy(line: Line, event: MessageReceived) -> Copy:
    return Copy(line=line.id, ticket=line.ticket, place=event.place, message=event.message, key="")


async def raise_priority(unit: Unit, ticket: Ticket, text: str) -> None:
    """Words of danger take the fast lane, whenever they come."""
    priority = urgency.raised(ticket.priority, text, unit.config.promises.urgent_words)
    if priority is Priority.URGENT:
        await make_urgent(unit, ticket)


async def make_urgent(unit: Unit, ticket: Ticket) -> None:
    """Once: whoever is on duty is called for it."""
    if ticket.is_live and ticket.priority is not Priority.URGENT:
        priority = Priority.URGENT.value
        ticket = await happen.happen(unit, ticket, Kind.PRIORITISED, priority=priority)
        await alarms.urgent(unit, ticket)
