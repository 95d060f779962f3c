"""Whom a message calls (discord.com/developers/docs/resources/message#allowed-mentions-object)."""

from __future__ import annotations

import re

from tests.fakes.discord.interactions import MESSAGE, UPDATE
from tests.fakes.discord.objects import Message
from tests.fakes.discord.rules import Json
from tests.fakes.discord.server import Call

_CALLS = re.compile(r"<@!?(\d+)>|<@&(\d+)>|(@everyone|@here)")


def called_by(message: Message) -> tuple[str, ...]:
    """Without `allowed_mentions` everything in the text calls."""
    allowed = message.asked.get("allowed_mentions")
    found = [
        user or role or everyone
        for user, role, everyone in _CALLS.findall(message.body["content"])
        if allowed is None or _is_allowed(allowed, user, role)
    ]
    replied = message.body.get("referenced_message")
    if replied and (allowed is None or allowed.get("replied_user")):
        found.append(replied["author"]["id"])
    return tuple(found)


def _is_allowed(allowed: Json, user: str, role: str) -> bool:
    parse = allowed.get("parse", [])
    if user:
        return "users" in parse or user in map(str, allowed.get("users", []))
    if role:
        return "roles" in parse or role in map(str, allowed.get("roles", []))
    return "everyone" in parse


def message_in(call: Call) -> Json | None:
    """The message that a call carries, if it does."""
    if isinstance(call.body, list):
        return None
    match call.name:
        case "create_message" | "edit_message" | "create_followup" | "edit_followup":
            return call.body
        case "create_interaction_response" if call.body["type"] in (MESSAGE, UPDATE):
            return dict(call.body["data"])
        case "start_thread":
            return call.body.get("message")
    return None


def is_quiet(body: Json) -> bool:
    """Nothing is parsed, and nobody named."""
    allowed = body.get("allowed_mentions") or {"parse": ["users"]}
    return allowed["parse"] == [] and not any(
        allowed.get(name) for name in ("users", "roles", "replied_user")
    )
