"""What the operator does with announcements at the machine's own command line."""

import msgspec

from core import pictures
from core.announcements import approvals, cards, documents, store, updates
from core.announcements.draft import MACHINE, Notice
from core.announcements.rules import Kind
from core.context import Unit
from core.feature import UserError
from core.pictures import Picture


async def announce(unit: Unit, document: str, image: bytes = b"") -> Notice:
    """Write a draft and ask for the second key, which a person then holds. `image` is the picture
    that the document names. Raises UserError."""
    draft = await updates.adopt(unit, documents.read(document, unit.now))
    if documents.image_of(document):
        draft = msgspec.structs.replace(draft, picture=await _kept(unit, image))
    notice = await store.add(unit.tx, draft, MACHINE, "", unit.now)
    await store.note(unit.tx, notice.id, Kind.WRITTEN, MACHINE, unit.now)
    await approvals.ask(unit, notice)
    return notice


async def _kept(unit: Unit, image: bytes) -> Picture:
    try:
        return await pictures.keep(unit.tx, image, unit.now)
    except pictures.NoPicture:
        raise UserError(cards.NO_PICTURE) from None


async def approve(unit: Unit, code: str) -> Notice:
    """Be the second key of a draft from a chat. Raises UserError."""
    return await approvals.approve(unit, code, MACHINE)
