"""A ban of a person and not of one account: only after a moderator has said so."""

from core import people
from core.context import Context
from core.events import Account
from core.feature import UserError
from core.i18n import Message, _
from moderation import acting, cards, measures, store
from moderation.measures import Measure
from moderation.store import Case


async def offer(ctx: Context, case: Case) -> cards.Left:
    """A second button, where the banned account is one of several, and no crowd."""
    if case.account is None or case.wave or not await _others(ctx, case.account):
        return ()
    return ((_("Ban all of their accounts"), f"/mod everywhere {case.id}"),)


async def ban(ctx: Context, case: Case) -> Message:
    """All accounts of that person, wherever they were seen; those of staff are never among them.
    Each is a case that the first one speaks for, so that an undo lifts just these."""
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    others = [one for one in await store.spoken_for(ctx.tx, case) if one.account != case.account]
    if case.state != "right" or case.action != "ban" or others:
        raise UserError(_("This case is decided already."))
    done, accounts = 0, [case.account, *await _others(ctx, case.account)]
    for account in accounts:
        await acting.refuse_staff(ctx, account)
    for account in accounts:
        places = await measures.seen_in(ctx, account)
        if places:
            await measures.take(ctx, account, places, Measure("ban", first=case.id))
        await people.note(ctx.tx, ctx.account, "ban everywhere", str(account), ctx.now)
        done += len(places)
    return _(
        "Banned: %(accounts)s accounts of one person, %(bans)s bans. Decided by %(who)s.",
        accounts=str(len(accounts)),
        bans=str(done),
        who=f"`{ctx.account}`",
    )


async def _others(ctx: Context, account: Account) -> list[Account]:
    person = await people.recognise(ctx.tx, account)
    if person is None:
        return []
    return [one for one in await people.accounts_of(ctx.tx, person.member) if one != account]
