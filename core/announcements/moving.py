"""`/notice` and `/notices`: what one person may do alone with what is approved."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from core import people
from core.announcements import approvals, cards, clockwork, publish, rules, store, telling, wall
from core.announcements.draft import Notice
from core.announcements.naming import NUMBER, named
from core.announcements.rules import ALONE, PUBLIC, Kind, State
from core.announcements.writing import show_draft
from core.context import Context
from core.feature import Command, UserError
from core.i18n import _
from core.platform import Argument, CommandSpec

_SHOWN = (State.DRAFT, State.APPROVED, *PUBLIC)
_STEPS = (*(kind.value for kind in ALONE), Kind.LATE.value)


async def notices(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await store.in_states(ctx.tx, _SHOWN, limit=20)
    if not found:
        await ctx.say(_("No announcements are open. /announce begins one."))
        return
    lines = [cards.headline(notice) for notice in found]
    await ctx.say(cards.listed(_("Open announcements:"), lines))


async def notice(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Show it, or take one step alone: with a time, but with no words of one's own."""
    found = await named(ctx, arguments["number"])
    step = arguments.get("step")
    if step is None:
        await _show(ctx, found)
    elif step == Kind.LATE:
        await _late(ctx, found)
    else:
        await _step(ctx, found, Kind(step), arguments.get("length", ""))


async def _show(ctx: Context, found: Notice) -> None:
    if found.state is State.DRAFT:
        await show_draft(ctx, found)
        return
    offers = cards.notice_offers(found, ctx.role)
    message = await cards.of_notice(ctx, found, ctx.reader)
    await ctx.say(message, telling.labelled(offers, ctx.reader.language))


async def _step(ctx: Context, found: Notice, kind: Kind, length: str) -> None:
    if not people.outranks(ctx.role, ALONE[kind]):
        raise UserError(_("Only an admin may do this."))
    if rules.after(kind, found.state) is None:
        raise UserError(_("That is not possible now."))
    actor = str(ctx.account)
    match kind:
        case Kind.STOPPED:
            await publish.stop(ctx, found, actor)
        case Kind.RECALLED:
            await publish.recall(ctx, found, actor)
        case Kind.DISCARDED:
            await approvals.discard(ctx, found, actor)
        case Kind.EXTENDED | Kind.POSTPONED:
            await publish.move(ctx, _moved(found, kind, length, ctx.now), kind, actor)
        case _:
            await publish.move(ctx, found, kind, actor)
    await _taken(ctx, found, kind)


async def _taken(ctx: Context, found: Notice, kind: Kind) -> None:
    await clockwork.wind(ctx, found.id)
    await people.note(ctx.tx, ctx.account, kind.value, f"announcement:{found.id}", ctx.now)
    await cards.tell_step(ctx, found, kind, str(ctx.account))
    await ctx.say(_("Done."))


def _moved(found: Notice, kind: Kind, length: str, now: datetime) -> Notice:
    """A later end, or a later begin with its end."""
    later = wall.length(length or "30m")
    ends_at = None if found.ends_at is None else found.ends_at + later
    if kind is Kind.EXTENDED:
        ends_at = (
            max(ends_at or now, now + later) if found.ends_at and found.ends_at < now else ends_at
        )
        return msgspec.structs.replace(found, ends_at=ends_at)
    starts_at = None if found.starts_at is None else found.starts_at + later
    return msgspec.structs.replace(found, starts_at=starts_at, ends_at=ends_at)


async def _late(ctx: Context, found: Notice) -> None:
    """What was due while we were away is done now, since a person says so."""
    if ctx.role != "admin":
        raise UserError(_("Only an admin may do this."))
    due = await clockwork.overdue(ctx, found)
    if due is None:
        raise UserError(_("That is not possible now."))
    await clockwork.perform(ctx, found, due, str(ctx.account))
    await _taken(ctx, found, Kind.LATE)


COMMANDS = (
    Command(
        CommandSpec(
            name="notice",
            summary=_("See an announcement and move it on"),
            arguments=(
                NUMBER,
                Argument(name="step", summary=_("Step"), required=False, choices=_STEPS),
                Argument(name="length", summary=_("How much longer"), required=False),
            ),
            role="moderator",
            where="staff",
            answer="private",
            menu=False,
        ),
        notice,
    ),
    Command(
        CommandSpec(
            name="notices",
            summary=_("Announcements that are open"),
            role="moderator",
            where="staff",
            answer="private",
        ),
        notices,
    ),
)
