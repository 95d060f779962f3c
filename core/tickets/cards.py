"""A ticket at a glance: the card on top of its thread, and the group's one line about it."""

from datetime import timedelta

from core import codes, schedule
from core.actions import Button, Buttons, Edit, Send
from core.context import Unit, words
from core.events import Place
from core.i18n import Message, Reader, _, _n, translate
from core.outbox import Lane, NoSuchMessage
from core.text import Body, Words
from core.tickets import categories, clocks, names, spots, store
from core.tickets.relay import staff_language
from core.tickets.rules import Priority, State, Ticket
from core.tickets.spots import OWNER, Spot

CARD_PAUSE = timedelta(seconds=10)  # messages of people come before cards
JOB = "ticket-card"
INVITED_FOR = timedelta(days=7)

STATES: dict[State, Message] = {
    State.NEW: _("new"),
    State.OPEN: _("open"),
    State.WAITING: _("waiting for the user"),
    State.ON_HOLD: _("on hold"),
    State.SNOOZED: _("snoozed"),
    State.RESOLVED: _("resolved"),
    State.CLOSED: _("closed"),
}
PRIORITIES: dict[Priority, Message] = {
    Priority.LOW: _("low"),
    Priority.NORMAL: _("normal"),
    Priority.HIGH: _("high"),
    Priority.URGENT: _("urgent"),
}


# -- the card ------------------------------------------------------------------------------------


async def show(unit: Unit, ticket: Ticket, where: Spot) -> None:
    """On top of a new thread."""
    key = f"ticket:{ticket.id}:card:{where.key.rpartition(':')[2]}"
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="card", key=key))
    body, buttons = await _face(unit, ticket, staff_language(unit, where.place))
    send = Send(place=where.where, body=body, buttons=buttons)
    await unit.put(send, lane=Lane.TICKETS, key=key, owner=OWNER, on_uncertain="ask")


async def touch(unit: Unit, before: Ticket, after: Ticket) -> None:
    """Show what is new: at once, or when ten seconds have passed since the last time."""
    if _shown(before) != _shown(after):
        await renew(unit, after)


async def renew(unit: Unit, ticket: Ticket) -> None:
    """Something that it shows is different now."""
    key = str(ticket.id)
    if await schedule.find(unit, JOB, key) is None:
        if await _redraw(unit, ticket):
            await schedule.put(unit, JOB, key, unit.now + CARD_PAUSE)
    else:
        await schedule.mark(unit, JOB, key, payload=key)


async def redraw_late(unit: Unit, payload: str) -> None:
    """The job: something was new meanwhile, or (with no payload) nothing."""
    ticket = await store.find(unit.tx, int(payload)) if payload else None
    if ticket is not None:
        await _redraw(unit, ticket)
        await schedule.put(unit, JOB, payload, unit.now + CARD_PAUSE)


def _shown(ticket: Ticket) -> tuple[object, ...]:
    face = (ticket.state, ticket.assignee, ticket.priority, ticket.category, ticket.queue)
    return (*face, ticket.wakes_at, ticket.rating)


async def _redraw(unit: Unit, ticket: Ticket) -> bool:
    """Whether it stood there already: one on its way goes out with the new words."""
    card = await spots.find(unit.tx, ticket.id, "card")
    if card is None:
        return False
    body, buttons = await _face(unit, ticket, staff_language(unit, card.place))
    await _edit(unit, card, body, buttons)
    return card.place is not None


async def _edit(unit: Unit, spot: Spot, body: Body, buttons: Buttons) -> None:
    try:
        edit = Edit(target=spot.target, body=body, buttons=buttons)
        await unit.put(edit, lane=Lane.ANNOUNCEMENTS, on_uncertain="again", in_panic="goes_on")
    except NoSuchMessage:
        return  # it never came to stand there


async def _face(unit: Unit, ticket: Ticket, language: str) -> tuple[Body, Buttons]:
    reader = Reader(language=language, zone=unit.config.community.zone)
    parts: list[Message] = [
        _(
            "**Ticket #%(number)s** · %(state)s · %(priority)s",
            number=ticket.id,
            state=STATES[ticket.state],
            priority=PRIORITIES[ticket.priority],
        ),
        _(
            "%(category)s · asked in %(language)s",
            category=categories.name(unit.config, ticket.category, language),
            language=f"`{ticket.language}`",
        ),
        *await _about_asker(unit, ticket),
    ]
    if ticket.assignee:
        parts.append(_("Taken by %(name)s", name=await names.of(unit.tx, ticket.assignee)))
    if ticket.is_live:
        parts += await _about_replying(unit, ticket)
    if promise := await clocks.promised(unit, ticket, reader):
        parts.append(promise)
    if ticket.wakes_at:
        parts.append(_("Snoozed until %(time)s", time=reader.datetime(ticket.wakes_at)))
    if ticket.rating:
        parts.append(_("Rated %(stars)s of 5", stars=ticket.rating))
    body: Body = ()
    for part in parts:
        body = (*body, *((Words("\n"),) if body else ()), *words(part, language))
    return body, _buttons(ticket, language)


