"""What a feature is made of: commands, listeners, jobs, pages and snapshots."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from core.actions import Receipt
from core.config import Config, PlaceSettings
from core.events import Account, Event
from core.facts import Fact
from core.i18n import Message, Reader
from core.platform import CommandSpec, Outcome
from core.storage import Transaction

if TYPE_CHECKING:
    from core.app import App
    from core.context import Context, Unit


class UserError(Exception):
    """Something the user can put right: shown to them in their language, not logged as a fault."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True)
class Command:
    """A command and its handler. `arguments` are by name; a missing optional one is absent."""

    spec: CommandSpec
    handler: Callable[["Context", Mapping[str, str]], Awaitable[None]]


@dataclass(frozen=True)
class View:
    """What can be known about an event without the database."""

    snapshots: Mapping[str, Any]
    now: datetime
    settings: PlaceSettings
    config: Config
    in_staff_place: bool = False


@dataclass(frozen=True)
class Listener:
    """Hears events. `concerns` is pure and cheap: it runs on every event over the view, and
    what it returns other than None is the note handed to `hear` inside the transaction; of a note
    that is the event itself, only what may be kept. With no listener concerned, public chatter
    begins no transaction. `order` as in the design: moderation 0, tickets 20, faq 30, observers 90.
    `hear` returns True when it has handled the event. `for_people`, called with the same, tells
    whether a message is for a person of ours: it counts as such, and not as a question to us."""

    name: str
    order: int
    concerns: Callable[[Event, View], object | None]
    hear: Callable[["Context", Any], Awaitable[bool]]
    for_people: Callable[["Context", Any], Awaitable[bool]] | None = None


@dataclass(frozen=True)
class FactListener:
    """Hears what other features tell, in the transaction of the telling."""

    name: str
    hear: Callable[["Context", Fact], Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """Work at due times: `run` is called in a transaction with the due row's payload. With
    `every`, a row is kept that comes due again that long after its last start."""

    name: str
    run: Callable[["Unit", str], Awaitable[None]]
    every: timedelta | None = None


@dataclass(frozen=True)
class Snapshot:
    """An immutable picture of some rows, held in memory. Loaded again when `versions(name)` was
    raised. `build` is pure and may be slow: it runs off the event loop."""

    name: str
    load: Callable[[Transaction], Awaitable[Any]]
    build: Callable[[Any], Any]


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's request for a page: path and query parameters (with the fields of a form that was
    sent to it), the language of the page, and what the page has `found` in the database. `account`
    is the visitor's own, None for one who has none yet."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    reader: Reader
    snapshots: Mapping[str, Any]
    now: datetime
    config: Config
    account: Account | None = None
    found: Any = None


class PageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A template of `bots/web/templates` and its data. `languages` are those in which the page
    exists, with their paths (for hreflang); `status` 404 where there is no such thing. A whole
    `document` of the type `media` needs no template; `style` is what stands in its style element,
    if it has one."""

    template: str = ""
    data: Mapping[str, Any] = {}
    document: str = ""
    media: str = "text/html"
    style: str = ""
    languages: Mapping[str, str] = {}
    status: int = 200


@dataclass(frozen=True)
class Page:
    """A page of the web: `path` in aiohttp's form (`/help/{language}/{slug}`). `{language}` in it
    sets the reader's language, else the visitor's is taken. Forms on it post a button's command
    line to the web chat, as a press by the visitor. `read` looks up what `view` finds as `found`.
    `asks`: a form of its own sends text that is too long for an address; nothing is changed by it.
    """

    path: str
    view: Callable[[PageRequest], PageAnswer]
    in_menu: Message | None = None
    read: Callable[[Transaction, PageRequest], Awaitable[Any]] | None = None
    asks: bool = False


@dataclass(frozen=True)
class Feature:
    """A feature's whole face. `companions` run beside everything else until they are cancelled;
    `on_delivered` and `on_failed` hear, in the confirming transaction, how its keyed actions ended;
    `forgets` lets go of what it remembers of people who were just erased."""

    name: str
    commands: tuple[Command, ...] = ()
    listeners: tuple[Listener, ...] = ()
    fact_listeners: tuple[FactListener, ...] = ()
    jobs: tuple[Job, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    pages: tuple[Page, ...] = ()
    companions: tuple[Callable[["App"], Awaitable[None]], ...] = ()
    on_delivered: Callable[["Unit", str, Receipt], Awaitable[None]] | None = None
    on_failed: Callable[["Unit", str, Outcome], Awaitable[None]] | None = None
    forgets: Callable[[Sequence[Account]], None] | None = None
