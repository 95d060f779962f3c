"""What is written in a ticket's thread among staff: to the asker, or among ourselves."""

import re
from datetime import timedelta

import msgspec

from core import people, router, schedule
from core.actions import Button
from core.context import Context
from core.events import Event, MessageDeleted, MessageReceived, Place, ReactionChanged
from core.feature import UserError, View
from core.i18n import _
from core.tickets import happen, lines, relay, spots, store
from core.tickets.lines import Copy, Line
from core.tickets.rules import Kind, State, Ticket
from core.tickets.talk import words_of

STRANGERS = "ticket-stranger"  # a job that does nothing: who was told, for an hour
TOLD_ONCE_IN = timedelta(hours=1)
_PRESSED = re.compile(r"/[a-z]{1,20}(?: #?[0-9a-z_]{1,12}){0,3}")  # what is offered as a button


# -- staff's words -------------------------------------------------------------------------------


def concerns(event: Event, view: View) -> MessageReceived | None:
    """Plain words in a place of staff's."""
    if not isinstance(event, MessageReceived) or not view.in_staff_place:
        return None
    if event.edited or event.pressed or router.command_name(event.text) is not None:
        return None
    return event


async def hear(ctx: Context, event: MessageReceived) -> bool:
    """A reply to a line goes to the asker, a plain message is internal; or the other way round."""
    copy = await _quoted(ctx, event)
    ticket = await (store.find(ctx.tx, copy.ticket) if copy else ticket_here(ctx))
    if ticket is None:
        return False
    if event.album and await _join_album(ctx, ticket, event):
        return True
    is_reply = copy is not None
    if is_reply is not ctx.config.tickets.plain_replies:
        await reply(ctx, ticket, event, copy)
    else:
        await note(ctx, ticket, event)
    return True


async def _quoted(ctx: Context, event: MessageReceived) -> Copy | None:
    if event.quoted is None:
        return None
    return await lines.copy_at(ctx.tx, ctx.place, event.quoted.id)


async def ticket_here(ctx: Context) -> Ticket | None:
    """Whose thread this is."""
    number = await spots.ticket_at(ctx.tx, ctx.place, "staff") if ctx.place.thread else None
    return await store.find(ctx.tx, number) if number else None


async def reply(
    ctx: Context, ticket: Ticket, event: MessageReceived, answered: Copy | None, text: str = ""
) -> None:
    """To the asker, under the duty name; whoever replies first has taken it."""
    if ticket.state is State.CLOSED:
        raise UserError(_("This ticket is closed for good; the asker is not told."))
    if ticket.assignee is None and ticket.is_live:
        ticket = await happen.happen(ctx, ticket, Kind.CLAIMED, ctx.account)
    line = await _keep(ctx, ticket, event, "staff", text)
    spot = await spots.find(ctx.tx, ticket.id, "asker")
    there = spot.place if spot else None
    message = answered.message if answered else None
    target = await relay.reply_target(ctx, ctx.place, message, there) if message else None
    if not await relay.to_asker(ctx, ticket, line, target):
        await relay.say_to_staff(ctx, ticket.id, _("I cannot write to the asker yet: it waits."))
    await happen.happen(ctx, ticket, Kind.REPLIED, ctx.account, line=line.id)


async def note(ctx: Context, ticket: Ticket, event: MessageReceived) -> None:
    """Among ourselves."""
    line = await _keep(ctx, ticket, event, "internal")
    await happen.happen(ctx, ticket, Kind.NOTED, ctx.account, line=line.id)


async def _keep(
    ctx: Context, ticket: Ticket, event: MessageReceived, side: lines.Side, text: str = ""
) -> Line:
    line = Line(
        id=0,
        ticket=ticket.id,
        at=ctx.now,
        side=side,
        author=ctx.account,
        text=text or words_of(event),
        files=event.attachments,
    )
    line = await lines.add(ctx.tx, line, ctx.member.id, event.album)
    own = Copy(line=line.id, ticket=ticket.id, place=ctx.place, message=event.message, key="")
    await lines.add_copy(ctx.tx, own)
    return line


async def _join_album(ctx: Context, ticket: Ticket, event: MessageReceived) -> bool:
    line = await lines.of_album(ctx.tx, ticket.id, event.album or "")
    if line is None:
        return False
    line = msgspec.structs.replace(line, files=(*line.files, *event.attachments))
    await lines.rewrite(ctx.tx, line)
    if line.side == "staff":
        await relay.rewrite(ctx, ticket, line)
        spot = await spots.find(ctx.tx, ticket.id, "asker")
        if spot is not None:
            await relay.bring(ctx, line, spot, event.attachments)
    return True


