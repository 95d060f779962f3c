"""`/link` and `/unlink`: accounts of one person share tickets, points and language, never roles.

A code made in private on one platform is typed in private on the other; it takes a tap where the
code was made. A swindler needs both to gain anything, and each side can undo it at any time.
"""

from collections.abc import Mapping
from datetime import timedelta

from core import codes, people
from core.actions import Button
from core.context import Context
from core.events import Account
from core.facts import AccountLinked, AccountUnlinked
from core.feature import Command, Feature, UserError
from core.i18n import Message, _
from core.platform import Argument, CommandSpec
from core.text import Quoted

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5  # in CODE_LASTS
_CODE, _TRY = "link", "link-try"


async def link(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Without a code: make one. With it: ask the side that made it."""
    code = arguments.get("code")
    if _is_read_by_others(ctx):
        await _go_unseen(ctx, code)
    elif code is None:
        await _make(ctx)
    elif await _tries(ctx) >= MOST_TRIES:
        await ctx.say(_("That was wrong too often. Please wait ten minutes."))
    else:
        await _ask_other_side(ctx, code)


def _is_read_by_others(ctx: Context) -> bool:
    """A thread that was opened for somebody is open to whoever manages threads there; an answer to
    a press or a window is for one reader alone."""
    own = people.private_chat(ctx.account, ctx.place) is not None
    return not own and ctx.message.reply_handle is None


async def _go_unseen(ctx: Context, code: str | None) -> None:
    """What was typed openly is worth nothing any more."""
    if code is not None:
        await codes.take(ctx.tx, code, _CODE, ctx.account, ctx.now)
    if not ctx.capabilities(ctx.place.platform).ephemeral:
        raise UserError(_("Please write this to me in a private chat."))
    make = Button(ctx.reader.gettext(_("Make a code")), "/link")
    type_ = Button(ctx.reader.gettext(_("Type a code")), "/linkcode")
    said = _("Others may read along here. Behind these buttons only you see what is written.")
    await ctx.say(said, ((make, type_),))


async def _make(ctx: Context) -> None:
    payload = str(ctx.account)
    code = await codes.make(ctx.tx, _CODE, payload, now=ctx.now, lasts=CODE_LASTS)
    await ctx.say(
        _(
            "To link another account of yours, write this to me there, in private, within ten"
            " minutes:\n`/link %(code)s`\nShow it to nobody: our team never asks for it.",
            code=code,
        )
    )


async def _tries(ctx: Context) -> int:
    return await codes.count(ctx.tx, _TRY, str(ctx.account), ctx.now)


async def _ask_other_side(ctx: Context, code: str) -> None:
    made_by = await codes.take(ctx.tx, code, _CODE, ctx.account, ctx.now)
    if made_by is None or made_by == str(ctx.account):
        await codes.make(ctx.tx, _TRY, str(ctx.account), now=ctx.now, lasts=CODE_LASTS)
        await ctx.say(_("This code is unknown or over. /link on the other side makes a new one."))
        return
    other = Account.parse(made_by)
    answer = await codes.make(
        ctx.tx, "link-answer", str(ctx.account), now=ctx.now, lasts=CODE_LASTS, owner=other
    )
    yes = Button(ctx.reader.gettext(_("Link them")), f"/linkanswer {answer} yes")
    no = Button(ctx.reader.gettext(_("No")), f"/linkanswer {answer} no")
    question = _(
        "The account %(account)s (%(name)s) wants to be linked with this one. It will see your new"
        " tickets, and after a week the older ones, and can write in them. Is it your own? If"
        " somebody asked you to do this, press No: our team never asks for it.",
        account=f"`{ctx.account}`",
        name=Quoted(ctx.message.name),
    )
    if await ctx.write_to(other, question, ((no, yes),)):
        await ctx.say(_("Now confirm it where you made the code."))
    else:
        await ctx.say(_("I cannot write to the other account. Please begin there again."))


async def answer(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The tap on the side where the code was made."""
    named = await codes.take(ctx.tx, arguments["code"], "link-answer", ctx.account, ctx.now)
    if named is None:
        raise UserError(_("This button or link has expired. Please ask again."))
    other = Account.parse(named)
    if arguments["answer"] == "no":
        await ctx.rewrite(ctx.words(_("Nothing was linked.")))
        await ctx.write_to(other, _("The other account said no. Nothing was linked."))
        return
    if not await people.link(ctx.tx, other, ctx.member, ctx.now):
        raise UserError(_("One of the two is linked already. /unlink there first."))
    await people.note(ctx.tx, ctx.account, "linked", named, ctx.now)
    await ctx.tell(AccountLinked(other, ctx.account))
    undo = ((Button(ctx.reader.gettext(_("Undo")), "/unlink"),),)
    await ctx.rewrite(ctx.words(_linked(other)), undo)
    await ctx.write_to(other, _linked(ctx.account), undo)


def _linked(other: Account) -> Message:
    return _("This account is linked with %(account)s now.", account=f"`{other}`")


async def unlink(ctx: Context, _arguments: Mapping[str, str]) -> None:
    """This account leaves the others; where they joined it, they leave."""
    linked = await people.accounts_of(ctx.tx, ctx.member)
    leaving = [ctx.account] if await _joined(ctx) else [a for a in linked if a != ctx.account]
    gone = [account for account in leaving if await _part(ctx, account)]
    if not gone:
        raise UserError(_("No other account is linked with this one."))
    for account in linked:
        await ctx.write_to(account, _("The accounts are no longer linked."))


async def _joined(ctx: Context) -> bool:
    return await people.home_of(ctx.tx, ctx.account) is not None


async def _part(ctx: Context, account: Account) -> bool:
    if not await people.unlink(ctx.tx, account):
        return False
    await people.note(ctx.tx, ctx.account, "unlinked", str(account), ctx.now)
    await ctx.tell(AccountUnlinked(account))
    return True


COMMANDS = (
    Command(
        CommandSpec(
            name="link",
            summary=_("Link another account of yours"),
            arguments=(
                Argument(name="code", summary=_("Code from the other side"), required=False),
            ),
            where="private",
            answer="private",
        ),
        link,
    ),
    Command(
        CommandSpec(
            name="linkcode",
            summary=_("Link another account of yours"),
            arguments=(Argument(name="code", summary=_("Code from the other side")),),
            where="private",
            answer="private",
            form=True,
            menu=False,
        ),
        link,
    ),
    Command(
        CommandSpec(
            name="linkanswer",
            summary=_("Link another account of yours"),
            arguments=(
                Argument(name="code", summary=_("Code")),
                Argument(name="answer", summary=_("yes or no"), choices=("yes", "no")),
            ),
            where="private",
            answer="private",
            menu=False,
        ),
        answer,
    ),
    Command(
        CommandSpec(
            name="unlink",
            summary=_("Undo the link of your accounts"),
            where="private",
            answer="private",
        ),
        unlink,
    ),
)

FEATURE = Feature(name="linking", commands=COMMANDS)
