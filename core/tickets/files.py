"""Files of a ticket's lines, by reference: never opened, never kept; fetched when they are sent."""

from collections.abc import Sequence

import msgspec

from core import outbox
from core.actions import Receipt, Send
from core.context import Unit
from core.events import Attachment
from core.fetching import most_bytes
from core.outbox import Lane
from core.tickets import lines
from core.tickets.lines import Copy, Line
from core.tickets.spots import NOWHERE, OWNER, Spot


async def send(unit: Unit, line: Line, spot: Spot, files: Sequence[Attachment]) -> list[Attachment]:
    """Behind the line, which names them. Those that cannot be brought there are returned."""
    source = line.author.platform
    there = spot.place.platform if spot.place else await outbox.platform_of(unit.tx, spot.key)
    left = []
    for file in files:
        way = _way(unit, file, source, there or "")
        if way is None:
            left.append(file)
        else:
            await _put(unit, line, spot, line.files.index(file), way)
    return left


def _way(unit: Unit, file: Attachment, source: str, target: str) -> Attachment | None:
    """By the reference where the platform takes its own again, else with what it contains."""
    if source == target and unit.capabilities(source).files:
        return file
    most = most_bytes(unit.capabilities(source), unit.capabilities(target))
    return msgspec.structs.replace(file, platform=source) if file.size <= most > 0 else None


async def _put(unit: Unit, line: Line, spot: Spot, number: int, file: Attachment) -> None:
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
