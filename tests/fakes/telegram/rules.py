"""What Telegram refuses or changes in a message, each rule with where it is written.

Texts of refusals are those of the Bot API server (tdlib/telegram-bot-api, tdlib/td).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from telegram.constants import ReactionEmoji

Json = dict[str, Any]

MAX_TEXT = 4096  # core.telegram.org/bots/api#sendmessage, in UTF-16 units
MAX_CAPTION = 1024  # core.telegram.org/bots/api#sendphoto
MAX_ENTITIES = 100  # limits.tginfo.me; more are dropped without a word
MAX_BUTTONS = 100  # limits.tginfo.me
MAX_BUTTONS_A_ROW = 8  # limits.tginfo.me
MAX_CALLBACK_DATA = 64  # bytes; core.telegram.org/bots/api#inlinekeyboardbutton
MAX_CALLBACK_ANSWER = 200  # core.telegram.org/bots/api#answercallbackquery
MAX_TOPIC_NAME = 128  # core.telegram.org/bots/api#createforumtopic
MAX_MEMBER_TAG = 16  # core.telegram.org/bots/api#setchatmembertag
MAX_COMMANDS = 100  # core.telegram.org/bots/api#setmycommands
MAX_COMMAND_DESCRIPTION = 256  # core.telegram.org/bots/api#botcommand
MAX_DELETE_AGE = 48 * 3600  # core.telegram.org/bots/api#deletemessage, in seconds
REACTIONS = frozenset(ReactionEmoji)  # core.telegram.org/bots/api#reactiontypeemoji

_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
_FOUND_BY_TELEGRAM = (
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?\b")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}\b")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[a-z]{2,}\b")),
    ("url", re.compile(r"(?<![@\w])(?:https?://)?(?:[\w-]+\.)+(?:com|org|net|io|me|example)\b\S*")),
)


class ApiError(Exception):
    """A refusal: HTTP status, Telegram's description, and `parameters` where it sends some."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    return ApiError(403, f"Forbidden: {description}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def covered(text: str, entity: Json) -> str:
    """The words that an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return raw[start : start + entity["length"] * 2].decode("utf-16-le", "replace")


def message_text(text: str, entities: Sequence[Json], limit: int) -> tuple[str, list[Json]]:
    """Text and entities as Telegram keeps them: checked, trimmed, found ones added."""
    check_entities(text, entities)
    text, entities = trim(text, entities)
    if not text:
        raise bad("message text is empty")
    if units(text) > limit:
        raise bad("message is too long" if limit == MAX_TEXT else "message caption is too long")
    return text, with_found(text, entities)[:MAX_ENTITIES]


def check_entities(text: str, entities: Sequence[Json]) -> None:
    """Bounds and surrogate pairs, as tdlib's fix_entities checks them (td MessageEntity.cpp)."""
    edges = _edges(text) if entities else set()
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["length"] <= 0 or start < 0 or end > units(text):
            raise bad(f"entity beginning at UTF-16 offset {start} ends after the end of the text")
        if start not in edges or end not in edges:
            raise bad(f"entity at UTF-16 offset {start} ends in a middle of a UTF-16 symbol")


def trim(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """White space at both ends is dropped and entities are moved (td, fix_formatted_text)."""
    bare = text.rstrip().lstrip()
    gone = units(text.rstrip()) - units(bare) if bare else 0
    kept = []
    for entity in entities:
        start = max(entity["offset"] - gone, 0)
        end = min(entity["offset"] + entity["length"] - gone, units(bare))
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return bare, kept


def with_found(text: str, entities: Sequence[Json]) -> list[Json]:
    """Commands, mentions and links are found by the server where no other entity is."""
    found = list(entities)
    for kind, pattern in _FOUND_BY_TELEGRAM:
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": units(text[: match.start()]),
                "length": units(match.group()),
            }
            if not any(_overlap(entity, other) for other in found):
                found.append(entity)
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def check_keyboard(markup: Json | None) -> None:
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_A_ROW for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad("inline keyboard button text must be non-empty")
        if "url" not in button and not _fits(button.get("callback_data", "")):
            raise bad("BUTTON_DATA_INVALID")


def check_commands(commands: Sequence[Json]) -> None:
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND_NAME.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= MAX_COMMAND_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _fits(data: str) -> bool:
    return 1 <= len(data.encode()) <= MAX_CALLBACK_DATA


def _edges(text: str) -> set[int]:
    edges, position = {0}, 0
    for character in text:
        position += 2 if ord(character) > 0xFFFF else 1
        edges.add(position)
    return edges


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
