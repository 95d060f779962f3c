"""Messages: sent, edited, deleted, pinned, reacted to, and presses answered.

Source: core.telegram.org/bots/api, under the name of each method.
"""

from __future__ import annotations

import json

from tests.fakes.telegram import rules
from tests.fakes.telegram.calling import Params, Upload, find_chat, find_message, method, need
from tests.fakes.telegram.rules import Json, bad
from tests.fakes.telegram.world import GENERAL, Chat, Message, World


@method
def sendMessage(world: World, p: Params) -> object:
    text, entities = rules.message_text(p.text("text"), _styles(p, "entities"), rules.MAX_TEXT)
    return _send(world, p, {"text": text, "entities": entities})


@method
def sendPhoto(world: World, p: Params) -> object:
    given = p.values.get("photo")
    file = kept(world, given.data) if isinstance(given, Upload) else {"file_id": p.text("photo")}
    photo = {**file, "file_unique_id": "p", "width": 90, "height": 90}
    return _send(world, p, {"photo": [photo], **_caption(p)})


MOST_FETCHED = 20_000_000


def kept(world: World, data: bytes) -> Json:
    """A file that Telegram has from now on."""
    id_ = f"file{len(world.files)}"
    world.files[id_] = data
    return {"file_id": id_, "file_size": len(data)}


@method
def getFile(world: World, p: Params) -> object:
    id_ = p.text("file_id")
    if id_ not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(world.files[id_]) > MOST_FETCHED:
        raise bad("file is too big")
    size = len(world.files[id_])
    return {"file_id": id_, "file_size": size, "file_path": f"documents/{id_}"}


@method
def sendDocument(world: World, p: Params) -> object:
    given = p.values.get("document")
    if isinstance(given, Upload):
        document = {**kept(world, given.data), "file_unique_id": "d", "file_name": given.name}
    else:
        document = {"file_id": p.text("document"), "file_unique_id": "d"}
    return _send(world, p, {"document": document, **_caption(p)})


def _caption(p: Params) -> Json:
    if not p.text("caption"):
        return {}
    caption, entities = rules.message_text(
        p.text("caption"), _styles(p, "caption_entities"), rules.MAX_CAPTION
    )
    return {"caption": caption, "caption_entities": entities}


def _styles(p: Params, name: str) -> list[Json]:
    if p.text("parse_mode"):
        raise bad("can't parse entities: this fake takes entities only")
    return p.list(name) or []


def _send(world: World, p: Params, content: Json) -> Json:
    chat = find_chat(world, p)
    world.may_write(chat)
    thread = _thread(chat, p)
    markup = p.object("reply_markup")
    rules.check_keyboard(markup)
    message = world.post(
        chat,
        world.bot,
        content | ({"reply_markup": markup} if markup else {}),
        thread=thread,
        reply_to=_answered(chat, p),
        silent=p.flag("disable_notification"),
    )
    return message.body


def _thread(chat: Chat, p: Params) -> int | None:
    if "message_thread_id" not in p.values:
        return None
    thread = p.number("message_thread_id")
    topic = chat.topics.get(thread)
    if topic is not None and topic.is_ignored:
        return None  # tdlib/telegram-bot-api#854
    if topic is None or topic.is_deleted or thread == GENERAL:
        raise bad("message thread not found")
    if not topic.is_open:
        raise bad("TOPIC_CLOSED")
    return thread


def _answered(chat: Chat, p: Params) -> Message | None:
    reply = p.object("reply_parameters")
    if reply is None:
        return None
    message = chat.messages.get(int(reply["message_id"]))
    if message is not None and not message.is_deleted:
        return message
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


@method
def editMessageText(world: World, p: Params) -> object:
    text, entities = rules.message_text(p.text("text"), _styles(p, "entities"), rules.MAX_TEXT)
    return _edit(world, p, {"text": text, "entities": entities})


@method
def editMessageReplyMarkup(world: World, p: Params) -> object:
    return _edit(world, p, {})


def _edit(world: World, p: Params, content: Json) -> object:
    chat = find_chat(world, p)
    message = find_message(chat, p.number("message_id"), "message to edit not found")
    if message.sender is not world.bot:
        raise bad("message can't be edited")
    markup = p.object("reply_markup")
    rules.check_keyboard(markup)
    changed = message.body | content
    changed.pop("reply_markup", None)
    if markup and markup.get("inline_keyboard"):
        changed["reply_markup"] = markup
    if changed == message.body:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    message.body = changed | {"edit_date": int(world.clock())}
    world.changed()
    return message.body


@method
def deleteMessage(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    message = find_message(chat, p.number("message_id"), "message to delete not found")
    if chat.user is None and message.sender is not world.bot:
        need(world, chat, "can_delete_messages", "message can't be deleted")
    if world.clock() - message.body["date"] > rules.MAX_DELETE_AGE:
        raise bad("message can't be deleted for everyone")
    message.is_deleted = True
    world.changed()
    return True


@method
def deleteMessages(world: World, p: Params) -> object:
    """Ids that are not found are skipped."""
    chat = find_chat(world, p)
    if chat.user is None:
        need(world, chat, "can_delete_messages", "message can't be deleted")
    for id_ in json.loads(p.text("message_ids")):
        if int(id_) in chat.messages:
            chat.messages[int(id_)].is_deleted = True
    world.changed()
    return True


@method
def pinChatMessage(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    if chat.user is None:
        need(world, chat, "can_pin_messages", "not enough rights to manage pinned messages")
    message = find_message(chat, p.number("message_id"), "message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.post(chat, world.bot, {"pinned_message": message.body}, thread=message.thread)
    return True


@method
def unpinChatMessage(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    if chat.user is None:
        need(world, chat, "can_pin_messages", "not enough rights to manage pinned messages")
    message = find_message(chat, p.number("message_id"), "message to unpin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    world.changed()
    return True


@method
def setMessageReaction(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    message = find_message(chat, p.number("message_id"), "message to react not found")
    emoji = [reaction["emoji"] for reaction in p.list("reaction") or []]
    if len(emoji) > 1 or any(each not in rules.REACTIONS for each in emoji):
        raise bad("REACTION_INVALID")
    message.reactions[world.bot.id] = emoji
    world.changed()
    return True


@method
def answerCallbackQuery(world: World, p: Params) -> object:
    query = world.queries.pop(p.text("callback_query_id"), None)
    if query is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(p.text("text")) > rules.MAX_CALLBACK_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    world.answers.append({"id": query["id"], "text": p.text("text")})
    world.changed()
    return True
