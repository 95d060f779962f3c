"""`/privacy`, `/mydata`, `/forget`: what is kept, a copy of it, and its end."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from core import people, schedule
from core.actions import Button
from core.config import Config
from core.context import Context
from core.events import Account
from core.facts import PersonForgotten
from core.feature import Command, UserError
from core.forgetting.export import export
from core.forgetting.person import person
from core.forgetting.waiting import Open, open_matters
from core.i18n import Message, _
from core.platform import Argument, CommandSpec
from core.storage import is_postgres
from core.text import Body, Quoted, Words

JOB = "forgetting"
BEGINS_IN = timedelta(seconds=20)  # so that the answer is out before its place is forgotten
MOST_AT_ONCE = 30_000  # code points of an export in one action


async def privacy(ctx: Context, _arguments: Mapping[str, str]) -> None:
    parts = list(_kept(ctx.config))
    await ctx.reply(_paragraphs(ctx, parts))


def _kept(config: Config) -> Iterator[Message]:
    yield _(
        "**What I keep:** your account's id, your language, tickets, and what you write to me:"
        " questions that I could not answer for 90 days, those that taught me something until you"
        " erase them. Of groups I keep only what moderators have to look at."
    )
    yield _(
        "**What I never keep:** secrets and personal data that I recognise are taken out before"
        " anything is written down. Files are not opened or copied."
    )
    yield _("**Your rights:** /mydata shows all that I keep about you. /forget erases it.")
    if is_postgres(config.database_url):
        yield _("Erased data leaves the database at once, and its server's own files later.")
    if days := config.data.backup_days:
        yield _(
            "Backups are deleted after %(days)s days, and with them what was in them.", days=days
        )
    yield _out_of_reach()


def _out_of_reach() -> Message:
    return _(
        "**Out of my reach:** messages on the platform itself (delete those there), what other"
        " people have read or copied, what our team has answered elsewhere, and the log of what our"
        " team and I did: it holds ids, never words. Bans and warnings stay, under a hash that"
        " nobody can read your name from."
    )


async def mydata(ctx: Context, _arguments: Mapping[str, str]) -> None:
    found = await export(ctx.tx, await person(ctx.tx, ctx.member))
    await ctx.say(_("This is all that I keep about you:"))
    for start in range(0, len(found), MOST_AT_ONCE):
        await ctx.reply((Quoted(found[start : start + MOST_AT_ONCE]),))


async def forget(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Asks first; `yes` begins, `no` takes it back while it waits."""
    match arguments.get("answer"):
        case "yes":
            await _begin(ctx)
        case "no":
            await schedule.cancel(ctx, JOB, str(ctx.member.id))
            await ctx.rewrite(ctx.words(_("Nothing is erased. I keep what I know.")))
        case _:
            await _ask(ctx)


async def _ask(ctx: Context) -> None:
    _refuse_staff(ctx)
    whom = await person(ctx.tx, ctx.member)
    accounts = ", ".join(f"`{account}`" for account in whom.accounts)
    question = _(
        "I will erase all that I keep about %(accounts)s: what you wrote to me, your tickets with"
        " all answers, your settings and votes. This cannot be undone. Do you want that?",
        accounts=accounts,
    )
    no = Button(ctx.reader.gettext(_("No, keep it")), "/forget no")
    yes = Button(ctx.reader.gettext(_("Yes, erase it")), "/forget yes")
    await ctx.reply(_paragraphs(ctx, [question, _out_of_reach()]), ((no, yes),))


async def _begin(ctx: Context) -> None:
    _refuse_staff(ctx)
    whom = await person(ctx.tx, ctx.member)
    await ctx.tell(PersonForgotten(tuple(map(Account.parse, whom.accounts))))
    number = str(whom.member)
    await schedule.put(ctx, JOB, number, ctx.now + BEGINS_IN, number)
    waits_for = await open_matters(ctx.tx, whom, ctx.now)
    begun = _("I am forgetting you now. In a minute it is done.")
    parts = list(_waiting(waits_for)) or [begun]
    await ctx.rewrite(_paragraphs(ctx, parts))


def _waiting(waits_for: Open) -> Iterator[Message]:
    """A promise for later, and how to take it back."""
    if waits_for.tickets:
        numbers = ", ".join(f"#{number}" for number in waits_for.tickets)
        yield _("Your ticket %(numbers)s is still open. I erase everything once it is closed.",
                numbers=numbers)  # fmt: skip
    if waits_for.cases or waits_for.raids:
        yield _(
            "A moderator still has to look at a message of yours. I erase everything after that, or"
            " after 30 days."
        )
    if waits_for:
        yield _("Until then, /forget no takes it back.")


def _refuse_staff(ctx: Context) -> None:
    if people.outranks(ctx.role, "helper"):
        raise UserError(
            _(
                "You belong to the team, and others' tickets carry your name. Ask an admin to take"
                " your role first."
            )
        )


def _paragraphs(ctx: Context, parts: list[Message]) -> Body:
    body = tuple(part for line in parts for part in (*ctx.words(line), Words("\n\n")))
    return body[:-1]


COMMANDS = (
    Command(
        CommandSpec(
            name="privacy",
            called=_("privacy"),
            summary=_("What I keep about you"),
            answer="private",
            link=True,
        ),
        privacy,
    ),
    Command(
        CommandSpec(
            name="mydata",
            summary=_("Show all that I keep about you"),
            where="private",
            answer="private",
        ),
        mydata,
    ),
    Command(
        CommandSpec(
            name="forget",
            summary=_("Erase all that I keep about you"),
            arguments=(
                Argument(
                    name="answer", summary=_("yes or no"), required=False, choices=("yes", "no")
                ),
            ),
            where="private",
            answer="private",
        ),
        forget,
    ),
)
