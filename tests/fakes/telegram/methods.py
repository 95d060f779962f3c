"""The Bot API's methods, named as Telegram names them; each docstring or text has its source.

All of core.telegram.org/bots/api; the texts of refusals are the Bot API server's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.fakes.telegram import rules
from tests.fakes.telegram.rules import ApiError, Json, bad
from tests.fakes.telegram.world import GENERAL, Chat, Membership, Message, Topic, User, World


class Params:
    """Parameters of one call: values as typed JSON, or strings as a form carries them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = dict(values)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        value = self.values.get(name)
        return default if value is None else int(str(value))

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() == "true"

    def parsed(self, name: str) -> object:
        value = self.values.get(name)
        return json.loads(value) if isinstance(value, str) and value else value

    def object(self, name: str) -> Json | None:
        value = self.parsed(name)
        return dict(value) if isinstance(value, dict) else None

    def list(self, name: str) -> list[Json] | None:
        value = self.parsed(name)
        return list(value) if isinstance(value, list) else None


Method = Callable[[World, Params], object]
METHODS: dict[str, Method] = {}


def method(call: Method) -> Method:
    METHODS[call.__name__] = call
    return call


def find_chat(world: World, p: Params) -> Chat:
    wanted = p.text("chat_id")
    chat = world.named_chat(wanted) if wanted.startswith("@") else world.chats.get(int(wanted))
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat


def _need(world: World, chat: Chat, right: str, refusal: str) -> None:
    membership = world.in_chat(chat)
    if membership.status != "administrator" or right not in membership.rights:
        raise bad(refusal)


def _message(chat: Chat, id_: int, refusal: str) -> Message:
    message = chat.messages.get(id_)
    if message is None or message.is_deleted:
        raise bad(refusal)
    return message


def _user(world: World, p: Params) -> User:
    user = world.users.get(p.number("user_id"))
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return user


# --- ourselves


@method
def getMe(world: World, p: Params) -> object:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method
def setMyCommands(world: World, p: Params) -> object:
    commands = p.list("commands") or []
    rules.check_commands(commands)
    world.commands[_menu(p)] = commands
    return True


@method
def getMyCommands(world: World, p: Params) -> object:
    return world.commands.get(_menu(p), [])


@method
def deleteMyCommands(world: World, p: Params) -> object:
    world.commands.pop(_menu(p), None)
    return True


def _menu(p: Params) -> str:
    scope = p.object("scope") or {"type": "default"}
    return "/".join([*map(str, scope.values()), p.text("language_code")])


# --- messages


@method
def sendMessage(world: World, p: Params) -> object:
    text, entities = rules.message_text(p.text("text"), _styles(p, "entities"), rules.MAX_TEXT)
    return _send(world, p, {"text": text, "entities": entities})


@method
def sendPhoto(world: World, p: Params) -> object:
    photo = {"file_id": p.text("photo"), "file_unique_id": "p", "width": 90, "height": 90}
    return _send(world, p, {"photo": [photo], **_caption(p)})


@method
def sendDocument(world: World, p: Params) -> object:
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
    message = _message(chat, p.number("message_id"), "message to edit not found")
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
    message = _message(chat, p.number("message_id"), "message to delete not found")
    if chat.user is None and message.sender is not world.bot:
        _need(world, chat, "can_delete_messages", "message can't be deleted")
    if world.clock() - message.body["date"] > rules.MAX_DELETE_AGE:
        raise bad("message can't be deleted for everyone")
    message.is_deleted = True
    world.changed()
    return True


@method
def deleteMessages(world: World, p: Params) -> object:
    """Ids that are not found are skipped."""
    chat = find_chat(world, p)
    for id_ in json.loads(p.text("message_ids")):
        if int(id_) in chat.messages:
            chat.messages[int(id_)].is_deleted = True
    world.changed()
    return True


