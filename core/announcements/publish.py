"""The one door: nothing of an announcement reaches the outbox but through here.

`publish` sends the first message of what two keys approved, `move` tells of a change that needs no
words of anybody's. Both look at everything again: the state, the approval, the digest, and who the
two are at this moment. Whatever does not fit voids the approval, and the staff is told.
"""

import msgspec

from core.announcements import (
    broadcast,
    canonical,
    consequences,
    keys,
    occurrences,
    persons,
    rendering,
    rules,
    store,
    targets,
    telling,
    updates,
)
from core.announcements.draft import Approval, Notice
from core.announcements.rules import FIRST, Kind, State
from core.context import Unit
from core.feature import UserError
from core.i18n import Message, _

OBJECTIONS: dict[keys.Objection, Message] = {
    keys.Objection.AUTHOR_ROLE: _("The author is no moderator any more."),
    keys.Objection.PICTURE: _("Only an admin may add a picture."),
    keys.Objection.APPROVER_ROLE: _("Only an admin can approve it."),
    keys.Objection.SAME_PERSON: _("The second key must be another person's."),
    keys.Objection.GRANTED: _("One of you two gave the other their role: ask another admin."),
    keys.Objection.AUTHOR_NEW: _(
        "The author's account got its role, a link or its freedom within the last 24 hours."
    ),
    keys.Objection.APPROVER_NEW: _(
        "Your account got its role, a link or its freedom within the last 24 hours."
    ),
}


async def publish(unit: Unit, approval: Approval) -> bool:
    """Send the first message of what was approved, once; False where the door stays shut."""
    notice = await store.find(unit.tx, approval.announcement)
    if notice is None or notice.state is not State.APPROVED:
        return False
    why = await refusal(unit, notice, approval)
    if why is not None:
        await withdraw(unit, notice, why)
        return False
    if notice.draft.amends is not None:
        return await _amend(unit, notice, approval)
    kind = Kind.POSTED if notice.draft.kind == "maintenance" else Kind.SAID
    await _tell(unit, notice, kind, approval.id, "")
    return True


async def _amend(unit: Unit, update: Notice, approval: Approval) -> bool:
    """Its words are said by the maintenance that it is about."""
    notice = await updates.amended(unit, update)
    if notice is None:
        await withdraw(unit, update, _("The maintenance that it is about is over."))
        return False
    await store.move(unit.tx, _turned(update, Kind.SAID), unit.now)
    await store.note(unit.tx, update.id, Kind.SAID, "", unit.now)
    await _tell(unit, notice, Kind.AMENDED, approval.id, "", str(update.id))
    return True


async def move(unit: Unit, notice: Notice, kind: Kind, actor: str, detail: str = "") -> None:
    """Tell everybody of a change. `actor` is the one person who may make it alone, or empty for
    the clock; the router has read their role. Raises UserError where it cannot happen."""
    approval = await store.standing(unit.tx, notice.id)
    if kind in FIRST or approval is None or approval.state != "given":
        raise UserError(_("It is not approved."))
    await _tell(unit, notice, kind, approval.id, actor, detail)


async def recall(unit: Unit, notice: Notice, actor: str) -> None:
    """Delete it wherever it stands; that needs no approval. What is on its way is held back."""
    if notice.draft.amends is not None:
        await stop(unit, notice, actor)
        return
    await broadcast.halt(unit, notice.id)
    await store.void(unit.tx, notice.id)
    await _tell(unit, notice, Kind.RECALLED, 0, actor)


async def stop(unit: Unit, notice: Notice, actor: str) -> None:
    """What is on its way is held back, and nothing of it moves any more: its approval is void. The
    words of an update are taken out of the posts."""
    turned = _turned(notice, Kind.STOPPED)
    await broadcast.halt(unit, notice.id)
    await store.void(unit.tx, notice.id)
    await store.move(unit.tx, turned, unit.now)
    await store.note(unit.tx, notice.id, Kind.STOPPED, actor, unit.now)
    if notice.draft.amends is not None:
        await _unsay(unit, notice, actor)
        return
    step = occurrences.step(turned, Kind.STOPPED, unit.now, turned.state)
    await consequences.follow(unit, turned, step)


async def _unsay(unit: Unit, update: Notice, actor: str) -> None:
    notice = await updates.without(unit, update)
    standing = None if notice is None else await store.standing(unit.tx, notice.id)
    if notice is not None and standing is not None:
        await _tell(unit, notice, Kind.AMENDED, standing.id, actor)


async def refusal(unit: Unit, notice: Notice, approval: Approval) -> Message | None:
    """Why an approval does not open the door at this moment; None where it does."""
    standing = await store.standing(unit.tx, notice.id)
    if standing != approval or approval.state != "given" or approval.approver is None:
        return _("The approval does not stand any more.")
    if approval.expires_at <= unit.now:
        return _("The approval has expired.")
    if digest_of(unit, notice) != approval.digest:
        return _("It is not what was approved: it, its places or our own sentences changed.")
    author = await persons.key_of(unit, approval.author)
    approver = await persons.key_of(unit, approval.approver)
    with_picture = notice.draft.picture is not None
    found = keys.objection(author, approver, unit.now, with_picture=with_picture)
    return None if found is None else OBJECTIONS[found]


def digest_of(unit: Unit, notice: Notice) -> str:
    """Of the draft as it stands, and of what it would say at this moment."""
    return canonical.digest(notice.draft, rendered(unit, notice))


def rendered(unit: Unit, notice: Notice) -> canonical.Rendered:
    """With the draft's own times, in UTC: the same whenever it is asked."""
    draft = notice.draft
    places = targets.places_of(unit.config, draft)
    platforms = {key.partition(":")[0] for key in places} or {"private"}
    return rendering.rendered(notice, occurrences.first_step(notice), platforms)


async def withdraw(unit: Unit, notice: Notice, why: Message) -> None:
    """The approval is void: it is a draft again, and the staff hears why."""
    await store.void(unit.tx, notice.id)
    await store.move(unit.tx, _turned(notice, Kind.VOIDED), unit.now)
    await store.note(unit.tx, notice.id, Kind.VOIDED, "", unit.now)
    await telling.tell_staff(
        unit,
        _("Announcement No. %(number)s was not sent. %(why)s", number=notice.id, why=why),
    )


async def _tell(
    unit: Unit, notice: Notice, kind: Kind, approval: int, actor: str, detail: str = ""
) -> None:
    turned = _turned(notice, kind)
    step = occurrences.step(turned, kind, unit.now, turned.state)
    await store.move(unit.tx, turned, unit.now)
    await store.note(unit.tx, notice.id, kind, actor, unit.now, detail)
    await broadcast.start(unit, turned, step, approval)
    await consequences.follow(unit, turned, step)


def _turned(notice: Notice, kind: Kind) -> Notice:
    state = rules.after(kind, notice.state)
    if state is None:
        raise UserError(_("That is not possible now."))
    return msgspec.structs.replace(notice, state=state)
