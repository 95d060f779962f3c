"""What Discord refuses, each rule with where it is written (discord.com/developers/docs).

Codes and texts of refusals are those of topics/opcodes-and-status-codes#json.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from discord import Locale, Permissions

Json = dict[str, Any]

EVERYTHING = Permissions.all().value
MAX_TEXT = 2000  # resources/message#create-message
MAX_EMBED_TEXT = 6000  # resources/message#embed-object-embed-limits, all embeds together
MAX_ROWS = 5  # components/reference#action-row
MAX_BUTTONS_A_ROW = 5  # components/reference#action-row
MAX_CUSTOM_ID = 100  # components/reference#anatomy-of-a-component
MAX_LABEL = 80  # components/reference#button
MAX_NONCE = 25  # resources/message#create-message
MAX_CHOICES = 25  # interactions/receiving-and-responding#autocomplete
MAX_MODAL_TITLE = 45  # interactions/receiving-and-responding#modal
MAX_BULK_DELETE = 100  # resources/message#bulk-delete-messages
BULK_DELETE_DAYS = 14  # resources/message#bulk-delete-messages
MAX_TIMEOUT_DAYS = 28  # resources/guild#modify-guild-member
MAX_THREAD_NAME = 100  # resources/channel#start-thread-without-message
NONCE_SECONDS = 120.0  # "the past few minutes"; resources/message#create-message
ACKNOWLEDGE_SECONDS = 3.0  # interactions/receiving-and-responding#responding-to-an-interaction
TOKEN_SECONDS = 900.0  # the same
EPHEMERAL = 1 << 6  # resources/message#message-object-message-flags
LOADING = 1 << 7  # the same
SILENT = 1 << 12  # the same
MAX_COMMANDS = {1: 100, 2: 15, 3: 15}  # interactions/application-commands, a type
MAX_COMMAND_LETTERS = 8000  # interactions/application-commands#slash-commands

HIGH_LEVEL = 3  # resources/guild#guild-object-verification-level
HIGH_LEVEL_SECONDS = 600.0  # the same: how long somebody is a newcomer

_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


class ApiError(Exception):
    """A refusal: HTTP status, Discord's code and message, `errors` where it says more."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors


class RateLimited(Exception):
    """429: `seconds` to wait, for this bucket or for everything (`is_global`)."""

    def __init__(self, seconds: float, *, is_global: bool = False) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds
        self.is_global = is_global


def invalid(field: str, why: str) -> ApiError:
    """50035, as topics/error-messages shows it."""
    errors = {field: {"_errors": [{"code": "BASE_TYPE_BAD", "message": why}]}}
    return ApiError(400, 50035, "Invalid Form Body", errors)


def missing_permissions() -> ApiError:
    return ApiError(403, 50013, "Missing Permissions")


def missing_access() -> ApiError:
    return ApiError(403, 50001, "Missing Access")


def unknown(what: str) -> ApiError:
    codes = {
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "Role": 10011,
        "User": 10013,
        "Emoji": 10014,
        "Webhook": 10015,
        "Ban": 10026,
        "Interaction": 10062,
        "Application Command": 10063,
    }
    return ApiError(404, codes[what], f"Unknown {what}")


def bits(names: Iterable[str]) -> int:
    return Permissions(**dict.fromkeys(names, True)).value


def check_message(body: Json) -> None:
    """The words and buttons of a message, new or edited."""
    if len(body.get("content") or "") > MAX_TEXT:
        raise invalid("content", f"Must be {MAX_TEXT} or fewer in length.")
    if len(str(body.get("nonce") or "")) > MAX_NONCE:
        raise invalid("nonce", f"Must be {MAX_NONCE} or fewer in length.")
    _check_embeds(body.get("embeds") or [])
    check_buttons(body.get("components") or [])


def check_not_empty(body: Json) -> None:
    kinds = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
    if not any(body.get(kind) for kind in kinds) or not (body.get("content") or "x").strip():
        raise ApiError(400, 50006, "Cannot send an empty message")


def _check_embeds(embeds: Sequence[Json]) -> None:
    limits = {"title": 256, "description": 4096}
    total = 0
    for embed in embeds:
        for name, limit in limits.items():
            if len(embed.get(name) or "") > limit:
                raise invalid(name, f"Must be {limit} or fewer in length.")
        fields = embed.get("fields") or []
        if len(fields) > 25:
            raise invalid("fields", "Must be 25 or fewer in length.")
        total += sum(len(embed.get(name) or "") for name in limits)
        total += sum(len(field["name"]) + len(field["value"]) for field in fields)
    if total > MAX_EMBED_TEXT:
        raise invalid("embeds", "Embed size exceeds maximum size of 6000")


