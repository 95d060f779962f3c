"""Where staff is told, as everywhere, and where an alarm is heard."""

from collections.abc import Callable, Sequence

from core import outbox
from core.actions import Send
from core.context import Unit, words
from core.i18n import Message
from core.outbox import Lane
from core.staffroom import admins, language_of, reader_at, rooms
from core.text import Body, Words

__all__ = ["alarm", "language_of", "reader_at", "rooms"]

Sentences = Callable[[str], Sequence[Message]]  # in a language


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
