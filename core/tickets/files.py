"""Files of a ticket's lines, by a reference that the platform knows: never opened, never kept."""

from collections.abc import Sequence

import msgspec

from core import outbox
from core.actions import Receipt, Send
from core.context import Unit
from core.events import Attachment
from core.outbox import Lane
from core.tickets import lines
from core.tickets.lines import Copy, Line
from core.tickets.spots import NOWHERE, OWNER, Spot


async def send(unit: Unit, line: Line, spot: Spot, files: Sequence[Attachment]) -> None:
    """Behind the line, which names them; another platform's references mean nothing there."""
    platform = line.author.platform
    there = spot.place.platform if spot.place else await outbox.platform_of(unit.tx, spot.key)
    if platform != there or not unit.capabilities(platform).files:
        return
    for file in files:
        number = line.files.index(file)
        key = f"ticket:{line.ticket}:file:{line.id}:{number}:{spot.key.rpartition(':')[2]}"
        place = spot.place or NOWHERE
        copy = Copy(line=line.id, ticket=line.ticket, place=place, message="", key=key)
        await lines.add_copy(unit.tx, copy)
        send = Send(place=spot.where, body=(), files=(file,), silent=True)
        await unit.put(send, lane=Lane.TICKETS, key=key, owner=OWNER)


def is_file(key: str) -> bool:
    return ":file:" in key


async def arrived(unit: Unit, key: str, receipt: Receipt) -> None:
    """A picture, too, can be replied to and taken back."""
    for copy in (await lines.copies_under(unit.tx, key))[:1]:
        there = msgspec.structs.replace(copy, place=receipt.place)
        await lines.confirm_copies(unit.tx, there, receipt.ids)


async def failed(unit: Unit, key: str, line: int, number: int) -> Attachment | None:
    """Too large, too old, or refused for another reason: the file, of which the line tells."""
    await lines.forget_copies(unit.tx, key)
    found = await lines.find(unit.tx, line)
    return found.files[number] if found and number < len(found.files) else None
