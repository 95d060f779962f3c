"""`/issue`: one trouble of ours behind many tickets; news of it reach all its askers."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from core import codes
from core.actions import Button
from core.context import Context
from core.events import Account
from core.facts import WideNews
from core.feature import Command, UserError
from core.i18n import _, _n
from core.platform import Argument, CommandSpec
from core.text import Body, Quoted, Words
from core.tickets import desk, issue_store, known, news
from core.tickets.issue_store import Issue

LONGEST_TITLE = 120
SECOND, SECOND_WITHIN = "issue-news", timedelta(days=1)  # codes
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
    known = number.isdecimal() and len(number) < 16
    found = await issue_store.find(ctx.tx, int(number)) if known else None
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
    """The words reach every asker as a line of their ticket; many askers only what two people of
    the team stand for."""
    if not text:
        raise UserError(_("Like this: %(examples)s", examples=HOW))
    if found.tickets > news.FEW:
        await _ask_second(ctx, found, text, is_end=is_end)
        return
    await _send(ctx, Draft(found.id, text, str(ctx.account), ctx.member.id, is_end))


class Draft(msgspec.Struct, frozen=True):
    """News that wait for a second person of the team."""

    issue: int
    text: str
    by: str
    member: int
    is_end: bool


async def _ask_second(ctx: Context, found: Issue, text: str, *, is_end: bool) -> None:
    draft = Draft(found.id, text, str(ctx.account), ctx.member.id, is_end)
    payload = msgspec.json.encode(draft).decode()
    code = await codes.make(ctx.tx, SECOND, payload, now=ctx.now, lasts=SECOND_WITHIN)
    send = Button(ctx.reader.gettext(_("Send")), f"/issuesend {code}")
    asked = _(
        "This would reach %(count)s people. It goes out when an admin other than you presses Send.",
        count=found.tickets,
    )
    await ctx.reply((*ctx.words(asked), Words("\n\n"), Quoted(text)), ((send,),))


async def send(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The second person's press."""
    payload = await codes.take(ctx.tx, arguments["code"], SECOND, ctx.account, ctx.now)
    if payload is None:
        raise UserError(_("This button or link has expired. Please ask again."))
    draft = msgspec.json.decode(payload, type=Draft)
    author = Account.parse(draft.by)
    if author == ctx.account:
        raise UserError(_("Somebody else of the team has to press this."))
    found = await issue_store.find(ctx.tx, draft.issue)
    people = found.tickets if found else 0
    await ctx.tell(WideNews(issue=draft.issue, people=people, author=author, approver=ctx.account))
    await _send(ctx, draft)


async def _send(ctx: Context, draft: Draft) -> None:
    author = Account.parse(draft.by)
    texts = {"": draft.text}
    people = await news.tell(ctx, draft.issue, texts, by=author, member=draft.member)
    if draft.is_end:
        await known.end(ctx, draft.issue, tell=False)
    await ctx.rewrite(ctx.words(_n("Told %(count)s person.", "Told %(count)s people.", people)))


JOBS = news.JOBS
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
    Command(
        CommandSpec(
            name="issuesend",
            summary=_("Let news of a known issue go out"),
            arguments=(Argument(name="code", summary=_("Code")),),
            role="admin",
            where="staff",
            answer="private",
            menu=False,
        ),
        send,
    ),
)
