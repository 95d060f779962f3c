"""Brings what is said in a ticket to the other side: by place, whatever platforms these are."""

from collections.abc import Sequence

import msgspec

from core import staffroom
from core.actions import Buttons, Delete, Edit, MessageRef, React, Receipt, Send
from core.context import Unit, words
from core.events import Attachment, Place
from core.fetching import plain
from core.i18n import Message, _
from core.official import foreign
from core.outbox import Lane, NoSuchMessage
from core.text import Body, Quoted, Words, escape
from core.tickets import files, lines, marks, names, owned, picking, spots, translations
from core.tickets.lines import Copy, Line
from core.tickets.rules import Ticket
from core.tickets.spots import NOWHERE, OWNER, Spot

_SIDES: dict[lines.Side, str] = {"asker": "👤", "staff": "💬", "internal": "📝"}
_FILES = {"photo": "🖼", "voice": "🎤", "video": "🎬"}


def staff_language(unit: Unit, place: Place | None) -> str:
    """Also before there is a place."""
    return staffroom.language_of(unit, place) if place else unit.config.community.language


async def language_among_staff(unit: Unit, ticket: int) -> str:
    """Of the place where this ticket is worked on."""
    spot = await spots.find(unit.tx, ticket, "staff")
    return staff_language(unit, spot.place if spot else None)


# -- to staff ------------------------------------------------------------------------------------


async def to_staff(unit: Unit, line: Line, quoted: MessageRef | None = None) -> None:
    """Into the ticket's thread; `quoted` is what it answers, where its author sees that."""
    spot = await spots.find(unit.tx, line.ticket, "staff")
    if spot is not None:
        reply_to = (
            await reply_target(unit, quoted.place, quoted.ids[0], spot.place) if quoted else None
        )
        body = _as_staff_sees(line, number=_number_outside(spot))
        await _send(unit, line, spot, body, f"staff:{generation(spot)}", reply_to)
        await translations.want(unit, line)


def generation(spot: Spot) -> int:
    """Which of a ticket's threads it is: a deleted one gets a successor."""
    return int(spot.key.rpartition(":")[2])


def _number_outside(spot: Spot) -> str:
    """Where a ticket has no thread of its own, each line tells which it is."""
    is_outside = spot.place is not None and spot.place.thread is None
    return f"#{spot.ticket} " if is_outside else ""


def _as_staff_sees(line: Line, *, edited: bool = False, number: str = "") -> Body:
    mark = "✏️ " if edited else ""
    return (Words(f"{_SIDES[line.side]} {number}{mark}"), *_said(line))


def _said(line: Line) -> Body:
    named = "".join(f"\n{_FILES.get(file.kind, '📎')} {_named(file)}" for file in line.files)
    return (Quoted(f"{line.text}{named}".strip() or "…"),)


def _named(file: Attachment) -> str:
    size = f", {file.size / 1_000_000:.1f} MB" if file.size else ""
    return f"{plain(file.name) or file.kind}{size}"


async def say_to_staff(
    unit: Unit, ticket: int, message: Message, buttons: Buttons = (), *, silent: bool = True
) -> None:
    """A sentence of ours in the ticket's thread."""
    spot = await spots.find(unit.tx, ticket, "staff")
    if spot is not None:
        body = words(message, staff_language(unit, spot.place))
        send = Send(place=spot.where, body=body, buttons=buttons, silent=silent)
        await unit.put(send, lane=Lane.TICKETS)


# -- to the asker --------------------------------------------------------------------------------


async def to_asker(unit: Unit, ticket: Ticket, line: Line, reply_to: str | None = None) -> bool:
    """Where the asker wrote last; False while no way to them is known: then it waits there."""
    spot = await spots.find(unit.tx, ticket.id, "asker")
    if spot is None:
        return False
    body = await _as_asker_sees(unit, ticket, line)
    await _send(unit, line, spot, body, "asker:0", reply_to)
    await translations.want(unit, line)
    return True


async def flush(unit: Unit, ticket: Ticket) -> None:
    """Bring the asker what has waited for them."""
    for line in await lines.unsent(unit.tx, ticket.id):
        await to_asker(unit, ticket, line)


async def say_to_asker(
    unit: Unit, ticket: Ticket, message: Message, buttons: Buttons = (), *, silent: bool = False
) -> None:
    """A sentence of ours in the asker's language; lost where no way to them is known."""
    spot = await spots.find(unit.tx, ticket.id, "asker")
    if spot is not None:
        told = picking.spelled(unit, ticket.asker.platform, buttons)
        body = (*words(message, ticket.language), *told)
        send = Send(place=spot.where, body=body, buttons=buttons, silent=silent)
        await unit.put(send, lane=Lane.TICKETS)


async def _as_asker_sees(unit: Unit, ticket: Ticket, line: Line) -> Body:
    name = words(await names.of(unit.tx, line.author), ticket.language)
    number = await _number_where_two(unit, ticket)
    return (Words("**"), *name, Words(f"**{number}\n"), *_spoken(unit, line))


async def _number_where_two(unit: Unit, ticket: Ticket) -> str:
    live = await owned.live(unit, ticket.asker)
    return f" · #{ticket.id}" if len(live) > 1 else ""


