"""Carries out one action, call after call, and says how it ended."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog
from telegram.error import TelegramError

from bots.telegram import buttons, locks, outgoing
from bots.telegram.client import GuideBot
from bots.telegram.outcomes import cannot_read_styles, cannot_show_picture, outcome_of
from bots.telegram.outgoing import Call
from core.actions import Edit, Lock, Presented, Receipt
from core.events import Place
from core.platform import (
    Delivery,
    DeliveryFailed,
    Gone,
    Notes,
    Outcome,
    Refused,
    RetryAt,
    Scope,
    Uncertain,
)

UPLOAD_SECONDS = 50.0  # under what the outbox allows a delivery
_UNTIL_WE_ARE_NAMED = timedelta(seconds=2)
log = structlog.get_logger("telegram")


class Performer:
    """Remembers only which chats told it to wait, and our name once that is known."""

    def __init__(self, bot: GuideBot, notes: Notes) -> None:
        self._bot, self._notes = bot, notes
        self.username: str | None = None
        self._flooded: dict[str, datetime] = {}

    async def perform(self, delivery: Delivery) -> Receipt:
        """As `core.platform.Platform.perform`."""
        if isinstance(delivery.action, Lock):
            return await self._lock(delivery, delivery.action)
        done = list(delivery.done)
        for call in _calls(delivery)[len(done) :]:
            try:
                done.append(await self._carry_out(call, delivery.place))
            except _CallFailed as failed:
                raise DeliveryFailed(failed.outcome, tuple(done)) from failed.__cause__
        return _whole([*done, *_kept(delivery)])

    async def _lock(self, delivery: Delivery, lock: Lock) -> Receipt:
        change = locks.lock if lock.locked else locks.unlock
        try:
            changed = await change(self._bot, self._notes, int(delivery.place.id))
        except TelegramError as error:
            now = datetime.now(UTC)
            outcome = outcome_of(error, "setChatPermissions", now)
            if outcome is not None:
                raise DeliveryFailed(self._widened(outcome, delivery.place, now)) from error
            changed = False
        except ValueError as error:
            raise DeliveryFailed(Refused("an id that Telegram cannot have given")) from error
        return Receipt(place=delivery.place, nothing_to_do=not changed)

    async def _carry_out(self, call: Call, place: Place) -> Receipt:
        if buttons.leads_to_us(call.arguments):
            if self.username is None:
                raise _CallFailed(RetryAt(datetime.now(UTC) + _UNTIL_WE_ARE_NAMED, Scope.ROW))
            buttons.put_our_name(call.arguments, self.username)
        try:
            result = await self._answer(call)
        except TelegramError as error:
            now = datetime.now(UTC)
            outcome = outcome_of(error, call.method, now)
            if outcome is None:
                return Receipt(place=place, ids=_edited(call), nothing_to_do=True)
            raise _CallFailed(self._widened(outcome, place, now)) from error
        try:
            await self._check_thread(call, result)
            return _receipt(call, place, result)
        except (KeyError, TypeError, AttributeError) as error:
            raise _CallFailed(Uncertain()) from error  # done, but what came back is no answer

    async def _answer(self, call: Call) -> Any:
        try:
            seconds = UPLOAD_SECONDS if outgoing.carries_file(call) else None
            return await self._bot.call(call.method, call.arguments, seconds=seconds)
        except TelegramError as error:
            if call.method == "sendPhoto" and seconds and cannot_show_picture(error):
                return await self._answer(outgoing.as_document(call))
            if "entities" not in call.arguments or not cannot_read_styles(error):
                raise
            log.error("styles refused, sent bare", method=call.method)
        return await self._bot.call(call.method, outgoing.without_styles(call).arguments)

    async def _check_thread(self, call: Call, result: Any) -> None:
        """A deleted topic may be ignored without a word, and then its text stands in the main chat
        for all to read (tdlib/telegram-bot-api#854)."""
        wanted = call.arguments.get("message_thread_id")
        if call.method not in outgoing.SENDS or wanted in (None, result.get("message_thread_id")):
            return
        chat, message = call.arguments["chat_id"], result["message_id"]
        log.critical("topic ignored: message shown to all", chat=chat, message=message)
        with suppress(TelegramError):
            await self._bot.call("deleteMessage", {"chat_id": chat, "message_id": message})
        raise _CallFailed(Gone("thread"))

    def _widened(self, outcome: Outcome, place: Place, now: datetime) -> Outcome:
        """A 429 does not say how far it reaches: one for a second chat, while a first still has
        to wait, is for the whole bot."""
        if not isinstance(outcome, RetryAt) or outcome.scope is not Scope.CHAT:
            return outcome
        self._flooded = {chat: until for chat, until in self._flooded.items() if until > now}
        others = self._flooded.keys() - {place.id}
        self._flooded[place.id] = outcome.until
        return msgspec.structs.replace(outcome, scope=Scope.BOT) if others else outcome


class _CallFailed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


def _calls(delivery: Delivery) -> Sequence[Call]:
    try:
        calls = outgoing.calls(delivery)
    except (ValueError, IndexError) as error:
        raise DeliveryFailed(Refused("an id that Telegram cannot have given")) from error
    if not calls:
        raise DeliveryFailed(Refused("nothing that could be sent"))
    return calls


def _receipt(call: Call, place: Place, result: Any) -> Receipt:
    match call.method:
        case method if method in outgoing.SENDS:
            id_ = str(result["message_id"])
            return Receipt(place=place, ids=(id_,), link=_link(result["chat"], id_))
        case "getChatMember":
            shown, person = _presented(result), str(call.arguments["user_id"])
            return Receipt(place=place, ids=(person,), presented=shown)
        case "createForumTopic":
            thread = str(result["message_thread_id"])
            return Receipt(place=msgspec.structs.replace(place, thread=thread), ids=(thread,))
        case _:
            return Receipt(place=place, ids=_edited(call))


def _presented(member: Any) -> Presented:
    """bots/api#chatmember. Who has left is still described."""
    if member["status"] in ("left", "kicked"):
        raise _CallFailed(Gone("person"))
    user = member["user"]
    name = " ".join(filter(None, (user["first_name"], user.get("last_name"))))
    return Presented(name, user.get("username"), member.get("tag") or "")


def _link(chat: Mapping[str, Any], message: str) -> str:
    """core.telegram.org/api/links#message-links; private chats and basic groups have none."""
    if username := chat.get("username"):
        return f"https://t.me/{username}/{message}" if chat["type"] != "private" else ""
    channel = str(chat["id"]).removeprefix("-100").lstrip("0")
    return f"https://t.me/c/{channel}/{message}" if str(chat["id"]).startswith("-100") else ""


def _edited(call: Call) -> tuple[str, ...]:
    """A part that was edited is still a part; a deleted one is not."""
    if call.method == "editMessageText":
        return (str(call.arguments["message_id"]),)
    return ()


def _kept(delivery: Delivery) -> list[Receipt]:
    """The files that an edited message was sent with."""
    files = delivery.action.files if isinstance(delivery.action, Edit) else ()
    ids = delivery.target[len(delivery.target) - len(files) :] if files else ()
    return [Receipt(place=delivery.place, ids=ids, nothing_to_do=True)] if ids else []


def _whole(parts: Sequence[Receipt]) -> Receipt:
    if len(parts) == 1:
        return parts[0]
    return Receipt(
        place=parts[-1].place,
        ids=tuple(id_ for part in parts for id_ in part.ids),
        nothing_to_do=all(part.nothing_to_do for part in parts),
        link=parts[0].link,
    )
