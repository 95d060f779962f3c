"""`/askkey` and `/turnkey`, the second key; and all that staff commands here."""

from collections.abc import Mapping

from core.announcements import approvals, illustrating, moving, writing
from core.announcements.draft import Notice
from core.announcements.naming import NUMBER, named
from core.context import Context
from core.feature import Command, UserError
from core.i18n import _
from core.platform import Argument, CommandSpec


async def second_key(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Its author asks; all admins are shown it."""
    notice = await named(ctx, arguments["number"])
    if str(ctx.account) != notice.author:
        raise UserError(_("Only its author can ask for the second key."))
    await ask(ctx, notice)


async def ask(ctx: Context, notice: Notice) -> None:
    """All admins; its author hears how it is approved."""
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


COMMANDS = (
    *writing.COMMANDS,
    Command(
        CommandSpec(
            name="askkey",
            summary=_("Ask all admins to approve an announcement"),
            arguments=(NUMBER,),
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
    *moving.COMMANDS,
    *illustrating.COMMANDS,
)
