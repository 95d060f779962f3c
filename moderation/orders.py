"""What moderators do by hand: warn, mute, ban, lift, look back, purge."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from core import people
from core.actions import Button, MessageRef
from core.context import Context
from core.events import Account, Place
from core.feature import UserError
from core.i18n import Message, _, translate
from core.text import Quoted, Words
from moderation import acting, durations, everywhere, store
from moderation.durations import Forever
from moderation.memory import Memory
from moderation.store import Case

MOST_PURGED = 100
MOST_LISTED = 10


class _Order(NamedTuple):
    """Whom a command is about, how long, and why."""

    account: Account
    length: timedelta | Forever | None
    reason: str


class _Done(NamedTuple):
    """What was carried out, and its case."""

    account: Account
    reason: str
    case: Case


def _order(ctx: Context, arguments: Mapping[str, str]) -> _Order:
    """`[platform:id] [2h] reason…`; the account may be left out in a reply to its message."""
    rest = arguments.get("rest", "").split()
    account = ctx.message.quoted.author if ctx.message.quoted else None
    if rest and (named := _account(rest[0])):
        account, rest = named, rest[1:]
    if account is None:
        raise UserError(_("Whom? Reply to a message, or give the id as in telegram:123456."))
    length = durations.parse(rest[0]) if rest else None
    return _Order(account, length, " ".join(rest[1:] if length else rest))


def _account(word: str) -> Account | None:
    try:
        return Account.parse(word)
    except ValueError:
        return None


async def warn(ctx: Context, arguments: Mapping[str, str]) -> None:
    order = await _carry_out(ctx, arguments, "warn")
    reached = await ctx.write_to(order.account, _warning(order.reason))
    await ctx.say(
        _("Warned.") if reached else _("Noted. I cannot write to them in private to tell them.")
    )


def _warning(reason: str) -> Message:
    if not reason:
        return _("A moderator warns you. Please read the rules of the group again.")
    return _("A moderator warns you: %(reason)s", reason=Quoted(reason))


async def mute(ctx: Context, arguments: Mapping[str, str]) -> None:
    await _carry_out(ctx, arguments, "mute")
    await ctx.say(_("Muted."))


async def ban(ctx: Context, arguments: Mapping[str, str]) -> None:
    order = await _carry_out(ctx, arguments, "ban")
    left = await everywhere.offer(ctx, order.case)
    row = tuple(Button(translate(label, ctx.reader.language), line) for label, line in left)
    await ctx.say(_("Banned."), (row,) if row else ())


async def unban(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Lifts a mute, too."""
    order = _order(ctx, arguments)
    for place in await _where(ctx, order.account):
        await acting.restrict(ctx, place, order.account, "lift")
    await people.note(ctx.tx, ctx.account, "lifted", str(order.account), ctx.now)
    await ctx.say(_("Lifted."))


async def _carry_out(ctx: Context, arguments: Mapping[str, str], what: str) -> _Done:
    order = _order(ctx, arguments)
    await acting.refuse_staff(ctx, order.account)
    until = _until(ctx, order.length, what)
    places = [ctx.place] if what == "warn" else await _where(ctx, order.account)
    for place in places if what != "warn" else ():
        await acting.restrict(ctx, place, order.account, what, until)
    case = Case(
        at=ctx.now, place=places[0], message=None, account=order.account, rule="staff",
        why=what, action=what, until=until, state="right",
    )  # fmt: skip
    case = await store.add(ctx.tx, case)
    await people.note(ctx.tx, ctx.account, what, str(order.account), ctx.now)
    return _Done(order.account, order.reason, case)


async def _where(ctx: Context, account: Account) -> list[Place]:
    """Here; from another platform, a private talk or the staff's place: wherever that account was
    seen."""
    is_here = account.platform == ctx.place.platform and not ctx.place.private
    if is_here and ctx.place.chat not in ctx.config.staff_places:
        places = [ctx.place]
    else:
        places = [Place.at(chat) for chat in await store.chats_of(ctx.tx, account)]
        if not places:
            raise UserError(_("I have not seen this account anywhere."))
    able = [place for place in places if ctx.capabilities(place.platform).restricts]
    if not able:
        raise UserError(_("This platform lets me restrict nobody."))
    return able


def _until(ctx: Context, length: timedelta | Forever | None, what: str) -> datetime | None:
    """A mute without a length has the one of the config, a ban without one is for ever."""
    match length:
        case Forever():
            return None
        case None:
            return acting.until(ctx, "mute") if what == "mute" else None
        case _:
            return ctx.now + length


async def warnings(ctx: Context, arguments: Mapping[str, str]) -> None:
    order = _order(ctx, arguments)
    cases = await store.cases_of(ctx.tx, order.account, MOST_LISTED)
    if not cases:
        await ctx.say(_("Nothing is known against this account."))
        return
    lines = [f"- {case.at:%Y-%m-%d} {case.action}: {case.rule} ({case.why})" for case in cases]
    await ctx.reply((Words("\n".join(lines)),))


def purge(memory: Memory) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def purge(ctx: Context, arguments: Mapping[str, str]) -> None:
        """`/purge NUMBER`: the latest messages here; in a reply, only those of that author."""
        number = arguments["number"]
        if not number.isdecimal() or not 0 < int(number) <= MOST_PURGED:
            raise UserError(_("How many? A number up to %(most)s.", most=str(MOST_PURGED)))
        author = ctx.message.quoted.author if ctx.message.quoted else None
        who = None if author is None else str(author)
        for message in memory.latest(ctx.place.chat, int(number), who):
            await acting.delete(ctx, MessageRef(ctx.place, (message,)))
        await people.note(ctx.tx, ctx.account, "purged", ctx.place.key, ctx.now)

    return purge
