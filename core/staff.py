"""Who is staff: `/staff add|remove|accept|suspend|list`. Nothing said in a chat makes an admin."""

from collections.abc import Mapping
from datetime import timedelta

from core import people, roles
from core.actions import Button
from core.context import Context
from core.events import Account
from core.feature import Command, Feature, UserError
from core.i18n import Message, _
from core.platform import Argument, CommandSpec, Role
from core.text import Words

OFFER_LASTS = timedelta(hours=24)
NAMES: Mapping[str, Message] = {
    "helper": _("helper"),
    "moderator": _("moderator"),
    "admin": _("admin"),
}


async def staff(ctx: Context, arguments: Mapping[str, str]) -> None:
    what = arguments["what"]
    if what == "accept":
        await _accept(ctx)
        return
    if ctx.role != "admin":
        raise UserError(_("Only an admin may do this."))
    if what == "list":
        await _list(ctx)
        return
    account = _account(arguments.get("account", ""))
    match what:
        case "add":
            await _add(ctx, account, arguments.get("role", "moderator"))
        case "remove":
            await _remove(ctx, account)
        case _:
            await _suspend(ctx, account)


def _account(text: str) -> Account:
    try:
        return Account.parse(text)
    except ValueError:
        example = "telegram:123456"
        raise UserError(
            _("Whom? Give the id as in %(example)s; /id tells each person theirs.", example=example)
        ) from None


async def _add(ctx: Context, account: Account, role: str) -> None:
    wanted = _grantable(role)
    if account in ctx.config.admins:
        raise UserError(_("This account is an admin by the config already."))
    await roles.offer(ctx.tx, account, wanted, ctx.account, ctx.now)
    await people.note(ctx.tx, ctx.account, f"offered {role}", str(account), ctx.now)
    offer = _("You are invited to become %(role)s here.", role=NAMES[role])
    button = Button(ctx.reader.gettext(_("Accept")), "/staff accept")
    if await ctx.write_to(account, offer, ((button,),)):
        await ctx.say(_("I have asked them. The offer is open for 24 hours."))
    else:
        await ctx.say(
            _("I cannot write to them first. Ask them to send me /staff accept within 24 hours.")
        )


def _grantable(role: str) -> Role:
    for grantable in people.GRANTABLE:
        if role == grantable:
            return grantable
    raise UserError(_("The role is helper or moderator."))


async def _accept(ctx: Context) -> None:
    """The account itself says yes, in private, within a day of the offer."""
    if not ctx.place.private:
        raise UserError(_("Please write this to me in a private chat."))
    role = await roles.accept(ctx.tx, ctx.account, ctx.now - OFFER_LASTS)
    if role is None:
        raise UserError(_("There is no open offer for you."))
    await people.note(ctx.tx, ctx.account, f"accepted {role}", str(ctx.account), ctx.now)
    await ctx.changed("roles")
    await ctx.say(_("Thank you. You are now %(role)s.", role=NAMES[role]))
    await ctx.tell_admins(
        _(
            "%(account)s is now %(role)s.",
            account=f"`{ctx.account}`",
            role=NAMES[role],
        )
    )


async def _remove(ctx: Context, account: Account) -> None:
    if not await roles.dismiss(ctx.tx, account):
        raise UserError(_("This account has no role that could be taken."))
    await people.note(ctx.tx, ctx.account, "removed", str(account), ctx.now)
    await ctx.changed("roles")
    await ctx.say(_("Done. They are told nothing; all admins are."))
    await ctx.tell_admins(
        _("%(account)s is no longer staff.", account=f"`{account}`"), but=ctx.account
    )


async def _suspend(ctx: Context, account: Account) -> None:
    """Any staff account, an admin's too; only the config lifts it."""
    await roles.suspend(ctx.tx, account, ctx.account, ctx.now)
    await people.note(ctx.tx, ctx.account, "suspended", str(account), ctx.now)
    await ctx.changed("roles")
    await ctx.say(_("Suspended. Only the configuration can lift this."))
    await ctx.tell_admins(_("%(account)s is suspended.", account=f"`{account}`"), but=ctx.account)


async def _list(ctx: Context) -> None:
    admin = ctx.reader.gettext(NAMES["admin"])
    lines = [f"- `{account}`: {admin}" for account in sorted(map(str, ctx.config.admins))]
    for account, role, state in await roles.staff(ctx.tx):
        name = ctx.reader.gettext(NAMES[role])
        lines.append(f"- `{account}`: {name}" + (" (?)" if state == "offered" else ""))
    lines += [f"- `{account}`: ⛔" for account in await roles.suspended(ctx.tx)]
    await ctx.reply((Words("\n".join(lines)),) if lines else ctx.words(_("Nobody yet.")))


COMMANDS = (
    Command(
        CommandSpec(
            name="staff",
            summary=_("Give and take roles"),
            arguments=(
                Argument(
                    name="what",
                    summary=_("What to do"),
                    choices=("list", "add", "remove", "accept", "suspend"),
                ),
                Argument(name="account", summary=_("Account id"), required=False),
                Argument(
                    name="role",
                    summary=_("Role"),
                    required=False,
                    choices=("helper", "moderator"),
                ),
            ),
            where="staff",
            answer="private",
            menu=False,
        ),
        staff,
    ),
)

FEATURE = Feature(name="staff", commands=COMMANDS)
