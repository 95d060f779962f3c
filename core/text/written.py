"""Marked text written as HTML for the web, and as plain text where there are no marks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape as escape_html
from typing import assert_never

from core.text.rich import Mark, Rich, fold, windows

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def to_html(rich: Rich) -> str:
    """Paragraphs, each line break a `<br>`; every character of the text is escaped."""
    return "".join(_block_html(block) for block in windows(rich, _paragraphs(rich)))


def to_plain(rich: Rich) -> str:
    """A link reads as `text (address)`, unless its text is the address."""
    return fold(rich, str, _plain_mark)


def _plain_mark(mark: Mark, inner: str) -> str:
    is_bare = mark.kind != "link" or mark.target in (inner, f"mailto:{inner}")
    return inner if is_bare else f"{inner} ({mark.target})"


def _paragraphs(rich: Rich) -> list[tuple[int, int]]:
    """Ranges between blank lines; a blank line inside a code block parts nothing."""
    ranges = []
    start = 0
    fences = iter([mark for mark in rich.marks if mark.kind == "pre"])
    fence = next(fences, None)
    for gap in _BLANK_LINES.finditer(rich.text):
        while fence and fence.end <= gap.start():
            fence = next(fences, None)
        if fence and fence.start < gap.end():
            continue
        ranges.append((start, gap.start()))
        start = gap.end()
    return [pair for pair in [*ranges, (start, len(rich.text))] if pair[0] < pair[1]]


def _block_html(block: Rich) -> str:
    outer = block.marks[0] if block.marks else None
    if outer and (outer.start, outer.end) == (0, len(block.text)):
        if outer.kind == "pre":
            return f"<pre><code>{escape_html(block.text)}</code></pre>"
        if outer.kind == "quote":
            return f"<blockquote>{_block_html(Rich(block.text, block.marks[1:]))}</blockquote>"
    return f"<p>{fold(block, _leaf_html, _mark_html)}</p>"


def _leaf_html(text: str) -> str:
    return escape_html(text).replace("\n", "<br>")


def _mark_html(mark: Mark, inner: str) -> str:
    match mark.kind:
        case "bold":
            return f"<strong>{inner}</strong>"
        case "italic":
            return f"<em>{inner}</em>"
        case "code" | "pre":
            return f"<code>{inner}</code>"
        case "quote":
            return f"<q>{inner}</q>"
        case "link":
            return f'<a href="{escape_html(mark.target)}" rel="noopener nofollow">{inner}</a>'
        case "mention":
            return f'<span class="mention">{inner}</span>'
        case "time":
            at = datetime.fromtimestamp(int(mark.target), UTC)
            return f'<time datetime="{at:%Y-%m-%dT%H:%MZ}">{inner}</time>'
    assert_never(mark.kind)
