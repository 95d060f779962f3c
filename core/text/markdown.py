"""The small Markdown that answers are written in, read into marked text.

A subset of CommonMark: paragraphs, bold, italic, code, fences, lists, quotes, links, and bare
http(s) addresses. A line break stays a line break, as on every chat platform. A heading is bold,
an image is its description; HTML, tables, rules and entities are the characters they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.text.rich import Kind, Mark, Rich, clean

_BLOCKS = ["fence", "blockquote", "list", "heading"]
_INLINES = ["newline", "escape", "backticks", "emphasis", "link", "image", "autolink"]
# Some inputs cost markdown-it quadratic time; answers are far shorter than this.
_LONGEST = 20_000
_OFTEN_SHORTER_THAN = 4_000

_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_ENCODED_PLACEHOLDER = "%EF%B7%90"  # U+FDD0: the words of others may not be part of an address
# ASCII only: Korean and Japanese go on without a space after an address.
_BARE_LINK = re.compile(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9][!#-;=?-\[\]_a-z~]*", re.IGNORECASE)
_ACTIVE = re.compile(r"[\\`*\[\]<>]|(?<![^\W_])_|_(?![^\W_])|^[-+#~](?=[-+#~\s]|$)")
_ITEM_NUMBER = re.compile(r"^(\s*[0-9]{1,9})([.)])(?=\s|$)")


class _Reader(MarkdownIt):
    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(_BLOCKS + _INLINES)

    def validateLink(self, url: str) -> bool:
        return bool(_ALLOWED_LINK.match(url)) and _ENCODED_PLACEHOLDER not in url


_markdown = _Reader()


def parse(markdown: str) -> Rich:
    """Read any string whatever; nothing is an error. Beyond 20,000 characters it is taken as is."""
    return read(clean(markdown))


def read(cleaned: str) -> Rich:
    """`parse` for text that has been through `clean` already."""
    if len(cleaned) > _LONGEST:
        return Rich(cleaned.strip())
    return _remembered(cleaned) if len(cleaned) < _OFTEN_SHORTER_THAN else _read(cleaned)


def escape(text: str) -> str:
    """Markdown that reads as `text`, for one line of our own inside a sentence."""
    return _ITEM_NUMBER.sub(r"\1\\\2", _ACTIVE.sub(r"\\\g<0>", text))


class _Writer:
    """Text so far, with the blank lines and list markers that wait for the next word."""

    def __init__(self) -> None:
        self._chunks: list[str] = []
        self._length = 0
        self._block_start = 0
        self._marks: list[Mark | None] = []
        self._open: list[tuple[int, int, Kind, str]] = []
        self._gap = 0
        self._marker = ""

    def write(self, text: str) -> None:
        self._settle()
        self._append(text)

    def part(self, newlines: int) -> None:
        self._gap = newlines

    def mark_item(self, marker: str) -> None:
        self._settle()
        self._marker = marker

    def end_item(self) -> None:
        if self._marker:
            self._settle()  # an empty item is only its marker
        self._gap = max(self._gap, 1)

    def open(self, kind: Kind, target: str = "") -> None:
        self._settle()
        self._open.append((len(self._marks), self._length, kind, target))
        self._marks.append(None)  # its slot: the outer mark stands before the inner

    def close(self) -> None:
        slot, start, kind, target = self._open.pop()
        if all(kind != outer for _, _, outer, _ in self._open):
            self._marks[slot] = Mark(start, self._length, kind, target)

    def finish(self) -> Rich:
        text = "".join(self._chunks).rstrip()
        clipped = (
            Mark(mark.start, min(mark.end, len(text)), mark.kind, mark.target)
            for mark in self._marks
            if mark
        )
        marks = (mark for mark in clipped if mark.start < mark.end)
        return Rich(text, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))))

    def _settle(self) -> None:
        if self._gap and self._length > self._block_start:
            self._append("\n" * self._gap)
            self._block_start = self._length
        self._gap = 0
        marker, self._marker = self._marker, ""
        self._append(marker)

    def _append(self, text: str) -> None:
        self._chunks.append(text)
        self._length += len(text)


def _read(cleaned: str) -> Rich:
    writer = _Writer()
    depth = 0
    for token in _flat(_markdown.parse(cleaned)):
        depth += token.nesting * token.type.startswith(("bullet_list", "ordered_list"))
        _write(writer, token, depth)
    return writer.finish()


_remembered = lru_cache(maxsize=1024)(_read)


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (token.children or []) if token.type == "inline" else [token]


def _write(writer: _Writer, token: Token, depth: int) -> None:
    match token.type:
        case "text":
            _write_words(writer, token.content)
        case "softbreak" | "hardbreak":
            writer.write("\n")
        case "image":
            writer.write(token.content)
        case "strong_open":
            writer.open("bold")
        case "em_open":
            writer.open("italic")
        case "link_open":
            writer.open("link", str(token.attrs["href"]))
        case "strong_close" | "em_close" | "link_close":
            writer.close()
        case "code_inline":
            _write_marked(writer, "code", token.content)
        case _:
            _write_block(writer, token, depth)


def _write_block(writer: _Writer, token: Token, depth: int) -> None:
    match token.type:
        case "fence":
            _write_marked(writer, "pre", token.content.removesuffix("\n"))
            writer.part(2)
        case "heading_open":
            writer.open("bold")
        case "blockquote_open":
            writer.open("quote")
        case "heading_close" | "blockquote_close":
            writer.close()
            writer.part(2)
        case "paragraph_close":
            writer.part(1 if token.hidden else 2)
        case "list_item_open":
            number = f"{token.info}{token.markup}" if token.info else "•"
            writer.mark_item("  " * (depth - 1) + number + " ")
        case "list_item_close":
            writer.end_item()
        case "bullet_list_close" | "ordered_list_close":
            writer.part(1 if depth else 2)


def _write_marked(writer: _Writer, kind: Kind, text: str) -> None:
    writer.open(kind)
    writer.write(text)
    writer.close()


def _write_words(writer: _Writer, text: str) -> None:
    position = 0
    for found in _BARE_LINK.finditer(text):
        address = _without_punctuation(found.group())
        writer.write(text[position : found.start()])
        writer.open("link", address)
        writer.write(address)
        writer.close()
        position = found.start() + len(address)
    writer.write(text[position:])


def _without_punctuation(address: str) -> str:
    """A sentence's own punctuation is not the address's; nor is a bracket opened before it."""
    trimmed = address.rstrip(".,;:!?'*_~")
    if trimmed.endswith(")") and "(" not in trimmed:
        return _without_punctuation(trimmed[:-1])
    return trimmed
