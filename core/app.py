"""The one way in: `App.handle(event)` turns what happened into what is to be done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import structlog

from core import moments, moves, roles, router, snapshots
from core.actions import Receipt
from core.config import Config, PlaceSettings
from core.context import Context, Unit
from core.delivery import Delivery
from core.events import Account, Event, Place
from core.facts import Fact
from core.feature import Feature, View
from core.fetching import Fetching
from core.handling import Handling
from core.limits import Limits
from core.official import Official
from core.pictures import Shelf
from core.places import Places
from core.platform import Capabilities, CommandSpec, Outcome, Platform
from core.storage import Storage, Transaction
from core.storage.errors import BUGS, StorageError
from core.traffic import Traffic

T = TypeVar("T")
log = structlog.get_logger("app")


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
        self.fetching = Fetching(self.platform, Shelf(storage).picture)
        self.handling = Handling(self)
        self.traffic = Traffic()
        self.alarm = asyncio.Event()  # rings for the schedule: a job may be due
        self.next_look: datetime | None = None  # when it looks by itself; None while it is looking
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
        return await self.commit(lambda tx: self._plain(tx, work))

    async def _plain(self, tx: Transaction, work: Callable[[Unit], Awaitable[T]]) -> tuple[Unit, T]:
        unit = Unit(self, tx, self.clock())
        return unit, await work(unit)

    async def commit(self, work: Callable[[Transaction], Awaitable[tuple[Unit, T]]]) -> T:
        """The same with a unit that `work` makes."""
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

        Raises nothing: an event that cannot be handled is set aside, and while the database takes
        nothing the event waits.
        """
        self.traffic.note(event)
        await self.handling.handle(event)

    def view(self, event: Event) -> View:
        return View(
            self.snapshots,
            self.clock(),
            self.settings(event.place),
            self.config,
            in_staff_place=self.is_staff_place(event.place),
        )

    def concerned(self, event: Event, view: View) -> Mapping[str, object] | None:
        """Each concerned listener's note; None when nobody is, and nothing has to be written."""
        notes = {}
        for listener in self.listeners:
            note = listener.concerns(event, view)
            if note is not None:
                notes[listener.name] = note
        return notes if notes or router.always(event, self) else None


async def _let_hear(feature: Feature, unit: Unit, key: str, end: Receipt | Outcome) -> None:
    if isinstance(end, Receipt):
        if feature.on_delivered:
            await feature.on_delivered(unit, key, end)
    elif feature.on_failed:
        await feature.on_failed(unit, key, end)
