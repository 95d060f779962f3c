"""What admins and the staff's places hear about announcements, on all platforms."""

from core import people, roles
from core.actions import Button, Send
from core.announcements.draft import MACHINE
from core.context import Unit
from core.events import Account, Attachment, Place
from core.i18n import Message, Reader, _, compose
from core.outbox import Lane

Files = tuple[Attachment, ...]  # pictures of ours, where one of their size can be shown
Offers = tuple[tuple[tuple[Message, str], ...], ...]  # rows of (label, command line)


async def tell_staff(unit: Unit, message: Message, offers: Offers = ()) -> None:
    """Every admin in private, and every place of staff's, where moderators read along."""
    await tell_admins(unit, message, offers)
    for key in sorted(unit.config.staff_places):
        await _say(unit, Place.at(key), None, message, offers)


async def tell_admins(
    unit: Unit, message: Message, offers: Offers = (), *, but: str = "", files: Files = ()
) -> None:
    for account in await _admins(unit):
        if str(account) != but:
            await _tell(unit, account, message, offers, files)


async def _tell(
    unit: Unit, account: Account, message: Message, offers: Offers, files: Files
) -> None:
    """In private where we may, in their language."""
    place = await unit.private_place(account)
    if place is not None:
        person = await people.recognise(unit.tx, account)
        language = person.member.language if person else None
        await _say(unit, place, language, message, offers, files)


async def tell_there(
    unit: Unit, place: Place, language: str, message: Message, offers: Offers
) -> None:
    """Where somebody waits to hear it."""
    await _say(unit, place, language, message, offers)


async def _say(
    unit: Unit,
    place: Place,
    language: str | None,
    message: Message,
    offers: Offers,
    files: Files = (),
) -> None:
    wanted = language or unit.settings(place).language or unit.config.community.language
    most = unit.capabilities(place.platform).picture_bytes
    send = Send(
        place=place,
        body=compose(message, wanted),
        buttons=labelled(offers, wanted),
        files=tuple(file for file in files if file.size <= most),
    )
    await unit.put(send, lane=Lane.TICKETS)


def labelled(offers: Offers, language: str) -> tuple[tuple[Button, ...], ...]:
    reader = Reader(language)
    return tuple(
        tuple(Button(reader.gettext(label), command) for label, command in row) for row in offers
    )


async def _admins(unit: Unit) -> list[Account]:
    """All but those whose account is suspended: it may be in wrong hands."""
    suspended = await roles.suspended(unit.tx)
    return sorted(unit.config.admins - set(suspended), key=str)


def named(actor: str) -> str | Message:
    """Who did it, for a sentence of ours."""
    if actor == MACHINE:
        return _("the operator at the machine")
    return f"`{actor}`" if actor else _("the clock")
