"""The web chat as a platform: events from open pages in, messages to their streams out."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import assert_never
from weakref import WeakValueDictionary

import structlog

from bots.web import incoming, outgoing
from bots.web.outgoing import Content
from bots.web.store import NoVisitor, Stream
from bots.web.tray import Tray
from core import text
from core.actions import (
    Admit,
    Badge,
    CloseThread,
    Delete,
    DropThread,
    Edit,
    Hide,
    Lock,
    LookUp,
    OpenThread,
    Pin,
    React,
    Receipt,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Attachment, MessageReceived
from core.moments import now, to_micros
from core.platform import (
    Capabilities,
    Delivery,
    DeliveryFailed,
    Finding,
    Gone,
    Handle,
    Needs,
    Outline,
    Refused,
    RetryAt,
    Scope,
)
from core.redact import redact
from core.storage.errors import ConstraintFailed, StorageError, UnstorableText
from core.text import Body, Rich

log = structlog.get_logger("web")

PRUNE_SECONDS = 3600
SWEEP_SECONDS = 60
OUTAGE_PAUSE = timedelta(seconds=2)  # until the disk or the database is there again
FAREWELL_SECONDS = 0.8


class Closed(Exception):
    """The platform is not running: nothing can be handled now."""


@dataclass(eq=False)
class Watcher:
    """An open page. `wake` is set when its stream may have more, or when it is to `leave`."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    leave: bool = False