@method
def pinChatMessage(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    if chat.user is None:
        _need(world, chat, "can_pin_messages", "not enough rights to manage pinned messages")
    message = _message(chat, p.number("message_id"), "message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.post(chat, world.bot, {"pinned_message": message.body}, thread=message.thread)
    return True


@method
def unpinChatMessage(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    if chat.user is None:
        _need(world, chat, "can_pin_messages", "not enough rights to manage pinned messages")
    message = _message(chat, p.number("message_id"), "message to unpin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    world.changed()
    return True


@method
def setMessageReaction(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    message = _message(chat, p.number("message_id"), "message to react not found")
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


# --- people


@method
def getChat(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    return chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


@method
def getChatMember(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    user = _user(world, p)
    return chat.member(user).as_json(user)


@method
def getChatAdministrators(world: World, p: Params) -> object:
    """Other bots are left out."""
    chat = find_chat(world, p)
    people = [(world.users[id_], member) for id_, member in chat.members.items()]
    return [
        member.as_json(user)
        for user, member in people
        if member.status in {"creator", "administrator"} and (not user.is_bot or user is world.bot)
    ]


def _restrict(world: World, p: Params) -> tuple[Chat, User, Membership]:
    chat = find_chat(world, p)
    if chat.type != "supergroup":
        raise bad("method is available only for supergroups")
    refusal = "not enough rights to restrict/unrestrict chat member"
    _need(world, chat, "can_restrict_members", refusal)
    user = _user(world, p)
    member = chat.member(user)
    if user is world.bot:
        raise bad("can't restrict self")
    if member.status in {"creator", "administrator"}:
        raise bad("user is an administrator of the chat")
    return chat, user, member


@method
def restrictChatMember(world: World, p: Params) -> object:
    _, _, member = _restrict(world, p)
    permissions = p.object("permissions") or {}
    member.permissions, member.until = permissions, p.number("until_date")
    member.status = "member" if permissions.get("can_send_messages") else "restricted"
    world.changed()
    return True


@method
def banChatMember(world: World, p: Params) -> object:
    _, _, member = _restrict(world, p)
    member.status, member.until = "kicked", p.number("until_date")
    world.changed()
    return True


@method
def unbanChatMember(world: World, p: Params) -> object:
    """Without only_if_banned a member is removed, and free to return."""
    _, _, member = _restrict(world, p)
    if member.status == "kicked" or not p.flag("only_if_banned"):
        member.status = "left"
    world.changed()
    return True


@method
def setChatMemberTag(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    _need(world, chat, "can_manage_tags", "not enough rights to manage member tags")
    tag = p.text("tag")
    if rules.units(tag) > rules.MAX_MEMBER_TAG or any(ord(letter) > 0x1F000 for letter in tag):
        raise bad("RANK_INVALID")
    member = chat.member(_user(world, p))
    if member.status not in {"member", "restricted"}:
        raise bad("USER_NOT_PARTICIPANT")
    member.tag = tag or None
    world.changed()
    return True


# --- topics


@method
def createForumTopic(world: World, p: Params) -> object:
    chat = find_chat(world, p)
    _topics(world, chat)
    name = p.text("name")
    if not 1 <= rules.units(name) <= rules.MAX_TOPIC_NAME:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    topic = open_topic(world, chat, world.bot, name)
    return {"message_thread_id": topic.root.id, "name": name, "icon_color": 7322096}


def open_topic(world: World, chat: Chat, user: User, name: str) -> Topic:
    root = world.post(chat, user, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
    root.body |= {"message_thread_id": root.id, "is_topic_message": True}
    chat.topics[root.id] = Topic(name, root)
    return chat.topics[root.id]


@method
def closeForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    if not topic.is_open:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.is_open = False
    world.post(chat, world.bot, {"forum_topic_closed": {}}, thread=topic.root.id)
    return True


@method
def reopenForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    if topic.is_open:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.is_open = True
    world.post(chat, world.bot, {"forum_topic_reopened": {}}, thread=topic.root.id)
    return True


@method
def deleteForumTopic(world: World, p: Params) -> object:
    chat, topic = _topic(world, p)
    drop_topic(chat, topic)
    world.changed()
    return True


def drop_topic(chat: Chat, topic: Topic) -> None:
    topic.is_deleted = True
    for message in chat.messages.values():
        if message.thread == topic.root.id:
            message.is_deleted = True


def _topics(world: World, chat: Chat) -> None:
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    _need(world, chat, "can_manage_topics", "not enough rights to create a topic")


def _topic(world: World, p: Params) -> tuple[Chat, Topic]:
    chat = find_chat(world, p)
    _topics(world, chat)
    topic = chat.topics.get(p.number("message_thread_id"))
    if topic is None or topic.is_deleted:
        raise bad("TOPIC_ID_INVALID")
    return chat, topic
