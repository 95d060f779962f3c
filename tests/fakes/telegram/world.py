"""Who is on the fake Telegram, what stands in each chat, and what everyone can see there."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.fakes.telegram import rules
from tests.fakes.telegram.rules import Json, forbidden

ANONYMOUS_ADMIN = 1087968824  # core.telegram.org/bots/api#message, "GroupAnonymousBot"
LINKED_CHANNEL = 777000  # the "Telegram" account that forwards a linked channel's posts
CHANNEL_BOT = 136817688  # writes for people who post as a channel
GENERAL = 1  # thread id of a forum's General topic, which no message carries

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
)


class Emit(Protocol):
    def __call__(self, kind: str, payload: Json) -> None: ...


@dataclass(eq=False)
class User:
    id: int
    name: str
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    has_started: bool = False
    is_asking: bool = False  # to come into a group: the bot may write for a while
    has_blocked: bool = False
    is_deleted: bool = False

    def as_json(self) -> Json:
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            body["username"] = self.username
        if self.language:
            body["language_code"] = self.language
        return body


@dataclass(eq=False)
class Membership:
    status: str = "member"
    rights: frozenset[str] = frozenset()
    tag: str | None = None
    permissions: Json = field(default_factory=dict)
    until: int = 0

    def as_json(self, user: User) -> Json:
        body: Json = {"status": self.status, "user": user.as_json()}
        if self.status == "administrator":
            body |= dict.fromkeys(ADMIN_RIGHTS, False) | dict.fromkeys(self.rights, True)
            body |= {"can_be_edited": False, "is_anonymous": False, "can_manage_video_chats": False}
            body |= dict.fromkeys(("can_post_stories", "can_edit_stories"), False)
            body["can_delete_stories"] = False
        if self.status == "creator":
            body["is_anonymous"] = False
        if self.status == "restricted":
            body |= {
                "is_member": True,
                "until_date": self.until,
                **permissions_of(self.permissions),
            }
        if self.status == "kicked":
            body["until_date"] = self.until
        if self.tag and self.status in {"member", "restricted"}:
            body["tag"] = self.tag
        return body


@dataclass(eq=False)
class Topic:
    name: str
    root: Message
    is_open: bool = True
    is_deleted: bool = False
    is_ignored: bool = False  # deleted, but sends go to the main chat (tdlib#854)


@dataclass(eq=False)
class Message:
    chat: Chat
    sender: User
    body: Json
    silent: bool = False
    is_deleted: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)
    seen_at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    @property
    def thread(self) -> int | None:
        thread = self.body.get("message_thread_id")
        return int(thread) if thread is not None else None

    def button(self, label_or_data: str) -> Json:
        rows = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        for button in itertools.chain.from_iterable(rows):
            if label_or_data in {button["text"], button.get("callback_data")}:
                return dict(button)
        raise AssertionError(f"no button {label_or_data!r} on message {self.id}")


@dataclass(eq=False)
class Chat:
    id: int
    type: str
    title: str | None = None
    user: User | None = None  # of a private chat
    username: str | None = None
    is_forum: bool = False
    migrated_to: int | None = None
    members: dict[int, Membership] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    permissions: Json = field(default_factory=lambda: {"can_send_messages": True})
    requests: set[int] = field(default_factory=set)  # who asked to come in
    last_id: int = 1  # the first message tells of the chat's creation; it is General's root

    def as_json(self) -> Json:
        body: Json = {"id": self.id, "type": self.type}
        if self.user is not None:
            body["first_name"] = self.user.name
        username = self.user.username if self.user else self.username
        if username:
            body["username"] = username
        if self.title is not None:
            body["title"] = self.title
        if self.is_forum:
            body["is_forum"] = True
        return body

    def member(self, user: User) -> Membership:
        return self.members.setdefault(user.id, Membership("left"))


class World:
    """State, and the one way in which a message comes to stand in a chat."""

    def __init__(self, bot: User, emit: Emit, clock: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.clock = clock
        self.emit = emit
        self.reads_all = True  # getMe.can_read_all_group_messages: privacy mode is off
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Json] = {}
        self.files: dict[str, bytes] = {}
        self.answers: list[Json] = []
        self.commands: dict[str, list[Json]] = {}
        self._changed = asyncio.Event()

    def changed(self) -> None:
        pulse, self._changed = self._changed, asyncio.Event()
        pulse.set()

    async def wait_for_change(self) -> None:
        await self._changed.wait()

    def named_chat(self, handle: str) -> Chat | None:
        return next((c for c in self.chats.values() if f"@{c.username}" == handle), None)

    def in_chat(self, chat: Chat) -> Membership:
        return chat.member(self.bot)

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        thread: int | None = None,
        reply_to: Message | None = None,
        silent: bool = False,
    ) -> Message:
        chat.last_id += 1
        body: Json = {
            "message_id": chat.last_id,
            "from": sender.as_json(),
            "chat": chat.as_json(),
            "date": int(self.clock()),
            **_place(chat, thread, reply_to),
            **content,
        }
        tag = chat.member(sender).tag
        if tag:
            body["sender_tag"] = tag
        message = Message(chat, sender, body, silent)
        chat.messages[message.id] = message
        self.changed()
        return message

    def may_write(self, chat: Chat) -> None:
        """Raises Telegram's refusal when the bot cannot send into `chat`."""
        if chat.user is not None:
            _may_write_privately(chat.user)
            return
        match self.in_chat(chat).status:
            case "kicked":
                raise forbidden(f"bot was kicked from the {chat.type} chat")
            case "left":
                raise forbidden(f"bot is not a member of the {chat.type} chat")
            case "restricted":
                raise rules.bad("not enough rights to send text messages to the chat")

    def hears(self, message: Message) -> bool:
        """Whether the bot is told (core.telegram.org/bots/features#privacy-mode)."""
        chat, body = message.chat, message.body
        if message.sender is self.bot or (message.sender.is_bot and not _is_service_account(body)):
            return False
        if chat.user is not None:
            return not chat.user.has_blocked
        status = self.in_chat(chat).status
        if status in {"left", "kicked"}:
            return False
        return self.reads_all or status == "administrator" or self._is_meant_for_us(body)

    def _is_meant_for_us(self, body: Json) -> bool:
        if "text" not in body and "caption" not in body and not _has_media(body):
            return True  # service messages reach everybody
        replied = body.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id
        text = str(body.get("text", ""))
        return replied or (text.startswith("/") and f"@{self.bot.username}" in text.split()[0])


