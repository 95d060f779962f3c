"""Actions → the texts of posts and messages. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bots.twitter.prices import PRICES, Item
from bots.twitter.weighing import WORD, is_dense, links_in, weight
from core.platform import Outline
from core.text import Body, Mark, Rich, render, split

MAX_POST = 280  # weighted
MAX_MESSAGE = 10_000  # characters; docs.x.com/x-api/direct-messages/manage

_JOINER = "\u2060"
_ENDING = re.compile(r"([.．。｡])(?=\w)")
_LEADING = re.compile(r"(?:@\w{1,15}\s+)+", re.ASCII)


def has_link(text: str) -> bool:
    return bool(links_in(text))


def mentioned(body: Body) -> tuple[str, ...]:
    """The accounts whose handles a text of this body needs."""
    return tuple(mark.target for mark in render(body).marks if mark.kind == "mention")


def posts(body: Body, handles: Mapping[str, str], *, links: bool) -> list[str]:
    """The parts of a thread. `handles` by account; without `links` no address is left."""
    return [part.text for part in split(_plain(body, handles, links), MAX_POST, weight)]


def outline(body: Body, *, links: bool) -> Outline:
    """As a thread, with what X charges for it."""
    parts = posts(body, {}, links=links)
    items = (Item.WRITE_LINK if links_in(part) else Item.WRITE_POST for part in parts)
    return Outline(
        parts=tuple(parts),
        lengths=tuple(map(weight, parts)),
        limit=MAX_POST,
        micros=sum(PRICES[item] for item in items),
    )


def messages(body: Body, handles: Mapping[str, str], *, links: bool) -> list[str]:
    return [part.text for part in split(_plain(body, handles, links), MAX_MESSAGE)]


def varied(text: str, handle: str) -> str:
    """The same to somebody else: X refuses a text that it has seen. The handle of who is answered
    is free of weight when it stands first."""
    return f"@{handle} {text}"


def comparable(text: str) -> str:
    """What two forms of one post have in common, before X has shortened addresses and after."""
    whole = _LEADING.sub("", text, count=1)
    for address in links_in(whole):
        whole = whole.replace(address, "")
    return " ".join(unicodedata.normalize("NFC", whole).split())


def _plain(body: Body, handles: Mapping[str, str], links: bool) -> Rich:
    """Words as they are posted; the only marks are over what may not be cut."""
    whole: list[Mark] = []
    text = ""
    for chunk, may_be_cut in _chunks(render(body), handles, links):
        if chunk and not may_be_cut:
            whole.append(Mark(len(text), len(text) + len(chunk), "link"))
        text += chunk
    return Rich(text, tuple(whole))


def _chunks(rich: Rich, handles: Mapping[str, str], links: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of the text, each with whether it may be cut."""
    position = 0
    for mark in [mark for mark in rich.marks if mark.kind in ("link", "mention")]:
        yield _unlinked(rich.text[position : mark.start], links), True
        inner = rich.text[mark.start : mark.end]
        if mark.kind == "link":
            yield _linked(inner, mark.target, links), not links
        else:
            yield inner, True
            if handle := handles.get(mark.target):
                yield f" @{handle}", False
        position = mark.end
    yield _unlinked(rich.text[position:], links), True


def _linked(inner: str, target: str, links: bool) -> str:
    if not links:
        return _unlinked(inner, links)
    return inner if target in (inner, f"mailto:{inner}") else f"{inner} {target}"


def _unlinked(text: str, links: bool) -> str:
    """X makes a link of each name with an ending, which costs more than ten posts."""
    text = WORD.sub(lambda word: _broken(word[0]) if is_dense(word[0]) else word[0], text)
    for address in () if links else sorted(links_in(text), key=len, reverse=True):
        text = text.replace(address, _broken(address))
    return text


def _broken(address: str) -> str:
    bare = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
    return _ENDING.sub(rf"\1{_JOINER}", bare)
