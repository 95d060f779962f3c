"""A platform in memory: what is said is handed to the core, what it does is kept on screens."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from core.actions import (
    Button,
    Buttons,
    CloseThread,
    Delete,
    Edit,
    OpenThread,
    Receipt,
    RenameThread,
    Send,
)
from core.events import (
    Account,
    Attachment,
    Event,
    Link,
    MessageReceived,
    OwnMessageSeen,
    Place,
    Quote,
    Shown,
)
from core.platform import (
    Capabilities,
    Delivery,
    DeliveryFailed,
    Finding,
    Gone,
    Handle,
    Needs,
    NotAllowed,
    Outcome,
    Outline,
    Refused,
)
from core.text import Body, Rich, render, split, to_plain

log = structlog.get_logger("loopback")

CAPABILITIES = Capabilities(
    edits=True,
    deletes=True,
    threads=True,
    renames=True,
    sees_edits=True,
    buttons=True,
    silent=True,
    groups=True,
    picture_bytes=2_000_000,
    text_limit=1000,
    per_second=100_000,
    chat_per_second=100_000,
    chat_per_minute=100_000,
    group_per_minute=100_000,
)


@dataclass
class Seen:
    """A message of ours as its readers see it."""

    id: str
    text: str
    buttons: list[Button] = field(default_factory=list)
    silent: bool = False
    reply_to: str | None = None
    edits: int = 0
    links: tuple[str, ...] = ()


class Loopback:
    """Platform `loop`. `faults` are outcomes to answer the next deliveries with, in order, after
    `parts_before_fault` parts of each came out. `closed` are private places of people who never
    wrote to us."""

    name = "loop"

    def __init__(self, capabilities: Capabilities = CAPABILITIES) -> None:
        self.capabilities = capabilities
        self.screens: dict[str, list[Seen]] = defaultdict(list)
        self.performed: list[Delivery] = []
        self.faults: deque[Outcome | Exception] = deque()
        self.parts_before_fault = 0
        self.closed: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.titles: dict[str, list[str]] = defaultdict(list)
        self.gate = asyncio.Event()
        self.gate.set()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._rows: dict[tuple[int, int], Seen] = {}
        self._count = 0

    async def run(self, handle: Handle) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(self._call(handle, await self._events.get()))

    def happens(self, event: Event) -> None:
        """Let `run` hand an event to the core."""
        self._events.put_nowait(event)

    async def settled(self) -> None:
        """Back when all that happened has been handled."""
        await self._events.join()

    async def _call(self, handle: Handle, event: Event) -> None:
        """An event that was not handled comes again, as on any platform."""
        try:
            await handle(event)
        except Exception as error:  # noqa: BLE001  a supervisor: the event is not lost
            log.error("event not handled", id=event.id, error=repr(error))
            await asyncio.sleep(0.01)
            self.happens(event)
        finally:
            self._events.task_done()

    async def perform(self, delivery: Delivery) -> Receipt:
        self.performed.append(delivery)
        await self.gate.wait()
        fault = self.faults.popleft() if self.faults else None
        if isinstance(fault, Exception):
            raise fault
        if delivery.place.id in self.closed:
            raise DeliveryFailed(NotAllowed("not_started"))
        return self._show(delivery, fault)

    def _show(self, delivery: Delivery, fault: Outcome | None) -> Receipt:
        if fault is not None and not isinstance(delivery.action, Send):
            raise DeliveryFailed(fault, delivery.done)
        match delivery.action:
            case Send() as send:
                return self._send(delivery, send, fault)
            case Edit() as edit:
                return self._edit(delivery, edit)
            case Delete():
                return self._delete(delivery)
            case OpenThread(private=True) if not self.capabilities.private_threads:
                raise DeliveryFailed(NotAllowed("private_threads"))
            case OpenThread(title=title):
                self._count += 1
                thread = Place(self.name, delivery.place.id, f"t{self._count}")
                self.titles[thread.key].append(title)
                return Receipt(place=thread)
            case RenameThread(title=title) if self.capabilities.renames:
                self.titles[delivery.place.key].append(title)
                return Receipt(place=delivery.place)
            case CloseThread():
                return Receipt(place=delivery.place)
            case _:
                raise DeliveryFailed(NotAllowed(type(delivery.action).__name__))

    def _send(self, delivery: Delivery, send: Send, fault: Outcome | None) -> Receipt:
        done = list(delivery.done)
        parts = self._parts(send.body)
        for number, part in list(enumerate(parts))[len(done) :]:
            if fault is not None and number >= self.parts_before_fault:
                raise DeliveryFailed(fault, tuple(done))
            id_ = self._part(delivery, send, number, part)
            done.append(Receipt(place=delivery.place, ids=(id_,)))
        ids = tuple(id_ for part in done for id_ in part.ids)
        self._put_buttons(delivery.place, ids, send.buttons)
        return Receipt(place=delivery.place, ids=ids)

    def _edit(self, delivery: Delivery, edit: Edit) -> Receipt:
        """Parts replace parts; surplus old ones go, missing ones are added."""
        screen, target = self.screens[delivery.place.key], delivery.target
        before = [(seen.id, seen.text, seen.buttons) for seen in screen]
        if not any(seen.id in target for seen in screen):
            return Receipt(place=delivery.place, ids=target, nothing_to_do=True)
        parts = self._parts(edit.body)
        screen[:] = [seen for seen in screen if seen.id not in target[len(parts) :]]
        kept = [seen for seen in screen if seen.id in target]
        for seen, part in zip(kept, parts, strict=False):
            seen.text, seen.links = to_plain(part), _links(part)
            seen.buttons, seen.edits = [], seen.edits + 1
        more = Send(place=delivery.place, body=edit.body, silent=True)
        rest = list(enumerate(parts))[len(kept) :]
        added = [self._part(delivery, more, number, part) for number, part in rest]
        ids = (*(seen.id for seen in kept), *added)
        self._put_buttons(delivery.place, ids, edit.buttons)
        is_same = before == [(seen.id, seen.text, seen.buttons) for seen in screen]
        return Receipt(place=delivery.place, ids=ids, nothing_to_do=is_same)

    def _put_buttons(self, place: Place, ids: tuple[str, ...], buttons: Buttons) -> None:
        """Under the last part."""
        for seen in self.screens[place.key]:
            if seen.id == ids[-1]:
                seen.buttons = [button for row in buttons for button in row]

    def _delete(self, delivery: Delivery) -> Receipt:
        screen = self.screens[delivery.place.key]
        before = len(screen)
        screen[:] = [seen for seen in screen if seen.id not in delivery.target]
        is_same = len(screen) == before
        return Receipt(place=delivery.place, ids=delivery.target, nothing_to_do=is_same)

    def _parts(self, body: Body) -> list[Rich]:
        parts = split(render(body), self.capabilities.text_limit)
        if not parts:
            raise DeliveryFailed(Refused("no words to send"))
        return parts

    def _part(self, delivery: Delivery, send: Send, number: int, part: Rich) -> str:
        known = self._rows.get((delivery.row, number))
        if known is not None and self.capabilities.nonces:
            return known.id
        self._count += 1
        seen = Seen(
            id=f"m{self._count}",
            text=to_plain(part),
            silent=send.silent,
            reply_to=send.reply_to,
            links=_links(part),
        )
        self._rows[delivery.row, number] = seen
        self.screens[delivery.place.key].append(seen)
        return seen.id

    def outline(self, body: Body) -> Outline:
        parts = tuple(to_plain(part) for part in split(render(body), self.capabilities.text_limit))
        lengths = tuple(map(len, parts))
        return Outline(parts=parts, lengths=lengths, limit=self.capabilities.text_limit)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        if self.capabilities.fetch_bytes == 0 or file.ref not in self.files:
            raise DeliveryFailed(Gone("file"))
        return self.files[file.ref]

    async def check(self, needs: Needs) -> list[Finding]:
        return [Finding(what="loopback", found=f"{len(needs.places)} places")]

    async def close(self) -> None:
        """Nothing is open."""


def _links(part: Rich) -> tuple[str, ...]:
    return tuple(mark.target for mark in part.marks if mark.target)


def incoming(update: dict[str, Any], ours: Account, now: datetime) -> Event | None:
    """A recorded update of this platform as an event: the loopback's own small wire form.

    None for what has no sender or no id."""
    if not {"id", "chat", "from"} <= update.keys():
        return None
    place = Place("loop", str(update["chat"]), private=bool(update.get("private")))
    author = Account("loop", str(update["from"]))
    id_, message = f"u{update['id']}", str(update.get("message", update["id"]))
    if author == ours:
        return OwnMessageSeen(id=id_, at=now, place=place, message=message)
    quoted = update.get("quoted")
    return MessageReceived(
        id=id_,
        at=now,
        place=place,
        message=message,
        author=author,
        name=str(update.get("name", "")),
        text=str(update.get("text", "")),
        shown=tuple(Shown(label, text) for label, text in update.get("shown", {}).items()),
        links=tuple(Link(target, text) for target, text in update.get("links", {}).items()),
        quoted=Quote(str(quoted)) if quoted else None,
        album=update.get("album"),
        edited=bool(update.get("edited")),
        addressed=place.private or "pressed" in update,
        pressed=update.get("pressed"),
    )
