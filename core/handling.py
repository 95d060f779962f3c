"""One event, once: its turn in its place, its unit of work, and what becomes of a poisonous one."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog
from prometheus_client import Counter, Histogram

from core import alarms, arrivals, chats, router
from core.context import Context, Unit
from core.events import (
    AlarmRaised,
    Event,
    MessageReceived,
    PlaceJoined,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
)
from core.feature import UserError
from core.i18n import _
from core.intake import tidy
from core.storage import Transaction
from core.storage.errors import BUGS, StorageError

if TYPE_CHECKING:
    from core.app import App

log = structlog.get_logger("app")

EVENTS = Counter("guildhall_events", "Events by what became of them", ["platform", "end"])
SECONDS = Histogram("guildhall_handle_seconds", "From an event to its commit", ["platform"])

TRIES = 3  # then an event that no handler survives is set aside, and the rest flows
_STORAGE_PAUSE = 0.5


class Handling:
    """Of all events of one app; those of a place wait for each other."""

    def __init__(self, app: "App") -> None:
        self._app = app
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, event: Event) -> None:
        """As `App.handle` promises."""
        app = self._app
        async with self._turn(event.place.key):
            try:
                notes = app.concerned(event, app.view(event))
            except Exception as fault:  # noqa: BLE001  a supervisor: one bad event, not the rest
                with _told_of(event):
                    await self._set_aside(event, fault)
                return
            if notes is None:
                EVENTS.labels(event.place.platform, "idle").inc()
                return
            with SECONDS.labels(event.place.platform).time(), _told_of(event):
                await self._handle(event, notes)

    @asynccontextmanager
    async def _turn(self, place: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(place, asyncio.Lock())  # kept while anybody waits for it
        async with lock:
            yield

    async def _handle(self, event: Event, notes: Mapping[str, object]) -> None:
        came, event = event, tidy(event, exact=router.is_exact(event, self._app))
        # Whoever noted the event itself hears what may be kept of it.
        notes = {name: event if note is came else note for name, note in notes.items()}
        fault: Exception | None = None
        tries = 0
        while tries < TRIES:
            try:
                end = await self._app.commit(lambda tx: self.once(tx, event, notes))
            except StorageError as error:
                if isinstance(error, BUGS):
                    tries, fault = tries + 1, error
                    continue
                log.error("storage", error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)
            except Exception as error:  # noqa: BLE001  a supervisor: one bad event, not the rest
                tries, fault = tries + 1, error
            else:
                EVENTS.labels(event.place.platform, end).inc()
                return
        await self._set_aside(event, fault)

    async def once(
        self, tx: Transaction, event: Event, notes: Mapping[str, object]
    ) -> tuple[Unit, str]:
        """Its unit of work, and what became of it."""
        now = self._app.clock()
        look = await arrivals.receive(tx, event, now)
        if look is None:
            return Unit(self._app, tx, now), "repeated"
        ctx = await arrivals.introduce(self._app, tx, event, now, look)
        try:
            async with ctx.part():
                await self._react(ctx, notes)
        except UserError as error:
            await ctx.say(error.message)
            return ctx, "refused"
        return ctx, "handled"

    async def _react(self, ctx: Context, notes: Mapping[str, object]) -> None:
        match ctx.event:
            case MessageReceived():
                await router.route(ctx, notes)
                return
            case PlaceMoved(before=before, place=place):
                await ctx.move_chat(before.chat, place.chat)
            case PlaceLost(place=place):
                await chats.mark_unreachable(ctx.tx, place.chat, ctx.now)
            case PlaceOpened(place=place) | PlaceJoined(place=place):
                await ctx.reach(place)
            case AlarmRaised() as alarm:
                await alarms.tell(ctx, alarm)
            case _:
                pass
        for listener in self._app.listeners:
            if listener.name in notes:
                await listener.hear(ctx, notes[listener.name])

    async def _set_aside(self, event: Event, fault: Exception | None) -> None:
        """Seen, with the kind of fault, and an excuse to whoever waits for an answer; the rest of
        the stream goes on."""
        kind = type(fault).__name__
        log.error("event set aside", exc_info=fault)
        EVENTS.labels(event.place.platform, "set aside").inc()
        while True:
            try:
                await self._app.commit(lambda tx: self._excuse(tx, event, kind))
            except BUGS as error:
                log.error("event not marked", error=str(error))
                return
            except StorageError as error:
                log.error("storage", error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)
            else:
                return

    async def _excuse(self, tx: Transaction, event: Event, kind: str) -> tuple[Unit, None]:
        now = self._app.clock()
        unit = Unit(self._app, tx, now)
        look = await arrivals.receive(tx, event, now, fault=kind)
        if look is None:
            return unit, None
        try:
            async with tx.savepoint():
                ctx = await arrivals.introduce(self._app, tx, event, now, look)
                if ctx.addressed and router.may_be_answered(ctx):
                    await ctx.say(_("Something went wrong on our side. Please try again later."))
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, BUGS):
                raise
            log.exception("no excuse")
            return unit, None
        return ctx, None


def _told_of(event: Event) -> AbstractContextManager[None]:
    """Every line that is logged meanwhile says which event it is about."""
    place = event.place
    return structlog.contextvars.bound_contextvars(
        platform=place.platform, place=place.key, update=event.id
    )
