"""Where staff is told something, and tells: its places, or in private where it has none."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from core import roles
from core.actions import Buttons, Edit, Send
from core.context import Context, Unit, words
from core.events import Account, Place
from core.feature import Command
from core.i18n import Message
from core.outbox import Lane, NoSuchMessage
from core.platform import Argument, CommandSpec, Role
from core.text import Body

Handler = Callable[[Context, Mapping[str, str]], Awaitable[None]]


async def rooms(unit: Unit) -> list[Place]:
    if named := unit.config.staff.places:
        chats = map(Account.parse, sorted(named))  # of the same form, platform:id
        return [Place(chat.platform, chat.id) for chat in chats]
    found = [await unit.private_place(account) for account in sorted(await _staff(unit), key=str)]
    return [place for place in found if place is not None]


async def _staff(unit: Unit) -> Iterable[Account]:
    """Moderators and admins; a suspended one is neither."""
    granted = await roles.staff(unit.tx)
    moderators = {who for who, role, state in granted if (role, state) == ("moderator", "held")}
    return (moderators | unit.config.admins) - set(await roles.suspended(unit.tx))


def language_of(unit: Unit, place: Place) -> str:
    return unit.settings(place).language or unit.config.community.language


async def tell(unit: Unit, message: Message) -> None:
    for place in await rooms(unit):
        await say(unit, place, words(message, language_of(unit, place)))


async def say(unit: Unit, place: Place, body: Body, buttons: Buttons = ()) -> None:
    send = Send(place=place, body=body, buttons=buttons, silent=True)
    await unit.put(send, lane=Lane.TICKETS)


async def show(unit: Unit, place: Place, key: str, body: Body, buttons: Buttons) -> None:
    """A card that can be rewritten by its key."""
    send = Send(place=place, body=body, buttons=buttons, silent=True)
    await unit.put(send, lane=Lane.TICKETS, key=f"{key}:{place.key}")


async def rewrite(unit: Unit, place: Place, key: str, body: Body) -> None:
    """The card there without its buttons; nothing where there was none."""
    edit = Edit(target=f"{key}:{place.key}", body=body)
    try:
        await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
    except NoSuchMessage:
        return


def command(
    name: str, summary: Message, handler: Handler, *arguments: Argument, role: Role = "moderator"
) -> Command:
    """One that staff gives where only staff reads, and that no menu shows."""
    spec = CommandSpec(
        name=name, summary=summary, arguments=arguments, role=role, where="staff", menu=False
    )
    return Command(spec, handler)
