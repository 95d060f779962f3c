"""Where staff is told of the FAQ, and tells: its places, or in private where it has none."""

from collections.abc import Awaitable, Callable, Mapping

from core import roles, staffroom
from core.actions import Buttons, Send
from core.context import Context, Unit, words
from core.events import Place
from core.feature import Command
from core.i18n import Message
from core.outbox import Lane
from core.platform import Argument, CommandSpec, Role
from core.text import Body

Handler = Callable[[Context, Mapping[str, str]], Awaitable[None]]


async def rooms(unit: Unit) -> list[Place]:
    """In private, moderators are among them."""
    if named := staffroom.named(unit):
        return named
    granted = await roles.staff(unit.tx)
    moderators = {who for who, role, state in granted if (role, state) == ("moderator", "held")}
    return await staffroom.in_private(unit, moderators | unit.config.admins)


async def tell(unit: Unit, message: Message) -> None:
    for place in await rooms(unit):
        await say(unit, place, words(message, staffroom.language_of(unit, place)))


async def say(unit: Unit, place: Place, body: Body, buttons: Buttons = ()) -> None:
    send = Send(place=place, body=body, buttons=buttons, silent=True)
    await unit.put(send, lane=Lane.TICKETS)


def command(
    name: str, summary: Message, handler: Handler, *arguments: Argument, role: Role = "moderator"
) -> Command:
    """One that staff gives where only staff reads, and that no menu shows."""
    spec = CommandSpec(
        name=name, summary=summary, arguments=arguments, role=role, where="staff", menu=False
    )
    return Command(spec, handler)
