"""What the operator does with announcements at the machine's own command line."""

from core.announcements import approvals, documents, store, updates
from core.announcements.draft import MACHINE, Notice
from core.announcements.rules import Kind
from core.context import Unit


async def announce(unit: Unit, document: str) -> Notice:
    """Write a draft and ask for the second key, which a person then holds. Raises UserError."""
    draft = await updates.adopt(unit, documents.read(document, unit.now))
    notice = await store.add(unit.tx, draft, MACHINE, "", unit.now)
    await store.note(unit.tx, notice.id, Kind.WRITTEN, MACHINE, unit.now)
    await approvals.ask(unit, notice)
    return notice


async def approve(unit: Unit, code: str) -> Notice:
    """Be the second key of a draft from a chat. Raises UserError."""
    return await approvals.approve(unit, code, MACHINE)
