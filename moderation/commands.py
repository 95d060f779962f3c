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
from moderation import (
    acting,
    allowed,
    cards,
    everywhere,
    orders,
    reports,
    staffroom,
    store,
    telling,
)
from moderation.memory import Memory
from moderation.rules import impostor, link
from moderation.store import Case

# -- cases ---------------------------------------------------------------------------------------


async def mod(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`/mod right|wrong|ban|allow|show NUMBER`: the buttons of a card."""
    case = await store.numbered(ctx.tx, arguments["case"])
    if case is None:
        raise UserError(_("There is no such case."))
    if case.first is not None:  # of a flood, decided as a whole
        case = await store.case(ctx.tx, case.first) or case
    what = arguments["what"]
    if what == "show":
        await _show(ctx, case)
        return
    if what == "everywhere":
        await _close(ctx, case, await everywhere.ban(ctx, case), _undo_of(case))
        return
    state = "wrong" if what in ("wrong", "allow") else "right"
    if what == "ban":
        await _refuse_ban(ctx, case)
    if not await store.decide(ctx.tx, case, state, ctx.account, ctx.now):
        raise UserError(_("This case is decided already."))
    await people.note(ctx.tx, ctx.account, f"{what} case", str(case.id), ctx.now)
    await reports.decided(ctx, case, right=state == "right")
    outcome = await _DECISIONS[what](ctx, case)
    left = await everywhere.offer(ctx, case) if what == "ban" else ()
    undo = () if state == "wrong" else _undo_of(case)
    await _close(ctx, case, outcome, (*left, *undo))


async def _close(ctx: Context, case: Case, outcome: Message, left: cards.Left) -> None:
    """On the card, and under the hand of who decided it where that is none: what was done by hand
    has only an answer, and where cards of long ago are, we have forgotten."""
    is_by_hand = case.rule == telling.BY_STAFF
    is_closed = not is_by_hand and await cards.close(ctx, case, outcome, left)
    if ctx.message.pressed is None or not is_closed:
        language = ctx.reader.language
        body = ctx.words(outcome) if is_by_hand else cards.closed(case, outcome, language)
        await ctx.rewrite(body, cards.row(left, language))


def _undo_of(case: Case) -> cards.Left:
    """Whatever was decided has its way back on the same card."""
    return ((_("Wrong: undo"), f"/mod wrong {case.id}"),)


async def _show(ctx: Context, case: Case) -> None:
    """What the card masks, to this one person, and the log knows who asked."""
    said = await store.text_of(ctx.tx, case)
    if not said:
        raise UserError(_("Nothing of this message was kept."))
    shown = _("Case %(number)s: %(said)s", number=str(case.id), said=Quoted(said))
    if not await ctx.write_to(ctx.account, shown):
        raise UserError(_("Write to me in private first, so that I can show it to you there."))
    await people.note(ctx.tx, ctx.account, "saw case", str(case.id), ctx.now)
    if ctx.message.pressed is None:
        await ctx.say(_("I have sent it to you in private."))


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
    together = [case, *await store.spoken_for(ctx.tx, case)]
    await _lift(ctx, [one for one in together if one is case or one.rule == telling.BY_STAFF])
    await _show_again(ctx, together)
    if case.rule == impostor.ID:
        await ctx.changed("cleared")
    await telling.of_the_undoing(ctx, case)
    return _("Wrong, undone. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _lift(ctx: Context, cases: list[Case]) -> None:
    """Of whom we still know the account."""
    bound = [case for case in cases if case.account and case.action in ("mute", "ban")]
    known = [case for case in bound if case.account and not people.is_hidden(case.account)]
    if bound and not known:
        raise UserError(acting.FORGOTTEN)
    for case in known:
        await acting.restrict(ctx, case.place, case.account, "lift")


async def _show_again(ctx: Context, cases: list[Case]) -> None:
    """All that is gone, in one message; where it was folded away, each as it was."""
    gone = [case for case in cases if _is_gone(case)]
    if gone and acting.hides(ctx, gone[0].place):
        for case in gone:
            ref = MessageRef(case.place, (case.message or "",))
            await ctx.put(Hide(target=ref, hidden=False), lane=Lane.REPLIES, on_uncertain="again")
        return
    said = [text for case in gone if (text := await store.text_of(ctx.tx, case))]
    if not said:
        return
    place = gone[0].place
    again = _("This message was removed by mistake; here it is again:")
    body = words(again, staffroom.language_of(ctx, place))
    for text in said:
        body = (*body, Words("\n\n"), Quoted(text))
    await ctx.put(Send(place=place, body=body, silent=True), lane=Lane.REPLIES)


def _is_gone(case: Case) -> bool:
    is_ours_to_show = case.message is not None and case.rule != telling.BY_STAFF
    return is_ours_to_show and case.action != "report" and not case.stays


async def _refuse_ban(ctx: Context, case: Case) -> None:
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    if not ctx.capabilities(case.place.platform).restricts:
        raise UserError(_("This platform lets me restrict nobody."))
    await acting.refuse_staff(ctx, case.account)


async def _ban(ctx: Context, case: Case) -> Message:
    """With what of it still stands there."""
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    await acting.restrict(ctx, case.place, case.account, "ban", case=case.id)
    for one in (case, *await store.spoken_for(ctx.tx, case)):
        if one.message and (one is case or one.action == "report"):
            await acting.delete(ctx, MessageRef(one.place, (one.message,)), one.id)
            await store.change_action(ctx.tx, one, "delete")  # what an undo has to show again
    await store.change_action(ctx.tx, case, "ban")  # and to lift
    await ctx.tell(SpamConfirmed(case.account, case.place, case.rule, case.id))
    return _("Banned. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _allow(ctx: Context, case: Case) -> Message:
    if not case.site or case.rule != link.ID:
        raise UserError(_("This case is about no link."))
    await allowed.allow_link(ctx.tx, case.site, ctx.account, ctx.now)
    await ctx.changed("links")
    await _wrong(ctx, case)
    return _("This link is allowed from now on. Decided by %(who)s.", who=f"`{ctx.account}`")


_DECISIONS: Mapping[str, Callable[[Context, Case], Awaitable[Message]]] = {
    "right": _right,
    "wrong": _wrong,
    "ban": _ban,
    "allow": _allow,
}


def _spec(
    name: str, summary: Message, *arguments: Argument, where: Where = "anywhere"
) -> CommandSpec:
    return CommandSpec(
        name=name, summary=summary, arguments=arguments, role="moderator", where=where,
        answer="private",
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
        Command(_spec("mod", _("Decide a case"), *_CASE), mod),
        Command(_spec("warn", _("Warn somebody"), _REST), orders.warn),
        Command(_spec("mute", _("Let somebody not write for a while"), _REST), orders.mute),
        Command(_spec("ban", _("Remove somebody for good"), _REST), orders.ban),
        Command(_spec("unban", _("Lift a mute or a ban"), _REST), orders.unban),
        Command(_spec("warnings", _("What is known of somebody"), _REST), orders.warnings),
        Command(latest, orders.purge(memory)),
    )
