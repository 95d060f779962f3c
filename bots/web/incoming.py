"""What a page says to us, read into events."""

import mimetypes
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from core.events import Account, Attachment, Link, MessageReceived, Place, Shown
from core.fetching import plain
from core.text import clean

LONGEST_QUESTION = 4_000
_SUGGEST_ON = 200
MOST_FILES = 5
LONGEST_NAME = 120
PAGE = "page"
"""Stands for the page whose form was pressed, where a message's id would stand."""

# Made by the page; a dot would let it pass for an id of ours.
ClientId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{8,64}\Z")]
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)


class Named(msgspec.Struct, frozen=True):
    """A file that was brought before, under this id, and what its owner calls it."""

    id: ClientId
    name: Annotated[str, msgspec.Meta(max_length=1_000)]


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """A message. The same id again is the same message: the page did not get our word for it."""

    id: ClientId
    text: str
    files: Annotated[tuple[Named, ...], msgspec.Meta(max_length=MOST_FILES)] = ()


class Press(msgspec.Struct, frozen=True, tag="press"):
    """A button of `message`, by its command."""

    id: ClientId
    message: str
    command: str


class Complete(msgspec.Struct, frozen=True, tag="suggest"):
    """What is being typed; `id` comes back with the suggestions."""

    id: ClientId
    text: str


class Since(msgspec.Struct, frozen=True, tag="since"):
    """The last number the page has seen of the stream; 0 at first. Opens the stream."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


Frame = Ask | Press | Complete | Since
_decoder = msgspec.json.Decoder(Frame)


class BadFrame(Exception):
    """`code` is what the page is told, `id` the frame's where it has one."""

    def __init__(self, code: str, id_: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.id = id_


def read(data: str) -> Frame:
    """Raises BadFrame for what is no frame, or says nothing; a lone surrogate is no frame."""
    try:
        frame: Frame = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise BadFrame("bad_frame") from error
    match frame:
        case Ask(id=id_, text=text, files=files):
            named = tuple(Named(file.id, _name(file.name)) for file in files)
            return Ask(id_, _question(id_, text, may_be_empty=bool(files)), named)
        case Complete(id=id_, text=text):
            return Complete(id_, clean(text[:_SUGGEST_ON]))
    return frame


def _question(id_: str, text: str, *, may_be_empty: bool) -> str:
    if len(text) > LONGEST_QUESTION:
        raise BadFrame("too_long", id_)
    cleaned = clean(text).strip()
    if not cleaned and not may_be_empty:
        raise BadFrame("empty", id_)
    return cleaned


def _name(given: str) -> str:
    """Plain, and not too long, its ending kept: by that readers know what they open."""
    own = plain(clean(given))
    stem, dot, ending = own.rpartition(".")
    if len(own) <= LONGEST_NAME or not stem:
        return own[:LONGEST_NAME] or "file"
    ending = ending[:16]
    return f"{stem[: LONGEST_NAME - 1 - len(ending)]}{dot}{ending}"


def attachment(name: str, reference: str, size: int) -> Attachment:
    """What kind of file it is, its name alone tells: nobody opens it."""
    kind = (mimetypes.guess_type(name)[0] or "").partition("/")[0]
    known = {"image": "photo", "video": "video", "audio": "audio"}
    return Attachment(reference, known.get(kind, "document"), name, size)


def asked(
    visitor: str, ask: Ask, *, locale: str, now: datetime, files: Sequence[Attachment] = ()
) -> MessageReceived:
    """A web chat is always a conversation with us: everything in it is addressed."""
    return MessageReceived(
        id=f"{visitor}:{ask.id}",
        at=now,
        place=place(visitor),
        message=ask.id,
        author=Account("web", visitor),
        locale=locale,
        text=ask.text,
        attachments=tuple(files),
        shown=tuple(Shown("file", file.name) for file in files),
        links=tuple(Link(found, found) for found in _ADDRESS.findall(ask.text)),
        addressed=True,
    )


def pressed(visitor: str, press: Press, *, locale: str, now: datetime) -> MessageReceived:
    """A press by the visitor, of a button under a message or of a form on a PAGE."""
    return MessageReceived(
        id=f"{visitor}:{press.id}",
        at=now,
        place=place(visitor),
        message=press.message,
        author=Account("web", visitor),
        locale=locale,
        text=press.command,
        addressed=True,
        pressed=press.message,
    )


def place(visitor: str) -> Place:
    return Place("web", visitor, private=True)
