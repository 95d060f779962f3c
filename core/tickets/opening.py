"""How a ticket begins: from words and a category to a thread among staff, and a receipt."""

import msgspec

from core.actions import Button, Buttons, OpenThread, Send
from core.context import Context, Unit
from core.events import Account, Attachment, Place
from core.facts import AccountUnlinked, Fact
from core.i18n import Message, Reader, _, translate
from core.outbox import Lane
from core.text import Mention
from core.tickets import (
    alarms,
    cards,
    categories,
    clocks,
    duplicates,
    happen,
    known,
    lines,
    offers,
    relay,
    rooms,
    spots,
    store,
    urgency,
)
from core.tickets.lines import Copy, Line
from core.tickets.rules import Happening, Kind, Priority, Ticket
from core.tickets.spots import OWNER, Spot


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket to be opened for `asker`. `said` is where their words stand, `escalated` who
    passed them on; `urgent` whatever the words are."""

    member: int
    asker: Account
    language: str
    category: str
    text: str
    said: tuple[Place, str] | None = None
    files: tuple[Attachment, ...] = ()
    offered: tuple[str, ...] = ()
    escalated: Account | None = None
    urgent: bool = False


async def open_ticket(unit: Unit, wanted: Wanted) -> tuple[Ticket, bool]:
    """The ticket, and whether it is new: one that is open in that queue gets the words instead."""
    queue = categories.queue_of(unit.config, wanted.category)
    priority = _priority(unit, wanted)
    detail: dict[str, str | int] = {
        "member": wanted.member,
        "for": str(wanted.asker),
        "queue": queue,
        "category": wanted.category,
        "language": wanted.language,
        "priority": priority.value,
        "offered": " ".join(wanted.offered),
        "escalated": int(wanted.escalated is not None),
    }
    by = wanted.escalated or wanted.asker
    happening = Happening(kind=Kind.OPENED, at=unit.now, by=by, detail=detail)
    ticket = await happen.begin(unit, happening)
    if ticket is not None:
        await rooms.open_room(unit, ticket)
        await _say_first(unit, ticket, wanted)
        await duplicates.propose(unit, ticket, wanted.text)
        await known.take_in(unit, ticket, wanted.text)
        await offers.follow(unit, ticket)
        if priority is Priority.URGENT:
            await alarms.urgent(unit, ticket)
        return ticket, True
    ticket = await store.live_in_queue(unit.tx, wanted.member, queue)
    assert ticket is not None  # noqa: S101  it stood in the way
    await _say_first(unit, ticket, wanted)
    return await happen.happen(unit, ticket, Kind.ASKED, wanted.asker), False


def _priority(unit: Unit, wanted: Wanted) -> Priority:
    if wanted.urgent:
        return Priority.URGENT
    promises = unit.config.promises
    return urgency.priority_of(
        wanted.category,
        wanted.text,
        urgent=promises.urgent_categories,
        more=promises.urgent_words,
    )


async def _say_first(unit: Unit, ticket: Ticket, wanted: Wanted) -> None:
    line = Line(
        id=0,
        ticket=ticket.id,
        at=unit.now,
        side="asker",
        author=wanted.asker,
        text=wanted.text,
        files=wanted.files,
    )
    line = await lines.add(unit.tx, line, wanted.member)
    if wanted.said is not None:
        place, message = wanted.said
        own = Copy(line=line.id, ticket=ticket.id, place=place, message=message, key="")
        await lines.add_copy(unit.tx, own)
    await relay.to_staff(unit, line)


async def settle_asker(unit: Unit, ticket: Ticket, place: Place) -> None:
    """The asker is there from now on: what waited for them is brought."""
    before = await spots.find(unit.tx, ticket.id, "asker")
    if before is not None and before.place == place:
        return
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=place))
    await relay.flush(unit, ticket)
    if before is None:
        await cards.redraw_line(unit, ticket)
        await cards.renew(unit, ticket)


async def open_private_thread(unit: Unit, ticket: Ticket, place: Place, name: str) -> None:
    """For a place whose people we can take aside; else in private, where we know the way."""
    if not unit.capabilities(place.platform).private_threads:
        if private := await unit.private_place(ticket.asker):
            await settle_asker(unit, ticket, private)
        return
    key = f"ticket:{ticket.id}:way"
    title = translate(_("Ticket #%(number)s", number=ticket.id), ticket.language)
    thread = OpenThread(place=place, title=title, private=True)
    await unit.put(thread, lane=Lane.TICKETS, key=key, owner=OWNER, on_uncertain="ask")
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", key=key))
    hello = Send(place=key, body=(Mention(ticket.asker.id, name),))
    await unit.put(hello, lane=Lane.TICKETS)


async def forget_strangers(ctx: Context, fact: Fact) -> None:
    """After an unlink nobody reads in a ticket whose account was another one."""
    if not isinstance(fact, AccountUnlinked):
        return
    for number in await spots.read_by_others(ctx.tx, fact.account):
        ticket = await store.find(ctx.tx, number)
        place = await ctx.private_place(ticket.asker) if ticket else None
        if place is None:
            await spots.forget(ctx.tx, number, "asker")
        else:
            await spots.put(ctx.tx, Spot(ticket=number, side="asker", place=place))


# -- the receipt ---------------------------------------------------------------------------------


async def receipt(unit: Unit, ticket: Ticket, zone: str) -> None:
    """To the asker: what they can expect, and what nobody of us will ever ask."""
    reader = Reader(language=ticket.language, zone=zone)
    ahead = await store.place_in_queue(unit.tx, ticket) - 1
    parts = [
        _("**Ticket #%(number)s** is open.", number=ticket.id),
        await clocks.wait(unit, ticket, reader),
    ]
    if ahead > 0:
        parts.append(_("Tickets before yours: %(number)s.", number=ahead))
    parts += [
        _("Write here whatever else matters; it reaches the people who work on it."),
        _("We never write to you first, and never ask for passwords, keys or codes."),
    ]
    await relay.say_to_asker(unit, ticket, _joined(parts, ticket.language), status_button(ticket))
    if (said := await known.sentence(unit.tx, ticket.id)) is not None:
        await relay.say_to_asker(unit, ticket, said)


def _joined(parts: list[Message], language: str) -> Message:
    return Message("\n".join(translate(part, language) for part in parts))


def status_button(ticket: Ticket) -> Buttons:
    label = translate(_("Where does it stand?"), ticket.language)
    return ((Button(label, f"/status {ticket.id}"),),)
