"""`/issue`: one trouble of ours behind many tickets; news of it reach all its askers."""

from collections.abc import Mapping

import msgspec

from core import moments, schedule
from core.context import Context, Unit
from core.events import Account
from core.feature import Command, Job, UserError
from core.i18n import _, _n
from core.outbox import Lane
from core.platform import Argument, CommandSpec
from core.text import Body, Quoted, Words
from core.tickets import desk, happen, issue_store, lines, relay
from core.tickets.issue_store import Issue
from core.tickets.lines import Line
from core.tickets.rules import Kind, Ticket

NEWS = "issue-news"  # a job
FEW = 20  # people: one text to more of them is an announcement, and an admin's to make
LONGEST_TITLE = 120
_HOW = "`/issue new …`, `/issue link 3`, `/issue update 3 …`, `/issue done 3 …`"


async def issue(ctx: Context, arguments: Mapping[str, str]) -> None:
    what, _space, rest = arguments.get("what", "").strip().partition(" ")
    match what:
        case "":
            await _show(ctx)
        case "new" if rest.strip():
            await _begin(ctx, rest.strip()[:LONGEST_TITLE])
        case "link":
            await _link(ctx, *await _named(ctx, rest))
        case "update" | "done":
            found, text = await _named(ctx, rest)
            await _tell(ctx, found, text, is_end=what == "done")
        case _:
            raise UserError(_("Like this: %(examples)s", examples=_HOW))


async def _show(ctx: Context) -> None:
    found = await issue_store.open_ones(ctx.tx)
    if not found:
        await ctx.say(_("No known issues. %(examples)s", examples=_HOW))
        return
    body: Body = ()
    for number, one in enumerate(found):
        line = Words(("\n" if number else "") + f"**{one.id}** ")
        count = ctx.words(_n(" · %(count)s ticket", " · %(count)s tickets", one.tickets))
        body = (*body, line, Quoted(one.title), *count)
    await ctx.reply(body)


async def _begin(ctx: Context, title: str) -> None:
    number = await issue_store.add(ctx, title, ctx.member.id)
    example = f"`/issue link {number}`"
    await ctx.say(
        _(
            "Known issue %(number)s. Write %(example)s in the thread of each ticket about it.",
            number=number,
            example=example,
        )
    )


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


async def _tell(ctx: Context, found: Issue, text: str, *, is_end: bool) -> None:
    """The words reach every asker as a line of their ticket."""
    if not text:
        raise UserError(_("Like this: %(examples)s", examples=_HOW))
    if found.tickets > FEW and ctx.role != "admin":
        raise UserError(
            _("This would reach %(count)s people: only an admin may send it.", count=found.tickets)
        )
    lane = Lane.ANNOUNCEMENTS if found.tickets > FEW else Lane.TICKETS
    await _spread(ctx, News(found.id, text, str(ctx.account), ctx.member.id, lane))
    if is_end:
        await issue_store.end(ctx.tx, found.id)
    await ctx.say(_n("Told %(count)s person.", "Told %(count)s people.", found.tickets))


class News(msgspec.Struct, frozen=True):
    """Words on their way to the askers of an issue; those up to ticket `after` have them."""

    issue: int
    text: str
    by: str
    member: int
    lane: Lane
    after: int = 0


async def _spread(unit: Unit, news: News) -> None:
    """As many at a time as one transaction should hold; the rest at once after it."""
    tickets = await issue_store.linked(unit.tx, news.issue, news.after, FEW)
    for ticket in tickets:
        await _say(unit, ticket, news)
    if len(tickets) == FEW:
        rest = msgspec.structs.replace(news, after=tickets[-1].id)
        payload = msgspec.json.encode(rest).decode()
        key = f"{news.issue} {moments.to_micros(unit.now)}"
        await schedule.put(unit, NEWS, key, unit.now, payload)


async def spread_on(unit: Unit, payload: str) -> None:
    await _spread(unit, msgspec.json.decode(payload, type=News))


async def _say(unit: Unit, ticket: Ticket, news: News) -> None:
    """No reply: it stops no clock, since the asker may still wait for one."""
    author = Account.parse(news.by)
    line = Line(id=0, ticket=ticket.id, at=unit.now, side="staff", author=author, text=news.text)
    line = await lines.add(unit.tx, line, news.member)
    await relay.to_asker(unit, ticket, line, lane=news.lane)
    await happen.happen(unit, ticket, Kind.NOTED, author, line=line.id)


JOBS = (Job(NEWS, spread_on),)
COMMANDS = (
    Command(
        CommandSpec(
            name="issue",
            summary=_("Known issues: one trouble behind many tickets"),
            arguments=(
                Argument(
                    name="what",
                    summary=_("new, link, update or done"),
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
