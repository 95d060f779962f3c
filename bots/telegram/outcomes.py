"""What Telegram's refusals mean for an action.

The texts are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp, and tdlib/td); the
SDK changes their case.
"""

from datetime import datetime, timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
)

from bots.telegram.request import Broken, Flooded, NotSent, Unanswered
from core.events import Place
from core.platform import (
    Gone,
    Moved,
    NotAllowed,
    Outcome,
    PlatformStopped,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)

OUTAGE_PAUSE = timedelta(seconds=2)  # ours: back within 5 s of the network
CONFLICT_PAUSE = timedelta(seconds=30)
ASK_BOTFATHER = "Telegram does not accept the token: take it from @BotFather, set TELEGRAM_TOKEN"

# What is missing when a method is refused.
RIGHTS = {
    "deleteMessage": "delete_messages",
    "deleteMessages": "delete_messages",
    "pinChatMessage": "pin_messages",
    "unpinChatMessage": "pin_messages",
    "restrictChatMember": "restrict_members",
    "banChatMember": "restrict_members",
    "unbanChatMember": "restrict_members",
    "createForumTopic": "manage_topics",
    "editForumTopic": "manage_topics",
    "closeForumTopic": "manage_topics",
    "deleteForumTopic": "delete_messages",
    "setChatMemberTag": "manage_tags",
    "setChatPermissions": "restrict_members",
    "approveChatJoinRequest": "invite_users",
    "declineChatJoinRequest": "invite_users",
}

_ALREADY_SO = (
    *("is not modified", "topic_not_modified", "chat_not_modified"),
    *("hide_requester_missing", "user_already_participant"),
)
_MESSAGE_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message to react not found",
    "message to pin not found",
    "message to unpin not found",
    "message_id_invalid",
)
_THREAD_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_PERSON_GONE = ("user not found", "participant_id_invalid", "user_not_participant", "deactivated")
_CHAT_GONE = ("chat not found", "was kicked", "is not a member", "was deleted")
_NOT_ALLOWED = (
    "not enough rights",
    "no rights",
    "administrator rights",
    "admin_required",
    "write_forbidden",
    "topic_closed",
    "message can't be deleted",
    "is an administrator of the chat",
    "method is available only for supergroups",
    "not a forum",
)
_CLOSED_TO_US = {
    "blocked by the user": "blocked",
    "can't initiate conversation": "not_started",
    "to bots": "is_bot",
}


def outcome_of(error: TelegramError, method: str, now: datetime) -> Outcome | None:
    """None when there was nothing to do. Raises PlatformStopped for a token refused.

    BadRequest stands before the network's errors: the SDK makes it one of them, and a malformed
    request would be tried for ever.
    """
    match error:
        case Flooded():
            until = now + timedelta(seconds=error.seconds)
            return RetryAt(until, Scope.CHAT, ordered=True)
        case ChatMigrated():
            return Moved(Place("telegram", str(error.new_chat_id)))
        case InvalidToken():
            raise PlatformStopped(ASK_BOTFATHER) from None
        case BadRequest() | Forbidden():
            return _of_refusal(error.message.lower(), method)
        case NotSent() | Broken():
            return RetryAt(now + OUTAGE_PAUSE, Scope.BOT)
        case Conflict():
            return RetryAt(now + CONFLICT_PAUSE, Scope.BOT)
        case Unanswered():
            return Uncertain()
        case _:
            # The text of what the SDK did not foresee can hold words of the message.
            return Refused(f"{method}: {type(error).__name__}")


def cannot_read_styles(error: TelegramError) -> bool:
    """The 400 after which the same words go out bare, once."""
    words = error.message.lower()
    return isinstance(error, BadRequest) and ("parse entities" in words or "entity" in words)


def cannot_show_picture(error: TelegramError) -> bool:
    """The 400 after which the same picture goes as a document, once: it is too long or too wide
    (bots/api#sendphoto), or nothing that Telegram can draw."""
    words = error.message.lower()
    return isinstance(error, BadRequest) and ("photo" in words or "image" in words)


def _of_refusal(words: str, method: str) -> Outcome | None:
    if _says(words, _ALREADY_SO + _MESSAGE_GONE):
        return None
    if _says(words, _THREAD_GONE) and method == "deleteForumTopic":
        return None
    if _says(words, _THREAD_GONE):
        return Gone("thread")
    if _says(words, _CHAT_GONE):
        return Gone("chat")
    if _says(words, _PERSON_GONE):
        return Gone("person")
    for sign, missing in _CLOSED_TO_US.items():
        if sign in words:
            return NotAllowed(missing)
    if _says(words, _NOT_ALLOWED) or words.startswith("forbidden"):
        return NotAllowed(RIGHTS.get(method, "send_messages"))
    return Refused(f"{method}: {words}")


def _says(words: str, signs: tuple[str, ...]) -> bool:
    return any(sign in words for sign in signs)
