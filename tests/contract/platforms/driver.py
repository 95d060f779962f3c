"""What a platform brings to the contract suite: its fake, its own updates, its readers' screens."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from core.actions import Action, Receipt
from core.events import Account, Event, OwnMessageSeen, Place
from core.i18n import _
from core.platform import CommandSpec, Delivery, Platform, Suggestion
from tests.fakes import faults
from tests.fakes.faults import Fault

Update = Any  # in the platform's own form, as it comes over the wire

COMMANDS = (
    CommandSpec(name="ask", summary=_("Ask a question")),
    CommandSpec(name="staff", summary=_("Give or take a role"), role="admin"),
)
FORMS = (
    *("text", "caption", "quote", "forward", "poll", "contact", "hidden link", "bare link"),
    *("button", "album", "edit", "file name", "topic title", "own tag"),
)


@dataclass(frozen=True)
class Recording:
    """An update as the platform sent it, and what it says in the core's words."""

    update: Update
    event: Event


@dataclass(frozen=True)
class Form:
    """A way in which words can reach a reader: in `updates` they read `words` and see `links`,
    which are (target, text)."""

    updates: Sequence[Update]
    words: Sequence[str]
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Seen:
    """A message of ours as its readers see it. `live` is whatever in its text can be clicked, runs
    a command or calls somebody."""

    id: str
    text: str
    thread: str | None = None
    buttons: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    silent: bool = False
    pinned: bool = False


