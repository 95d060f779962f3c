"""What the body of an action is made of: our words, the words of others, and mentions."""

from __future__ import annotations

import re
from bisect import bisect_right

import msgspec

from core.text.literal import literal
from core.text.markdown import read
from core.text.rich import Mark, Rich, clean

_PLACEHOLDER = re.compile("\ufdd0([0-9]+)\ufdd1")


class Words(msgspec.Struct, frozen=True, tag="words"):
    """Ours, in the small Markdown."""

    markdown: str


class Quoted(msgspec.Struct, frozen=True, tag="quoted"):
    """Words of others: shown as they are, never a mark, a link or a mention."""

    text: str


class Mention(msgspec.Struct, frozen=True, tag="mention"):
    """A person spoken to, by account id as the event gave it."""

    account: str
    name: str


class Instant(msgspec.Struct, frozen=True, tag="instant"):
    """A moment, in seconds of the Unix epoch, with the words that say it. Where a platform has time
    stamps, every reader sees it by their own clock besides."""

    at: int
    words: str


Part = Words | Quoted | Mention | Instant
Body = tuple[Part, ...]


def render(body: Body) -> Rich:
    """The parts set side by side, with no space between them but their own."""
    template: list[str] = []
    others: list[Quoted | Mention | Instant] = []
    for part in body:
        if isinstance(part, Words):
            template.append(clean(part.markdown))
        else:
            template.append(f"\ufdd0{len(others)}\ufdd1")
            others.append(part)
    return _filled(read("".join(template)), others)


def _filled(template: Rich, others: list[Quoted | Mention | Instant]) -> Rich:
    chunks: list[str] = []
    made: list[Mark] = []
    ends, shifts = [0], [0]
    length = position = 0
    for found in _PLACEHOLDER.finditer(template.text):
        part = others[int(found[1])]
        shown = _shown(part)
        chunks += template.text[position : found.start()], shown
        length += found.start() - position + len(shown)
        position = found.end()
        if isinstance(part, Mention):
            made.append(Mark(length - len(shown), length, "mention", part.account))
        elif isinstance(part, Instant):
            made.append(Mark(length - len(shown), length, "time", str(part.at)))
        ends.append(position)
        shifts.append(length - position)

    def moved(offset: int) -> int:
        return offset + shifts[bisect_right(ends, offset) - 1]

    chunks.append(template.text[position:])
    marks = [
        Mark(moved(mark.start), moved(mark.end), mark.kind, mark.target) for mark in template.marks
    ]
    kept = (mark for mark in marks + made if mark.start < mark.end)
    return Rich("".join(chunks), tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end))))


def _shown(part: Quoted | Mention | Instant) -> str:
    if isinstance(part, Quoted):
        return literal(part.text)
    if isinstance(part, Instant):
        return clean(part.words)
    return literal(" ".join(part.name.split())) or literal(part.account)
