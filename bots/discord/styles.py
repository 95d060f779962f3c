"""Marked text → parts that fit a message, in Discord's Markdown. Pure.

docs.discord.com/developers/reference#message-formatting; what a backslash protects was taken from
clients: any ASCII punctuation.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from core.platform import Outline
from core.text import Body, Mark, Rich, clean, fold, render, shortened, split

MAX_TEXT = 2000  # characters; resources/message#create-message

_SPECIAL = re.compile(r"[\\*_~`|<>\[\]()@#:]|(?<![^\n])(?:[-+]|\d+(?=\.))")
_NUMBER = re.compile(r"\d+\Z")
_TICKS = re.compile("`(?=`)")  # two of them would end what they stand in
_BLANK = "\u200b"
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # UAX 9, 2.1 to 2.6


def parts_of(body: Body) -> list[str]:
    """The body cut so that each part, written out, fits one message."""
    return list(_fitting(render(body), MAX_TEXT))


def outline(body: Body) -> Outline:
    parts = tuple(parts_of(body))
    return Outline(parts=parts, lengths=tuple(map(len, parts)), limit=MAX_TEXT)


def written(rich: Rich) -> str:
    """Every character of the text is itself, whatever it would mean to a client."""
    return fold(rich, escape, lambda mark, inner: _wrap(mark, inner, rich))


def escape(text: str) -> str:
    return _SPECIAL.sub(_protected, text)


def _protected(found: re.Match[str]) -> str:
    # "1." begins a list; a digit cannot be escaped, so the dot after it is.
    return f"{found[0]}\\" if _NUMBER.match(found[0]) else f"\\{found[0]}"


def _fitting(rich: Rich, limit: int) -> Iterator[str]:
    """Marks take room that is known only when they are written, so what is too long is cut anew."""
    for part in split(rich, limit, lambda text: len(escape(text))):
        text = written(part)
        if len(text) <= MAX_TEXT:
            yield text
        elif limit > 100:
            yield from _fitting(part, limit * 3 // 4)
        else:
            yield escape(part.text)  # an address longer than a message


def _wrap(mark: Mark, inner: str, rich: Rich) -> str:
    bare = rich.text[mark.start : mark.end]
    match mark.kind:
        case "bold":
            return _around("**", inner)
        case "italic":
            return _around("*", inner)
        case "code":
            return _code(bare)
        case "pre":
            return f"```\n{_TICKS.sub(f'`{_BLANK}', bare)}\n```"
        case "quote":
            return "\n".join(f"> {line}" for line in inner.split("\n"))
        case "link":
            return _link(mark.target, bare, inner)
        case "mention":
            return f"<@{int(mark.target)}>"
        case "time":  # by each reader's own clock, and as it is written for all
            return f"<t:{int(mark.target)}:F> · {inner}"


def _around(sign: str, inner: str) -> str:
    """White space inside the signs would leave them standing as they are."""
    core = inner.strip()
    if not core:
        return inner
    head, _, tail = inner.partition(core)
    return f"{head}{sign}{core}{sign}{tail}"


def _code(bare: str) -> str:
    if "`" not in bare:
        return f"`{bare}`"
    return f"`` {_TICKS.sub(f'`{_BLANK}', bare)} ``"


def _link(target: str, bare: str, inner: str) -> str:
    """In angle brackets: no preview. A client takes no other address as the target of a link."""
    if not target.startswith(("https://", "http://")):
        return inner
    address = quote(target, safe="%/:=&?~#+!$,;'@()*[]-._")
    return f"<{address}>" if target == bare else f"[{inner}](<{address}>)"


def one_line(words: str, limit: int) -> str:
    """Of at most `limit` characters, with nothing that turns the direction of its surroundings."""
    return shortened(_TURNS.sub("", clean(words)), limit)