def _may_write_privately(user: User) -> None:
    if user.is_bot:
        raise forbidden("bot can't send messages to bots")
    if user.is_deleted:
        raise forbidden("user is deactivated")
    if user.has_blocked:
        raise forbidden("bot was blocked by the user")
    if not (user.has_started or user.is_asking):
        raise forbidden("bot can't initiate conversation with a user")


def _is_service_account(body: Json) -> bool:
    return body["from"]["id"] in {ANONYMOUS_ADMIN, LINKED_CHANNEL, CHANNEL_BOT}


def _has_media(body: Json) -> bool:
    return any(kind in body for kind in ("photo", "document", "poll", "contact", "sticker"))


def _place(chat: Chat, thread: int | None, reply_to: Message | None) -> Json:
    """Where a message stands. In a topic, what answers nothing "answers" the topic's root."""
    topic = chat.topics.get(thread) if thread is not None else None
    placed: Json = {}
    if topic is not None and not topic.is_ignored:
        placed = {"message_thread_id": thread, "is_topic_message": True}
        placed["reply_to_message"] = topic.root.body
    elif reply_to is not None and chat.type == "supergroup" and not chat.is_forum:
        placed["message_thread_id"] = reply_to.body.get("message_thread_id", reply_to.id)
    if reply_to is not None:
        answered = {k: v for k, v in reply_to.body.items() if k != "reply_to_message"}
        placed["reply_to_message"] = answered
    return placed


def permissions_of(given: Json) -> Json:
    kinds = ("messages", "audios", "documents", "photos", "videos", "video_notes", "voice_notes")
    names = [f"can_send_{kind}" for kind in (*kinds, "polls", "other_messages")]
    names += ["can_add_web_page_previews", "can_change_info", "can_invite_users"]
    names += ["can_pin_messages", "can_manage_topics", "can_edit_tag", "can_react_to_messages"]
    return {name: bool(given.get(name)) for name in names}