def check_buttons(rows: Sequence[Json]) -> None:
    if len(rows) > MAX_ROWS:
        raise invalid("components", f"Must be {MAX_ROWS} or fewer in length.")
    seen: set[str] = set()
    for row in rows:
        if row["type"] != 1 or not 1 <= len(row["components"]) <= MAX_BUTTONS_A_ROW:
            raise invalid("components", f"Must be between 1 and {MAX_BUTTONS_A_ROW} in length.")
        for each in row["components"]:
            _check_component(each, seen)


def _check_component(each: Json, seen: set[str]) -> None:
    if len(each.get("label") or "") > MAX_LABEL:
        raise invalid("label", f"Must be {MAX_LABEL} or fewer in length.")
    if each["type"] == 2 and not (each.get("label") or each.get("emoji")):
        raise invalid("label", "A label or emoji is required")
    if "url" in each:
        return
    name = each.get("custom_id") or ""
    if not 1 <= len(name) <= MAX_CUSTOM_ID:
        raise invalid("custom_id", f"Must be between 1 and {MAX_CUSTOM_ID} in length.")
    if name in seen:
        raise invalid("custom_id", "Component custom id cannot be duplicated")
    seen.add(name)


def check_modal(data: Json) -> None:
    if not 1 <= len(data.get("title") or "") <= MAX_MODAL_TITLE:
        raise invalid("title", f"Must be between 1 and {MAX_MODAL_TITLE} in length.")
    if not 1 <= len(data.get("custom_id") or "") <= MAX_CUSTOM_ID:
        raise invalid("custom_id", f"Must be between 1 and {MAX_CUSTOM_ID} in length.")
    if not 1 <= len(data["components"]) <= 5:
        raise invalid("components", "Must be between 1 and 5 in length.")
    for row in data["components"]:
        for label in (row.get("label"), *(each.get("label") for each in inputs(row))):
            if len(label or "") > MAX_MODAL_TITLE:
                raise invalid("label", f"Must be {MAX_MODAL_TITLE} or fewer in length.")


def inputs(row: Json) -> list[Json]:
    """The fields of a modal's row: an action row holds a list, a label one component."""
    return [row["component"]] if row["type"] == 18 else list(row["components"])


def check_choices(choices: Sequence[Json]) -> None:
    if len(choices) > MAX_CHOICES:
        raise invalid("choices", f"Must be {MAX_CHOICES} or fewer in length.")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
            raise invalid("choices", "Must be between 1 and 100 in length.")


def check_commands(commands: Sequence[Json]) -> None:
    """interactions/application-commands#application-command-object."""
    names = [(command.get("type", 1), command["name"]) for command in commands]
    if len(set(names)) < len(names):
        raise ApiError(400, 50035, "Invalid Form Body", {"name": "duplicate"})
    for kind, limit in MAX_COMMANDS.items():
        if sum(each == kind for each, _ in names) > limit:
            raise ApiError(400, 30032, f"Maximum number of application commands reached ({limit})")
    for command in commands:
        _check_command(command)


def _check_command(command: Json) -> None:
    options = command.get("options") or []
    if command.get("type", 1) == 1:
        _check_named(command)
    elif not 1 <= len(command["name"]) <= 32 or command.get("description") or options:
        raise invalid("name", "A context menu command has a name of 1 to 32 and nothing else")
    if len(options) > 25:
        raise invalid("options", "Must be 25 or fewer in length.")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        raise invalid("options", "Required options must be placed before non-required options")
    for option in options:
        _check_named(option)
        check_choices(option.get("choices") or [])
    if sum(map(_letters, [command, *options])) > MAX_COMMAND_LETTERS:
        raise invalid("name", f"Application command size exceeds {MAX_COMMAND_LETTERS}")


def _check_named(each: Json) -> None:
    for name in (each["name"], *(each.get("name_localizations") or {}).values()):
        if not _COMMAND_NAME.fullmatch(name) or name != name.lower():
            raise invalid("name", "Command name is invalid")
    summaries = (each.get("description_localizations") or {}).values()
    for summary in (each.get("description") or "", *summaries):
        if not 1 <= len(summary) <= 100:
            raise invalid("description", "Must be between 1 and 100 in length.")
    known = {locale.value for locale in Locale}
    for field in ("name_localizations", "description_localizations"):
        if not set(each.get(field) or {}) <= known:
            raise invalid(field, "Unknown locale")


def _letters(each: Json) -> int:
    """Of the longest of the languages, as the limit is counted."""
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in each.get("choices") or [])
    return choices + sum(
        max(map(len, (each.get(field) or "", *_values(each.get(f"{field}_localizations")))))
        for field in ("name", "description")
    )


def _values(localized: Mapping[str, str] | None) -> list[str]:
    return list((localized or {}).values())
