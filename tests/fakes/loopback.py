"""A platform in memory: what is said is handed to the core, what it does is kept on screens."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime

from core.actions import Button, Delete, Edit, OpenThread, Receipt, Send
from core.events import (
    Account,
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
)
from core.text import render, split, to_plain

CAPABILITIES = Capabilities(
    edits=True,
    deletes=True,
    threads=True,
    sees_edits=True,
    buttons=True,
    silent=True,
    groups=True,
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


class Loopback:
    """Platform `loop`. `faults` are outcomes to answer the next deliveries with, in order."""

    name = "loop"

    def __init__(self, capabilities: Capabilities = CAPABILITIES) -> None:
        self.capabilities = capabilities
        self.screens: dict[str, list[Seen]] = defaultdict(list)
        self.performed: list[Delivery] = []
        self.faults: deque[Outcome | Exception] = deque()
        self.gate = asyncio.Event()
        self.gate.set()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._rows: dict[tuple[int, int], Seen] = {}
        self._count = 0

    async def run(self, handle: Handle) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(_call(handle, await self._events.get()))

    def happens(self, event: Event) -> None:
        """Let `run` hand an event to the core."""
        self._events.put_nowait(event)

    async def perform(self, delivery: Delivery) -> Receipt:
        self.performed.append(delivery)
        await self.gate.wait()
        if self.faults:
            fault = self.faults.popleft()
            raise fault if isinstance(fault, Exception) else DeliveryFailed(fault)
        return self._show(delivery)

    def _show(self, delivery: Delivery) -> Receipt:
        screen = self.screens[delivery.place.key]
        match delivery.action:
            case Send(body=body):
                parts = split(render(body), self.capabilities.text_limit)
                shown = [
                    self._part(delivery, number, to_plain(part))
                    for number, part in enumerate(parts)
                ]
                return Receipt(place=delivery.place, ids=tuple(shown))
            case Edit(body=body, buttons=buttons):
                for seen in screen:
                    if seen.id in delivery.target:
                        seen.text = to_plain(render(body))
                        seen.buttons = [b for row in buttons for b in row]
                        seen.edits += 1
                        return Receipt(place=delivery.place, ids=delivery.target)
                raise DeliveryFailed(Gone("message"))
            case Delete():
                screen[:] = [seen for seen in screen if seen.id not in delivery.target]
                return Receipt(place=delivery.place, ids=delivery.target)
            case OpenThread():
                self._count += 1
                thread = Place(self.name, delivery.place.id, f"t{self._count}")
                return Receipt(place=thread)
            case _:
                raise DeliveryFailed(NotAllowed(type(delivery.action).__name__))

    def _part(self, delivery: Delivery, number: int, text: str) -> str:
        send = delivery.action
        assert isinstance(send, Send)
        known = self._rows.get((delivery.row, number))
        if known is not None and self.capabilities.nonces:
            return known.id
        self._count += 1
        seen = Seen(
            id=f"m{self._count}",
            text=text,
            buttons=[b for row in send.buttons for b in row],
            silent=send.silent,
            reply_to=send.reply_to,
        )
        self._rows[delivery.row, number] = seen
        self.screens[delivery.place.key].append(seen)
        return seen.id

    async def check(self, needs: Needs) -> list[Finding]:
        return [Finding(what="loopback", found=f"{len(needs.places)} places")]

    async def close(self) -> None:
        """Nothing is open."""


async def _call(handle: Handle, event: Event) -> None:
    await handle(event)


def incoming(update: dict[str, object], ours: Account, now: datetime) -> Event:
    """A recorded update of this platform as an event: the loopback's own small wire form."""
    place = Place("loop", str(update["chat"]), private=bool(update.get("private")))
    author = Account("loop", str(update["from"]))
    id_, message = f"u{update['id']}", str(update["id"])
    if author == ours:
        return OwnMessageSeen(id=id_, at=now, place=place, message=message)
    shown = update.get("shown") or {}
    links = update.get("links") or {}
    quoted = update.get("quoted")
    assert isinstance(shown, dict)
    assert isinstance(links, dict)
    return MessageReceived(
        id=id_,
        at=now,
        place=place,
        message=message,
        author=author,
        name=str(update.get("name", "")),
        text=str(update.get("text", "")),
        shown=tuple(Shown(label, text) for label, text in shown.items()),
        links=tuple(Link(target, text) for target, text in links.items()),
        quoted=Quote(str(quoted)) if quoted else None,
        edited=bool(update.get("edited")),
        addressed=bool(update.get("private")),
    )
