"""What people do on Telegram, and what they see there: the side of the fake that tests use."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from tests.fakes.telegram import rules
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.screen import Shown, screen
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.topics import drop_topic, open_topic
from tests.fakes.telegram.world import (
    ADMIN_RIGHTS,
    ANONYMOUS_ADMIN,
    Chat,
    Membership,
    Message,
    User,
)

CHAT_INSTANCE = "4242424242"


class FakeTelegram(Server):
    def __init__(self) -> None:
        super().__init__()
        self._ids = itertools.count(random.randrange(10**8, 10**9))

    # --- who and where

    def user(self, name: str, *, language: str | None = "en", username: str | None = None) -> User:
        """A person who has not yet started the bot."""
        user = User(next(self._ids), name, username, language)
        self.world.users[user.id] = user
        return user

    def other_bot(self, name: str) -> User:
        bot = self.user(name, language=None, username=f"{name}_bot")
        bot.is_bot = True
        return bot

    def group(
        self,
        title: str,
        members: Iterable[User] = (),
        *,
        forum: bool = False,
        kind: str = "supergroup",
        rights: Iterable[str] | None = (),
        has_bot: bool = True,
    ) -> Chat:
        """A group with the bot in it: as admin with `rights`, or as plain member (None)."""
        id_ = next(self._ids)
        chat = Chat(-id_ if kind == "group" else -(10**12) - id_, kind, title, is_forum=forum)
        chat.members = {user.id: Membership() for user in members}
        if has_bot:
            chat.members[self.bot.id] = _bot_membership(rights)
        self.world.chats[chat.id] = chat
        return chat

    def private(self, user: User) -> Chat:
        return self.world.chats.setdefault(user.id, Chat(user.id, "private", user=user))

    def topic(self, user: User, chat: Chat, name: str) -> int:
        """Opens a topic in a forum; its thread id."""
        topic = open_topic(self.world, chat, user, name)
        self._tell(topic.root)
        return topic.root.id

    # --- what people do

    def says(
        self,
        user: User,
        where: Chat | User,
        text: str | None = None,
        *,
        thread: int | None = None,
        reply_to: Message | int | None = None,
        entities: Sequence[Json] = (),
        **content: object,
    ) -> Message:
        """A message as Telegram would hand it on; `content` are its further fields."""
        chat = self._chat(where)
        if chat.user is not None:
            chat.user.has_started = True
        body: Json = dict(content)
        if text is not None:
            body["text"] = text
            body["entities"] = rules.with_found(text, entities)
        message = self.world.post(
            chat, user, body, thread=thread, reply_to=self._message(chat, reply_to)
        )
        self._tell(message)
        return message

    def says_anonymously(self, chat: Chat, text: str, **where: Any) -> Message:
        """An administrator who hides behind the group (bots/api#message, sender_chat)."""
        group_bot = User(ANONYMOUS_ADMIN, "Group", "GroupAnonymousBot", is_bot=True)
        return self.says(group_bot, chat, text, sender_chat=chat.as_json(), **where)

    def says_as(
        self, channel: Chat, chat: Chat, text: str, *, linked: bool = False, **where: Any
    ) -> Message:
        """As a channel (bots/api#message, sender_chat); `linked`: Telegram forwards its post."""
        sender = User(777000, "Telegram") if linked else User(136817688, "Channel", "Channel_Bot")
        sender.is_bot = not linked
        more: dict[str, Any] = {"sender_chat": channel.as_json()}
        if linked:
            more["is_automatic_forward"] = True
        return self.says(sender, chat, text, **more, **where)

    def edits(self, message: Message, text: str) -> None:
        message.body = message.body | {
            "text": text,
            "entities": rules.with_found(text, ()),
            "edit_date": int(self.world.clock()),
        }
        self.world.changed()
        if self.world.hears(message):
            self.world.emit("edited_message", message.body)

    def presses(self, user: User, message: Message | Shown, button: str) -> str:
        """The id of the callback query. `button` is a label or the data behind it."""
        if isinstance(message, Shown):
            message = self.find(message)
        pressed = message.button(button)
        return self.presses_data(user, message, pressed["callback_data"])

    def presses_data(self, user: User, message: Message, data: str) -> str:
        query: Json = {
            "id": str(secrets.randbits(62)),
            "from": user.as_json(),
            "message": message.body,
            "chat_instance": CHAT_INSTANCE,
            "data": data,
        }
        self.world.queries[query["id"]] = query
        self.world.emit("callback_query", query)
        return str(query["id"])

    def forgets_queries(self) -> None:
        """All callback queries are too old from now on."""
        self.world.queries.clear()

    def reacts(self, user: User, message: Message, *emoji: str) -> None:
        """Told only to an admin bot that asked for it (bots/api#update, message_reaction)."""
        before = message.reactions.get(user.id, [])
        message.reactions[user.id] = list(emoji)
        self.world.changed()
        if self._is_admin(message.chat):
            self.world.emit("message_reaction", self._reaction(user, message, before))

    def joins(self, user: User, chat: Chat) -> None:
        before = chat.member(user).as_json(user)
        chat.members[user.id] = Membership()
        if self._is_admin(chat):
            self.world.emit("chat_member", self._change(chat, user, user, before))
        joined = self.world.post(chat, user, {"new_chat_members": [user.as_json()]})
        self._tell(joined)

    def asks_in(self, user: User, chat: Chat) -> None:
        """By a link for which somebody decides (bots/api#chatjoinrequest); for five minutes the bot
        may write to them."""
        chat.requests.add(user.id)
        user.is_asking = True
        if self._is_admin(chat):
            request: Json = {
                **{"chat": chat.as_json(), "from": user.as_json(), "user_chat_id": user.id},
                "date": int(self.world.clock()),
            }
            self.world.emit("chat_join_request", request)

    def promotes(self, by: User, user: User, chat: Chat, rights: Iterable[str]) -> None:
        """Told to an administrator bot that asked for it (bots/api#update, chat_member)."""
        before = chat.member(user).as_json(user)
        chat.members[user.id] = Membership("administrator", frozenset(rights))
        if self._is_admin(chat):
            self.world.emit("chat_member", self._change(chat, by, user, before))

    def retitles(self, user: User, chat: Chat, title: str) -> None:
        chat.title = title
        self._tell(self.world.post(chat, user, {"new_chat_title": title}))

    def repaints(self, user: User, chat: Chat) -> None:
        photo = [{"file_id": "p", "file_unique_id": "u", "width": 160, "height": 160}]
        self._tell(self.world.post(chat, user, {"new_chat_photo": photo}))

    def deletes(self, message: Message) -> None:
        """Bots are told nothing of it."""
        message.is_deleted = True
        self.world.changed()

    def deletes_topic(self, chat: Chat, thread: int, *, silently: bool = False) -> None:
        """`silently`: later sends go to the main chat without a word (telegram-bot-api#854)."""
        topic = chat.topics[thread]
        drop_topic(chat, topic)
        topic.is_ignored = silently

    def blocks(self, user: User) -> None:
        chat = self.private(user)
        before = chat.member(self.bot).as_json(self.bot)
        user.has_blocked = True
        self._moves_bot(chat, user, Membership("kicked"), before)

    def unblocks(self, user: User) -> None:
        chat = self.private(user)
        before = chat.member(self.bot).as_json(self.bot)
        user.has_blocked = False
        self._moves_bot(chat, user, Membership(), before)

    def adds_bot(self, user: User, chat: Chat, *, rights: Iterable[str] | None = None) -> None:
        """As admin with `rights`, or as plain member (None); also for a change of rights."""
        before = chat.member(self.bot).as_json(self.bot)
        self._moves_bot(chat, user, _bot_membership(rights), before)
        if before["status"] in {"left", "kicked"}:
            self._tell(self.world.post(chat, user, {"new_chat_members": [self.bot.as_json()]}))

    def removes_bot(self, user: User, chat: Chat) -> None:
        before = chat.member(self.bot).as_json(self.bot)
        self._moves_bot(chat, user, Membership("kicked"), before)

    def migrates(self, chat: Chat, *, new_first: bool = False) -> Chat:
        """A group becomes a supergroup; its two service messages come in either order."""
        new = self.group(chat.title or "")
        new.members = dict(chat.members)
        owner = self.user("Owner")
        old_note = self.world.post(chat, owner, {"migrate_to_chat_id": new.id})
        new_note = self.world.post(new, owner, {"migrate_from_chat_id": chat.id})
        chat.migrated_to = new.id
        for note in (new_note, old_note) if new_first else (old_note, new_note):
            self.world.emit("message", note.body)
        return new

    # --- what people see

    def screen(self, where: Chat | User) -> list[Shown]:
        return screen(self._chat(where), self.bot)

    def ours(self, where: Chat | User) -> list[Shown]:
        """The bot's words on a screen, service messages left out."""
        return [shown for shown in self.screen(where) if shown.is_ours and shown.text]

    async def heard(self, where: Chat | User, count: int = 1, within: float = 10.0) -> list[Shown]:
        """The bot's messages there, as soon as there are `count`; TimeoutError after `within`."""
        async with asyncio.timeout(within):
            while len(self.ours(where)) < count:
                await self.world.wait_for_change()
        return self.ours(where)

    async def called(self, method: str, count: int = 1, within: float = 10.0) -> list[Json]:
        """The parameters of the calls of `method`, as soon as there are `count`."""
        async with asyncio.timeout(within):
            while len(self.calls_of(method)) < count:
                await self.world.wait_for_change()
        return self.calls_of(method)

    def calls_of(self, method: str) -> list[Json]:
        return [call.params for call in self.calls if call.method == method]

    def find(self, shown: Shown) -> Message:
        for chat in self.world.chats.values():
            message = chat.messages.get(shown.id)
            if message is not None and message.seen_at == shown.seen_at:
                return message
        raise AssertionError(f"message {shown.id} is not there")

    # --- within

    def _chat(self, where: Chat | User) -> Chat:
        return where if isinstance(where, Chat) else self.private(where)

    def _message(self, chat: Chat, which: Message | int | None) -> Message | None:
        return chat.messages[which] if isinstance(which, int) else which

    def _tell(self, message: Message) -> None:
        if self.world.hears(message):
            self.world.emit("message", message.body)

    def _is_admin(self, chat: Chat) -> bool:
        return self.world.in_chat(chat).status == "administrator"

    def _moves_bot(self, chat: Chat, user: User, now: Membership, before: Json) -> None:
        chat.members[self.bot.id] = now
        self.world.emit("my_chat_member", self._change(chat, user, self.bot, before))

    def _change(self, chat: Chat, by: User, whom: User, before: Json) -> Json:
        return {
            "chat": chat.as_json(),
            "from": by.as_json(),
            "date": int(self.world.clock()),
            "old_chat_member": before,
            "new_chat_member": chat.member(whom).as_json(whom),
        }

    def _reaction(self, user: User, message: Message, before: Sequence[str]) -> Json:
        return {
            "chat": message.chat.as_json(),
            "message_id": message.id,
            "user": user.as_json(),
            "date": int(self.world.clock()),
            "old_reaction": [{"type": "emoji", "emoji": each} for each in before],
            "new_reaction": [
                {"type": "emoji", "emoji": each} for each in message.reactions[user.id]
            ],
        }


def _bot_membership(rights: Iterable[str] | None) -> Membership:
    if rights is None:
        return Membership()
    unknown = set(rights) - set(ADMIN_RIGHTS)
    if unknown:
        raise ValueError(f"unknown rights: {sorted(unknown)}")
    return Membership("administrator", frozenset(rights))
