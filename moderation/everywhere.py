"""A ban of a person and not of one account: only after a moderator has said so."""

from core import people
from core.context import Context
from core.events import Account, Place
from core.feature import UserError
from core.i18n import Message, _
from moderation import acting, cards, store
from moderation.store import Case


async def offer(ctx: Context, case: Case) -> cards.Left:
    """A second button, where the banned account is one of several."""
    if case.account is None or not await _others(ctx, case.account):
        return ()
    return ((_("Ban all of their accounts"), f"/mod everywhere {case.id}"),)


async def ban(ctx: Context, case: Case) -> Message:
    """All accounts of that person, wherever they were seen; those of staff are never among them."""
    if case.account is None:
        raise UserError(_("Nobody stands behind this message."))
    accounts = [case.account, *await _others(ctx, case.account)]
    for account in accounts:
        await acting.refuse_staff(ctx, account)
    done = await _restrict(ctx, accounts, "ban")
    return _(
        "Banned: %(accounts)s accounts of one person, %(bans)s bans. Decided by %(who)s.",
        accounts=str(len(accounts)),
        bans=str(done),
        who=f"`{ctx.account}`",
    )


async def lift(ctx: Context, case: Case) -> None:
    """The whole of it, account by account, wherever they were seen."""
    if case.account is not None:
        await _restrict(ctx, [case.account, *await _others(ctx, case.account)], "lift")


async def _restrict(ctx: Context, accounts: list[Account], what: str) -> int:
    done = 0
    for account in accounts:
        for chat in await store.chats_of(ctx.tx, account):
            place = Place.at(chat)
            if ctx.capabilities(place.platform).restricts:
                await acting.restrict(ctx, place, account, what)
                done += 1
        await people.note(ctx.tx, ctx.account, f"{what} everywhere", str(account), ctx.now)
    return done


async def _others(ctx: Context, account: Account) -> list[Account]:
    person = await people.recognise(ctx.tx, account)
    if person is None:
        return []
    return [one for one in await people.accounts_of(ctx.tx, person.member) if one != account]
