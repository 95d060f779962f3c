"""What happened on a platform, in the core's own words: the way in.

Ids are opaque strings. Decide by account id, never by a display name: a name is what its bearer
chose to look like.
"""

from datetime import datetime
from typing import Literal

import msgspec


class Account(msgspec.Struct, frozen=True):
    """One person's identity on one platform; `Account.parse("telegram:42")` reads it back."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Account":
        """Raises ValueError unless `text` is `platform:id`."""
        platform, colon, id_ = text.partition(":")
        if not (platform and colon and id_):
            raise ValueError(f"{text!r} is not of the form platform:id")
        return cls(platform, id_)


class Place(msgspec.Struct, frozen=True):
    """Where one can write. `id` is the chat or channel, `thread` a topic or thread within it.

    A private place is a conversation of the bot with one person: their private chat, or a thread
    of a chat that was opened for them.
    """

    platform: str
    id: str
    thread: str | None = None
    private: bool = False

    @property
    def chat(self) -> str:
        """`platform:id`, the key of settings and budgets: all threads of a chat share it."""
        return f"{self.platform}:{self.id}"

    @property
    def key(self) -> str:
        """`platform:id` or `platform:id/thread`, unique for each place."""
        return f"{self.chat}/{self.thread}" if self.thread else self.chat

    @classmethod
    def at(cls, key: str, *, private: bool = False) -> "Place":
        """The place of a `key`, which does not say whether it is private."""
        platform, _, rest = key.partition(":")
        id_, _, thread = rest.partition("/")
        return cls(platform, id_, thread or None, private)


class Shown(msgspec.Struct, frozen=True):
    """Words a reader sees beside or inside the message. `label` says where: caption, poll, …"""

    label: str
    text: str


class Link(msgspec.Struct, frozen=True):
    """A target and the text it hides behind (equal to the target where nothing is hidden)."""

    target: str
    text: str


class Quote(msgspec.Struct, frozen=True):
    """The message that this one replies to or quotes. `ours`: the bot's own account wrote it;
    `is_bot`: some bot did, as far as the platform tells."""

    id: str
    author: Account | None = None
    name: str = ""
    text: str = ""
    ours: bool = False
    is_bot: bool = False


class Attachment(msgspec.Struct, frozen=True):
    """A file by reference: never opened, never kept. `size` in bytes, 0 when not told. `platform`
    is the one whose reference it is, where it is to be sent on as its contents. `alt` says in words
    what a picture of ours shows."""

    ref: str
    kind: str
    name: str = ""
    size: int = 0
    platform: str = ""
    alt: str = ""


class MessageReceived(msgspec.Struct, frozen=True, kw_only=True):
    """A person wrote, edited a message, or pressed a button (`pressed`).

    `id` is stable: the same update gives the same id, always. Everything visible lies in `text`,
    `shown` and `links`. `author` is None for whoever is nobody: an anonymous admin, a channel, a
    webhook; they have no rights. `as_channel` is the id of what a message is posted as instead of
    by a person, where that is not the place itself nor the channel linked to it; `via_bot` is
    another bot by way of which a person wrote. `addressed` is what the platform alone can tell: a
    private place, a command without or with our name, a mention of our account typed by this
    author, a quote of a post of ours. A reply to a message of ours has `quoted.ours`; whether that
    was an answer, the core knows. A command to us comes without our name (`/ask x`, even where
    `/ask@us x` was typed); a command to another bot keeps that bot's name. `pressed` is the id of
    the message whose button was pressed; `text` is then the button's command line. `opens_thread`:
    the thread was opened with this message (a forum post). `thread_by` is whose thread it stands
    in, where the platform tells: who opened it, or wrote the message that it was made of. `form`:
    a form was filled in; `text` is its command line, and `shown` are the answers, labelled by
    argument. `reply_handle` is the adapter's own ticket for answering just this.
    """

    id: str
    at: datetime
    place: Place
    message: str
    author: Account | None
    name: str = ""
    handle: str | None = None
    is_bot: bool = False
    locale: str | None = None
    text: str = ""
    shown: tuple[Shown, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[Account, ...] = ()
    quoted: Quote | None = None
    forwarded_from: str | None = None
    album: str | None = None
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    addressed: bool = False
    pressed: str | None = None
    opens_thread: bool = False
    thread_by: Account | None = None
    as_channel: str = ""
    via_bot: Account | None = None
    form: bool = False
    reply_handle: str | None = None


class MessageUnread(msgspec.Struct, frozen=True, kw_only=True):
    """A person answered another, in words that the platform keeps from us: that they did is all
    there is to know, and no reason to say or do anything."""

    id: str
    at: datetime
    place: Place
    message: str
    author: Account
    name: str = ""
    handle: str | None = None
    quoted: Quote | None = None
    thread_by: Account | None = None


class MessageDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody removed messages; only from platforms that tell (`Capabilities.sees_deletions`)."""

    id: str
    at: datetime
    place: Place
    messages: tuple[str, ...]


class ReactionChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A person's reactions to a message went from `before` to `after` (emoji, or custom ids)."""

    id: str
    at: datetime
    place: Place
    message: str
    author: Account | None
    name: str = ""
    handle: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class MemberJoined(msgspec.Struct, frozen=True, kw_only=True):
    """A person came into a place. `created_at`: since when there is that account, where told."""

    id: str
    at: datetime
    place: Place
    author: Account
    name: str = ""
    handle: str | None = None
    is_bot: bool = False
    created_at: datetime | None = None


class MemberLeft(msgspec.Struct, frozen=True, kw_only=True):
    """A person is no longer in a place: they left, or were removed."""

    id: str
    at: datetime
    place: Place
    author: Account


class JoinRequested(msgspec.Struct, frozen=True, kw_only=True):
    """A person asks to come into a place. For a few minutes we may write to them in `talk`, even if
    they never wrote to us."""

    id: str
    at: datetime
    place: Place
    author: Account
    talk: Place
    name: str = ""
    handle: str | None = None
    locale: str | None = None
    is_bot: bool = False


class MemberRenamed(msgspec.Struct, frozen=True, kw_only=True):
    """How a person is called in a place now; only from platforms that tell. Told too often rather
    than too seldom: it may be the name that is known."""

    id: str
    at: datetime
    place: Place
    author: Account
    name: str = ""
    handle: str | None = None
    tag: str = ""
    is_bot: bool = False


class PlaceJoined(msgspec.Struct, frozen=True, kw_only=True):
    """The bot was added to a place by `author`, or its rights there changed.

    `missing` are the adapter's names of what it lacks there (see `Capabilities`): rights, and
    settings such as a privacy mode that hides messages from us. `lost`: what it had until now, by
    the names of `core.rights`.
    """

    id: str
    at: datetime
    place: Place
    author: Account | None
    name: str = ""
    locale: str | None = None
    title: str = ""
    missing: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


Change = Literal["title", "picture", "webhook", "integration", "role", "member"]


class PlaceChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What a place is called, or who has power there, is another now.

    `subject` is the new title, or the name of the integration, role or person; `account` the
    person. `rights` are those that a role or person gained, by the names of `core.rights`.
    `author` did it; None where that is not told.
    """

    id: str
    at: datetime
    place: Place
    what: Change
    author: Account | None = None
    subject: str = ""
    account: Account | None = None
    rights: tuple[str, ...] = ()


class PlaceMoved(msgspec.Struct, frozen=True, kw_only=True):
    """A chat got a new id; everything kept under the old one belongs to `place` now."""

    id: str
    at: datetime
    place: Place
    before: Place


class PlaceLost(msgspec.Struct, frozen=True, kw_only=True):
    """The bot cannot write there any more: removed, or blocked by the person."""

    id: str
    at: datetime
    place: Place


class PlaceOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A person can be written to again (they lifted the block)."""

    id: str
    at: datetime
    place: Place


class OwnMessageSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A message of ours came back to us; `nonce` is what `Delivery.nonce` gave it, if known."""

    id: str
    at: datetime
    place: Place
    message: str
    nonce: str | None = None


class AlarmRaised(msgspec.Struct, frozen=True, kw_only=True):
    """Something on a whole platform that the admins should hear, once for each `id`.

    `what` names it (see `core.alarms`), `detail` is a figure or the adapter's name of a right.
    """

    id: str
    at: datetime
    place: Place
    what: str
    detail: str = ""


Event = (
    MessageReceived
    | MessageUnread
    | MessageDeleted
    | ReactionChanged
    | MemberJoined
    | JoinRequested
    | MemberRenamed
    | MemberLeft
    | PlaceJoined
    | PlaceChanged
    | PlaceMoved
    | PlaceLost
    | PlaceOpened
    | OwnMessageSeen
    | AlarmRaised
)
