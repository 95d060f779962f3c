"""Plain text and the marks over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

Kind = Literal["bold", "italic", "code", "pre", "link", "quote", "mention", "time"]

_SURROGATES = re.compile("[\ud800-\udfff]")
# U+FDD0 to U+FDEF are "not for interchange" (Unicode 23.7); body.py uses them for itself.
_UNSENDABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef]")


class Mark(msgspec.Struct, frozen=True):
    """Code-point offsets, end excluded. `target`: the URL of a link, the account of a mention,
    the seconds since the Unix epoch of a time."""

    start: int
    end: int
    kind: Kind
    target: str = ""


class Rich(msgspec.Struct, frozen=True):
    """Marks are never empty, are properly nested, and sorted by (start, -end), outer first."""

    text: str
    marks: tuple[Mark, ...] = ()


def clean(text: str) -> str:
    """Drop NUL and all control characters but newline and tab; a lone surrogate becomes U+FFFD.

    What is left can be encoded as UTF-8, and stored by PostgreSQL, which refuses NUL.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSENDABLE.sub("", _SURROGATES.sub("\ufffd", unified))


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the measure of Telegram's limits and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def links_of(rich: Rich) -> tuple[str, ...]:
    """The targets of the links, in reading order, repeats included."""
    return tuple(mark.target for mark in rich.marks if mark.kind == "link")


def fold(rich: Rich, leaf: Callable[[str], str], wrap: Callable[[Mark, str], str]) -> str:
    """Write `rich` from the inside out: `leaf` of unmarked text, `wrap` of a mark's content.

    A mark that must not see its content escaped finds it at `rich.text[mark.start:mark.end]`.
    """
    levels: list[list[str]] = [[]]
    opened: list[Mark] = []
    position = 0

    def advance(to: int) -> None:
        nonlocal position
        if to > position:
            levels[-1].append(leaf(rich.text[position:to]))
            position = to

    def close() -> None:
        mark = opened.pop()
        advance(mark.end)
        inner = "".join(levels.pop())
        levels[-1].append(wrap(mark, inner))

    for mark in rich.marks:
        while opened and opened[-1].end <= mark.start:
            close()
        advance(mark.start)
        opened.append(mark)
        levels.append([])
    while opened:
        close()
    advance(len(rich.text))
    return "".join(levels[0])


def windows(rich: Rich, ranges: Sequence[tuple[int, int]]) -> list[Rich]:
    """The text of each range with its share of the marks. `ranges` ascend and do not overlap."""
    found: list[Rich] = []
    live: list[Mark] = []
    taken = 0
    for start, end in ranges:
        while taken < len(rich.marks) and rich.marks[taken].start < end:
            live.append(rich.marks[taken])
            taken += 1
        live = [mark for mark in live if mark.end > start]
        clipped = (
            Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.target)
            for mark in live
        )
        found.append(Rich(rich.text[start:end], tuple(clipped)))
    return found
