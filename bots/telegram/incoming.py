"""Telegram's updates → Events. Pure.

Which fields there are: core.telegram.org/bots/api#update and #message.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from bots.telegram import house, members, visible
from bots.telegram.who import NOBODY, PLATFORM, Me, account_of, place_of
from core.events import (
    Account,
    Event,
    MessageReceived,
    OwnMessageSeen,
    Place,
    PlaceMoved,
    Quote,
    ReactionChanged,
)

if TYPE_CHECKING:
    from telegram import (
        CallbackQuery,
        Message,
        MessageEntity,
        MessageReactionUpdated,
        ReactionType,
        Update,
    )


def event_of(update: "Update", me: Me, now: datetime) -> Event | None:
    """None for what nobody here asks for. `now` dates a press, which carries no time."""
    id_ = str(update.update_id)
    if message := update.message or update.channel_post:
        return _written(id_, message, me, edited=False)
    if query := update.callback_query:
        return _pressed(id_, query, now)
    if edited := update.edited_message or update.edited_channel_post:
        return _written(id_, edited, me, edited=True)
    if reaction := update.message_reaction:
        return _reacted(id_, reaction)
    if change := update.my_chat_member:
        return members.we_changed(id_, change, me)
    if request := update.chat_join_request:
        return members.asked(id_, request)
    if change := update.chat_member:
        return members.changed(id_, change) or house.empowered(id_, change)
    return None


# --- messages


def _written(id_: str, message: "Message", me: Me, *, edited: bool) -> Event | None:
    place = _place_of_message(message)
    if moved := message.migrate_to_chat_id or message.migrate_from_chat_id:
        return _moved(id_, message, place, moved)
    if changed := house.repainted(id_, message, place):
        return changed
    writer = message.from_user
    if writer is not None and writer.id == me.id:
        return OwnMessageSeen(id=id_, at=message.date, place=place, message=str(message.message_id))
    words = message.text or message.caption or ""
    quoted = _quote(message, me)
    shown = visible.shown(message)
    if not (words or shown or message.effective_attachment):
        return None  # a service message that shows no words of anybody
    text, calls_us = _read(message, words, me)
    return MessageReceived(
        id=id_,
        at=message.edit_date or message.date,
        place=place,
        message=str(message.message_id),
        author=_author(message),
        name=_name(message),
        handle=_handle(message),
        is_bot=_is_bot(message),
        locale=writer.language_code if writer else None,
        text=text,
        shown=shown,
        links=visible.links(message),
        mentions=_mentions(message, me),
        quoted=quoted,
        forwarded_from=visible.origin_of(message.forward_origin),
        album=message.media_group_id,
        attachments=visible.attachments(message),
        edited=edited,
        addressed=place.private or calls_us or _quotes_us(message, quoted),
        as_channel=_as_channel(message),
        via_bot=_via_bot(message, me),
    )


def _place_of_message(message: "Message") -> Place:
    # Replies in an ordinary group carry a thread id too; only a topic's is a place.
    return place_of(message.chat, message.message_thread_id if message.is_topic_message else None)


def _moved(id_: str, message: "Message", place: Place, other: int) -> PlaceMoved:
    elsewhere = Place(PLATFORM, str(other))
    before, after = (
        (place, elsewhere) if message.migrate_to_chat_id is not None else (elsewhere, place)
    )
    return PlaceMoved(id=id_, at=message.date, place=after, before=before)


def _author(message: "Message") -> Account | None:
    writer = message.from_user
    if writer is None or message.sender_chat is not None:
        return None
    return account_of(writer)


def _is_bot(message: "Message") -> bool:
    writer = message.from_user
    return writer is not None and writer.is_bot and writer.id not in NOBODY


def _name(message: "Message") -> str:
    if message.sender_chat is not None:
        return message.sender_chat.effective_name or ""
    return message.from_user.full_name if message.from_user else ""


def _handle(message: "Message") -> str | None:
    if message.sender_chat is not None:
        return message.sender_chat.username
    return message.from_user.username if message.from_user else None


def _as_channel(message: "Message") -> str:
    """bots/api#message: an anonymous admin writes as the group itself, and what the linked channel
    posts is forwarded by Telegram."""
    posted_as = message.sender_chat
    if posted_as is None or posted_as.id == message.chat.id or message.is_automatic_forward:
        return ""
    return str(posted_as.id)


def _via_bot(message: "Message", me: Me) -> Account | None:
    bot = message.via_bot
    return None if bot is None or bot.id == me.id else account_of(bot)


def _quote(message: "Message", me: Me) -> Quote | None:
    """In a topic, what answers nothing is shown as an answer to the topic's first message."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return Quote(
        id=str(replied.message_id),
        author=_author(replied),
        name=_name(replied),
        text=replied.text or replied.caption or "",
        ours=replied.from_user is not None and replied.from_user.id == me.id,
        is_bot=_is_bot(replied),
    )


