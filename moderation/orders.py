"""What moderators do by hand: warn, mute, ban, lift, look back, purge."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from core import people
from core.actions import MessageRef
from core.context import Context
from core.events import Account, Place
from core.feature import UserError
from core.i18n import _
from core.text import Body, Quoted, Words
from moderation import acting, cards, durations, everywhere, measures, store, telling
from moderation.durations import Forever
from moderation.measures import Measure
from moderation.memory import Memory
from moderation.store import Case

MOST_PURGED = 100
MOST_LISTED = 10
_BARE = re.compile(r"<?@?!?([0-9]{5,20})>?")  # an id alone, or as it stands in a mention


class _Said(NamedTuple):
    """Whom a command is about, how long, and why."""

    account: Account
    length: timedelta | Forever | None
    reason: str


def _said(ctx: Context, arguments: Mapping[str, str]) -> _Said:
    """`[platform:id] [2h] reason…`; the account may be left out in a reply to its message, else
    its platform where we are on it."""
    rest = arguments.get("rest", "").split()
    account = ctx.message.quoted.author if ctx.message.quoted else None
    named = _account(rest[0]) if rest else None
    if rest and named is None and account is None and (bare := _BARE.fullmatch(rest[0])):
        named = Account(ctx.place.platform, bare[1])
    if named is not None:
        account, rest = named, rest[1:]
    if account is None:
        raise UserError(_("Whom? Reply to a message, or give the id as in telegram:123456."))
    length = durations.parse(rest[0]) if rest else None
    return _Said(account, length, " ".join(rest[1:] if length else rest))


def _account(word: str) -> Account | None:
    try:
        return Account.parse(word)
    except ValueError:
        return None


async def warn(ctx: Context, arguments: Mapping[str, str]) -> None:
    said = _said(ctx, arguments)
    case = await _carry_out(ctx, said, "warn", [ctx.place])
    reached = await telling.tell(ctx, case, _name(ctx))
    await ctx.say(
        _("Warned.") if reached else _("Noted. I cannot write to them in private to tell them.")
    )


async def mute(ctx: Context, arguments: Mapping[str, str]) -> None:
    said = _said(ctx, arguments)
    case = await _carry_out(ctx, said, "mute", await _where(ctx, said.account))
    await telling.in_private(ctx, case)
    await ctx.say(_("Muted."), cards.row(cards.undo_of(case), ctx.reader.language))


async def ban(ctx: Context, arguments: Mapping[str, str]) -> None:
    said = _said(ctx, arguments)
    case = await _carry_out(ctx, said, "ban", await _where(ctx, said.account))
    await telling.in_private(ctx, case)
    left = await everywhere.offer(ctx, case)
    await ctx.say(_("Banned."), cards.row((*left, *cards.undo_of(case)), ctx.reader.language))


def _name(ctx: Context) -> str:
    return ctx.message.quoted.name if ctx.message.quoted else ""


async def unban(ctx: Context, arguments: Mapping[str, str]) -> None:
    """Lifts a mute, too."""
    account = _said(ctx, arguments).account
    for place in await _where(ctx, account):
        await acting.restrict(ctx, place, account, "lift")
    await people.note(ctx.tx, ctx.account, "lifted", str(account), ctx.now)
    await ctx.write_to(account, _("A moderator has lifted it: you may write again."))
    await ctx.say(_("Lifted."))


async def _carry_out(ctx: Context, said: _Said, what: str, places: list[Place]) -> Case:
    await acting.refuse_staff(ctx, said.account)
    measure = Measure(what, _until(ctx, said.length, what), said.reason)
    case = await measures.take(ctx, said.account, places, measure)
    await people.note(ctx.tx, ctx.account, what, str(said.account), ctx.now)
    return case


async def _where(ctx: Context, account: Account) -> list[Place]:
    """Here; from another platform, a private talk or the staff's place: wherever that account was
    seen."""
    is_here = account.platform == ctx.place.platform and not ctx.place.private
    if is_here and not ctx.app.is_staff_place(ctx.place):
        places = [ctx.place]
    else:
        places = [Place.at(chat) for chat in await store.chats_of(ctx.tx, account)]
        if not places:
            raise UserError(_("I have not seen this account anywhere."))
    able = measures.able(ctx, places)
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
    cases = await store.cases_of(ctx.tx, _said(ctx, arguments).account, MOST_LISTED)
    if not cases:
        await ctx.say(_("Nothing is known against this account."))
        return
    body: Body = ()
    for case in cases:
        body = (*body, Words("\n- "), *ctx.words(cards.line(case, ctx.reader)))
        if case.rule == telling.BY_STAFF and (reason := await store.text_of(ctx.tx, case)):
            body = (*body, Words(": "), Quoted(reason))
    await ctx.reply(body)


def purge(memory: Memory) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def purge(ctx: Context, arguments: Mapping[str, str]) -> None:
        """`/purge NUMBER`: the latest messages here; in a reply, only those of that author."""
        number = arguments["number"]
        if not number.isdecimal() or not 0 < int(number) <= MOST_PURGED:
            raise UserError(_("How many? A number up to %(most)s.", most=str(MOST_PURGED)))
        author = ctx.message.quoted.author if ctx.message.quoted else None
        who = None if author is None else str(author)
        found = memory.latest(ctx.place.key, int(number), who)
        if not found:
            raise UserError(_("I have seen no message here since I was last started."))
        await acting.delete(ctx, MessageRef(ctx.place, tuple(found)))
        await people.note(ctx.tx, ctx.account, "purged", ctx.place.key, ctx.now)
        await ctx.say(_("Messages that I delete: %(number)s.", number=str(len(found))))

    return purge
