"""The second key: asked for, and given by an admin in a chat or by the operator at the machine."""

from datetime import datetime

import msgspec

from core import brake, codes, people
from core.announcements import (
    cards,
    checks,
    clockwork,
    keys,
    occurrences,
    persons,
    preview,
    publish,
    rules,
    store,
    updates,
)
from core.announcements.draft import Approval, Draft, Notice
from core.announcements.rules import APPROVAL_LASTS, RECURRING_LASTS, Kind, State
from core.context import Unit
from core.feature import UserError
from core.i18n import _

PURPOSE = "announcement"  # of codes


async def ask(unit: Unit, notice: Notice) -> str:
    """Show it to every admin; the code with which one of them, or the machine, approves it.

    Raises UserError with all that stands against it; then nothing is asked.
    """
    if rules.after(Kind.ASKED, notice.state) is None:
        raise UserError(_("That is not possible now."))
    await refuse_faulty(unit, notice)
    await store.void(unit.tx, notice.id)
    rendered = publish.rendered(unit, notice)
    number = await store.ask(
        unit.tx,
        notice,
        digest=publish.digest_of(unit, notice),
        rendered=msgspec.json.encode(rendered).decode(),
        now=unit.now,
        until=unit.now + APPROVAL_LASTS,
    )
    await store.note(unit.tx, notice.id, Kind.ASKED, notice.author, unit.now)
    code = await codes.make(unit.tx, PURPOSE, str(number), now=unit.now, lasts=APPROVAL_LASTS)
    asked = await store.approval(unit.tx, number)
    if asked is not None:
        await cards.ask_admins(unit, notice, asked, code)
    return code


async def refuse_faulty(unit: Unit, notice: Notice) -> None:
    """Raises UserError with everything that stands against sending it."""
    draft = notice.draft
    found = [*checks.objections(draft, unit.official, unit.now)]
    found += await checks.unreachable(unit, draft)
    found += await updates.objections(unit, draft)
    rows = await preview.rows(unit, notice)
    found += [*preview.too_long(rows), *preview.too_large(rows)]
    if found:
        raise UserError(cards.listed(_("It cannot be sent like this:"), found))


async def approve(unit: Unit, code: str, approver: str) -> Notice:
    """Give the second key as `approver`, an account or MACHINE. Raises UserError.

    The code stands for one request, and that for one digest: pressed again, elsewhere or later it
    opens nothing.
    """
    if await brake.wait(unit.tx, unit.now) is not None:
        raise UserError(_("There is a panic: nothing is approved until it is over."))
    asked = await _asked(unit, code)
    notice = await store.find(unit.tx, asked.announcement)
    if notice is None or rules.after(Kind.APPROVED, notice.state) is None:
        raise _over()
    await _require_both_keys(unit, notice, asked, approver)
    await refuse_faulty(unit, notice)
    times = occurrences.first(notice.draft, unit.now)
    if times is None:
        raise UserError(_("The rule of its times never comes true."))
    await store.give(unit.tx, asked.id, approver, unit.now, _until(notice.draft, times, unit.now))
    approved = msgspec.structs.replace(
        notice,
        state=State.APPROVED,
        send_at=times.send_at,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
    )
    await store.move(unit.tx, approved, unit.now)
    await store.note(unit.tx, notice.id, Kind.APPROVED, approver, unit.now)
    await people.note(unit.tx, approver, "approved", f"announcement:{notice.id}", unit.now)
    await clockwork.wind(unit, notice.id)
    await cards.tell_approved(unit, approved, approver)
    return approved


async def _asked(unit: Unit, code: str) -> Approval:
    number = await codes.read(unit.tx, code, PURPOSE, unit.now)
    asked = None if number is None else await store.approval(unit.tx, int(number))
    if asked is None or asked.state != "asked" or asked.expires_at <= unit.now:
        raise _over()
    return asked


async def _require_both_keys(unit: Unit, notice: Notice, asked: Approval, approver: str) -> None:
    if asked.author != notice.author or publish.digest_of(unit, notice) != asked.digest:
        raise _over()
    author = await persons.key_of(unit, asked.author)
    second, with_picture = await persons.key_of(unit, approver), notice.draft.picture is not None
    why = keys.objection(author, second, unit.now, with_picture=with_picture)
    if why is not None:
        raise UserError(publish.OBJECTIONS[why])


def _until(draft: Draft, times: occurrences.Times, now: datetime) -> datetime:
    return now + RECURRING_LASTS if draft.rhythm else times.send_at + APPROVAL_LASTS


def _over() -> UserError:
    return UserError(_("This request is over: it was answered, edited or is too old."))


async def discard(unit: Unit, notice: Notice, actor: str) -> None:
    """Nobody heard of it, and nobody will."""
    await store.void(unit.tx, notice.id)
    await store.move(unit.tx, msgspec.structs.replace(notice, state=State.DISCARDED), unit.now)
    await store.note(unit.tx, notice.id, Kind.DISCARDED, actor, unit.now)
