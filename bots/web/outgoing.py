"""What a message of ours says, as it is kept, and as a page is told."""

from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec

from core import text
from core.actions import Button, Buttons, Receipt
from core.events import Attachment, Place
from core.platform import Outline
from core.text import Body, Rich

PART_LIMIT = 16_000
"""Characters of one message: ours to choose, far above any answer."""


class Shown(msgspec.Struct, frozen=True):
    """A picture of ours: its name at `/pictures/`, and what it shows in words."""

    name: str
    alt: str


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message. `removed`: the writer's words held a secret or personal data, which is gone."""

    rich: Rich
    buttons: Buttons = ()
    removed: bool = False
    pictures: tuple[Shown, ...] = ()


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
    """As many messages as it takes; buttons and pictures stand under the last."""
    *head, last = text.split(rich, PART_LIMIT) or [Rich("")]
    pictures = tuple(Shown(f"{file.ref}/{file.name}", file.alt) for file in files)
    return [*map(Content, head), Content(last, buttons, pictures=pictures)]


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
    if not message.ours:
        return told | {"text": message.content.rich.text, "removed": message.content.removed}
    html = text.to_html(message.content.rich) + "".join(map(_figure, message.content.pictures))
    return told | {
        "html": html,
        "buttons": [list(map(_button, r)) for r in message.content.buttons],
    }


def _figure(picture: Shown) -> str:
    address = f"/pictures/{escape(picture.name)}"
    return (
        f'<p><img class="picture" src="{address}" alt="{escape(picture.alt)}" loading="lazy"></p>'
    )


def _button(button: Button) -> dict[str, str]:
    address = {"url": button.url} if button.url else {"command": button.command}
    return {"label": button.label, **address}
