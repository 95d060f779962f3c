"""`/announce`, `/announcement`, `/askkey`, `/turnkey`, `/notice`, `/notices`."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from core import dialogue, people
from core.actions import Button
from core.announcements import (
    approvals,
    cards,
    checks,
    clockwork,
    documents,
    editing,
    publish,
    rules,
    store,
    telling,
    wall,
)
from core.announcements import preview as previews
from core.announcements.draft import Draft, Notice
from core.announcements.rules import ALONE, PUBLIC, Kind, State
from core.context import Context
from core.feature import Command, UserError
from core.i18n import LANGUAGES, Message, _
from core.platform import Argument, CommandSpec
from core.text import Quoted

_A_ROW = 5  # buttons; and more than five rows are not shown everywhere
_SHOWN = (State.DRAFT, State.APPROVED, *PUBLIC)
_EXAMPLES: Mapping[str, str] = {
    "starts": "2026-12-01 09:00 Europe/Berlin",
    "ends": "+2h",
    "send": "now, 2026-12-01 09:00",
    "kind": "maintenance, notice",
    "reminders": "24h 10m",
    "zone": "Europe/Berlin",
    "tags": "community vip",
    "topic": "maintenance, news, security",
}


async def announce(ctx: Context, arguments: Mapping[str, str]) -> None:
    """A new draft: empty, with a text in the writer's language, or from a whole document."""
    words = arguments.get("text", "")
    draft = Draft(kind="notice", bodies={})
    if documents.is_document(words):
        draft = documents.read(words, ctx.now)
    elif words:
        draft = editing.changed(draft, f"text.{ctx.reader.language}", words, ctx.now)
    notice = await store.add(ctx.tx, draft, str(ctx.account), ctx.place.key, ctx.now)
    await store.note(ctx.tx, notice.id, Kind.WRITTEN, str(ctx.account), ctx.now)
    await _show_draft(ctx, notice)


