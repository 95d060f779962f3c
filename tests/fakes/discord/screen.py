"""What everybody sees of a channel: the ground truth that tests compare with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.fakes.discord import rules
from tests.fakes.discord.mentions import called_by
from tests.fakes.discord.objects import Channel, Message, User
from tests.fakes.discord.rules import Json


@dataclass(frozen=True)
class Shown:
    """One message as it stands on the screen. `only_for`: whoever alone sees it. `is_thinking`:
    deferred, without words so far. `calls`: whom it notifies, ids or `@everyone`, as its
    `allowed_mentions` let it. `buttons`: (label, id)."""

    id: int
    author: str
    is_ours: bool
    text: str
    only_for: str | None
    is_thinking: bool
    silent: bool
    reply_to: int | None
    embeds: tuple[Mapping[str, object], ...]
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    is_edited: bool
    is_pinned: bool
    reactions: tuple[str, ...]
    calls: tuple[str, ...]
    nonce: str | None
    seen_at: float

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]


def screen(channel: Channel, bot: User) -> list[Shown]:
    """The messages that stand there, the oldest first; `bot` is whose words are ours."""
    return [shown(each, bot) for each in channel.messages.values() if not each.is_deleted]


def shown(message: Message, bot: User) -> Shown:
    body = message.body
    reference = body.get("message_reference") or {}
    return Shown(
        id=message.id,
        author=message.author.name,
        is_ours=message.author is bot,
        text=body["content"],
        only_for=message.only_for.name if message.only_for else None,
        is_thinking=bool(body["flags"] & rules.LOADING),
        silent=bool(body["flags"] & rules.SILENT),
        reply_to=int(reference["message_id"]) if reference else None,
        embeds=tuple(body["embeds"]),
        buttons=_buttons(body["components"]),
        is_edited=body["edited_timestamp"] is not None,
        is_pinned=body["pinned"],
        reactions=tuple(emoji for emoji, people in message.reactions.items() if people),
        calls=called_by(message),
        nonce=str(message.asked["nonce"]) if "nonce" in message.asked else None,
        seen_at=message.seen_at,
    )


def _buttons(rows: Iterable[Json]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        tuple(
            (each.get("label") or "", each.get("custom_id") or each.get("url", ""))
            for each in row["components"]
        )
        for row in rows
    )