# -- strangers -----------------------------------------------------------------------------------


def concerns_stranger(event: Event, view: View) -> MessageReceived | None:
    if not isinstance(event, MessageReceived) or not view.in_staff_place or event.edited:
        return None
    return None if event.is_bot else event


async def hear_stranger(ctx: Context, event: MessageReceived) -> bool:
    """Whoever is not staff is not heard there: one line to them, an alarm to the admins."""
    if people.outranks(ctx.role, "moderator"):
        return False
    is_new = await _is_new(ctx, f"{ctx.place.chat} {ctx.author or 'nobody'}")
    if ctx.author is None:
        await _ask_who(ctx, event.text)
    elif is_new:
        await ctx.say(_("Only the team is heard here, each with their own account."))
    if is_new:
        await ctx.tell_admins(
            _("Somebody who is not staff wrote in %(place)s.", place=f"`{ctx.place.key}`")
        )
    return False


async def _is_new(ctx: Context, key: str) -> bool:
    """Once in a while."""
    if await schedule.find(ctx, STRANGERS, key) is not None:
        return False
    await schedule.put(ctx, STRANGERS, key, ctx.now + TOLD_ONCE_IN)
    return True


async def _ask_who(ctx: Context, text: str) -> None:
    """Perhaps one of us behind the group's or a channel's name: a press tells who, in each topic
    once for each command."""
    name = router.command_name(text)
    if not await _is_new(ctx, f"{ctx.place.key} nobody {name or ''}"):
        return
    may_be_pressed = name in ctx.app.commands and _PRESSED.fullmatch(text) is not None
    said = _(
        "This was written in the name of the group or of a channel, so I cannot tell who of you it"
        " was. Please write as yourself, or press a button: a press tells me who you are."
    )
    await ctx.say(said, ((Button(text, text),),) if may_be_pressed else ())


# -- what happens to messages afterwards, on either side -----------------------------------------


def concerns_change(event: Event, view: View) -> Event | None:
    """An edit, a deletion or a reaction where lines of tickets can stand."""
    is_change = isinstance(event, MessageDeleted | ReactionChanged) or (
        isinstance(event, MessageReceived) and event.edited
    )
    return event if is_change and (event.place.private or view.in_staff_place) else None


async def hear_change(ctx: Context, event: Event) -> bool:
    match event:
        case MessageReceived():
            await _edited(ctx, event)
        case ReactionChanged():
            await _reacted(ctx, event)
        case MessageDeleted():
            for message in event.messages:
                await _deleted(ctx, event.place, message)
        case _:
            pass
    return False


async def _edited(ctx: Context, event: MessageReceived) -> None:
    """Only its author's own message is a line of theirs."""
    copy = await lines.copy_at(ctx.tx, ctx.place, event.message)
    line = await lines.find(ctx.tx, copy.line) if copy and not copy.key else None
    ticket = await store.find(ctx.tx, line.ticket) if line else None
    if line is None or ticket is None or line.author != ctx.author or line.text == event.text:
        return
    line = msgspec.structs.replace(line, text=words_of(event))
    await lines.rewrite(ctx.tx, line)
    if line.side != "internal":
        await relay.rewrite(ctx, ticket, line)


async def _reacted(ctx: Context, event: ReactionChanged) -> None:
    copy = await lines.copy_at(ctx.tx, event.place, event.message)
    if copy is not None and ctx.author is not None:
        await relay.react(ctx, copy, event.after[0] if event.after else None)


async def _deleted(ctx: Context, place: Place, message: str) -> None:
    copy = await lines.copy_at(ctx.tx, place, message)
    line = await lines.find(ctx.tx, copy.line) if copy and not copy.key else None
    if line is not None:
        await take_back(ctx, line)


async def take_back(ctx: Context, line: Line) -> None:
    """The asker's copy goes; staff sees that there was something."""
    await lines.rewrite(ctx.tx, msgspec.structs.replace(line, text="", files=()))
    if line.side == "asker":
        await relay.take_back(ctx, line, tombstone=_("🗑 The asker has taken this back."))
    else:
        await relay.take_back(ctx, line)
