"""The words of others, made harmless: visible as they are, and nothing more than words.

The rule: what shows nothing is removed, what a client would turn into a link is broken with a
word joiner (U+2060), and every line is isolated, so that right-to-left text cannot reorder ours.
Broken are `://`, `www.` and other dots between words, `@name`, `#tag`, `/command`, `$TAG`,
`+number`, and the `<@…>` forms of a raw mention. A zero-width space or joiner would not do:
Telegram allows U+200C and U+200D inside an address, but no U+2060.
"""

from __future__ import annotations

import regex

from core.text.rich import clean

_JOINER = "\u2060"
_ISOLATE, _END = "\u2068", "\u2069"

# A joiner inside an emoji, and the selector that makes it an emoji, do show.
_INVISIBLE = regex.compile(
    r"(?:[\p{Default_Ignorable_Code_Point}--[\u200d\ufe0e\ufe0f]]"
    r"|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d"
    r"|\u200d(?!\p{Extended_Pictographic}))+",
    regex.VERSION1,
)
_LINE_ENDS = regex.compile(r"[\u2028\u2029]")
_LINKABLE = regex.compile(
    r"""(?<=:)(?=//)
      | (?<=[.．])(?=\p{L})
      | (?<=[A-Za-z0-9][。｡])(?=[A-Za-z])
      | (?<=[@＠])(?=[\w!&])
      | (?<=[#＃])(?=\w)
      | (?<=\$)(?=[A-Za-z])
      | (?<=\+)(?=\d)
      | (?<=(?<![\p{L}\p{N}_/])/)(?=\w)
      | (?<=<)(?=[@#:/a-z])""",
    regex.VERBOSE | regex.IGNORECASE,
)
_WORDS = regex.compile(r"[^\n]+")


def literal(text: str) -> str:
    """`text` as a stranger's words: clean, without links, each line in its own bidi isolate."""
    lines = _LINE_ENDS.sub("\n", clean(text))
    broken = _LINKABLE.sub(_JOINER, _INVISIBLE.sub("", lines))
    isolated: str = _WORDS.sub(rf"{_ISOLATE}\g<0>{_END}", broken)
    return isolated
