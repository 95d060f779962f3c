"""What Discord's refusals mean for an action.

Codes: docs.discord.com/developers/topics/opcodes-and-status-codes#json.
"""

from datetime import datetime, timedelta

from bots.discord.rest import (
    Broken,
    Flooded,
    NotSent,
    Refusal,
    RestError,
    TokenRefused,
    Unanswered,
)
from core.platform import (
    Gone,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)

OUTAGE_PAUSE = timedelta(seconds=2)  # ours: back within 5 s of the network
ASK_PORTAL = (
    "Discord does not accept the token: reset it in the Developer Portal, page Bot, and set"
    " DISCORD_TOKEN"
)

ARCHIVED = 50083
ALREADY_ACKNOWLEDGED = 40060
# The way of an interaction is closed: unknown interaction, unknown and invalid webhook (token).
WAY_CLOSED = frozenset({10062, 10015, 50027})

_UNKNOWN_MESSAGE, _UNKNOWN_MEMBER, _UNKNOWN_BAN = 10008, 10007, 10026
_NOTHING_TO_DO = {
    "close": {ARCHIVED},
    "drop": {10003},
    "edit": {_UNKNOWN_MESSAGE},
    "delete": {_UNKNOWN_MESSAGE},
    "react": {_UNKNOWN_MESSAGE},
    "pin": {_UNKNOWN_MESSAGE},
    "kick": {_UNKNOWN_MEMBER},
    "ban": {_UNKNOWN_BAN},
    "mute": {_UNKNOWN_MEMBER},
    "badge": {_UNKNOWN_MEMBER},
}
_GONE = {
    10003: "chat",
    10004: "chat",  # the server
    10008: "message",
    10011: "role",
    10013: "person",
    10007: "person",
    50033: "person",  # nobody to talk to
    40005: "file",  # larger than this server takes
}
# What is missing; empty where it depends on what was asked for.
_CLOSED = {
    50007: "blocked",  # or their settings let nobody in
    50278: "blocked",  # no server in common any more
    50001: "see_messages",
    50013: "",
    50024: "",
    30010: "add_reactions",  # no more kinds of them on one message
    90001: "add_reactions",
    160005: "manage_topics",  # a locked thread
    160006: "active_threads",  # 1,000 in a server
    200000: "automod",
    200001: "automod",
}
# These have a limit of their own, which holds nothing else up.
_OWN = {"rename": Scope.ROW}
# What is missing when a request is refused for a right.
RIGHTS = {
    "send": "send_messages",
    "upload": "attach_files",
    "delete": "delete_messages",
    "pin": "pin_messages",
    "react": "add_reactions",
    "kick": "restrict_members",
    "ban": "restrict_members",
    "mute": "restrict_members",
    "thread": "manage_topics",
    "rename": "manage_topics",
    "close": "manage_topics",
    "drop": "manage_topics",
    "badge": "manage_roles",
    "lock": "hold_newcomers",
}


def outcome_of(error: RestError, what: str, now: datetime) -> Outcome | None:
    """None when there was nothing to do. Raises PlatformStopped for a token refused."""
    match error:
        case Flooded():
            scope = Scope.BOT if error.everywhere else _OWN.get(what, Scope.CHAT)
            return RetryAt(now + timedelta(seconds=error.seconds), scope, ordered=True)
        case TokenRefused():
            raise PlatformStopped(ASK_PORTAL) from None
        case NotSent() | Broken():
            return RetryAt(now + OUTAGE_PAUSE, Scope.BOT)
        case Unanswered():
            return Uncertain()
        case Refusal():
            return _of_refusal(error, what)
        case _:
            return Refused(f"{what}: {type(error).__name__}")


def _of_refusal(error: Refusal, what: str) -> Outcome | None:
    if error.code in _NOTHING_TO_DO.get(what, ()):
        return None
    if error.code in _GONE:
        return Gone(_GONE[error.code])
    if error.code in WAY_CLOSED:
        return Gone("interaction")
    if error.code in _CLOSED or error.code == ARCHIVED or error.status == 403:
        return NotAllowed(_CLOSED.get(error.code) or RIGHTS.get(what, "send_messages"))
    return Refused(f"{what}: status {error.status}, code {error.code}")