async def draft(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Show a draft, or change one key of it; a key alone asks for its value."""
    notice = await _named(ctx, arguments["number"])
    key, _space, value = arguments.get("what", "").replace("\n", " \n", 1).partition(" ")
    if not key:
        await _show_draft(ctx, notice)
    elif not value.strip():
        await _ask_for(ctx, notice, key)
    else:
        await _edit(ctx, notice, key, value.strip())


async def _ask_for(ctx: Context, notice: Notice, key: str) -> None:
    """The next message is the value."""
    await dialogue.begin(
        ctx.tx,
        ctx.member,
        ctx.place,
        command="announcementvalue",
        answers={"number": str(notice.id), "key": key},
        now=ctx.now,
    )
    name, _dot, language = key.partition(".")
    if name == "text" and language in LANGUAGES:
        await ctx.say(_("Write the text in %(language)s now.", language=LANGUAGES[language]))
        return
    example = f"`{_EXAMPLES.get(key, '…')}`"
    await ctx.say(_("Write it now, like this: %(example)s", example=example))


async def draft_value(ctx: Context, arguments: Mapping[str, str]) -> None:
    notice = await _named(ctx, arguments["number"])
    await _edit(ctx, notice, arguments["key"], arguments["value"])


async def _edit(ctx: Context, notice: Notice, key: str, value: str) -> None:
    """By its author only: whoever approves it must not have written it. Any edit voids."""
    if str(ctx.account) != notice.author:
        raise UserError(_("Only its author can edit it."))
    if rules.after(Kind.EDITED, notice.state) is None:
        raise UserError(_("Only a draft can be edited; stop it first."))
    changed = editing.changed(notice.draft, key, value, ctx.now)
    await store.void(ctx.tx, notice.id)
    await store.rewrite(ctx.tx, notice.id, changed, ctx.now)
    await store.note(ctx.tx, notice.id, Kind.EDITED, str(ctx.account), ctx.now)
    await _show_draft(ctx, msgspec.structs.replace(notice, draft=changed))


async def _show_draft(ctx: Context, notice: Notice) -> None:
    offers = cards.draft_offers(notice) if notice.state is State.DRAFT else ()
    message = await cards.of_draft(ctx, notice, ctx.reader)
    await ctx.say(message, telling.labelled(offers, ctx.reader.language))


async def preview(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Lengths, parts, cost and readers; with a platform and a language the very posts."""
    found = await _named(ctx, arguments["number"])
    rows = await previews.rows(ctx, found)
    wanted = (arguments.get("platform"), arguments.get("language"))
    row = next((row for row in rows if (row.platform, row.language) == wanted), None)
    if row is not None:
        await _show_posts(ctx, found, row)
        return
    lines = [
        *map(previews.described, rows),
        *checks.objections(found.draft, ctx.official, ctx.now),
        *await checks.unreachable(ctx, found.draft),
        *previews.too_long(rows),
    ]
    each = [
        Button(f"{row.platform} · {LANGUAGES[row.language]}", _preview_line(found, row))
        for row in rows[: _A_ROW * _A_ROW]
    ]
    buttons = tuple(tuple(each[at : at + _A_ROW]) for at in range(0, len(each), _A_ROW))
    await ctx.say(cards.listed(cards.headline(found), lines), buttons)


def _preview_line(found: Notice, row: previews.Row) -> str:
    return f"/preview {found.id} {row.platform} {row.language}"


async def _show_posts(ctx: Context, found: Notice, row: previews.Row) -> None:
    """Part by part where it takes several, else the post itself."""
    if len(row.outline.parts) == 1:
        await ctx.reply(previews.body_of(ctx, found, row.platform, row.language))
        return
    for part in row.outline.parts:
        await ctx.reply((Quoted(part),))


async def second_key(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Its author asks; all admins are shown it."""
    notice = await _named(ctx, arguments["number"])
    if str(ctx.account) != notice.author:
        raise UserError(_("Only its author can ask for the second key."))
    code = await approvals.ask(ctx, notice)
    await ctx.say(
        _(
            "All admins are asked. On the machine it is approved with %(command)s.",
            command=f"`guildhall approve {code}`",
        )
    )


async def approve(ctx: Context, arguments: Mapping[str, str]) -> None:
    notice = await approvals.approve(ctx, arguments["code"], str(ctx.account))
    await ctx.rewrite(ctx.words(_("You approved No. %(number)s.", number=notice.id)))


async def notices(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await store.in_states(ctx.tx, _SHOWN, limit=20)
    if not found:
        await ctx.say(_("No announcements are open. /announce begins one."))
        return
    lines = [cards.headline(notice) for notice in found]
    await ctx.say(cards.listed(_("Open announcements:"), lines))


async def notice(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Show it, or take one step alone: with a time, but with no words of one's own."""
    found = await _named(ctx, arguments["number"])
    step = arguments.get("step")
    if step is None:
        await _show(ctx, found)
    elif step == Kind.LATE:
        await _late(ctx, found)
    else:
        await _step(ctx, found, Kind(step), arguments.get("length", ""))


async def _show(ctx: Context, found: Notice) -> None:
    if found.state is State.DRAFT:
        await _show_draft(ctx, found)
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


async def _named(ctx: Context, number: str) -> Notice:
    known = number.isascii() and number.isdecimal() and len(number) < 16
    found = await store.find(ctx.tx, int(number)) if known else None
    if found is None:
        raise UserError(_("There is no announcement No. %(number)s.", number=_shown(number)))
    return found


def _shown(number: str) -> Message:
    return Message("%(number)s", {"number": "".join(c for c in number if c.isalnum())[:16]})


_NUMBER = Argument(name="number", summary=_("Number of the announcement"))
_STEPS = (*(kind.value for kind in ALONE), Kind.LATE.value)

COMMANDS = (
    Command(
        CommandSpec(
            name="announce",
            summary=_("Write an announcement"),
            arguments=(Argument(name="text", summary=_("Its text"), required=False, rest=True),),
            role="moderator",
            where="staff",
            answer="private",
        ),
        announce,
    ),
    Command(
        CommandSpec(
            name="announcement",
            summary=_("Look at an announcement that is being written, or change it"),
            arguments=(
                _NUMBER,
                Argument(name="what", summary=_("What to change"), required=False, rest=True),
            ),
            role="moderator",
            where="staff",
            answer="private",
            menu=False,
        ),
        draft,
    ),
    Command(
        CommandSpec(
            name="announcementvalue",
            summary=_("Change an announcement that is being written"),
            arguments=(
                _NUMBER,
                Argument(name="key", summary=_("What to change")),
                Argument(name="value", summary=_("Write it now; /cancel leaves it."), rest=True),
            ),
            role="moderator",
            where="staff",
            answer="private",
            form=True,
            menu=False,
        ),
        draft_value,
    ),
    Command(
        CommandSpec(
            name="preview",
            summary=_("See an announcement as it will look"),
            arguments=(
                _NUMBER,
                Argument(name="platform", summary=_("Platform"), required=False),
                Argument(name="language", summary=_("Language"), required=False),
            ),
            role="moderator",
            where="staff",
            answer="private",
            menu=False,
        ),
        preview,
    ),
    Command(
        CommandSpec(
            name="askkey",
            summary=_("Ask all admins to approve an announcement"),
            arguments=(_NUMBER,),
            role="moderator",
            where="staff",
            answer="private",
            menu=False,
        ),
        second_key,
    ),
    Command(
        CommandSpec(
            name="turnkey",
            summary=_("Approve an announcement"),
            arguments=(Argument(name="code", summary=_("Code")),),
            role="admin",
            where="staff",
            answer="private",
            menu=False,
        ),
        approve,
    ),
    Command(
        CommandSpec(
            name="notice",
            summary=_("See an announcement and move it on"),
            arguments=(
                _NUMBER,
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
