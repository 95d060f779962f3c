"""What moderators say: the decision of a case, and the commands of `orders`."""

from collections.abc import Awaitable, Callable, Mapping

from core import people
from core.context import Context
from core.feature import Command, UserError
from core.i18n import Message, _
from core.platform import Argument, CommandSpec, Where
from core.text import Quoted
from moderation import cards, everywhere, orders, reports, store, telling
from moderation.decisions import CLEARING, DECISIONS, refuse_ban
from moderation.memory import Memory
from moderation.store import Case

# -- cases ---------------------------------------------------------------------------------------


def decide(memory: Memory) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def mod(ctx: Context, arguments: Mapping[str, str]) -> None:
        """`/mod right|wrong|ban|allow|everywhere|show NUMBER`: the buttons of a card."""
        case = await store.numbered(ctx.tx, arguments["case"])
        if case is None:
            raise UserError(_("There is no such case."))
        if case.first is not None:  # of a flood or a wave, decided as a whole
            case = await store.case(ctx.tx, case.first) or case
        match arguments["what"]:
            case "show":
                await _show(ctx, case)
            case "everywhere":
                await _close(ctx, case, await everywhere.ban(ctx, case), cards.undo_of(case))
            case what:
                await _decide(ctx, case, what)
        if case.wave and arguments["what"] in CLEARING:
            ctx.after_commit.append(lambda: memory.clear_wave(case.wave))

    return mod


async def _decide(ctx: Context, case: Case, what: str) -> None:
    state = "wrong" if what in CLEARING else "right"
    if what == "ban":
        await refuse_ban(ctx, case)
    if not await store.decide(ctx.tx, case, state, ctx.account, ctx.now):
        raise UserError(_("This case is decided already."))
    await people.note(ctx.tx, ctx.account, f"{what} case", str(case.id), ctx.now)
    await reports.decided(ctx, case, right=state == "right")
    outcome = await DECISIONS[what](ctx, case)
    left = await everywhere.offer(ctx, case) if what == "ban" else ()
    undo = () if state == "wrong" else cards.undo_of(case)
    await _close(ctx, case, outcome, (*left, *undo))


async def _close(ctx: Context, case: Case, outcome: Message, left: cards.Left) -> None:
    """On the card, and under the hand of who decided it where that is none: what was done by hand
    has only an answer, and where cards of long ago are, we have forgotten."""
    is_by_hand = case.rule == telling.BY_STAFF
    is_closed = not is_by_hand and await cards.close(ctx, case, outcome, left)
    if ctx.message.pressed is not None and is_closed:
        return
    language = ctx.reader.language
    if is_by_hand:
        body = ctx.words(outcome)
    else:
        body = await cards.closed(ctx, case, outcome, language)
    await ctx.rewrite(body, cards.row(left, language))


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
    Argument(name="what", summary=_("What to do"), choices=(*DECISIONS, *_OTHERS)),
    Argument(name="case", summary=_("Number of the case")),
)


def commands(memory: Memory) -> tuple[Command, ...]:
    number = Argument(name="number", summary=_("How many messages"))
    latest = _spec("purge", _("Remove the latest messages"), number, where="public")
    return (
        Command(_spec("mod", _("Decide a case"), *_CASE), decide(memory)),
        Command(_spec("warn", _("Warn somebody"), _REST), orders.warn),
        Command(_spec("mute", _("Let somebody not write for a while"), _REST), orders.mute),
        Command(_spec("ban", _("Remove somebody for good"), _REST), orders.ban),
        Command(_spec("unban", _("Lift a mute or a ban"), _REST), orders.unban),
        Command(_spec("warnings", _("What is known of somebody"), _REST), orders.warnings),
        Command(latest, orders.purge(memory)),
    )
