"""Our own voice: whatever is written under our account without us means that the token is stolen.

A row in flight has no receipt yet: what nothing explains is looked at twice more, a little later.
"""

from datetime import timedelta

import msgspec

from core import outbox, schedule
from core.context import Context, Unit
from core.events import Event, OwnMessageSeen, Place
from core.feature import Job, Listener, View
from core.i18n import _
from core.text import Quoted
from moderation import staffroom

LOOK, TOLD = "own-voice", "own-voice-told"
LOOK_AGAIN = timedelta(seconds=10)  # before `/forget` takes what would explain it
LOOK_LAST = timedelta(seconds=35)  # together longer than a delivery may take
TELL_AGAIN = timedelta(minutes=10)  # whoever has the token may write a lot


class Strange(msgspec.Struct, frozen=True):
    """The payload of a look."""

    place: Place
    message: str
    nonce: str | None
    is_last: bool = False


def concerns(event: Event, view: View) -> OwnMessageSeen | None:
    return event if isinstance(event, OwnMessageSeen) else None


async def hear(ctx: Context, seen: OwnMessageSeen) -> bool:
    if not ctx.capabilities(seen.place.platform).hears_itself:
        return False
    if not await outbox.explains(ctx.tx, seen.place, seen.message, seen.nonce):
        await _look_in(ctx, LOOK_AGAIN, Strange(seen.place, seen.message, seen.nonce))
    return False


async def _look_in(unit: Unit, pause: timedelta, strange: Strange) -> None:
    key = f"{strange.place.key} {strange.message}"
    payload = msgspec.json.encode(strange).decode()
    await schedule.put(unit, LOOK, key, unit.now + pause, payload)


async def look(unit: Unit, payload: str) -> None:
    strange = msgspec.json.decode(payload, type=Strange)
    platform = strange.place.platform
    if await outbox.explains(unit.tx, strange.place, strange.message, strange.nonce):
        return
    if not strange.is_last:
        await _look_in(unit, LOOK_LAST, msgspec.structs.replace(strange, is_last=True))
        return
    if await schedule.find(unit, TOLD, platform) is not None:
        return
    await schedule.put(unit, TOLD, platform, unit.now + TELL_AGAIN)
    said = _(
        "Under our account on %(platform)s there is a message that I did not write: %(message)s in"
        " %(place)s. If none of you wrote it, our token is stolen: make a new one now, and delete"
        " the message.",
        platform=Quoted(platform.capitalize()),
        message=f"`{strange.message}`",
        place=f"`{strange.place.key}`",
    )
    await staffroom.alarm(unit, lambda _language: [said])


async def forget(_unit: Unit, _payload: str) -> None:
    """From now on it is told again."""


JOBS = (Job(LOOK, look), Job(TOLD, forget))
LISTENER = Listener("own voice", 6, concerns, hear)
