"""Askers who go: the card says so before anybody writes into the void."""

from core.context import Context
from core.events import Account, Event, MemberLeft, PlaceLost, PlaceOpened
from core.feature import View
from core.i18n import _
from core.tickets import cards, outcomes, relay, spots, store
from core.tickets.rules import Ticket

MOST = 20  # live tickets of one person


def concerns(event: Event, _view: View) -> Event | None:
    """A private chat that is closed to us or open again, and whoever leaves a group or server."""
    if isinstance(event, PlaceLost | PlaceOpened):
        return event if event.place.private else None
    return event if isinstance(event, MemberLeft) else None


async def hear(ctx: Context, event: Event) -> bool:
    match event:
        case MemberLeft(author=author):
            for ticket in await _live(ctx, author):
                await _left(ctx, ticket)
        case PlaceLost(place=place) | PlaceOpened(place=place):
            # A person's private chat has their own id wherever a platform tells this.
            for ticket in await _live(ctx, Account(place.platform, place.id)):
                await cards.renew(ctx, ticket)
        case _:
            pass
    return False


async def _live(ctx: Context, asker: Account) -> list[Ticket]:
    found = await store.of_account(ctx.tx, asker, MOST)
    return [ticket for ticket in found if ticket.is_live]


async def _left(ctx: Context, ticket: Ticket) -> None:
    """A thread that was opened for them there is closed to them; a private chat may still do. One
    in another channel may be of the same server: only staff can tell."""
    asker = await spots.find(ctx.tx, ticket.id, "asker")
    origin = await spots.find(ctx.tx, ticket.id, "origin")
    in_thread = asker is not None and asker.place is not None and asker.place.thread is not None
    here = {spot.place.id for spot in (asker, origin) if spot and spot.place}
    if ctx.place.id not in here and not in_thread:
        return
    said = _("The asker has left a group or server of ours.")
    await relay.say_to_staff(ctx, ticket.id, said)
    if in_thread and ctx.place.id in here:
        await outcomes.no_way(ctx, ticket)
