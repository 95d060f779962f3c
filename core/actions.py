"""What we want done on a platform, as data: the way out.

An action says what is meant; an adapter gives it a form. Texts are final (translated when made)
and wait in the outbox as JSON.
"""

import re
from datetime import datetime

import msgspec

from core.events import Account, Attachment, Place
from core.text import Body

COMMAND_BYTES = 60  # Telegram's callback_data takes 64 bytes; the rest is the adapter's mark
_COMMAND = re.compile(r"/[a-z][a-z0-9_]*( [\x21-\x7e]+)*\Z")


class Button(msgspec.Struct, frozen=True):
    """A button is a command line, pressed in the presser's name.

    Raises ValueError unless `command` is ASCII, starts with /name and has at most 60 bytes.
    With `url` it opens an address instead (official ones only; no command is run). `private`: it
    leads into a private chat with us, where `/start CODE` is run; for platforms on which only the
    person can begin one (`Capabilities.dm_first`).
    """

    label: str
    command: str = ""
    url: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        if self.url:
            return
        if self.private and not self.command.startswith("/start "):
            raise ValueError(f"a private chat begins with /start CODE, not {self.command!r}")
        if len(self.command) > COMMAND_BYTES or not _COMMAND.match(self.command):
            raise ValueError(
                f"not a command line of at most {COMMAND_BYTES} bytes: {self.command!r}"
            )


class MessageRef(msgspec.Struct, frozen=True):
    """A message of one or more parts, already on the platform."""

    place: Place
    ids: tuple[str, ...]


Target = MessageRef | str  # a message, or the key of the action that sends it
Buttons = tuple[tuple[Button, ...], ...]


class Send(msgspec.Struct, frozen=True, kw_only=True, tag="send"):
    """A new message. `place` may be the key of an OpenThread: then it goes into that thread.

    `reply_to` is a message id there; a deleted one is no error. `reply_handle` (from the event)
    makes this the answer to just that event, where a platform has such a way. `whisper`: only the
    asker is to see it, where the platform has that. `silent`: no sound. `files` go along by the
    reference under which this platform told of them (`Capabilities.files`), or with their contents
    (`Attachment.platform`, `Capabilities.upload_bytes`); with them there may be no words.
    """

    place: Place | str
    body: Body
    buttons: Buttons = ()
    reply_to: str | None = None
    reply_handle: str | None = None
    whisper: bool = False
    silent: bool = False
    files: tuple[Attachment, ...] = ()


class Edit(msgspec.Struct, frozen=True, kw_only=True, tag="edit"):
    """Replace the words and buttons of a message of ours.

    `reply_handle` (from the press of one of its buttons) reaches a message that only one person
    sees. `files` are those that it was sent with: they stay.
    """

    target: Target
    body: Body
    buttons: Buttons = ()
    reply_handle: str | None = None
    files: tuple[Attachment, ...] = ()


class Delete(msgspec.Struct, frozen=True, kw_only=True, tag="delete"):
    """Remove a message, ours or (with the right) anybody's. Already gone counts as done."""

    target: Target


class React(msgspec.Struct, frozen=True, kw_only=True, tag="react"):
    """Set our reaction to `emoji`; None takes it back. `is_receipt`: it says that the message has
    reached whom it was meant for, for which a platform may have a sign of its own."""

    target: Target
    emoji: str | None
    is_receipt: bool = False


class Pin(msgspec.Struct, frozen=True, kw_only=True, tag="pin"):
    """Pin a message without a notification, or unpin it."""

    target: Target
    pinned: bool = True


class Restrict(msgspec.Struct, frozen=True, kw_only=True, tag="restrict"):
    """`mute`, `kick`, `ban`, or `lift` (both mute and ban) a person in a chat.

    `until` None means until lifted.
    """

    place: Place
    account: Account
    what: str
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.what not in ("mute", "kick", "ban", "lift"):
            raise ValueError(f"unknown restriction: {self.what!r}")


class OpenThread(msgspec.Struct, frozen=True, kw_only=True, tag="open_thread"):
    """Open a topic, thread or forum post; the receipt's place is the new one."""

    place: Place
    title: str
    private: bool = False


class RenameThread(msgspec.Struct, frozen=True, kw_only=True, tag="rename_thread"):
    """Give a thread of ours another title. Platforms let that happen seldom
    (`Capabilities.rename_seconds`)."""

    place: Place | str
    title: str


class CloseThread(msgspec.Struct, frozen=True, kw_only=True, tag="close_thread"):
    """Close or archive a thread; its words stay."""

    place: Place | str


class DropThread(msgspec.Struct, frozen=True, kw_only=True, tag="drop_thread"):
    """Remove a thread with all that stands in it. Already gone counts as done."""

    place: Place


class Badge(msgspec.Struct, frozen=True, kw_only=True, tag="badge"):
    """Show a rank beside a person's name in a chat; an empty name takes it away."""

    place: Place
    account: Account
    name: str


class Hide(msgspec.Struct, frozen=True, kw_only=True, tag="hide"):
    """Fold away what somebody wrote under a message of ours, or show it again."""

    target: Target
    hidden: bool = True


class LookUp(msgspec.Struct, frozen=True, kw_only=True, tag="look_up"):
    """Ask how a person presents themself in a chat now: the receipt says it, with the person's id.
    Gone("person") for who is not there."""

    place: Place
    account: Account


class Lock(msgspec.Struct, frozen=True, kw_only=True, tag="lock"):
    """By one change those may not write in the chat whom `Capabilities.locks` names: who has just
    come and holds no role there, or everybody without rights of their own. Unlocked, it is again as
    it was before, unless somebody else changed it meanwhile. Either may be done twice."""

    place: Place
    locked: bool = True


class Admit(msgspec.Struct, frozen=True, kw_only=True, tag="admit"):
    """Let somebody in who asked to come into a chat, or turn them away. Already decided counts as
    done."""

    place: Place
    account: Account
    admitted: bool = True


Action = (
    Send
    | Edit
    | Delete
    | React
    | Pin
    | Restrict
    | OpenThread
    | RenameThread
    | CloseThread
    | DropThread
    | Badge
    | Hide
    | LookUp
    | Lock
    | Admit
)


class Presented(msgspec.Struct, frozen=True):
    """How a person presents themself: `name` as shown, `handle` as addressed, `tag` as chosen."""

    name: str
    handle: str | None = None
    tag: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform confirmed: the ids of the parts, and where they are.

    `nothing_to_do`: the platform was already as we wanted it. `presented` answers a LookUp.
    `link`: where whoever may read there finds the message in a browser, if the platform has such
    addresses.
    """

    place: Place
    ids: tuple[str, ...] = ()
    nothing_to_do: bool = False
    presented: Presented | None = None
    link: str = ""
