"""What a message of ours says, as it is kept, and as a page is told."""

from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec

from core import text
from core.actions import Button, Buttons, Receipt
from core.events import Attachment, Place
from core.fetching import name_of
from core.pictures import OURS
from core.platform import Outline
from core.text import Body, Rich

PART_LIMIT = 16_000
"""Characters of one message: ours to choose, far above any answer."""


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message. `removed`: the writer's words held a secret or personal data, which is gone.
    `files` of a visitor's are mere names. `reaction` stands under it; `reached`: it has reached
    whom it was meant for."""

    rich: Rich
    buttons: Buttons = ()
    removed: bool = False
    files: tuple[Attachment, ...] = ()
    reaction: str = ""
    reached: bool = False


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the stream. `position` is its place on the screen, `seq` its last change, `at` UTC
    microseconds. `content` None: it was deleted."""

    id: str
    seq: int
    position: int
    ours: bool
    content: Content | None
    at: int


def parts(rich: Rich, buttons: Buttons, files: Sequence[Attachment] = ()) -> list[Content]:
    """As many messages as it takes; buttons and files stand under the last."""
    *head, last = text.split(rich, PART_LIMIT) or [Rich("")]
    return [*map(Content, head), Content(last, buttons, files=tuple(files))]


def outline(body: Body) -> Outline:
    shown = tuple(content.rich.text for content in parts(text.render(body), ()))
    return Outline(parts=shown, lengths=tuple(map(len, shown)), limit=PART_LIMIT)


def ids(row: int, count: int) -> tuple[str, ...]:
    """The same for the same delivery, however often it is tried."""
    return tuple(f"{row}.{index}" for index in range(count))


def receipt(place: Place, ids_: Sequence[str] = (), *, changed: bool = True) -> Receipt:
    return Receipt(place=place, ids=tuple(ids_), nothing_to_do=not changed)


def offers(content: Content, command: str) -> bool:
    """Whether a button of the message carries this command."""
    return bool(command) and any(
        button.command == command for row in content.buttons for button in row
    )


def shown(message: Message) -> dict[str, Any]:
    """The message for the page: a visitor's own words as text, ours as HTML of our making."""
    told: dict[str, Any] = {
        "id": message.id,
        "position": message.position,
        "ours": message.ours,
        "at": message.at // 1000,
    }
    if message.content is None:
        return told | {"deleted": True}
    content = message.content
    told |= {"reaction": content.reaction} if content.reaction else {}
    if not message.ours:
        names = [{"name": file.name} for file in content.files]
        told |= {"text": content.rich.text, "removed": content.removed, "files": names}
        return told | {"reached": content.reached}
    pictures = [file for file in content.files if file.platform == OURS]
    brought = [(n, file) for n, file in enumerate(content.files) if file.platform != OURS]
    return told | {
        "html": text.to_html(content.rich) + "".join(map(_figure, pictures)),
        "buttons": [list(map(_button, r)) for r in content.buttons],
        "files": [_file(message.id, *each) for each in brought],
    }


def _figure(picture: Attachment) -> str:
    address = f"/pictures/{escape(picture.ref)}/{escape(picture.name)}"
    return (
        f'<p><img class="picture" src="{address}" alt="{escape(picture.alt)}" loading="lazy"></p>'
    )


def _file(message: str, number: int, file: Attachment) -> dict[str, Any]:
    return {"name": name_of(file), "size": file.size, "address": f"/file/{message}/{number}"}


def _button(button: Button) -> dict[str, str]:
    address = {"url": button.url} if button.url else {"command": button.command}
    return {"label": button.label, **address}