def _spoken(unit: Unit, line: Line) -> Body:
    """Staff's own words keep their links where all of these are ours."""
    text = "\n".join(map(escape, line.text.split("\n")))
    if line.files or not text or any(foreign(unit.official, text)):
        return _said(line)
    return (Words(text),)


# -- sending and what became of it ---------------------------------------------------------------


async def _send(
    unit: Unit, line: Line, spot: Spot, body: Body, aim: str, reply_to: str | None
) -> None:
    key = f"ticket:{line.ticket}:line:{line.id}:{aim}"
    place = spot.place or NOWHERE
    copy = Copy(line=line.id, ticket=line.ticket, place=place, message="", key=key)
    await lines.add_copy(unit.tx, copy)
    send = Send(place=spot.where, body=body, reply_to=reply_to)
    await unit.put(send, lane=Lane.TICKETS, key=key, owner=OWNER, on_uncertain="ask")
    await bring(unit, line, spot, line.files)


async def bring(unit: Unit, line: Line, spot: Spot, attached: Sequence[Attachment]) -> None:
    """The files of a line, which names those that cannot be brought; staff hears of its own."""
    left = await files.send(unit, line, spot, attached)
    for file in left if line.side == "staff" else ():
        await say_not_brought(unit, line.ticket, file)


async def say_not_brought(unit: Unit, ticket: int, file: Attachment) -> None:
    name = Quoted(plain(file.name) or file.kind)
    await say_to_staff(unit, ticket, _("The file %(name)s could not be brought over.", name=name))


async def arrived(unit: Unit, key: str, line: int, receipt: Receipt) -> None:
    """One of ours is there: remember which messages it became, and mark the author's own."""
    before = await lines.copies_under(unit.tx, key)
    if not before or not receipt.ids:
        return
    copy = msgspec.structs.replace(before[0], place=receipt.place)
    await lines.confirm_copies(unit.tx, copy, receipt.ids)
    if not before[0].message:
        await marks.arrived(unit, copy.ticket, line)


async def reply_target(unit: Unit, place: Place, quoted: str, to: Place | None) -> str | None:
    """The message in `to` that shows what the quoted one here shows."""
    copy = await lines.copy_at(unit.tx, place, quoted)
    if copy is None or to is None:
        return None
    others = await lines.copies_of(unit.tx, copy.line)
    return next((o.message for o in others if o.message and o.place.key == to.key), None)


# -- what happens to a message afterwards --------------------------------------------------------


async def rewrite(
    unit: Unit, ticket: Ticket, line: Line, *, edited: bool = True, beneath: Body = ()
) -> None:
    """The line has other words now, or something of ours `beneath` it: so have the messages that
    show it."""
    for key, copies in (await _ours(unit, line.id)).items():
        if files.is_file(key):
            continue
        body = (
            _as_staff_sees(line, edited=edited)
            if ":staff:" in key
            else await _as_asker_sees(unit, ticket, line)
        )
        await _edit(unit, key, copies, (*body, *beneath))
    if not beneath:
        await translations.want(unit, line)


async def _ours(unit: Unit, line: int) -> dict[str, list[Copy]]:
    """Our messages that show a line, by key: a long one has several parts."""
    found: dict[str, list[Copy]] = {}
    for copy in await lines.copies_of(unit.tx, line):
        if copy.key:
            found.setdefault(copy.key, []).append(copy)
    return found


async def _edit(unit: Unit, key: str, copies: Sequence[Copy], body: Body) -> None:
    """By its key while the outbox knows it, then by what it became."""
    by_key = Edit(target=key, body=body)
    try:
        await unit.put(by_key, lane=Lane.TICKETS, key=key, owner=OWNER, on_uncertain="again")
    except NoSuchMessage:
        ids = tuple(copy.message for copy in copies if copy.message)
        by_id = Edit(target=MessageRef(copies[0].place, ids), body=body)
        await unit.put(by_id, lane=Lane.TICKETS, on_uncertain="again")


async def take_back(
    unit: Unit, line: Line, *, tombstone: Message | None = None, lane: Lane = Lane.TICKETS
) -> None:
    """Remove what the other side sees of a line; with a `tombstone` that stands there instead."""
    for key, copies in (await _ours(unit, line.id)).items():
        if tombstone is not None and not files.is_file(key):
            language = staff_language(unit, copies[0].place)
            await _edit(unit, key, copies, words(tombstone, language))
            continue
        ids = tuple(copy.message for copy in copies if copy.message)
        target = MessageRef(copies[0].place, ids) if ids else key
        await unit.put(Delete(target=target), lane=lane, on_uncertain="again")


async def react(unit: Unit, copy: Copy, emoji: str | None) -> None:
    """Show on the other side's message what somebody put under this one."""
    for other in await lines.copies_of(unit.tx, copy.line):
        is_elsewhere = other.place.chat != copy.place.chat and other.message
        if is_elsewhere and unit.capabilities(other.place.platform).reactions:
            await unit.put(
                React(target=other.ref, emoji=emoji), lane=Lane.ANNOUNCEMENTS, on_uncertain="again"
            )
