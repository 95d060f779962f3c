"""Where staff is told something, and in which language: in its places, else each in private."""

from collections.abc import Set

from core import roles
from core.actions import Buttons, Edit, Send
from core.context import Unit
from core.events import Account, Place
from core.i18n import Reader
from core.outbox import Lane, NoSuchMessage
from core.text import Body


async def rooms(unit: Unit) -> list[Place]:
    return named(unit) or await admins(unit)


def named(unit: Unit) -> list[Place]:
    """Those of the config."""
    chats = map(Account.parse, sorted(unit.config.staff.places))  # of the same form, platform:id
    return [Place(chat.platform, chat.id) for chat in chats]


async def admins(unit: Unit) -> list[Place]:
    return await in_private(unit, unit.config.admins)


async def in_private(unit: Unit, accounts: Set[Account]) -> list[Place]:
    """Of those whom we can reach; a suspended account may be in wrong hands."""
    trusted = accounts - set(await roles.suspended(unit.tx))
    found = [await unit.private_place(account) for account in sorted(trusted, key=str)]
    return [place for place in found if place is not None]


def language_of(unit: Unit, place: Place) -> str:
    return unit.settings(place).language or unit.config.community.language


def reader_at(unit: Unit, place: Place) -> Reader:
    zone = unit.settings(place).zone or unit.config.community.zone
    return Reader(language_of(unit, place), zone)


async def show(
    unit: Unit, place: Place, key: str, body: Body, buttons: Buttons, *, silent: bool = True
) -> None:
    """A card that can be rewritten by its key."""
    send = Send(place=place, body=body, buttons=buttons, silent=silent)
    await unit.put(send, lane=Lane.TICKETS, key=f"{key}:{place.key}")


async def rewrite(unit: Unit, place: Place, key: str, body: Body, buttons: Buttons = ()) -> None:
    """The card there; nothing where there was none."""
    edit = Edit(target=f"{key}:{place.key}", body=body, buttons=buttons)
    try:
        await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
    except NoSuchMessage:
        return
