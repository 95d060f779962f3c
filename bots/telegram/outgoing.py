"""Actions → calls of the Bot API, as data. Pure.

What each method takes: core.telegram.org/bots/api. Words go out as text and entities, never as
markup, so that no character of anybody's can be misread.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec
from telegram import InputFile

from bots.telegram.buttons import keyboard
from bots.telegram.styles import entities_of, one_line, parts_of
from core.actions import (
    Action,
    Admit,
    Badge,
    CloseThread,
    Delete,
    DropThread,
    Edit,
    Hide,
    Lock,
    LookUp,
    OpenThread,
    Pin,
    React,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Attachment, Place
from core.platform import Content, Delivery
from core.text import Rich

MAX_TOPIC_NAME = 128  # bots/api#createforumtopic
FEW_DELETED = 10
MOST_DELETED = 100  # bots/api#deletemessages
MAX_CAPTION = 1024  # bots/api#sendphoto
MAX_TAG = 16  # bots/api#setchatmembertag
GENERAL_TOPIC = "1"  # is the chat itself: as a thread id it is refused

# Each takes the id under its own name (bots/api#sendphoto and the like).
_FILE_METHODS = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "animation": "sendAnimation",
    "sticker": "sendSticker",
}
SENDS = frozenset({"sendMessage", "sendDocument", *_FILE_METHODS.values()})

_PERMISSIONS = (
    *("messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes"),
    *("polls", "other_messages"),
)

Arguments = dict[str, Any]


class Call(msgspec.Struct, frozen=True):
    """One call of a method: all that it does is done or not done."""

    method: str
    arguments: Arguments


def calls(delivery: Delivery) -> list[Call]:
    """The calls that perform an action, in order; each has a receipt of its own."""
    place, target = delivery.place, delivery.target
    ids = [int(id_) for id_ in target]
    return list(_calls(delivery.action, place, ids, delivery.contents))


def without_styles(call: Call) -> Call:
    """The same words bare: for the case that Telegram cannot read the entities."""
    bare = {name: value for name, value in call.arguments.items() if name != "entities"}
    return Call(call.method, bare)


def as_document(call: Call) -> Call:
    """The same picture as it is: for the case that Telegram cannot draw it."""
    rest = {name: value for name, value in call.arguments.items() if name != "photo"}
    return Call("sendDocument", rest | {"document": call.arguments["photo"]})


def carries_file(call: Call) -> bool:
    return any(isinstance(value, InputFile) for value in call.arguments.values())


def thread_of(place: Place) -> int | None:
    """The thread id to send; None for the General topic, which is the chat itself."""
    if place.thread is None or place.thread == GENERAL_TOPIC:
        return None
    return int(place.thread)


def _calls(
    action: Action, place: Place, target: list[int], contents: Sequence[Content]
) -> Iterator[Call]:
    chat = int(place.id)
    match action:
        case Send():
            yield from _send(action, place)
            yield from (_upload(content, place) for content in contents)
        case Edit():
            words = target[: len(target) - len(action.files)]  # the files stand behind them
            yield from _edit(action, place, words)
        case Delete():
            yield from _delete(chat, target)
        case React():
            yield _react(chat, target[0], action.emoji)
        case Pin():
            yield _pin(chat, target[0], pinned=action.pinned)
        case Restrict():
            yield from _restrict(action, chat)
        case OpenThread(private=True):
            return  # a topic is for the whole group
        case OpenThread():
            yield Call("createForumTopic", {"chat_id": chat, "name": _topic_name(action.title)})
        case RenameThread():
            thread = {"chat_id": chat, "message_thread_id": thread_of(place)}
            yield Call("editForumTopic", thread | {"name": _topic_name(action.title)})
        case CloseThread():
            thread = {"chat_id": chat, "message_thread_id": thread_of(place)}
            yield Call("closeForumTopic", thread)
        case DropThread():
            if (topic := thread_of(place)) is not None:
                yield Call("deleteForumTopic", {"chat_id": chat, "message_thread_id": topic})
        case Badge():
            yield _badge(action, chat)
        case LookUp():
            person = {"chat_id": chat, "user_id": int(action.account.id)}
            yield Call("getChatMember", person)
        case Admit():
            method = "approveChatJoinRequest" if action.admitted else "declineChatJoinRequest"
            yield Call(method, {"chat_id": chat, "user_id": int(action.account.id)})
        case Hide() | Lock():
            return  # there is no such thing; what depends on how it was, `locks.py`
        case _:
            assert_never(action)


def _topic_name(title: str) -> str:
    return one_line(title, MAX_TOPIC_NAME) or "…"


def _delete(chat: int, target: list[int]) -> Iterator[Call]:
    """A few one by one: only those calls tell whether there was anything to delete
    (core.telegram.org/bots/api#deletemessages)."""
    if len(target) <= FEW_DELETED:
        yield from (_on_message("deleteMessage", chat, id_) for id_ in target)
        return
    for start in range(0, len(target), MOST_DELETED):
        together = target[start : start + MOST_DELETED]
        yield Call("deleteMessages", {"chat_id": chat, "message_ids": together})


def _send(action: Send, place: Place) -> Iterator[Call]:
    texts = parts_of(action.body)
    for index, part in enumerate(texts):
        arguments = _message(part, place)
        if (thread := thread_of(place)) is not None:
            arguments["message_thread_id"] = thread
        if action.silent:
            arguments["disable_notification"] = True
        if action.reply_to and index == 0:
            arguments["reply_parameters"] = {
                "message_id": int(action.reply_to),
                "allow_sending_without_reply": True,
            }
        if action.buttons and index == len(texts) - 1:
            arguments["reply_markup"] = keyboard(action.buttons)
        yield Call("sendMessage", arguments)
    ours = [file for file in action.files if not file.platform]
    yield from (_file(file, place, silent=action.silent) for file in ours)


def _file(file: Attachment, place: Place, *, silent: bool) -> Call:
    """By its id, which Telegram takes without the bytes."""
    method = _FILE_METHODS.get(file.kind, "sendDocument")
    return Call(method, _aim(place, silent) | {method.removeprefix("send").lower(): file.ref})


def _upload(content: Content, place: Place) -> Call:
    """As a document, which comes as it is: pictures would be refused for their measures. Ours are
    seen at once, and have a caption for there is no alternative text (bots/api#sendphoto)."""
    if content.picture:
        photo = InputFile(content.data, filename=content.name)
        caption = {"caption": one_line(content.alt, MAX_CAPTION)} if content.alt else {}
        return Call("sendPhoto", _aim(place, silent=True) | {"photo": photo} | caption)
    document = InputFile(content.data, filename=content.name)
    return Call("sendDocument", _aim(place, silent=True) | {"document": document})


def _aim(place: Place, silent: bool) -> Arguments:
    arguments: Arguments = {"chat_id": int(place.id)}
    if (thread := thread_of(place)) is not None:
        arguments["message_thread_id"] = thread
    if silent:
        arguments["disable_notification"] = True
    return arguments


def _edit(action: Edit, place: Place, target: list[int]) -> Iterator[Call]:
    """Parts replace parts; surplus old ones are deleted. There is no room between old ones, so a
    text that needs more parts than it had goes on in new messages, without a sound."""
    texts = parts_of(action.body)
    for index, (id_, part) in enumerate(zip(target, texts, strict=False)):
        arguments = _message(part, place) | {"message_id": id_}
        if action.buttons and index == len(texts) - 1:
            arguments["reply_markup"] = keyboard(action.buttons)
        yield Call("editMessageText", arguments)
    for id_ in target[len(texts) :] if texts else ():
        yield _on_message("deleteMessage", int(place.id), id_)
    more = _send(Send(place=place, body=action.body, buttons=action.buttons, silent=True), place)
    yield from list(more)[len(target) :]


def _message(part: Rich, place: Place) -> Arguments:
    arguments: Arguments = {
        "chat_id": int(place.id),
        "text": part.text,
        "link_preview_options": {"is_disabled": True},
    }
    if part.marks and (styles := entities_of(part)):
        arguments["entities"] = styles
    return arguments


def _on_message(method: str, chat: int, message: int) -> Call:
    return Call(method, {"chat_id": chat, "message_id": message})


def _react(chat: int, message: int, emoji: str | None) -> Call:
    reaction = [{"type": "emoji", "emoji": emoji}] if emoji else []
    arguments = {"chat_id": chat, "message_id": message, "reaction": reaction}
    return Call("setMessageReaction", arguments)


def _pin(chat: int, message: int, *, pinned: bool) -> Call:
    if not pinned:
        return _on_message("unpinChatMessage", chat, message)
    arguments = {"chat_id": chat, "message_id": message, "disable_notification": True}
    return Call("pinChatMessage", arguments)


def _restrict(action: Restrict, chat: int) -> Iterator[Call]:
    person = {"chat_id": chat, "user_id": int(action.account.id)}
    match action.what:
        case "mute":
            yield Call("restrictChatMember", person | _permissions(False) | _until(action.until))
        case "ban":
            yield Call("banChatMember", person | _until(action.until))
        case "kick":
            # Removes a member and leaves no ban behind, in one call.
            yield Call("unbanChatMember", person)
        case "lift":
            yield Call("unbanChatMember", person | {"only_if_banned": True})
            yield Call("restrictChatMember", person | _permissions(True))


def _permissions(allowed: bool) -> Arguments:
    names = [f"can_send_{kind}" for kind in _PERMISSIONS]
    if allowed:
        names += ["can_add_web_page_previews", "can_invite_users"]
    permissions = dict.fromkeys(names, allowed)
    return {"permissions": permissions, "use_independent_chat_permissions": True}


def silent_permissions() -> Arguments:
    """Of a whole chat (bots/api#setchatpermissions)."""
    return _permissions(False)


def _until(until: datetime | None) -> Arguments:
    return {} if until is None else {"until_date": int(until.timestamp())}


def _badge(action: Badge, chat: int) -> Call:
    tag = one_line("".join(filter(_may_stand_in_tag, action.name)), MAX_TAG)
    arguments = {"chat_id": chat, "user_id": int(action.account.id), "tag": tag}
    return Call("setChatMemberTag", arguments)


def _may_stand_in_tag(letter: str) -> bool:
    return ord(letter) < 0x2190 or 0x2E80 <= ord(letter) < 0xFE00  # no arrows, dingbats, emoji
