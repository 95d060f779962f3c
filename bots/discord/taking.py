"""From an event to one that the core has handled: in order in a place, never too many at once."""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

import structlog
from prometheus_client import Counter, Gauge

from bots.discord.marks import Marks
from core.events import Event
from core.platform import Handle, Notes

log = structlog.get_logger("discord")

MARK = "mark"  # the note of how far we are
MOST_WAITING = 2_000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0

WAITING = Gauge("guildhall_discord_waiting_events", "Events taken and not yet handled")
PUT_OFF = Counter("guildhall_discord_put_off", "Messages left for later because too many waited")


class Taker:
    """Hands events to the core, those of one place one after another, each until it is handled:
    the gateway sends nothing twice. A message that comes while MOST_WAITING wait is left to be
    fetched again by `fetch(channel, guild, message)` when there is room."""

    def __init__(
        self,
        handle: Handle,
        marks: Marks,
        notes: Notes,
        tasks: asyncio.TaskGroup,
        fetch: Callable[[str, str, int], Awaitable[None]],
    ) -> None:
        self._handle, self._marks, self._notes = handle, marks, notes
        self._tasks, self._fetch = tasks, fetch
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._put_off: dict[tuple[str, str], int] = {}
        self._room = asyncio.Event()
        self._room.set()
        self.waiting = 0
        WAITING.set_function(lambda: self.waiting)

    def take(self, event: Event, before: Awaitable[None] | None = None) -> None:
        """`before` is awaited first, such as an acknowledgement; it must not raise."""
        self._count(+1)
        self._tasks.create_task(self._see_through(event, before))

    def take_made(self, made: Awaitable[Event | None]) -> None:
        """An event that is still being made; it must not raise. None: there is nothing to tell."""
        self._count(+1)
        self._tasks.create_task(self._make(made))

    def take_message(self, event: Event, message: int, channel: str, guild: str) -> None:
        """One that the mark waits for."""
        self._marks.begin(message)
        if self.waiting >= MOST_WAITING:
            PUT_OFF.inc()
            if (channel, guild) in self._put_off:
                self._marks.end(message)  # an older one holds the mark
            else:
                self._put_off[channel, guild] = message
            return
        self._count(+1)
        self._tasks.create_task(self._see_message_through(event, message))

    def pass_over(self, message: int) -> None:
        """One that is none of ours need not be read again."""
        self._ended(message)

    async def room(self) -> None:
        """Returns when not too many wait."""
        await self._room.wait()

    async def keep_up(self) -> None:
        """Fetches what was put off, until cancelled."""
        while True:
            await asyncio.sleep(0.2)
            if self._put_off and self._room.is_set():
                (channel, guild), message = next(iter(self._put_off.items()))
                del self._put_off[channel, guild]
                await self._fetch(channel, guild, message - 1)
                self._ended(message)

    async def _make(self, made: Awaitable[Event | None]) -> None:
        try:
            if (event := await made) is not None:
                self.take(event)
        finally:
            self._count(-1)

    async def _see_message_through(self, event: Event, message: int) -> None:
        await self._see_through(event, None)
        self._ended(message)

    def _ended(self, message: int) -> None:
        self._marks.end(message)
        self._notes.later(MARK, str(self._marks.value))

    async def _see_through(self, event: Event, before: Awaitable[None] | None) -> None:
        try:
            if before is not None:
                await before
            async with self._turns.setdefault(event.place.key, asyncio.Lock()):
                await self._insist(event)
        finally:
            self._count(-1)

    async def _insist(self, event: Event) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._handle(event)
            except Exception:  # a supervisor: the event is not lost, it is tried again
                log.exception("event not handled", update=event.id, place=event.place.key)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return

    def _count(self, step: int) -> None:
        self.waiting += step
        if self.waiting >= MOST_WAITING:
            self._room.clear()
        elif self.waiting <= MOST_WAITING // 2 and not self._room.is_set():
            self._room.set()
