"""Everything that a reader sees of a Discord message, and where its links lead. Pure.

Shapes: docs.discord.com/developers/resources/message and …/components/reference.
"""

import re
from collections.abc import Iterator
from typing import Any

from bots.discord.files import reference
from bots.discord.who import Json, name_of
from core.events import Attachment, Link, Shown

# `[words](target)`, `<target>`, and a bare address: what a client makes a link of.
# Bounds, and no way back: a text of nothing but brackets is cheap. A longer label's target is found
# as a bare address.
_MASKED = re.compile(
    r"\[((?:[^\]\\]|\\.){1,500}+)\]\(<?+([a-z][a-z0-9+.-]{0,30}+:[^\s>)]++)>?+[^)]{0,200}+\)", re.I
)
_BARE = re.compile(r"(?:https?|discord)://[^\s<>]+", re.I)
_INVITE = re.compile(r"(?<![\w./])(?:discord\.gg|discord(?:app)?\.com/invite)/[\w-]+", re.I)
_TAIL = ".,:;!?\"')]}*_~|"

# Where words and addresses can stand besides the text; most messages have none of it.
_BESIDE = (
    *("attachments", "sticker_items", "embeds", "poll", "components", "message_snapshots"),
    *("thread", "interaction_metadata"),
)
_DEEPEST = 8  # levels of components and snapshots; the platform's own limit is lower

Piece = tuple[str, object]  # label and words


def shown(message: Json) -> tuple[Shown, ...]:
    """Every word outside the text itself."""
    return tuple(Shown(label, str(words)) for label, words in _pieces(message) if words)


def links(message: Json) -> tuple[Link, ...]:
    """Every target, wherever it is hidden, each once."""
    found = list(_links_in(str(message.get("content") or "")))
    for _label, words in _pieces(message):
        found += _links_in(str(words or ""))
    found += _targets(message)
    return tuple(dict.fromkeys(found))


def attachments(message: Json) -> tuple[Attachment, ...]:
    """Files by where they stand, and stickers by id; none is fetched."""
    files = tuple(
        Attachment(
            reference(message, file),
            str(file.get("content_type") or "file").partition("/")[0],
            str(file.get("filename") or ""),
            int(file.get("size") or 0),
        )
        for file in _list(message, "attachments")
    )
    stickers = (
        Attachment(str(sticker["id"]), "sticker", str(sticker.get("name") or ""))
        for sticker in _list(message, "sticker_items")
    )
    return (*files, *stickers)


def forwarded_from(message: Json) -> str | None:
    """A forward names the channel it came from, never its author."""
    if not message.get("message_snapshots"):
        return None
    reference = message.get("message_reference") or {}
    return str(reference.get("channel_id") or "unknown")


def _is_bare(message: Json) -> bool:
    return not any(map(message.get, _BESIDE))


def _pieces(message: Json, depth: int = 0) -> Iterator[Piece]:
    if _is_bare(message):
        return
    for file in _list(message, "attachments"):
        yield "file", file.get("title")
        yield "file", file.get("filename")
        yield "file", file.get("description")
    for sticker in _list(message, "sticker_items"):
        yield "sticker", sticker.get("name")
    for embed in _list(message, "embeds"):
        yield from _embed(embed)
    yield from _poll(message.get("poll") or {})
    for component in _list(message, "components"):
        yield from _component(component)
    for snapshot in _list(message, "message_snapshots") if depth < _DEEPEST else ():
        inner = snapshot.get("message") or {}
        yield "forward", inner.get("content")
        yield from _pieces(inner, depth + 1)
    if (opened := message.get("thread")) and depth == 0:
        yield "topic", opened.get("name")
    if (invoked := message.get("interaction_metadata") or {}) and depth == 0:
        yield "via", name_of(invoked.get("user") or {})


def _embed(embed: Json) -> Iterator[Piece]:
    yield "embed", (embed.get("provider") or {}).get("name")
    yield "embed", (embed.get("author") or {}).get("name")
    yield "embed", embed.get("title")
    yield "embed", embed.get("description")
    for field in _list(embed, "fields"):
        yield "embed", field.get("name")
        yield "embed", field.get("value")
    yield "embed", (embed.get("footer") or {}).get("text")


def _poll(poll: Json) -> Iterator[Piece]:
    yield "poll", (poll.get("question") or {}).get("text")
    for answer in _list(poll, "answers"):
        yield "poll", (answer.get("poll_media") or {}).get("text")


def _component(component: Json, depth: int = 0) -> Iterator[Piece]:
    yield "button", component.get("label")
    yield "component", component.get("content")
    yield "component", component.get("placeholder")
    yield "component", component.get("description")
    yield "file", component.get("name")
    for option in _list(component, "options"):
        yield "option", option.get("label")
        yield "option", option.get("description")
    for item in _list(component, "items"):
        yield "component", item.get("description")
    for inner in _inner(component) if depth < _DEEPEST else ():
        yield from _component(inner, depth + 1)


def _inner(component: Json) -> Iterator[Json]:
    yield from _list(component, "components")
    for name in ("accessory", "component"):
        if isinstance(component.get(name), dict):
            yield component[name]


def _targets(message: Json, depth: int = 0) -> Iterator[Link]:
    """Addresses that stand in fields of their own."""
    if _is_bare(message):
        return
    for embed in _list(message, "embeds"):
        author = embed.get("author") or {}
        yield from _link(embed.get("url"), embed.get("title"))
        yield from _link(author.get("url"), author.get("name"))
    for component in _list(message, "components"):
        yield from _component_targets(component)
    for snapshot in _list(message, "message_snapshots") if depth < _DEEPEST else ():
        yield from _targets(snapshot.get("message") or {}, depth + 1)


def _component_targets(component: Json, depth: int = 0) -> Iterator[Link]:
    yield from _link(component.get("url"), component.get("label"))
    for inner in _inner(component) if depth < _DEEPEST else ():
        yield from _component_targets(inner, depth + 1)


def _link(target: object, words: object) -> Iterator[Link]:
    if target:
        yield Link(str(target), str(words or target))


def _links_in(text: str) -> Iterator[Link]:
    rest = text
    for masked in _MASKED.finditer(text) if "](" in text else ():
        yield Link(masked[2], masked[1])
        rest = rest.replace(masked[0], " ")
    for bare in _BARE.finditer(rest) if "://" in rest else ():
        yield _bare_link(bare)
    for invite in _INVITE.finditer(_BARE.sub(" ", rest)) if "/" in rest else ():
        yield _bare_link(invite)


def _bare_link(found: re.Match[str]) -> Link:
    target = found[0].rstrip(_TAIL)
    return Link(target, target)


def _list(holder: Json, name: str) -> list[Any]:
    """The objects of a list; whatever else stands there is no object of Discord's."""
    found = holder.get(name)
    if not found or not isinstance(found, list):
        return []
    return [each for each in found if isinstance(each, dict)]
