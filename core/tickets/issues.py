"""`/issue`: one trouble of ours behind many tickets; news of it reach all its askers."""

from collections.abc import Mapping

from core import numbers
from core.context import Context
from core.facts import WideNews
from core.feature import Command, UserError
from core.i18n import _, _n
from core.platform import Argument, CommandSpec
from core.text import Body, Quoted, Words
from core.tickets import desk, issue_store, known, news
from core.tickets.issue_store import Issue

LONGEST_TITLE = 120
HOW = "`/issue new …`, `/issue link 3`, `/issue update 3 …`, `/issue done 3 …`"


async def issue(ctx: Context, arguments: Mapping[str, str]) -> None:
    what, _space, rest = arguments.get("what", "").strip().partition(" ")
    match what:
        case "":
            await _show(ctx)
        case "new" if rest.strip():
            await _begin(ctx, rest.strip()[:LONGEST_TITLE])
        case "link":
            await _link(ctx, *await _named(ctx, rest))
        case "unlink":
            await _unlink(ctx, rest)
        case "same":
            await _same(ctx, rest)
        case "update" | "done":
            found, text = await _named(ctx, rest)
            await _tell(ctx, found, text, is_end=what == "done")
        case _:
            raise UserError(_("Like this: %(examples)s", examples=HOW))


async def _show(ctx: Context) -> None:
    found = await issue_store.open_ones(ctx.tx)
    if not found:
        await ctx.say(_("No known issues. %(examples)s", examples=HOW))
        return
    body: Body = ()
    for number, one in enumerate(found):
        line = Words(("\n" if number else "") + f"**{one.id}** ")
        count = ctx.words(_n(" · %(count)s ticket", " · %(count)s tickets", one.tickets))
        body = (*body, line, Quoted(one.title), *count)
    await ctx.reply(body)


async def _begin(ctx: Context, title: str) -> int:
    number = await issue_store.add(ctx, title, ctx.member.id)
    example = f"`/issue link {number}`"
    await ctx.say(
        _(
            "Known issue %(number)s. Write %(example)s in the thread of each ticket about it.",
            number=number,
            example=example,
        )
    )
    return number


async def _named(ctx: Context, rest: str) -> tuple[Issue, str]:
    number, _space, text = rest.strip().partition(" ")
    found = await issue_store.find(ctx.tx, numbers.typed(number))
    if found is None:
        raise UserError(_("There is no such known issue. /issue shows them."))
    return found, text.strip()


async def _link(ctx: Context, found: Issue, rest: str) -> None:
    ticket, _rest = await desk.which(ctx, rest)
    await issue_store.link(ctx.tx, ticket.id, found.id)
    await ctx.say(
        _("Ticket #%(ticket)s belongs to issue %(number)s.", ticket=ticket.id, number=found.id)
    )


async def _unlink(ctx: Context, rest: str) -> None:
    ticket, _rest = await desk.which(ctx, rest)
    if not await issue_store.unlink(ctx.tx, ticket.id):
        raise UserError(_("Ticket #%(number)s belongs to no known issue.", number=ticket.id))
    await ctx.say(_("Ticket #%(number)s belongs to no known issue any more.", number=ticket.id))


async def _same(ctx: Context, rest: str) -> None:
    """`/issue same 128 126 125`: one trouble behind tickets of several people."""
    tickets = [(await desk.which(ctx, word))[0] for word in rest.split()]
    if len(tickets) < 2:
        raise UserError(_("Like this: %(examples)s", examples=HOW))
    numbers = " ".join(f"#{ticket.id}" for ticket in tickets)
    number = await issue_store.add(ctx, numbers, ctx.member.id)
    for ticket in tickets:
        await issue_store.link(ctx.tx, ticket.id, number)
    said = _("Known issue %(number)s: %(tickets)s.", number=number, tickets=numbers)
    await ctx.rewrite(ctx.words(said))


# -- news of it ----------------------------------------------------------------------------------


async def _tell(ctx: Context, found: Issue, text: str, *, is_end: bool) -> None:
    """The words reach every asker as a line of their ticket; to many they are an announcement."""
    if not text:
        raise UserError(_("Like this: %(examples)s", examples=HOW))
    if found.tickets > news.FEW:
        await ctx.tell(WideNews(issue=found.id, text=text, is_end=is_end))
        return
    await news.tell(ctx, found.id, text)
    if is_end:
        await known.end(ctx, found.id, tell=False)
    told = _n("Told %(count)s person.", "Told %(count)s people.", found.tickets)
    await ctx.reply(ctx.words(told))


COMMANDS = (
    Command(
        CommandSpec(
            name="issue",
            summary=_("Known issues: one trouble behind many tickets"),
            arguments=(
                Argument(
                    name="what",
                    summary=_("new, link, unlink, update or done"),
                    required=False,
                    rest=True,
                ),
            ),
            role="moderator",
            where="staff",
            answer="private",
        ),
        issue,
    ),
)
