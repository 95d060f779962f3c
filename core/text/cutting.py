"""Where a long text may be cut so that every part fits a platform."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

import regex

from core.text.rich import Mark, Rich, clean, windows

Measure = Callable[[str], int]

# The best first. Each matches where the left part ends; the last match of a window is taken.
_PARAGRAPH = regex.compile(r"(?r)\n\s*\n")
_LINE = regex.compile(r"(?r)\n")
_SENTENCE = regex.compile(
    r"(?r)(?<=[.!?…][\"')\]»”’]*)\s|(?<=[。！？][」』）”’]*)(?![。！？」』）”’])"
)
_WORD = regex.compile(r"(?r)\s")
_CLUSTER = regex.compile(r"\X")
_SPACE = regex.compile(r"\s*")
_SHOWN = regex.compile(r"[^\s\p{Default_Ignorable_Code_Point}]")


def split(rich: Rich, limit: int, measure: Measure = len) -> list[Rich]:
    """Parts of at most `limit` by `measure`; marks are cut and go on in the next part.

    Cut between paragraphs, else lines, sentences, words, else grapheme clusters; only a cluster
    longer than `limit` is itself cut. A link, mention or time that fits one part stays whole.
    White space at the cuts is dropped, and so is a part that would show nothing: the end of an
    isolate alone is no message.
    `measure` must not fall as text grows, and `limit` must hold at least one character.
    """
    whole = [mark for mark in rich.marks if mark.kind in ("link", "mention", "time")]
    ranges = [
        (start, end)
        for start, end in _ranges(rich.text, whole, limit, measure)
        if _SHOWN.search(rich.text, start, end)
    ]
    return windows(rich, ranges)


def shortened(words: str, limit: int, measure: Measure = len) -> str:
    """One line of at most `limit`, cut between what a reader sees as characters."""
    line = " ".join(clean(words).split())
    if measure(line) <= limit:
        return line
    head = split(Rich(line), limit - 1, measure)[:1]  # none where nothing can be seen
    return "".join(part.text for part in head) + "…"


def _ranges(
    text: str, whole: list[Mark], limit: int, measure: Measure
) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _furthest(text, start, limit, measure)
        if end < len(text):
            end = _before_mark(whole, start, _best_cut(text, start, end))
        yield start, start + len(text[start:end].rstrip()) if end < len(text) else end
        start = _after_space(text, end) if end < len(text) else end


def _furthest(text: str, start: int, limit: int, measure: Measure) -> int:
    """The largest end that fits, by doubling and halving: the text is never measured whole."""
    span = limit
    while start + span < len(text) and measure(text[start : start + span]) <= limit:
        span *= 2
    if start + span >= len(text) and measure(text[start:]) <= limit:
        return len(text)
    fits, beyond = start + 1, min(start + span, len(text)) + 1
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if measure(text[start:middle]) <= limit:
            fits = middle
        else:
            beyond = middle
    return fits


def _best_cut(text: str, start: int, end: int) -> int:
    """A better kind of cut wins only in the later half: parts should not be slivers."""
    middle = (start + end + 1) // 2
    for pattern, earliest in (
        (_PARAGRAPH, middle),
        (_LINE, middle),
        (_SENTENCE, middle),
        (_WORD, start + 1),
    ):
        found = pattern.search(text, earliest, min(end + 2, len(text)))
        while found and found.start() > end:
            found = pattern.search(text, earliest, found.end() - 1)
        if found:
            return int(found.start())
    return _cluster_end(text, start, end)


def _cluster_end(text: str, start: int, end: int) -> int:
    """The last cluster boundary up to `end`; `end` itself when one cluster fills the part.

    Not before a slash: `a/ban` is nothing, and a part that begins with `/ban` runs a command.
    """
    boundary = start
    # A slice, not a start: the engine looks back over a run of flags to the beginning of its text.
    for cluster in _CLUSTER.finditer(text[start : end + 1]):
        reached = start + cluster.end()
        if reached > end:
            break
        if text[reached : reached + 1] != "/":
            boundary = reached
    return boundary if boundary > start else end


def _before_mark(whole: list[Mark], start: int, cut: int) -> int:
    before = bisect_left(whole, cut, key=lambda mark: mark.start)
    for mark in whole[before - 1 : before] if before else []:
        if mark.end > cut and mark.start > start:
            return mark.start
    return cut


def _after_space(text: str, cut: int) -> int:
    """Past the white space, but not past the indentation of a line: code needs it."""
    space = _SPACE.match(text, cut)
    end = space.end() if space else cut
    newline = text.rfind("\n", cut, end)
    return newline + 1 if newline >= 0 else end
