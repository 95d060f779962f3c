"""`/rep` and `/top`: what people see of points; and all commands."""

from collections.abc import Mapping

from core.context import Context
from core.feature import Command
from core.i18n import LANGUAGES, Message, _, translate
from core.platform import Argument, CommandSpec
from core.reputation import (
    board,
    circumstances,
    explaining,
    holding,
    names,
    ranking,
    saying,
    store,
    wording,
)
from core.reputation.board import Board
from core.reputation.hearing import Hearing
from core.reputation.saying import Handler
from core.text import Body, Quoted, Words

PERIODS = ("week", "month", "all")
_TITLES: Mapping[str, Message] = {
    "week": _("Who helped most this week"),
    "month": _("Who helped most this month"),
    "all": _("Who has helped most"),
}

_SEEN = _("/rep history shows where they come from. /rep hide keeps you off the boards.")
_SEEN_NOWHERE = _(
    "/rep history shows where they come from. You stand on no board; /rep show changes that."
)

# -- one's own -------------------------------------------------------------------------------------


async def rep(ctx: Context, arguments: Mapping[str, str]) -> None:
    match arguments.get("what"):
        case "history":
            await explaining.history(ctx, arguments.get("page", ""))
        case "hide" | "show" as wanted:
            await _hide(ctx, hidden=wanted == "hide")
        case _:
            await _show(ctx)


async def _show(ctx: Context) -> None:
    now = await ranking.standing(ctx, ctx.member)
    total = await board.total(ctx.tx, ctx.member.id)
    lines = [
        _("You have %(points)s.", points=wording.points(total)),
        _(
            "In the last 90 days: %(points)s, %(people)s different people helped.",
            points=wording.points(now.points),
            people=now.people,
        ),
        *_rank_lines(ctx, now),
        *await _restriction(ctx),
        _SEEN_NOWHERE if now.hidden else _SEEN,
    ]
    await ctx.reply((Words("\n".join(ctx.reader.gettext(line) for line in lines)),))


async def _restriction(ctx: Context) -> list[Message]:
    if await circumstances.are_clean(ctx, await store.kin(ctx.tx, ctx.account)):
        return []
    return [
        _(
            "A moderator has decided against you in the last 30 days: until that is over you"
            " neither give nor earn points for help."
        )
    ]


def _rank_lines(ctx: Context, now: ranking.Standing) -> list[Message]:
    wanted, language = ctx.config.reputation.ranks, ctx.reader.language
    said = []
    if now.number:
        name = wording.rank_name(wanted, now.number, language)
        said.append(_("Your rank: %(rank)s.", rank=name))
    if now.number < len(wanted):
        following = wanted[now.number]
        said.append(
            _(
                "%(rank)s asks for %(points)s and %(people)s different people in 90 days.",
                rank=wording.rank_name(wanted, now.number + 1, language),
                points=wording.points(following.points),
                people=following.people,
            )
        )
    return said


async def _hide(ctx: Context, *, hidden: bool) -> None:
    await ranking.set_hidden(ctx, ctx.member, hidden)
    await board.rebuild(ctx.tx, ctx.member.id, ctx.now)
    if hidden:
        await ctx.say(_("You stand on no board any more. Your points and your rank stay."))
    else:
        await ctx.say(_("You stand on the boards again."))


# -- boards ----------------------------------------------------------------------------------------


async def top(ctx: Context, arguments: Mapping[str, str]) -> None:
    when, language = _choice(arguments)
    member = ctx.known.id if ctx.known else None
    found = await board.read(ctx.tx, board.period(when, ctx.now), language, member)
    if not found.lines:
        await ctx.say(_("Nobody has points here yet. The first answer that helps begins it."))
        return
    called = await names.by_member(ctx.tx, [line.member for line in found.shown])
    await ctx.reply(_board(ctx, _title(ctx, when, language), found, called))


def _choice(arguments: Mapping[str, str]) -> tuple[str, str]:
    """Period and language, in any order; both may be left out."""
    when, language = "month", ""
    for word in arguments.values():
        if word in PERIODS:
            when = word
        else:
            language = word
    return when, language