class Notes:
    """An adapter's memory, for the length of a test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        self.kept[key] = value

    def later(self, key: str, value: str) -> None:
        self.kept[key] = value


class Driver(ABC):
    """One platform, not yet running, with its fake around it.

    `private` is a conversation with a person who wrote to us, `stranger` one with a person who
    never did. `crowd` is a place of many people, in which we have every right; `member` is one of
    them. Where there are no such places `crowd` is the private one.
    """

    platform: Platform
    private: Place
    stranger: Place
    crowd: Place
    member: Account

    def __init__(self) -> None:
        self.notes = Notes()
        self.suggested: list[str] = []
        self.gate = asyncio.Event()  # closed, the core handles nothing to its end
        self.gate.set()
        self.begun = asyncio.Event()
        self.failures = 0  # how often the core fails to handle an event before it succeeds
        self._told: list[Event] = []
        self._rows = 0

    # --- what the suite does

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        task = asyncio.create_task(self.platform.run(self._hear))
        try:
            await asyncio.sleep(0)
            yield task
        finally:
            task.cancel()
            await asyncio.wait([task], timeout=2)

    async def tell(self, *updates: Update) -> list[Event]:
        """What reached the core of these updates, once each is done with. The platform runs."""
        self._told = []
        async with asyncio.timeout(5):
            await self.bring(updates)
        return self._told

    async def overhears(self, messages: Sequence[str], within: float = 0.3) -> bool:
        """Whether a message of ours came back to us. The platform runs."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not any(_is_own(event, messages) for event in self._told):  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                return True
        return False

    async def perform(
        self, action: Action, place: Place, target: Sequence[str] = (), **more: Any
    ) -> Receipt:
        return await self.platform.perform(self.delivery(action, place, target, **more))

    def delivery(
        self, action: Action, place: Place, target: Sequence[str] = (), **more: Any
    ) -> Delivery:
        """A row of its own."""
        self._rows += 1
        return Delivery(row=self._rows, action=action, place=place, target=tuple(target), **more)

    async def seen(self, receipt: Receipt) -> list[Seen]:
        """The parts that a receipt names, in the order in which they stand on the screen."""
        return [each for each in await self.screen(receipt.place) if each.id in receipt.ids]

    # --- what a platform brings

    @abstractmethod
    def create(self) -> Platform:
        """Another adapter of the same account, made as the composition root makes it."""

    @abstractmethod
    async def bring(self, updates: Sequence[Update]) -> None:
        """Hand updates over, in this order; back when the adapter has acknowledged them all."""

    @abstractmethod
    async def recordings(self) -> list[Recording]:
        """One for each kind of event that the platform knows, dated now, each under a new id."""

    @abstractmethod
    def forms(self) -> Mapping[str, Form | None]:
        """One for each of FORMS; None for a form that the platform does not have."""

    @abstractmethod
    def numbered(self, number: int | str) -> Update:
        """A private message in which every id that the platform chooses is `number`."""

    @abstractmethod
    def strange(self) -> list[Update]:
        """Updates of which nothing is for us: unknown kinds, missing fields, no sense at all."""

    @abstractmethod
    def adorned(self, update: Update) -> Update:
        """The same update with fields and values that are not known yet."""

    @abstractmethod
    def echo(self, receipt: Receipt) -> list[Update]:
        """A message of ours as the platform hands it back to us, or as somebody may forge it."""

    @abstractmethod
    async def screen(self, place: Place) -> list[Seen]:
        """What stands there of ours, as its readers see it."""

    @abstractmethod
    async def state(self) -> object:
        """Everything that a write of ours would change, for comparing."""

    @abstractmethod
    def outage(self) -> AbstractAsyncContextManager[None]:
        """A while in which nothing can be delivered."""

    @abstractmethod
    def break_after(self, parts: int) -> bool:
        """The next send fails after so many parts; False where a send is all or nothing."""

    @property
    def limit(self) -> int:
        """Of one part in `private`."""
        return self.platform.capabilities.text_limit

    def measure(self, text: str) -> int:
        """Length in the measure of `limit`."""
        return len(text)

    async def types(self, words: str) -> list[str]:
        """A person types; the titles that they are offered."""
        return []

    async def standing(self) -> str:
        """Of `member` in `crowd`: free, muted, kicked or banned."""
        raise NotImplementedError

    async def locked(self) -> bool:
        """Whether `crowd` is closed to whoever has no rights there."""
        raise NotImplementedError

    def name(self) -> str:
        """Of `member`, as it is shown in `crowd`."""
        return "Ann"

    async def answers(self, receipt: Receipt) -> str:
        """The id of what `member` writes under a message of ours."""
        return ""

    def hidden(self) -> set[str]:
        """What is folded away in `crowd`."""
        return set()

    async def asks_in(self) -> None:
        """`member` asks to come into `crowd`."""
        raise NotImplementedError

    async def title(self, thread: Place) -> str:
        """Of a thread that we opened."""
        raise NotImplementedError

    async def badge(self) -> str:
        """The rank that is shown beside `member` in `crowd`."""
        raise NotImplementedError

    # --- given to the adapter

    def suggest(self, text: str, language: str, limit: int) -> list[Suggestion]:
        self.suggested.append(text)
        return [Suggestion("reset-2fa", "How do I reset my 2FA?")][:limit]

    async def _hear(self, event: Event) -> None:
        self.begun.set()
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise LookupError("the core could not commit")
        self._told.append(event)


def _is_own(event: Event, messages: Sequence[str]) -> bool:
    return isinstance(event, OwnMessageSeen) and event.message in messages


class WiredDriver(Driver):
    """A platform on another machine, where much can go wrong in between."""

    @abstractmethod
    def inject(self, fault: Fault, times: int = 1) -> None:
        """The next `times` requests go wrong like this."""

    def break_after(self, parts: int) -> bool:
        self.inject(faults.slow(0), times=parts)
        self.inject(faults.flood(1))
        return True

    @abstractmethod
    def requests(self) -> int:
        """How many requests have arrived that would change something."""

    @abstractmethod
    def revoke(self) -> None:
        """From now on our token is refused."""

    @abstractmethod
    def remove_us(self) -> None:
        """Somebody takes us out of `crowd`."""

    @abstractmethod
    def move(self) -> tuple[Place, Place] | None:
        """A place that has another id now, and that one; None where places keep theirs."""

    @abstractmethod
    def elsewhere(self, address: str) -> Platform:
        """An adapter that looks for the platform at another http address; closed by the driver."""
