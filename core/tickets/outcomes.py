"""How our actions ended: threads that opened, lines that arrived, lines that did not."""

import msgspec

from core.actions import Button, Delete, Receipt
from core.context import Unit
from core.i18n import Message, _, translate
from core.outbox import Lane
from core.platform import Gone, NotAllowed, Outcome, Uncertain
from core.tickets import cards, files, lines, opening, relay, rooms, spots, store, titles
from core.tickets.lines import Line
from core.tickets.rules import Ticket
from core.tickets.spots import Spot


class Key(msgspec.Struct, frozen=True):
    """`ticket:7:room:1`, `ticket:7:line:5:staff:1`: whose, what, and which of these."""

    ticket: int
    what: str
    rest: tuple[str, ...]

    @classmethod
    def parse(cls, key: str) -> "Key":
        _ticket, number, what, *rest = key.split(":")
        return cls(int(number), what, tuple(rest))


# -- done ----------------------------------------------------------------------------------------


async def on_delivered(unit: Unit, key: str, receipt: Receipt) -> None:
    found = Key.parse(key)
    match found.what:
        case "room":
            await rooms.opened(unit, found.ticket, key, receipt.place)
        case "line":
            await relay.arrived(unit, key, int(found.rest[0]), receipt)
        case "file":
            await files.arrived(unit, key, receipt)
        case "card":
            await _stands(unit, found.ticket, "card", key, receipt)
        case "origin":
            await _stands(unit, found.ticket, "origin", key, receipt)
        case "way":
            way = Spot(ticket=found.ticket, side="asker", key=key, place=receipt.place)
            await spots.put(unit.tx, way)


async def _stands(unit: Unit, ticket: int, side: spots.Side, key: str, receipt: Receipt) -> None:
    spot = await spots.find(unit.tx, ticket, side)
    if spot is not None and spot.key == key:
        there = msgspec.structs.replace(spot, place=receipt.place, messages=receipt.ids)
        await spots.put(unit.tx, there)


# -- not done ------------------------------------------------------------------------------------


async def on_failed(unit: Unit, key: str, outcome: Outcome) -> None:
    found = Key.parse(key)
    ticket = await store.find(unit.tx, found.ticket)
    if ticket is None:
        return
    match found.what:
        case "room":
            await rooms.not_opened(unit, ticket.id, key, outcome)
        case "file":
            file = await files.failed(unit, key, *map(int, found.rest[:2]))
            if file is not None:
                await relay.say_not_brought(unit, ticket.id, file)
        case "card" if isinstance(outcome, Uncertain):
            spot = await spots.find(unit.tx, ticket.id, "staff")
            if spot is not None and spot.key.rpartition(":")[2] == found.rest[0]:
                await cards.show(unit, ticket, spot)  # rather twice than not at all
        case "title" if outcome == Gone("too late"):
            await titles.again(unit, ticket)
        case "way":
            await no_way(unit, ticket)
            await opening.receipt(unit, ticket, unit.config.community.zone)  # it waited behind
        case "line":
            line = await lines.find(unit.tx, int(found.rest[0]))
            if line is not None:
                await _line_failed(unit, ticket, line, key, outcome)


async def _line_failed(unit: Unit, ticket: Ticket, line: Line, key: str, outcome: Outcome) -> None:
    side = Key.parse(key).rest[1]
    if isinstance(outcome, Uncertain):
        await _ask(unit, ticket, line, side)
        return
    if side == "staff":
        await rooms.not_delivered(unit, ticket, line, key, outcome)
    else:
        await lines.forget_copies(unit.tx, key)
        await _asker_missed(unit, ticket, outcome)


async def _ask(unit: Unit, ticket: Ticket, line: Line, side: str) -> None:
    """Nobody but people can tell whether it is there."""
    language = await relay.language_among_staff(unit, ticket.id)
    again = Button(translate(_("Send again"), language), f"/sendagain {line.id} {side}")
    there = Button(translate(_("It arrived"), language), f"/arrived {line.id} {side}")
    said = (
        _("The connection broke: I cannot tell whether your last reply arrived.")
        if side == "asker"
        else _("The connection broke: I cannot tell whether the last message is shown here.")
    )
    await relay.say_to_staff(unit, ticket.id, said, ((again, there),))


async def _asker_missed(unit: Unit, ticket: Ticket, outcome: Outcome) -> None:
    """The ticket stays open; what was written goes out when they are there again."""
    spot = await spots.find(unit.tx, ticket.id, "asker")
    if spot is not None and spot.place is not None and spot.place.thread and _is_gone(outcome):
        await no_way(unit, ticket)
        return
    await _call_back(unit, ticket)
    await spots.forget(unit.tx, ticket.id, "asker")
    await relay.say_to_staff(unit, ticket.id, _why(outcome))
    await cards.renew(unit, ticket)


async def _call_back(unit: Unit, ticket: Ticket) -> None:
    """What is queued behind would arrive before what has just failed: all of it waits."""
    for key in await lines.on_their_way(unit.tx, ticket.id):
        await unit.put(Delete(target=key), lane=Lane.TICKETS, on_uncertain="again")
        await lines.forget_copies(unit.tx, key)


def _is_gone(outcome: Outcome) -> bool:
    return isinstance(outcome, Gone | NotAllowed)


def _why(outcome: Outcome) -> Message:
    if isinstance(outcome, NotAllowed):
        return _(
            "Not delivered: the asker takes no private messages from us. It goes out as soon as"
            " they write again."
        )
    if isinstance(outcome, Gone):
        return _(
            "Not delivered: the asker has left or cannot be reached. It goes out as soon as they"
            " write again."
        )
    return _("Not delivered: the platform refused it. Please put it in other words.")


async def no_way(unit: Unit, ticket: Ticket) -> None:
    """Their private thread is not to be had: a private chat where we know one, else it waits."""
    place = await unit.private_place(ticket.asker)
    if place is None:
        await spots.forget(unit.tx, ticket.id, "asker")
        await relay.say_to_staff(unit, ticket.id, _why(Gone()))
        await cards.renew(unit, ticket)
        return
    await spots.put(unit.tx, Spot(ticket=ticket.id, side="asker", place=place))
    await relay.flush(unit, ticket)
