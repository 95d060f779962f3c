"""What an adapter has behind it in its tests: a core that listens, and a memory."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from core.events import AlarmRaised, Event, MessageReceived


@dataclass
class Notes:
    """The adapter's memory; it outlives an adapter. `forgets`: what may be lost in a crash is."""

    kept: dict[str, str] = field(default_factory=dict)
    is_full: bool = False
    forgets: bool = False

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        if self.is_full:
            raise OSError("no space left")
        self.kept[key] = value

    def later(self, key: str, value: str) -> None:
        if not self.forgets:
            self.kept[key] = value


@dataclass
class Core:
    """`answer` is awaited with each event before it counts as handled."""

    events: list[Event] = field(default_factory=list)
    answer: Callable[[Event], Awaitable[None]] | None = None
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, event: Event) -> None:
        if self.answer is not None:
            await self.answer(event)
        self.events.append(event)
        self._more.set()

    async def told(self, count: int = 1) -> list[Event]:
        """All events, as soon as there are `count`."""
        await self._until(lambda: len(self.events) >= count)
        return self.events

    async def heard(self, count: int = 1) -> list[MessageReceived]:
        """The messages of people, as soon as there are `count`."""
        await self._until(lambda: len(self.messages) >= count)
        return self.messages

    async def warned(self, what: str) -> AlarmRaised:
        """The alarm of this name, as soon as it is raised."""

        def alarms() -> list[AlarmRaised]:
            return [e for e in self.events if isinstance(e, AlarmRaised) and e.what == what]

        await self._until(lambda: bool(alarms()))
        return alarms()[0]

    async def _until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():
                self._more.clear()
                await self._more.wait()

    @property
    def messages(self) -> list[MessageReceived]:
        return [event for event in self.events if isinstance(event, MessageReceived)]

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.messages]
