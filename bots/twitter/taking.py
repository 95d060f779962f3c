"""From a post or message as it came to an event that the core has handled."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from prometheus_client import Counter

from bots.twitter.api import Json, Me
from bots.twitter.askers import START, STOP, Asker, Askers, says
from bots.twitter.incoming import private
from core.events import Account, Event, MessageReceived, PlaceLost, PlaceOpened
from core.platform import Handle

log = structlog.get_logger("x")

SKIPPED = Counter("guildhall_x_skipped_updates", "Posts and messages that could not be read")

Read = Callable[[Json, Mapping[str, Json], Me], Event | None]


class Taker:
    """Between the readers and the core: one who said stop is heard no more, until they start."""

    def __init__(self, me: Me, handle: Handle, askers: Askers) -> None:
        self._me, self._handle, self._askers = me, handle, askers

    async def take(self, raw: Json, people: Mapping[str, Json], read: Read) -> None:
        """Raises what the core raises: then it is not done with."""
        event = self._read(raw, people, read)
        if isinstance(event, MessageReceived) and event.author is not None:
            await self._heard(event, event.author)
        elif event is not None:
            await self._handle(event)

    def _read(self, raw: Json, people: Mapping[str, Json], read: Read) -> Event | None:
        """One that cannot be read must not stop the rest."""
        try:
            return read(raw, people, self._me)
        except Exception as error:  # noqa: BLE001  whatever X may send one day
            SKIPPED.inc()
            # The error's text may quote the message.
            log.error("update skipped", update=str(raw.get("id")), error=type(error).__name__)
            return None

    async def _heard(self, event: MessageReceived, author: Account) -> None:
        called = event.addressed or (event.quoted is not None and event.quoted.ours)
        if not event.place.private:
            asker = Asker(author.id, event.handle or "", called=called)
            await self._askers.note(event.message, asker)
        if called and says(event.text, STOP):
            await self._askers.stop(author.id)
            await self._handle(PlaceLost(id=event.id, at=event.at, place=private(author.id)))
        elif not await self._askers.has_stopped(author.id):
            await self._handle(event)
        elif called and says(event.text, START):
            await self._askers.stop(author.id, stopped=False)
            await self._handle(_opened(event.id, event.at, author))


def _opened(id_: str, at: datetime, author: Account) -> PlaceOpened:
    return PlaceOpened(id=id_, at=at, place=private(author.id))