class WebChat:
    """The stream in the database is the truth: a push is only a knock on the door, so that a slow
    or broken connection loses nothing and nothing queues up for it."""

    name = "web"

    def __init__(
        self, stream: Stream, tray: Tray, capabilities: Capabilities, keep: timedelta
    ) -> None:
        self.stream, self.tray = stream, tray
        self.capabilities = capabilities
        self._keep = keep
        self._handle: Handle | None = None
        self._watchers: defaultdict[str, set[Watcher]] = defaultdict(set)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, handle: Handle) -> None:
        self._handle = handle
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._prune())
                tasks.create_task(self._sweep())
        finally:
            self._handle = None
            await self._see_off()

    async def close(self) -> None:
        self._handle = None
        await self._see_off()

    def outline(self, body: Body) -> Outline:
        return outgoing.outline(body)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        content = await self.tray.take(file.ref)
        if content is None or len(content) > most:
            raise DeliveryFailed(Gone("file"))
        return content

    async def check(self, needs: Needs) -> list[Finding]:
        return [Finding(what="web chat", found="it is our own, no platform to ask")]

    async def perform(self, delivery: Delivery) -> Receipt:
        visitor = delivery.place.id
        try:
            receipt = await self._perform(visitor, delivery)
        except NoVisitor as error:
            raise DeliveryFailed(Gone("visitor")) from error
        except (ConstraintFailed, UnstorableText) as error:
            raise DeliveryFailed(Refused(type(error).__name__)) from error
        except StorageError as error:
            raise DeliveryFailed(RetryAt(now() + OUTAGE_PAUSE, Scope.BOT)) from error
        self._knock(visitor)
        return receipt

    async def ask(self, visitor: str, ask: incoming.Ask, locale: str) -> None:
        """Keep the visitor's words, without secrets, and have them handled. Raises BadFrame where a
        file that they name is not here."""
        files = await self._attached(visitor, ask)
        event = incoming.asked(visitor, ask, locale=locale, now=now(), files=files)
        redacted = redact(ask.text)
        names = tuple(Attachment("", file.kind, redact(file.name)) for file in files)
        content = Content(Rich(redacted), removed=redacted != ask.text, files=names)
        async with self._turn(visitor):
            await self.stream.hear(visitor, ask.id, content, to_micros(event.at))
            self._knock(visitor)
            await self._handled(event)

    async def _attached(self, visitor: str, ask: incoming.Ask) -> list[Attachment]:
        """Of a message that we know already, as many as are still here: it has been handled."""
        found = [(file.name, self.tray.named(visitor, file.id)) for file in ask.files]
        here = [incoming.attachment(name, *put) for name, put in found if put is not None]
        if len(here) < len(found) and not await self.stream.message(visitor, ask.id):
            raise incoming.BadFrame("file_lost", ask.id)
        return here

    async def press(self, visitor: str, press: incoming.Press, locale: str) -> None:
        """Raises BadFrame unless that button stands under a message of this conversation."""
        message = await self.stream.message(visitor, press.message)
        content = message.content if message else None
        if content is None or not outgoing.offers(content, press.command):
            raise incoming.BadFrame("stale", press.id)
        await self.press_on_page(visitor, press, locale)

    async def press_on_page(self, visitor: str, press: incoming.Press, locale: str) -> None:
        """A press whose right to be made was checked by the caller."""
        event = incoming.pressed(visitor, press, locale=locale, now=now())
        async with self._turn(visitor):
            await self.stream.introduce(visitor, to_micros(event.at))
            await self._handled(event)

    @contextmanager
    def watching(self, visitor: str) -> Iterator[Watcher]:
        """Be woken for this visitor's stream. Raises Closed while the platform does not run."""
        if self._handle is None:
            raise Closed
        watcher = Watcher()
        self._watchers[visitor].add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[visitor].discard(watcher)
            if not self._watchers[visitor]:
                del self._watchers[visitor]

    async def _prune(self) -> None:
        while True:
            try:
                await self.stream.prune(to_micros(now() - self._keep))
            except StorageError as error:
                log.error("old conversations not forgotten", error=str(error))
            await asyncio.sleep(PRUNE_SECONDS)

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.tray.sweep)
            except OSError as error:
                log.error("files not removed", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    def _turn(self, visitor: str) -> asyncio.Lock:
        """One event of a visitor after another, from however many pages."""
        return self._turns.setdefault(visitor, asyncio.Lock())

    async def _handled(self, event: MessageReceived) -> None:
        if self._handle is None:
            raise Closed
        await self._handle(event)

    def _knock(self, visitor: str) -> None:
        for watcher in self._watchers.get(visitor, ()):
            watcher.wake.set()

    async def _see_off(self) -> None:
        """Ask every page to go, and wait a moment for it: they come back when we do."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                while self._watchers:
                    for watcher in [w for watchers in self._watchers.values() for w in watchers]:
                        watcher.leave = True
                        watcher.wake.set()
                    await asyncio.sleep(0.01)

    async def _perform(self, visitor: str, delivery: Delivery) -> Receipt:
        match delivery.action:
            case Send() as action:
                return await self._send(visitor, delivery, action)
            case Edit() as action:
                return await self._edit(visitor, delivery, action)
            case Delete():
                changed = await self.stream.delete(visitor, delivery.target)
                return outgoing.receipt(delivery.place, delivery.target, changed=changed)
            case React() as react:
                return await self._react(visitor, delivery, react)
            case (
                Pin()
                | Restrict()
                | OpenThread()
                | RenameThread()
                | CloseThread()
                | Badge()
                | Hide()
                | LookUp()
                | Lock()
                | Admit()
                | DropThread()
            ):
                what = type(delivery.action).__name__
                raise DeliveryFailed(Refused(f"the web chat has no {what}"))
        assert_never(delivery.action)

    async def _send(self, visitor: str, delivery: Delivery, send: Send) -> Receipt:
        parts = _parts(send)
        ids = outgoing.ids(delivery.row, len(parts))
        await self.stream.say(visitor, dict(zip(ids, parts, strict=True)), to_micros(now()))
        return outgoing.receipt(delivery.place, ids)

    async def _react(self, visitor: str, delivery: Delivery, react: React) -> Receipt:
        marks: dict[str, str | bool] = {"reaction": react.emoji or ""}
        if react.is_receipt:
            marks = {"reached": react.emoji is not None}
        changed = [await self.stream.mark(visitor, id_, **marks) for id_ in delivery.target]
        return outgoing.receipt(delivery.place, delivery.target, changed=any(changed))

    async def _edit(self, visitor: str, delivery: Delivery, edit: Edit) -> Receipt:
        if delivery.target == (incoming.PAGE,):  # it has said its thanks itself
            return outgoing.receipt(delivery.place, delivery.target, changed=False)
        if not delivery.target or not await self.stream.message(visitor, delivery.target[0]):
            raise DeliveryFailed(Gone("message"))
        parts = _parts(edit)
        ids = (*delivery.target, *outgoing.ids(delivery.row, len(parts)))[: len(parts)]
        changed = await self.stream.rewrite(
            visitor,
            dict(zip(ids, parts, strict=True)),
            gone=delivery.target[len(parts) :],
            now=to_micros(now()),
        )
        return outgoing.receipt(delivery.place, ids, changed=changed)


def _parts(action: Send | Edit) -> list[Content]:
    parts = outgoing.parts(text.render(action.body), action.buttons, action.files)
    if not all(file.platform for file in action.files):
        raise DeliveryFailed(Refused("a file of nowhere"))
    if not (parts[0].rich.text or action.files):
        raise DeliveryFailed(Refused("no words to send"))
    return parts