def _title(ctx: Context, when: str, language: str) -> str:
    title = ctx.reader.gettext(_TITLES[when])
    return f"**{title}** · {LANGUAGES[language]}" if language else f"**{title}**"


def _board(ctx: Context, title: str, found: Board, called: Mapping[int, str]) -> Body:
    body: Body = (Words(title),)
    for line in found.shown:
        is_own = found.own is not None and line.member == found.own.member
        gap = "\n…" if is_own and line not in found.lines else ""
        name = called.get(line.member) or translate(_("A member"), ctx.reader.language)
        points = ctx.reader.gettext(wording.points(line.points))
        you = ctx.reader.gettext(_("you"))
        mark = f" ← {you}" if is_own else ""
        body = (*body, Words(f"{gap}\n{line.place}\\. "), Quoted(name), Words(f": {points}{mark}"))
    return body


# -- the commands ----------------------------------------------------------------------------------


def commands(hearing: Hearing, helped: Handler) -> tuple[Command, ...]:
    return (*_OWN, *_of_answers(hearing, helped), *_OF_THE_TEAM)


_WORDS = (*PERIODS, *LANGUAGES)
_OWN = (
    Command(
        CommandSpec(
            name="rep", summary=_("Your points and your rank"),
            arguments=(
                Argument(
                    name="what", summary=_("history, or hide and show on the boards"),
                    required=False, choices=("history", "hide", "show"),
                ),
                Argument(name="page", summary=_("Page of the history"), required=False),
            ),
            answer="private", link=True,
        ),
        rep,
    ),
    Command(
        CommandSpec(
            name="top", summary=_("Who helps most here"),
            arguments=(
                Argument(
                    name="period", summary=_("week, month or all"), required=False, choices=_WORDS
                ),
                Argument(name="language", summary=_("Language"), required=False, choices=_WORDS),
            ),
            link=True,
        ),
        top,
    ),
)  # fmt: skip


def _of_answers(hearing: Hearing, helped: Handler) -> tuple[Command, ...]:
    undo = Argument(
        name="what", summary=_("undo, for moderators: it was right"), required=False,
        choices=("undo",),
    )  # fmt: skip
    return (
        Command(
            CommandSpec(
                name="thanks", summary=_("Thank somebody for their answer"),
                about=_("Thank for this"), where="public", answer="private",
            ),
            saying.thanks(hearing),
        ),
        Command(
            CommandSpec(
                name="wrong", summary=_("Say that a member's answer was wrong"),
                about=_("This answer was wrong"), arguments=(undo,), role="helper",
                where="public", answer="private", menu=False,
            ),
            saying.wrong,
        ),
        Command(
            CommandSpec(
                name="helped", summary=_("Say who helped you"),
                arguments=(Argument(name="code", summary=_("Code")),), answer="private",
                menu=False,
            ),
            helped,
        ),
    )  # fmt: skip


_OF_THE_TEAM = (
    Command(
        CommandSpec(
            name="nominate", summary=_("Propose somebody for the top rank"),
            about=_("Propose for the top rank"), role="helper", rank=1, where="public",
            answer="private", menu=False,
        ),
        ranking.nominate,
    ),
    Command(
        CommandSpec(
            name="rank", summary=_("Give the top rank"),
            arguments=(
                Argument(name="what", summary=_("What to do"), choices=("give", "leave")),
                Argument(name="member", summary=_("Number of the member")),
            ),
            role="moderator", where="staff", menu=False,
        ),
        ranking.decide,
    ),
    Command(
        CommandSpec(
            name="held", summary=_("Decide on points that are held"),
            arguments=(
                Argument(name="what", summary=_("What to do"), choices=("release", "void")),
                Argument(name="number", summary=_("Number of the case")),
            ),
            role="moderator", where="staff", menu=False,
        ),
        holding.decide,
    ),
)  # fmt: skip