async def _about_replying(unit: Unit, ticket: Ticket) -> list[Message]:
    """What stands in the way of a reply, and what one costs."""
    found = []
    spot = await spots.find(unit.tx, ticket.id, "asker")
    if not await _can_reach(unit, ticket, spot):
        found.append(_("⚠️ The asker cannot be reached now: what you write to them waits."))
    platform = spot.place.platform if spot and spot.place else ticket.asker.platform
    if micros := unit.capabilities(platform).message_micros:
        price = f"{micros / 1_000_000:.3f}"
        found.append(_("💲 Each message to the asker costs $%(price)s", price=price))
    return found


async def _can_reach(unit: Unit, ticket: Ticket, spot: Spot | None) -> bool:
    """Whether they have a place to read in, and let us write there as far as we were told."""
    if spot is None:
        return False
    is_chat = spot.place is not None and spot.place.thread is None
    return not is_chat or await unit.private_place(ticket.asker) is not None


async def _about_asker(unit: Unit, ticket: Ticket) -> list[Message]:
    """A pseudonym, and what is known of them without a name."""
    before = await store.count_of_member(unit.tx, ticket.member) - 1
    opening = (await store.first(unit.tx, ticket.id)).detail
    found = [
        _(
            "Member %(member)s · %(tickets)s",
            member=ticket.member,
            tickets=_n("%(count)s ticket before", "%(count)s tickets before", before),
        )
    ]
    if offered := str(opening.get("offered", "")):
        found.append(_("Entries offered: %(entries)s", entries=f"`{offered}`"))
    if opening.get("escalated"):
        found.append(_("Passed on by a moderator"))
    return found


def _buttons(ticket: Ticket, language: str) -> Buttons:
    def button(label: Message, command: str) -> Button:
        return Button(translate(label, language), f"/{command} {ticket.id}")

    if ticket.state is State.CLOSED:
        return ()
    if ticket.state is State.RESOLVED:
        return ((button(_("Reopen"), "reopen"),),)
    claim = button(_("Release"), "release") if ticket.assignee else button(_("Claim"), "claim")
    return (
        (claim, button(_("Transfer"), "transfer")),
        (button(_("Priority"), "priority"), button(_("Snooze"), "snooze")),
        (button(_("Resolve"), "resolve"), button(_("Spam"), "spam")),
    )


# -- the group's line ----------------------------------------------------------------------------

_PHASES: dict[State, Message] = {
    State.NEW: _("Ticket #%(number)s · passed to our team"),
    State.OPEN: _("Ticket #%(number)s · being handled"),
    State.WAITING: _("Ticket #%(number)s · answered in private"),
    State.ON_HOLD: _("Ticket #%(number)s · being handled"),
    State.SNOOZED: _("Ticket #%(number)s · being handled"),
    State.RESOLVED: _("Ticket #%(number)s · resolved"),
    State.CLOSED: _("Ticket #%(number)s · closed"),
}


async def announce(unit: Unit, ticket: Ticket, spot: Spot, reply_to: str) -> None:
    """The one line where it was asked, with the way into private where we know no other."""
    await spots.put(unit.tx, spot)
    body, buttons = await _line(unit, ticket)
    send = Send(place=spot.where, body=body, buttons=buttons, reply_to=reply_to, silent=True)
    await unit.put(send, lane=Lane.REPLIES, key=spot.key, owner=OWNER)


async def announce_at(unit: Unit, ticket: Ticket, place: Place, message: str) -> None:
    """One line in the group, once a ticket."""
    if await spots.find(unit.tx, ticket.id, "origin") is None:
        spot = Spot(ticket=ticket.id, side="origin", key=f"ticket:{ticket.id}:origin", place=place)
        await announce(unit, ticket, spot, message)


async def touch_line(unit: Unit, before: Ticket, after: Ticket) -> None:
    if _PHASES[before.state] != _PHASES[after.state]:
        await redraw_line(unit, after)


async def redraw_line(unit: Unit, ticket: Ticket) -> None:
    spot = await spots.find(unit.tx, ticket.id, "origin")
    if spot is not None and unit.capabilities(_platform(spot)).edits:
        await _edit(unit, spot, *await _line(unit, ticket))


def _platform(spot: Spot) -> str:
    return spot.place.platform if spot.place else ""


async def _line(unit: Unit, ticket: Ticket) -> tuple[Body, Buttons]:
    phase = Message(_PHASES[ticket.state].text, {"number": ticket.id})
    invited = ticket.is_live and await spots.find(unit.tx, ticket.id, "asker") is None
    buttons = ((await invitation(unit, ticket),),) if invited else ()
    return words(phase, ticket.language), buttons


async def invitation(unit: Unit, ticket: Ticket) -> Button:
    """Leads its asker, and nobody else, into the private chat."""
    code = await codes.make(
        unit.tx,
        "command",
        f"/goon {ticket.id}",
        now=unit.now,
        lasts=INVITED_FOR,
        owner=ticket.asker,
    )
    label = translate(_("Go on in private"), ticket.language)
    return Button(label, f"/start {code}", private=True)
