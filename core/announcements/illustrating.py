"""`/picture`: an admin sends a picture for a draft, with what it shows in words."""

from collections.abc import Mapping

from core.announcements import collecting, editing, store
from core.announcements.collecting import Wanted
from core.announcements.draft import Notice
from core.announcements.naming import NUMBER, named
from core.context import Context
from core.feature import Command, UserError
from core.i18n import _
from core.platform import Argument, CommandSpec


async def picture(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Written under the picture itself; words behind the number say what it shows."""
    notice = await named(ctx, arguments["number"])
    if not ctx.message.attachments:
        raise UserError(
            _("Send the picture, and under it write %(example)s", example="`/picture 7`")
        )
    await want(ctx, notice)
    if words := arguments.get("shows"):
        language = ctx.reader.language
        draft = editing.changed(notice.draft, f"alt.{language}", words, ctx.now)
        await store.edit(ctx.tx, notice.id, draft, str(ctx.account), ctx.now)


async def want(ctx: Context, notice: Notice) -> None:
    """It is read after this; by its author alone, and by admins alone. Raises UserError."""
    if ctx.role != "admin":
        raise UserError(_("Only an admin may add a picture."))
    editing.permit(notice, str(ctx.account))
    if notice.draft.amends is not None:
        raise UserError(_("An update has texts and nothing else: %(example)s", example="`text.en`"))
    wanted = Wanted(
        announcement=notice.id,
        file=ctx.message.attachments[0],
        platform=ctx.place.platform,
        place=ctx.place,
        by=ctx.account,
        language=ctx.reader.language,
    )
    await collecting.want(ctx.tx, wanted)


COMMANDS = (
    Command(
        CommandSpec(
            name="picture",
            summary=_("Add this picture to an announcement"),
            arguments=(
                NUMBER,
                Argument(name="shows", summary=_("What it shows"), required=False, rest=True),
            ),
            role="admin",
            where="staff",
            answer="private",
            menu=False,
        ),
        picture,
    ),
)
