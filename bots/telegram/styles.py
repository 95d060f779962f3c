"""Marked text → parts that fit a message, with Telegram's entities. Pure.

core.telegram.org/bots/api#messageentity
"""

from collections.abc import Callable
from typing import Any

from core.platform import Outline
from core.text import Body, Mark, Rich, render, shortened, split, utf16_length
from core.text.rich import windows

MAX_TEXT = 4096  # UTF-16 units; bots/api#sendmessage
MAX_ENTITIES = 100  # more are dropped without a word; limits.tginfo.me

_TYPES = {"quote": "blockquote", "link": "text_link", "mention": "text_mention"}


def parts_of(body: Body) -> list[Rich]:
    """The body cut so that each part fits one message."""
    whole = split(render(body), MAX_TEXT, utf16_length)
    return [part for fitting in whole for part in _with_few_marks(fitting)]


def outline(body: Body) -> Outline:
    parts = tuple(part.text for part in parts_of(body))
    return Outline(parts=parts, lengths=tuple(map(utf16_length, parts)), limit=MAX_TEXT)


def entities_of(rich: Rich) -> list[dict[str, Any]]:
    """Marks with offsets in UTF-16 units. What Telegram links by itself stays unmarked."""
    offset = _utf16_offsets(rich.text)
    return [
        {"offset": offset(mark.start), "length": offset(mark.end) - offset(mark.start), **style}
        for mark in rich.marks
        if (style := _style(mark, rich.text)) is not None
    ]


def _with_few_marks(part: Rich) -> list[Rich]:
    if len(part.marks) <= MAX_ENTITIES:
        return [part]
    cut = part.marks[MAX_ENTITIES].start
    head, tail = windows(part, [(0, cut), (cut, len(part.text))])
    return [head, *_with_few_marks(tail)]


def _style(mark: Mark, text: str) -> dict[str, Any] | None:
    kind = _TYPES.get(mark.kind, mark.kind)
    match mark.kind:
        case "link":
            bare = text[mark.start : mark.end]
            if mark.target in (bare, f"mailto:{bare}"):
                return None
            return {"type": kind, "url": mark.target}
        case "mention":
            return {"type": kind, "user": _person(mark.target)}
        case "time":
            return None  # there are none: its words say it
        case _:
            return {"type": kind}


def _person(account: str) -> dict[str, Any]:
    """Telegram reads the id only, but wants a whole User."""
    return {"id": int(account), "is_bot": False, "first_name": ""}


def _utf16_offsets(text: str) -> Callable[[int], int]:
    """A function from code points to UTF-16 units: most texts hold nothing beyond U+FFFF."""
    if text.isascii() or max(text) <= "\uffff":
        return int
    table = [0]
    for letter in text:
        table.append(table[-1] + (2 if letter > "\uffff" else 1))
    return table.__getitem__


def one_line(words: str, limit: int) -> str:
    """Of at most `limit` UTF-16 units."""
    return shortened(words, limit, utf16_length)
