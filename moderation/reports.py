"""What members report: it may hold a newcomer's message, and only a moderator decides."""

from collections.abc import Awaitable, Callable, Mapping

from core import people, standing
from core.actions import MessageRef
from core.context import Context
from core.events import Account, Quote
from core.facts import ReportConfirmed, ReportRefuted
from core.feature import Command, UserError, View
from core.i18n import _
from core.platform import CommandSpec
from moderation import acting, cards, report_store, store, telling
from moderation.store import Case
from moderation.watching import Watch

RULE = "reported"
FULL = 2  # halves: what one reporter weighs
HOLDS = 5 * FULL
SECOND_OPINION = 2  # the rank from which on
REJECTED = 3  # as many in 30 days halve the weight of a reporter


def command(watch: Watch) -> Command:
    spec = CommandSpec(
        name="report",
        summary=_("Show a message to the moderators"),
        about=_("Report to the moderators"),
        where="public",
        answer="private",
    )
    return Command(spec, report(watch))


def report(watch: Watch) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def report(ctx: Context, _arguments: Mapping[str, str]) -> None:
        """In a reply to the message; the accused never learns who it was."""
        quoted = ctx.message.quoted
        if quoted is None or quoted.author is None or quoted.ours:
            raise UserError(_("Reply with /report to the message that you mean."))
        case = await _case(ctx, quoted, quoted.author)
        if case.state != "open":
            raise UserError(_("Thank you. A moderator has looked at it already."))
        if await report_store.add(ctx.tx, case.id, ctx.account, await _weight(ctx), ctx.now):
            await _hold(ctx, case, quoted, watch)
        await _thank(ctx)

    return report


async def _case(ctx: Context, quoted: Quote, accused: Account) -> Case:
    """The one of that message; the first report makes it, and its card."""
    found = await store.case_of(ctx.tx, ctx.place, quoted.id, RULE)
    if found is not None:
        return found
    text = await store.keep_text(ctx.tx, quoted.text, None, ctx.now) if quoted.text else None
    case = Case(
        at=ctx.now, place=ctx.place, message=quoted.id, account=accused, rule=RULE,
        why="by-a-member", action="report", text=text,
    )  # fmt: skip
    case = await store.add(ctx.tx, case)
    await cards.show(ctx, case, lambda _place, _account: quoted.name)
    return case


async def _weight(ctx: Context) -> int:
    """Whoever has earned it gives a second opinion: with one reporter more that is enough."""
    rejected = await report_store.rejected(ctx.tx, ctx.account, ctx.now)
    if rejected >= REJECTED:
        return FULL // 2
    is_ranked = await standing.rank(ctx.tx, ctx.member.id) >= SECOND_OPINION
    is_trusted = is_ranked and await standing.is_clean(ctx.tx, ctx.account, ctx.now)
    return HOLDS - FULL if is_trusted else FULL


async def _hold(ctx: Context, case: Case, quoted: Quote, watch: Watch) -> None:
    """Five full reporters; somebody known here is left to the moderators, and so is all where the
    rules only report."""
    if case.action != "report" or await report_store.weight(ctx.tx, case.id) < HOLDS:
        return
    view = View(ctx.snapshots, ctx.now, ctx.settings(ctx.place), ctx.config)
    is_watched = (view.settings.moderation or "watch") in ("off", "watch")
    able = ctx.capabilities(ctx.place.platform).deletes and not ctx.config.moderation.dry_run
    if (
        is_watched
        or not able
        or case.account is None
        or not watch.is_newcomer(case.account, case.place, view)
    ):
        return
    await acting.delete(ctx, MessageRef(ctx.place, (quoted.id,)), case.id)
    await people.note(ctx.tx, "moderation", f"hold {RULE}", str(case.account), ctx.now)
    held = await store.change_action(ctx.tx, case, "hold")
    await telling.tell(ctx, held, quoted.name)
    await cards.redraw(ctx, held, lambda _place, _account: quoted.name)


async def _thank(ctx: Context) -> None:
    """Not among the others: they would see who reported whom."""
    ctx.ephemeral = True
    if not ctx.message.pressed and ctx.message.reply_handle is None:
        await acting.delete(ctx, MessageRef(ctx.place, (ctx.message.message,)))
    if not await ctx.write_to(ctx.account, _("Thank you. A moderator looks at it.")):
        await ctx.say(_("Thank you. A moderator looks at it."))


async def decided(ctx: Context, case: Case, *, right: bool) -> None:
    """Whoever reported it hears the outcome, where we may write to them."""
    if case.rule != RULE or case.message is None:
        return
    told = (
        _("You reported a message, and a moderator agreed. Thank you: that keeps others safe.")
        if right
        else _(
            "You reported a message; a moderator found nothing wrong with it. Thank you for"
            " looking out all the same."
        )
    )
    for reporter in await report_store.decide(ctx.tx, case.id, right=right, now=ctx.now):
        await ctx.write_to(reporter, told)
        message = MessageRef(case.place, (case.message,))
        if right:
            await ctx.tell(ReportConfirmed(reporter, message))
        elif case.state == "right":
            await ctx.tell(ReportRefuted(reporter, message))
