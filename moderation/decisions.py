"""What follows from a moderator's word about a case, for all that its card speaks for."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from core import people
from core.actions import Hide, MessageRef, Send
from core.context import Context, words
from core.events import Account, Place
from core.facts import SpamConfirmed, SpamRefuted
from core.feature import UserError
from core.i18n import Message, _
from core.outbox import Lane
from core.text import Quoted, Words
from moderation import acting, allowed, reports, staffroom, store, telling
from moderation.rules import impostor, link
from moderation.store import Case

MOST_TOLD = 20  # of a wave that was none; one text to more would be an announcement


async def _together(ctx: Context, case: Case) -> list[Case]:
    """The messages of a flood or wave, the places of a ban."""
    return [case, *await store.spoken_for(ctx.tx, case)]


def _each(case: Case, together: list[Case]) -> list[Case]:
    """One for each account of a wave, which are decided alike; else the case alone."""
    if not case.wave:
        return [case]
    firsts: dict[Account | None, Case] = {}
    for one in together:
        firsts.setdefault(one.account, one)
    return list(firsts.values())


async def _right(ctx: Context, case: Case) -> Message:
    """Of a wave that was held, what newcomers wrote before it was known goes, too."""
    together = await _together(ctx, case)
    if case.wave and case.action != "report" and not acting.hides(ctx, case.place):
        await _delete(ctx, (one for one in together if one.action == "report"))
    if _is_spam(case):
        await _confirm(ctx, _each(case, together))
    return _("Right. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _confirm(ctx: Context, cases: Iterable[Case]) -> None:
    for case in cases:
        if case.account is not None:
            await ctx.tell(SpamConfirmed(case.account, case.place, case.rule, case.id))


def _is_spam(case: Case) -> bool:
    """A report may be of anything, and a link that nobody knows may be harmless: of those it is
    the ban that says so."""
    return case.rule != reports.RULE and case.why not in (link.UNLISTED, link.EDITED)


async def _wrong(ctx: Context, case: Case) -> Message:
    """Everything back as far as the platform lets us: the right to write, and the words."""
    together = await _together(ctx, case)
    for one in _each(case, together):
        if case.state == "right" and one.account is not None:
            await ctx.tell(SpamRefuted(one.account, one.id))
    await _lift(ctx, [one for one in together if case.wave or one is case or _is_by_hand(one)])
    await _show_again(ctx, together)
    if case.rule == impostor.ID:
        await ctx.changed("cleared")
    felt = _each(case, [one for one in together if one.action != "report"])
    for one in felt[:MOST_TOLD]:
        await telling.of_the_undoing(ctx, one)
    return _("Wrong, undone. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _lift(ctx: Context, cases: list[Case]) -> None:
    """Of whom we still know the account, once in each chat."""
    bound = dict.fromkeys(
        (case.place.chat, case.account)
        for case in cases
        if case.account and case.action in ("mute", "ban")
    )
    known = [(chat, account) for chat, account in bound if not people.is_hidden(account)]
    if bound and not known:
        raise UserError(acting.FORGOTTEN)
    for chat, account in known:
        await acting.restrict(ctx, Place.at(chat), account, "lift")


async def _show_again(ctx: Context, cases: list[Case]) -> None:
    """All that is gone, in one message, and of a wave each text once; where it was folded away,
    each as it was."""
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
    for text in dict.fromkeys(said) if cases[0].wave else said:
        body = (*body, Words("\n\n"), Quoted(text))
    await ctx.put(Send(place=place, body=body, silent=True), lane=Lane.REPLIES)


def _is_by_hand(case: Case) -> bool:
    return case.rule == telling.BY_STAFF


def _is_gone(case: Case) -> bool:
    is_ours_to_show = case.message is not None and not _is_by_hand(case)
    return is_ours_to_show and case.action != "report" and not case.stays


async def refuse_ban(ctx: Context, case: Case) -> None:
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    if not ctx.capabilities(case.place.platform).restricts:
        raise UserError(_("This platform lets me restrict nobody."))
    if not case.wave:
        await acting.refuse_staff(ctx, case.account)


async def _ban(ctx: Context, case: Case) -> Message:
    """With what of it still stands there. Who of a wave has become staff is left out."""
    together = await _together(ctx, case)
    await _delete(ctx, (one for one in together if one is case or one.action == "report"))
    each = [one for one in _each(case, together) if await _may_be_banned(ctx, one)]
    for one in each:
        await acting.restrict(ctx, one.place, one.account, "ban", case=one.id)
        await store.change_action(ctx.tx, one, "ban")  # what an undo has to lift
        await people.note(ctx.tx, ctx.account, "ban", str(one.account), ctx.now)
    await _confirm(ctx, each)
    return _("Banned. Decided by %(who)s.", who=f"`{ctx.account}`")


async def _may_be_banned(ctx: Context, case: Case) -> bool:
    if case.account is None or (case.wave and people.is_hidden(case.account)):
        return False
    return not await acting.is_staff(ctx, case.account)


async def _delete(ctx: Context, cases: Iterable[Case]) -> None:
    """By the hundred, and so that an undo shows it again."""
    standing: dict[Place, list[tuple[int, str]]] = {}
    for case in cases:
        if case.message:
            standing.setdefault(case.place, []).append((case.id, case.message))
            await store.change_action(ctx.tx, case, "delete")
    for place, messages in standing.items():
        for start in range(0, len(messages), acting.MOST_AT_ONCE):
            numbers, ids = zip(*messages[start : start + acting.MOST_AT_ONCE], strict=True)
            await acting.delete(ctx, MessageRef(place, ids), *numbers)


async def _allow(ctx: Context, case: Case) -> Message:
    if not case.site or case.rule != link.ID:
        raise UserError(_("This case is about no link."))
    await allowed.allow_link(ctx.tx, case.site, ctx.account, ctx.now)
    await ctx.changed("links")
    await _wrong(ctx, case)
    return _("This link is allowed from now on. Decided by %(who)s.", who=f"`{ctx.account}`")


DECISIONS: Mapping[str, Callable[[Context, Case], Awaitable[Message]]] = {
    "right": _right,
    "wrong": _wrong,
    "ban": _ban,
    "allow": _allow,
}
CLEARING = ("wrong", "allow")