def _quotes_us(message: "Message", quoted: Quote | None) -> bool:
    return quoted is not None and quoted.ours and message.quote is not None


def _read(message: "Message", words: str, me: Me) -> tuple[str, bool]:
    """The words without our own name as a form of address, and whether they call us.

    What is forwarded was typed by somebody else, to somebody else.
    """
    entities = visible.entities(message)
    if not entities or message.forward_origin is not None:
        return words, False
    ours = f"@{me.username}".lower()
    first = visible.covered(words, entities[0]) if entities[0].offset == 0 else ""
    if first and entities[0].type == "bot_command":
        command, at, name = first.partition("@")
        if at and f"@{name}".lower() != ours:
            return words, False
        return command + words[len(first) :], True
    if first.lower() == ours:
        return words[len(first) :].lstrip(" ,:\n") or words, True
    return words, any(_names_us(words, entity, me, ours) for entity in entities)


def _names_us(words: str, entity: "MessageEntity", me: Me, ours: str) -> bool:
    if entity.type == "text_mention":
        return entity.user is not None and entity.user.id == me.id
    return entity.type == "mention" and visible.covered(words, entity).lower() == ours


def _mentions(message: "Message", me: Me) -> tuple[Account, ...]:
    """Accounts whose id is told: a mention by handle tells none but ours."""
    words = message.text or message.caption or ""
    ours = f"@{me.username}".lower()
    found = []
    for entity in visible.entities(message):
        if entity.type == "text_mention" and entity.user is not None:
            found.append(Account(PLATFORM, str(entity.user.id)))
        elif entity.type == "mention" and visible.covered(words, entity).lower() == ours:
            found.append(Account(PLATFORM, str(me.id)))
    return tuple(found)


# --- presses and reactions


def _pressed(id_: str, query: "CallbackQuery", now: datetime) -> MessageReceived | None:
    message = query.message
    if message is None or not query.data or not query.data.startswith("/"):
        return None
    thread = getattr(message, "message_thread_id", None)
    is_topic = getattr(message, "is_topic_message", False)
    user = query.from_user
    return MessageReceived(
        id=id_,
        at=now,
        place=place_of(message.chat, thread if is_topic else None),
        message=str(message.message_id),
        author=account_of(user),
        name=user.full_name,
        handle=user.username,
        is_bot=user.is_bot and user.id not in NOBODY,
        locale=user.language_code,
        text=query.data,
        addressed=True,
        pressed=str(message.message_id),
    )


def _reacted(id_: str, reaction: "MessageReactionUpdated") -> ReactionChanged:
    user = reaction.user
    return ReactionChanged(
        id=id_,
        at=reaction.date,
        place=place_of(reaction.chat),
        message=str(reaction.message_id),
        author=account_of(user) if user is not None else None,
        name=user.full_name if user else "",
        handle=user.username if user else None,
        before=tuple(map(_emoji, reaction.old_reaction)),
        after=tuple(map(_emoji, reaction.new_reaction)),
    )


def _emoji(reaction: "ReactionType") -> str:
    named = getattr(reaction, "emoji", None) or getattr(reaction, "custom_emoji_id", None)
    return str(named or reaction.type)
