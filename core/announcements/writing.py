"""`/announce`, `/announcement`, `/preview`: a draft is written and looked at."""

from collections.abc import Mapping

import msgspec

from core import dialogue
from core.actions import Button, Send
from core.announcements import (
    cards,
    checks,
    documents,
    editing,
    illustrating,
    store,
    telling,
    updates,
)
from core.announcements import preview as previews
from core.announcements.draft import Draft, Notice
from core.announcements.naming import NUMBER, named
from core.announcements.rules import Kind, State
from core.context import Context
from core.feature import Command, UserError
from core.i18n import LANGUAGES, _
from core.platform import Argument, CommandSpec
from core.text import Quoted

_A_ROW = 5  # buttons; and more than five rows are not shown everywhere
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
    notice = await keep(ctx, draft)
    is_named = documents.is_document(words) and documents.image_of(words)
    if is_named and not ctx.message.attachments:
        example = f"`/picture {notice.id}`"
        await ctx.say(_("Send the picture, and under it write %(example)s", example=example))


async def update(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Free words about a maintenance that everybody knows of: a draft, and two keys again."""
    about = await named(ctx, arguments["number"])
    draft = Draft(kind="update", bodies={}, amends=about.id)
    if words := arguments.get("text"):
        draft = editing.changed(draft, f"text.{ctx.reader.language}", words, ctx.now)
    await keep(ctx, draft)


async def keep(ctx: Context, draft: Draft) -> Notice:
    """A new draft, shown to its author."""
    draft = await updates.adopt(ctx, draft)
    notice = await store.add(ctx.tx, draft, str(ctx.account), ctx.place.key, ctx.now)
    await store.note(ctx.tx, notice.id, Kind.WRITTEN, str(ctx.account), ctx.now)
    await show_draft(ctx, notice)
    if ctx.message.attachments:
        await illustrating.want(ctx, notice)
    return notice


async def draft(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Show a draft, or change one key of it; a key alone asks for its value."""
    notice = await named(ctx, arguments["number"])
    key, _space, value = arguments.get("what", "").replace("\n", " \n", 1).partition(" ")
    if not key:
        await show_draft(ctx, notice)
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
    notice = await named(ctx, arguments["number"])
    await _edit(ctx, notice, arguments["key"], arguments["value"])


async def _edit(ctx: Context, notice: Notice, key: str, value: str) -> None:
    """Any edit voids an approval."""
    editing.permit(notice, str(ctx.account))
    changed = editing.changed(notice.draft, key, value, ctx.now)
    await store.edit(ctx.tx, notice.id, changed, str(ctx.account), ctx.now)
    await show_draft(ctx, msgspec.structs.replace(notice, draft=changed))


async def show_draft(ctx: Context, notice: Notice) -> None:
    offers = cards.draft_offers(notice) if notice.state is State.DRAFT else ()
    message = await cards.of_draft(ctx, notice, ctx.reader)
    await ctx.say(message, telling.labelled(offers, ctx.reader.language))


async def preview(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Lengths, parts, cost and readers; with a platform and a language the very posts."""
    found = await named(ctx, arguments["number"])
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
        *await updates.objections(ctx, found.draft),
        *previews.too_long(rows),
        *previews.too_large(rows),
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
    """Part by part where it takes several, else the post itself, with its picture. What is not ours
    is not shown either."""
    if strangers := [*checks.strangers(found.draft, ctx.official)]:
        raise UserError(cards.listed(_("It cannot be sent like this:"), strangers))
    if len(row.outline.parts) == 1:
        body, buttons = await previews.post_of(ctx, found, row.platform, row.language)
        files = found.draft.attachments(row.language)
        await ctx.put(Send(place=ctx.place, body=body, buttons=buttons, files=files))
        return
    for part in row.outline.parts:
        await ctx.reply((Quoted(part),))


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
            name="update",
            summary=_("Write words of your own about a maintenance in progress"),
            arguments=(
                NUMBER,
                Argument(name="text", summary=_("Its text"), required=False, rest=True),
            ),
            role="moderator",
            where="staff",
            answer="private",
        ),
        update,
    ),
    Command(
        CommandSpec(
            name="announcement",
            summary=_("Look at an announcement that is being written, or change it"),
            arguments=(
                NUMBER,
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
                NUMBER,
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
                NUMBER,
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
)
