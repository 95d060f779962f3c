"""What a platform is to the core: the contract that every adapter keeps."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from core.actions import Action, Receipt
from core.events import Attachment, Event, Place
from core.i18n import Message
from core.text import Body

if TYPE_CHECKING:
    from aiohttp import web

Role = Literal["anyone", "helper", "moderator", "admin"]
Where = Literal["anywhere", "private", "public", "staff"]


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """One argument of a command. The last `rest` argument takes the remaining words. `suggests`:
    where `Capabilities.suggests`, entries are offered for it while a person types."""

    name: str
    summary: Message
    required: bool = True
    rest: bool = False
    choices: tuple[str, ...] = ()
    suggests: bool = False


class CommandSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A command as data: adapters make menus, slash commands and permissions of it.

    `name` is `[a-z][a-z0-9_]*`, at most 32; `called` is one word for it in lower case, where a
    platform shows names in the reader's language. `menu` False keeps it out of menus (buttons use
    it). `answer` private lets a platform answer so that only the asker sees it; `shareable` does
    so where the asker can then show it to all by a button, and is public elsewhere. `about` is
    its name in the menu of a message, where there are such menus: it is run about that message,
    as in a reply to it. A `form` is shown as a
    modal where there are modals, elsewhere asked argument by argument. `link`: a deep link may
    run it, so it must be harmless to whoever is made to open one. `staff` in `where` is a staff
    place or a private one. `rank`: who has this rank in helping others may run it, too, whatever
    their role; 0 is nobody.
    """

    name: str
    summary: Message
    arguments: tuple[Argument, ...] = ()
    role: Role = "anyone"
    rank: int = 0
    where: Where = "anywhere"
    answer: Literal["public", "private", "shareable"] = "public"
    called: Message | None = None
    about: Message | None = None
    form: bool = False
    menu: bool = True
    link: bool = False


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a platform can do, readable without a connection. Meaning is decided by these flags.

    hears_itself: what is written under our account comes back to us, whoever wrote it.
    dm_first: we may write to a person who never wrote to us. edits/deletes/reactions/pins/
    restricts/threads/badges: the action of that name works. sees_deletions, sees_edits: we are
    told of those of others. buttons: buttons are shown. ephemeral: an answer can be for one reader.
    nonces: a repeated delivery of the same row is recognised by the platform (then a row in flight
    at a crash is due again, else it is uncertain). silent: a message can arrive without a sound.
    suggests: asks `suggest` while a person types. groups: has places with more than one person.
    private: people can write to us in private; an adapter takes it back while it is not so.
    hides/looks_up/admits/drops_threads: the action of that name works (Hide, LookUp, Admit,
    DropThread). locks: whom a Lock keeps from writing.
    sees_answers: who answers whom is told, even where the words are kept from us (MessageUnread).
    private_threads: a thread can be opened for us and whoever is mentioned in it. renames: the
    title of a thread can be changed, once in `rename_seconds`. files: a file that somebody sent
    here can be sent again by its reference. fetch_bytes, upload_bytes: how large a file we can
    read that somebody sent here, and send with its contents; picture_bytes: how large a picture
    of ours is shown with a message; 0 for none. brings_late: a file of another platform is fetched
    when its reader takes it, not when it is sent. in_public `answers`:
    there nothing is said but entries and the way to a person, no other sentence of ours.
    waits `guessed`: one that it orders does not say whether it is for the chat or for the bot, so
    that `Scope.CHAT` may be either.
    message_micros: what one private message of ours costs there, in millionths of a dollar.
    text_limit: of one part, in the platform's own measure. The last four are the budget of
    sending, over all chats and for one chat; group_per_minute for chats of many people.
    """

    hears_itself: bool = False
    dm_first: bool = False
    edits: bool = False
    deletes: bool = False
    reactions: bool = False
    pins: bool = False
    restricts: bool = False
    threads: bool = False
    badges: bool = False
    sees_deletions: bool = False
    sees_answers: bool = False
    sees_edits: bool = False
    buttons: bool = False
    ephemeral: bool = False
    nonces: bool = False
    silent: bool = False
    suggests: bool = False
    groups: bool = False
    private: bool = True
    private_threads: bool = False
    renames: bool = False
    rename_seconds: float = 60.0
    files: bool = False
    in_public: Literal["anything", "answers"] = "anything"
    hides: bool = False
    looks_up: bool = False
    locks: Literal["", "newcomers", "everybody"] = ""
    admits: bool = False
    waits: Literal["told", "guessed"] = "guessed"
    fetch_bytes: int = 0
    upload_bytes: int = 0
    picture_bytes: int = 0
    brings_late: bool = False
    drops_threads: bool = False
    message_micros: int = 0
    text_limit: int = 4096
    per_second: float = 30.0
    chat_per_second: float = 1.0
    chat_per_minute: float = 60.0
    group_per_minute: float = 60.0


class Scope(StrEnum):
    """How far a wait reaches that a platform ordered."""

    ROW = "row"
    CHAT = "chat"
    BOT = "bot"


class RetryAt(msgspec.Struct, frozen=True, tag="retry_at"):
    """Not now: try again at `until`. Uses up no attempt when the platform named the time."""

    until: datetime
    scope: Scope = Scope.ROW
    ordered: bool = False


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """The chat has a new id: re-key and go on."""

    place: Place


class NotAllowed(msgspec.Struct, frozen=True, tag="not_allowed"):
    """We lack something there (a right, an open private chat); `missing` names it."""

    missing: str


class Gone(msgspec.Struct, frozen=True, tag="gone"):
    """The chat, thread, person or message is no more."""

    what: str = ""


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The platform rejects this request for what it is: a bug of ours, never retried."""

    why: str


