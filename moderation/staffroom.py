"""Where staff is told, and in which language: in its places, else each admin in private."""

from collections.abc import Callable, Sequence

from core import outbox, roles
from core.actions import Send
from core.context import Unit, words
from core.events import Account, Place
from core.i18n import Message, Reader
from core.outbox import Lane
from core.text import Body, Words

Sentences = Callable[[str], Sequence[Message]]  # in a language


async def rooms(unit: Unit) -> list[Place]:
    if named := unit.config.staff.places:
        chats = map(Account.parse, sorted(named))  # of the same form, platform:id
        return [Place(chat.platform, chat.id) for chat in chats]
    return await admins(unit)


async def admins(unit: Unit) -> list[Place]:
    """Private places of those whom we can reach."""
    staff = unit.config.admins - set(await roles.suspended(unit.tx))
    found = [await unit.private_place(account) for account in sorted(staff, key=str)]
    return [place for place in found if place is not None]


def language_of(unit: Unit, place: Place) -> str:
    return unit.settings(place).language or unit.config.community.language


def reader_at(unit: Unit, place: Place) -> Reader:
    zone = unit.settings(place).zone or unit.config.community.zone
    return Reader(language_of(unit, place), zone)


async def alarm(unit: Unit, sentences: Sentences, *, without: str = "", once: str = "") -> None:
    """Aloud, before other cards. `without` is a chat that can hear nothing any more: then each
    admin is told, too. With `once` the same is told only once in a week."""
    places = [place for place in await rooms(unit) if place.chat != without]
    if without in unit.config.staff_places:
        places += await admins(unit)
    for place in dict.fromkeys(places):
        body = _joined(sentences(language_of(unit, place)), language_of(unit, place))
        key = f"{once}:{place.key}" if once else None
        if key is None or await outbox.platform_of(unit.tx, key) is None:
            await unit.put(Send(place=place, body=body), lane=Lane.REPLIES, key=key)


def _joined(sentences: Sequence[Message], language: str) -> Body:
    body = tuple(part for each in sentences for part in (*words(each, language), Words("\n")))
    return body[:-1]
