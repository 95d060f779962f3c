"""The one way in: `App.handle(event)` turns what happened into what is to be done."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog
from prometheus_client import Counter, Histogram

from core import alarms, arrivals, chats, moments, moves, pictures, roles, router, snapshots
from core.actions import Receipt
from core.config import Config, PlaceSettings
from core.context import Context, Unit
from core.delivery import Delivery
from core.events import (
    Account,
    AlarmRaised,
    Event,
    MessageReceived,
    Place,
    PlaceJoined,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
)
from core.facts import Fact
from core.feature import Feature, UserError, View
from core.fetching import Fetching
from core.i18n import _
from core.intake import tidy
from core.limits import Limits
from core.official import Official
from core.places import Places
from core.platform import Capabilities, CommandSpec, Outcome, Platform
from core.storage import Storage, Transaction
from core.storage.errors import BUGS, StorageError
from core.traffic import Traffic

T = TypeVar("T")
log = structlog.get_logger("app")

EVENTS = Counter("guildhall_events", "Events by what became of them", ["platform", "end"])
SECONDS = Histogram("guildhall_handle_seconds", "From an event to its commit", ["platform"])

TRIES = 3  # then an event that no handler survives is set aside, and the rest flows
_STORAGE_PAUSE = 0.5


class App:
    """Features over one storage. Platforms call `handle`; `deliveries` carry out what it queued."""

    def __init__(
        self,
        config: Config,
        storage: Storage,
        features: Sequence[Feature],
        *,
        clock: Callable[[], datetime] = moments.now,
    ) -> None:
        self.storage, self.features, self.clock = storage, tuple(features), clock
        self.commands = {c.spec.name: c for f in features for c in f.commands}
        self.specs: dict[str, CommandSpec] = {n: c.spec for n, c in self.commands.items()}
        self.listeners = sorted((x for f in features for x in f.listeners), key=lambda x: x.order)
        self._fact_listeners = [x for f in features for x in f.fact_listeners]
        self._owners = {f.name: f for f in features}
        self.snapshots = snapshots.Snapshots([s for f in features for s in f.snapshots], storage)
        self.deliveries: dict[str, Delivery] = {}
        self._shown = ("", b"")  # a picture of ours, and its digest
        self.fetching = Fetching(self.platform, self._picture)
        self.traffic = Traffic()
        self.alarm = asyncio.Event()  # rings for the schedule: a job may be due
        self.next_look: datetime | None = None  # when it looks by itself; None while it is looking
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._places = Places()
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Take a new configuration; limits begin afresh."""
        self.config = config
        self.official = Official.of(config)
        self.questions = Limits(config.limits.questions_per_minute)
        self.messages = Limits(config.limits.messages_per_minute)
        self.presses = Limits(config.limits.presses_per_minute)
        self._places.configure(config)

    def add(self, platform: Platform) -> Delivery:
        """Carry out the actions of this platform; the caller runs what is returned."""
        delivery = Delivery(platform, self.unit, self._tell_owner, self.clock, self.fetching)
        self.deliveries[platform.name] = delivery
        return delivery

    # -- questions that features ask -------------------------------------------------------------

    def settings(self, place: Place) -> PlaceSettings:
        """Effective settings, found under the chat's old id too."""
        return self._places.settings(place)

    def is_staff_place(self, place: Place) -> bool:
        """Only staff is heard there; a group that moved stays one."""
        return self._places.is_staff(place)

    def moved_to(self, chat: str) -> str:
        """The chat's id now."""
        return self._places.now(chat)

    def note_move(self, before: str, after: str) -> None:
        self._places.note_move(before, after)

    def capabilities(self, platform: str) -> Capabilities:
        found = self.platform(platform)
        return found.capabilities if found else Capabilities()

    def platform(self, name: str) -> Platform | None:
        """None for one that does not run."""
        delivery = self.deliveries.get(name)
        return delivery.platform if delivery else None

    async def _picture(self, sha256: str) -> bytes | None:
        """One of the house's own; the last one is kept, for it goes to many places."""
        if self._shown[0] != sha256:
            found = await self.storage.read(lambda tx: pictures.load(tx, sha256))
            if found is None:
                return None
            self._shown = (sha256, found[1])
        return self._shown[1]

    def expect(self, due: datetime) -> None:
        """A job was put in: the schedule looks sooner where it has to."""
        if self.next_look is None or due < self.next_look:
            self.alarm.set()

    # -- units of work ---------------------------------------------------------------------------

    async def start(self) -> None:
        """Load what is kept in memory. Call once, before the first event."""

        await self.unit(self.note_admins)
        for before, after in await self.unit(lambda unit: moves.all_moves(unit.tx)):
            self.note_move(before, after)
        await self.snapshots.load_all()

    async def note_admins(self, unit: Unit) -> None:
        """Since when each admin of the config is one; at a start and after each `configure`."""
        config = self.config
        await roles.load_admins(unit.tx, config.admins, config.unsuspended, unit.now)

    async def unit(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run `work` in one transaction; after its commit wake whom it concerns."""
        return await self._commit(lambda tx: self._plain(tx, work))

    async def _plain(self, tx: Transaction, work: Callable[[Unit], Awaitable[T]]) -> tuple[Unit, T]:
        unit = Unit(self, tx, self.clock())
        return unit, await work(unit)

    async def _commit(self, work: Callable[[Transaction], Awaitable[tuple[Unit, T]]]) -> T:
        unit, result = await self.storage.run(work)
        for wake in unit.wakes:
            if delivery := self.deliveries.get(wake.platform):
                delivery.wake([wake])
        for call in unit.after_commit:
            call()
        return result

    async def tell(self, ctx: Context, fact: Fact) -> None:
        for listener in self._fact_listeners:
            await listener.hear(ctx, fact)

    def forget(self, accounts: Sequence[Account]) -> None:
        """They were erased: nothing that is only in memory may be written down any more."""
        for feature in self.features:
            if feature.forgets is not None:
                feature.forgets(accounts)

    async def _tell_owner(
        self, unit: Unit, owner: str | None, key: str | None, end: Receipt | Outcome
    ) -> None:
        """In the unit that records the end: a bug of the owner's must not undo that."""
        feature = self._owners.get(owner or "")
        if feature is None or key is None:
            return
        try:
            async with unit.part():
                await _let_hear(feature, unit, key, end)
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, BUGS):
                raise
            log.exception("owner failed", owner=owner, key=key)

    # -- events ----------------------------------------------------------------------------------

    async def handle(self, event: Event) -> None:
        """Handle one event, once: returns after the commit. Those of a place wait for each other.

        Raises nothing: an event that cannot be handled is set aside after TRIES, and while the
        database takes nothing the event waits.
        """
        self.traffic.note(event)
        async with self._turn(event.place.key):
            view = View(
                self.snapshots,
                self.clock(),
                self.settings(event.place),
                self.config,
                in_staff_place=self.is_staff_place(event.place),
            )
            try:
                notes = self.concerned(event, view)
            except Exception as fault:  # noqa: BLE001  a supervisor: one bad event, not the rest
                with _told_of(event):
                    await self._set_aside(event, fault)
                return
            if notes is None:
                EVENTS.labels(event.place.platform, "idle").inc()
                return
            with SECONDS.labels(event.place.platform).time(), _told_of(event):
                await self._handle(event, notes)

    def concerned(self, event: Event, view: View) -> Mapping[str, object] | None:
        """Each concerned listener's note; None when nobody is, and nothing has to be written."""
        notes = {}
        for listener in self.listeners:
            note = listener.concerns(event, view)
            if note is not None:
                notes[listener.name] = note
        return notes if notes or router.always(event, self) else None

    @asynccontextmanager
    async def _turn(self, place: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(place, asyncio.Lock())  # kept while anybody waits for it
        async with lock:
            yield

    async def _handle(self, event: Event, notes: Mapping[str, object]) -> None:
        came, event = event, tidy(event, exact=router.is_exact(event, self))
        # Whoever noted the event itself hears what may be kept of it.
        notes = {name: event if note is came else note for name, note in notes.items()}
        fault: Exception | None = None
        tries = 0
        while tries < TRIES:
            try:
                end = await self._commit(lambda tx: self._once(tx, event, notes))
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

    async def _once(
        self, tx: Transaction, event: Event, notes: Mapping[str, object]
    ) -> tuple[Unit, str]:
        now = self.clock()
        look = await arrivals.receive(tx, event, now)
        if look is None:
            return Unit(self, tx, now), "repeated"
        ctx = await arrivals.introduce(self, tx, event, now, look)
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
        for listener in self.listeners:
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
                await self._commit(lambda tx: self._excuse(tx, event, kind))
            except BUGS as error:
                log.error("event not marked", error=str(error))
                return
            except StorageError as error:
                log.error("storage", error=str(error))
                await asyncio.sleep(_STORAGE_PAUSE)
            else:
                return

    async def _excuse(self, tx: Transaction, event: Event, kind: str) -> tuple[Unit, None]:
        now = self.clock()
        unit = Unit(self, tx, now)
        look = await arrivals.receive(tx, event, now, fault=kind)
        if look is None:
            return unit, None
        try:
            async with tx.savepoint():
                ctx = await arrivals.introduce(self, tx, event, now, look)
                if ctx.addressed and router.may_be_answered(ctx):
                    await ctx.say(_("Something went wrong on our side. Please try again later."))
        except Exception as error:
            if isinstance(error, StorageError) and not isinstance(error, BUGS):
                raise
            log.exception("no excuse")
            return unit, None
        return ctx, None


async def _let_hear(feature: Feature, unit: Unit, key: str, end: Receipt | Outcome) -> None:
    if isinstance(end, Receipt):
        if feature.on_delivered:
            await feature.on_delivered(unit, key, end)
    elif feature.on_failed:
        await feature.on_failed(unit, key, end)


def _told_of(event: Event) -> AbstractContextManager[None]:
    """Every line that is logged meanwhile says which event it is about."""
    place = event.place
    return structlog.contextvars.bound_contextvars(
        platform=place.platform, place=place.key, update=event.id
    )
