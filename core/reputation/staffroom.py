"""Where moderators are shown something to decide, and where it is rewritten once it is decided."""

from collections.abc import Set

from core import roles
from core.actions import Buttons, Edit, Send
from core.context import Context, Unit
from core.events import Account, Place
from core.outbox import Lane, NoSuchMessage
from core.reputation import store
from core.text import Body

_MOST_DIGITS = 15


async def rooms(unit: Unit) -> list[Place]:
    """The staff's places; where there are none, each admin in private."""
    if named := unit.config.staff.places:
        chats = map(Account.parse, sorted(named))  # of the same form, platform:id
        return [Place(chat.platform, chat.id) for chat in chats]
    admins = unit.config.admins - set(await roles.suspended(unit.tx))
    found = [await unit.private_place(account) for account in sorted(admins, key=str)]
    return [place for place in found if place is not None]


def language_of(unit: Unit, place: Place) -> str:
    return unit.settings(place).language or unit.config.community.language


async def show(unit: Unit, place: Place, key: str, body: Body, buttons: Buttons) -> None:
    send = Send(place=place, body=body, buttons=buttons, silent=True)
    await unit.put(send, lane=Lane.TICKETS, key=f"{key}:{place.key}")


async def close(unit: Unit, place: Place, key: str, body: Body) -> None:
    """What was decided, in place of the card; nothing where there was none."""
    edit = Edit(target=f"{key}:{place.key}", body=body)
    try:
        await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
    except NoSuchMessage:
        return


def number(typed: str) -> int:
    """0, which is nobody's, for what cannot be one."""
    return int(typed) if typed.isdecimal() and len(typed) <= _MOST_DIGITS else 0


async def is_about(ctx: Context, accounts: Set[str]) -> bool:
    """Whether one of them is the moderator's own, or ever was linked with one of those."""
    return not accounts.isdisjoint(await store.kin(ctx.tx, ctx.account))
