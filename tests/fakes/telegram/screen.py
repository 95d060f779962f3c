"""What everybody sees of a chat: the ground truth that tests compare with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram import rules
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.world import Chat, Message, User


@dataclass(frozen=True)
class Shown:
    """One message as it stands on the screen; `styles` are (kind, words) or (kind, words, url)."""

    id: int
    author: str
    is_ours: bool
    text: str
    thread: int | None
    silent: bool
    reply_to: int | None
    styles: tuple[tuple[str, ...], ...]
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    is_edited: bool
    is_pinned: bool
    reactions: tuple[str, ...]
    seen_at: float

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]


def screen(chat: Chat, bot: User) -> list[Shown]:
    """The messages that stand there, the oldest first; `bot` is whose words are ours."""
    return [_shown(each, bot) for each in chat.messages.values() if not each.is_deleted]


def _shown(message: Message, bot: User) -> Shown:
    body = message.body
    text = str(body.get("text", body.get("caption", "")))
    entities: Sequence[Json] = body.get("entities") or body.get("caption_entities") or ()
    return Shown(
        id=message.id,
        author=message.sender.name,
        is_ours=message.sender is bot,
        text=text,
        thread=message.thread if body.get("is_topic_message") else None,
        silent=message.silent,
        reply_to=body.get("reply_to_message", {}).get("message_id"),
        styles=tuple(_style(text, entity) for entity in entities),
        buttons=_buttons(body.get("reply_markup", {}).get("inline_keyboard", ())),
        is_edited="edit_date" in body,
        is_pinned=message.id in message.chat.pinned,
        reactions=tuple(itertools.chain.from_iterable(message.reactions.values())),
        seen_at=message.seen_at,
    )


def _style(text: str, entity: Json) -> tuple[str, ...]:
    words = rules.covered(text, entity)
    if "url" in entity:
        return (entity["type"], words, entity["url"])
    return (entity["type"], words)


def _buttons(rows: Iterable[Iterable[Json]]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple((button["text"], str(_target(button))) for button in row) for row in rows)


def _target(button: Json) -> Any:
    return button.get("callback_data") or button.get("url", "")
