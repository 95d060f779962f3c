"""What a person decides about an account: a case for each place, so that an undo finds them all."""

from datetime import datetime
from typing import NamedTuple

from core import people
from core.context import Context
from core.events import Account, Place
from moderation import acting, store, telling
from moderation.store import Case


class Measure(NamedTuple):
    """What is done, until when and why; `first` is the case that speaks for it, if not its own."""

    what: str
    until: datetime | None = None
    reason: str = ""
    first: int | None = None


async def take(ctx: Context, account: Account, places: list[Place], measure: Measure) -> Case:
    """The first of its cases, which speaks for the others. `places` is not empty."""
    first = await _take(ctx, account, places[0], measure)
    for place in places[1:]:
        await _take(ctx, account, place, measure._replace(first=measure.first or first.id))
    return first


async def _take(ctx: Context, account: Account, place: Place, measure: Measure) -> Case:
    case = Case(
        at=ctx.now,
        place=place,
        message=None,
        account=account,
        rule=telling.BY_STAFF,
        why=measure.what,
        action=measure.what,
        until=measure.until,
        state="right",
        text=await _keep(ctx, account, measure.reason),
        first=measure.first,
    )
    case = await store.add(ctx.tx, case)
    if measure.what != "warn":
        await acting.restrict(ctx, place, account, measure.what, measure.until, case=case.id)
    return case


async def _keep(ctx: Context, account: Account, reason: str) -> int | None:
    """With the words of the person whom it is about: it goes when they are forgotten."""
    if not reason:
        return None
    person = await people.recognise(ctx.tx, account)
    return await store.keep_text(ctx.tx, reason, person.member.id if person else None, ctx.now)


async def seen_in(ctx: Context, account: Account) -> list[Place]:
    """Where somebody was seen and can be restricted."""
    return able(ctx, [Place.at(chat) for chat in await store.chats_of(ctx.tx, account)])


def able(ctx: Context, places: list[Place]) -> list[Place]:
    """Those in which somebody can be restricted."""
    return [place for place in places if ctx.capabilities(place.platform).restricts]
