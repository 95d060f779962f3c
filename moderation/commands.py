"""What moderators say: the decision of a case, and the commands of `orders`."""

from collections.abc import Awaitable, Callable, Mapping

from core import people
from core.actions import Hide, MessageRef, Send
from core.context import Context, words
from core.facts import SpamConfirmed, SpamRefuted
from core.feature import Command, UserError
from core.i18n import Message, _
from core.outbox import Lane
from core.platform import Argument, CommandSpec, Where
from core.text import Quoted, Words
from moderation import acting, cards, everywhere, orders, reports, staffroom, store
from moderation.memory import Memory
from moderation.rules import link
from moderation.store import Case

MOST_SHOWN_AGAIN = 5


# -- cases ---------------------------------------------------------------------------------------


async def mod(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`/mod right|wrong|ban|allow|show NUMBER`: the buttons of a card."""
    number = arguments["case"]
    case = await store.case(ctx.tx, int(number)) if number.isdecimal() else None
    if case is None:
        raise UserError(_("There is no such case."))
    what = arguments["what"]
    if what == "show":
        await _show(ctx, case)
        return
    if what == "everywhere":
        undo = _undo_of(case, "wrong-everywhere")
        await cards.close(ctx, case, await everywhere.ban(ctx, case), undo)
        return
    state = "wrong" if what in ("wrong", "wrong-everywhere", "allow") else "right"
    if not await store.decide(ctx.tx, case.id, state, ctx.account, ctx.now):
        raise UserError(_("This case is decided already."))
    await people.note(ctx.tx, ctx.account, f"{what} case", str(case.id), ctx.now)
    await reports.decided(ctx, case, right=state == "right")
    outcome = await _DECISIONS[what](ctx, case)
    left = await everywhere.offer(ctx, case) if what == "ban" else ()
    undo = () if state == "wrong" else _undo_of(case)
    await cards.close(ctx, case, outcome, (*left, *undo))


def _undo_of(case: Case, what: str = "wrong") -> cards.Left:
    """Whatever was decided has its way back on the same card."""
    return ((_("Wrong: undo"), f"/mod {what} {case.id}"),)


async def _show(ctx: Context, case: Case) -> None:
    """What the card masks, to this one person, and the log knows who asked."""
    said = await store.text_of(ctx.tx, case)
    if not said:
        raise UserError(_("Nothing of this message was kept."))
    shown = _("Case %(number)s: %(said)s", number=str(case.id), said=Quoted(said))
    if not await ctx.write_to(ctx.account, shown):
        raise UserError(_("Write to me in private first, so that I can show it to you there."))
    await people.note(ctx.tx, ctx.account, "saw case", str(case.id), ctx.now)


async def _right(ctx: Context, case: Case) -> Message:
    if case.account is not None and _is_spam(case):
        await ctx.tell(SpamConfirmed(case.account, case.place, case.rule, case.id))
    return _("Right. Decided by %(who)s.", who=f"`{ctx.account}`")


def _is_spam(case: Case) -> bool:
    """A report may be of anything, and a link that nobody knows may be harmless: of those it is
    the ban that says so."""
    return case.rule != reports.RULE and case.why not in (link.UNLISTED, link.EDITED)


async def _wrong(ctx: Context, case: Case) -> Message:
    """Everything back as far as the platform lets us: the right to write, and the words."""
    if case.state == "right" and case.account is not None:
        await ctx.tell(SpamRefuted(case.account, case.id))
    if case.action in ("mute", "ban"):
        await acting.restrict(ctx, case.place, case.account, "lift")
    await _show_again(ctx, case)
    for other in await _of_the_same_flood(ctx, case):
        if await store.decide(ctx.tx, other.id, "wrong", ctx.account, ctx.now):
            await _show_again(ctx, other)
    return _("Wrong, undone. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _wrong_everywhere(ctx: Context, case: Case) -> Message:
    await everywhere.lift(ctx, case)
    return await _wrong(ctx, case)


async def _of_the_same_flood(ctx: Context, case: Case) -> list[Case]:
    if case.account is None:
        return []
    cases = await store.open_cases(ctx.tx, case.place, case.account, case.at)
    return [one for one in cases if one.at - case.at <= acting.ONE_CARD_IN][:MOST_SHOWN_AGAIN]


async def _show_again(ctx: Context, case: Case) -> None:
    if acting.hides(ctx, case.place) and case.message and case.action != "report":
        shown = Hide(target=MessageRef(case.place, (case.message,)), hidden=False)
        await ctx.put(shown, lane=Lane.REPLIES, on_uncertain="again")
        return
    said = await store.text_of(ctx.tx, case)
    if not said or case.action == "report":
        return
    again = _("This message was removed by mistake; here it is again:")
    language = staffroom.language_of(ctx, case.place)
    body = (*words(again, language), Words("\n\n"), Quoted(said))
    await ctx.put(Send(place=case.place, body=body, silent=True), lane=Lane.REPLIES)


async def _ban(ctx: Context, case: Case) -> Message:
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    await acting.restrict(ctx, case.place, case.account, "ban")
    await store.change_action(ctx.tx, case, "ban")  # what an undo has to lift
    if case.message:
        await acting.delete(ctx, MessageRef(case.place, (case.message,)))
    await ctx.tell(SpamConfirmed(case.account, case.place, case.rule, case.id))
    return _("Banned. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _allow(ctx: Context, case: Case) -> Message:
    if not case.site:
        raise UserError(_("This case is about no link."))
    await store.allow_link(ctx.tx, case.site, ctx.account, ctx.now)
    await ctx.changed("links")
    await _wrong(ctx, case)
    return _("This link is allowed from now on. Decided by %(who)s.", who=f"`{ctx.account}`")


_DECISIONS: Mapping[str, Callable[[Context, Case], Awaitable[Message]]] = {
    "right": _right,
    "wrong": _wrong,
    "wrong-everywhere": _wrong_everywhere,
    "ban": _ban,
    "allow": _allow,
}


def _spec(
    name: str, summary: Message, *arguments: Argument, where: Where = "anywhere"
) -> CommandSpec:
    return CommandSpec(
        name=name, summary=summary, arguments=arguments, role="moderator", where=where,
        answer="private", menu=False,
    )  # fmt: skip


_REST = Argument(name="rest", summary=_("Account, how long, and why"), required=False, rest=True)
_OTHERS = ("show", "everywhere")
_CASE = (
    Argument(name="what", summary=_("What to do"), choices=(*_DECISIONS, *_OTHERS)),
    Argument(name="case", summary=_("Number of the case")),
)


def commands(memory: Memory) -> tuple[Command, ...]:
    number = Argument(name="number", summary=_("How many messages"))
    latest = _spec("purge", _("Remove the latest messages"), number, where="public")
    return (
        Command(_spec("mod", _("Decide a case"), *_CASE, where="staff"), mod),
        Command(_spec("warn", _("Warn somebody"), _REST), orders.warn),
        Command(_spec("mute", _("Let somebody not write for a while"), _REST), orders.mute),
        Command(_spec("ban", _("Remove somebody for good"), _REST), orders.ban),
        Command(_spec("unban", _("Lift a mute or a ban"), _REST), orders.unban),
        Command(_spec("warnings", _("What is known of somebody"), _REST), orders.warnings),
        Command(latest, orders.purge(memory)),
    )