class Uncertain(msgspec.Struct, frozen=True, tag="uncertain"):
    """Written, but no answer came: it may have been done."""


Outcome = RetryAt | Moved | NotAllowed | Gone | Refused | Uncertain


class DeliveryFailed(Exception):
    """What `perform` raises for one action; `done` are the receipts of parts already out."""

    def __init__(self, outcome: Outcome, done: tuple[Receipt, ...] = ()) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome
        self.done = done


class PlatformStopped(Exception):
    """The bot may not work at all (token revoked, plan, money). `remedy` is told to the operator.

    Raised by `run` and `perform`. The rows of this platform stay due, the others go on.
    """

    def __init__(self, remedy: str) -> None:
        super().__init__(remedy)
        self.remedy = remedy


class Content(msgspec.Struct, frozen=True):
    """What a file contains, and what it is called. A `picture` is one of ours, to be seen at once;
    `alt` says in words what it shows."""

    name: str
    data: bytes
    picture: bool = False
    alt: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One action on its way out: keys are already resolved to places and messages.

    `row` is stable over repeats, and with the part's index makes the nonce of a part. `done` are
    the receipts of parts that an earlier try brought out. `target` is the message of an edit,
    delete, react or pin; `place` where all of it happens. `uncertain_before`: an earlier try of
    this row may have arrived. `queued_at`: when the action was asked for; nothing of it is older.
    `contents` are those of its files that come from another platform, in their order.
    """

    row: int
    action: Action
    place: Place
    target: tuple[str, ...] = ()
    done: tuple[Receipt, ...] = ()
    uncertain_before: bool = False
    queued_at: datetime | None = None
    contents: tuple[Content, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `doctor`: what was looked at, what was found, and the remedy if it is not well.
    Of a chat that was looked at, `place` is its key, `lacks` our names of the missing rights and
    `excess` the names of those that nothing uses. Of one of `Needs.addresses` that the platform
    could be asked about, `address` is it and `leads` says where it leads."""

    what: str
    found: str
    level: Literal["ok", "warning", "error"] = "ok"
    remedy: str = ""
    place: str = ""
    lacks: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()
    address: str = ""
    leads: Literal["", "ours", "elsewhere", "nowhere"] = ""


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What the configuration asks of a platform, for `check`: the chats that it names, and those
    of them where the bot answers unasked (and so must see every message); `platform:*` among the
    latter stands for every chat. In `rooms` tickets are worked on, each in a thread: nobody but the
    accounts of `team` may read there. `addresses` are the official handles and invites. In
    `raids` we are to act when a crowd comes."""

    places: tuple[str, ...] = ()
    auto_answers: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    raids: tuple[str, ...] = ()


class Suggestion(msgspec.Struct, frozen=True):
    """An FAQ entry offered while a person types."""

    slug: str
    title: str


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """How a text would look: its parts as they would be posted, the length of each by the
    platform's own measure, how long one may be, and what posting them all costs, in millionths of
    a dollar."""

    parts: tuple[str, ...]
    lengths: tuple[int, ...]
    limit: int
    micros: int = 0


Handle = Callable[[Event], Awaitable[None]]
Suggest = Callable[[str, str, int], Sequence[Suggestion]]  # (text, language, limit)


class Notes(Protocol):
    """An adapter's only durable memory. What names a person is under a key that ends with
    `:ACCOUNT_ID`, or in an entry of a note that is a JSON object: so it can be forgotten, and a
    note is read anew where it is used."""

    async def get(self, key: str) -> str | None: ...

    async def put(self, key: str, value: str) -> None:
        """Returns after the commit."""

    def later(self, key: str, value: str) -> None:
        """Written along with the next unit, within 5 seconds; may be lost in a crash."""


class Platform(Protocol):
    """An adapter: turns SDK objects into Events, and Actions into SDK calls. Knows no feature."""

    name: str
    capabilities: Capabilities

    async def run(self, handle: Handle) -> None:
        """Deliver every event through `handle` until cancelled; returns within a second of that.

        An event is acknowledged to its platform only after its `handle` returned (the core has
        committed). Calls may overlap: the core runs those of one place one after another, in the
        order in which they began. The same update delivered twice gives the
        same event id. Own messages become OwnMessageSeen. Network trouble is waited out inside;
        raises only PlatformStopped.
        """

    async def perform(self, delivery: Delivery) -> Receipt:
        """Do it once, now; raises DeliveryFailed or PlatformStopped, nothing else.

        No retries inside, no waiting for a budget: both are the outbox's. May be called before
        `run` is ready, then answers RetryAt.
        """

    def outline(self, body: Body) -> Outline:
        """How this would look among many people. Pure, and slow: call it in a thread."""

    async def fetch(self, file: Attachment, most: int) -> bytes:
        """What a file contains that somebody sent here, if that is at most `most` bytes; raises
        DeliveryFailed or PlatformStopped. Tries once; neither address nor contents are logged."""

    async def check(self, needs: Needs) -> list[Finding]:
        """Ask the platform about token, rights and settings for `doctor`; writes nothing."""

    async def close(self) -> None:
        """Release connections; safe to call twice, and without `run`."""


class Create(Protocol):
    """`bots.<platform>.create`: imports its SDK only when called. `routes` are those of the
    program's web server, for webhooks. Adapters translate nothing but the commands' summaries."""

    def __call__(
        self,
        settings: object,
        commands: Sequence[CommandSpec],
        suggest: Suggest,
        routes: "web.UrlDispatcher",
        notes: Notes,
    ) -> Platform: ...
