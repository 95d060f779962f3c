"""What Discord's gateway dispatches → Events. Pure.

Shapes: docs.discord.com/developers/events/gateway-events. They are read as they come and not
through the SDK's objects, which a single field that they do not expect brings down.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from bots.discord import comings, visible
from bots.discord.who import PLATFORM, Channel, Directory, Json, Me, account_of, name_of
from core.events import (
    Account,
    Event,
    MessageDeleted,
    MessageReceived,
    MessageUnread,
    OwnMessageSeen,
    Place,
    Quote,
    ReactionChanged,
    Shown,
)

# Of people; every other type is a service message, whose content (a thread's name, say) is shown.
# docs.discord.com/developers/resources/message#message-object-message-types
_WRITTEN = frozenset({0, 19, 20, 23})
_STARTER = 21  # the first of a thread that was made of a message, which it refers to
_LOADING = 1 << 7  # docs.discord.com/developers/resources/message#message-object-message-flags
_FORWARD = 1  # of message reference types
_MENTION = re.compile(r"<@!?(\d+)>")


class Dispatch(NamedTuple):
    """One payload. `stamp` names it where it has no id of its own: the same in a replay."""

    kind: str
    data: Json
    stamp: str
    now: datetime


class Sight(NamedTuple):
    """Who we are, and what we know of the channels."""

    me: Me
    directory: Directory


def event_of(dispatch: Dispatch, sight: Sight) -> Event | None:
    """None for what nobody here asks for. Raises KeyError, ValueError, TypeError or AttributeError
    for what makes no sense."""
    read = _READERS.get(dispatch.kind)
    return None if read is None else read(dispatch, sight)


# --- messages


def _created(dispatch: Dispatch, sight: Sight) -> Event | None:
    message = dispatch.data
    return _message(message, sight, str(message["id"]), edited_at=None)


def _updated(dispatch: Dispatch, sight: Sight) -> Event | None:
    """Edits, and the pictures and titles that Discord adds to a link by itself."""
    message = dispatch.data
    if "author" not in message:
        return None
    stamp = message.get("edited_timestamp")
    id_ = f"{message['id']}.{stamp or 'unfurled'}"
    return _message(message, sight, id_, edited_at=_moment(stamp) if stamp else dispatch.now)


def _message(
    message: Json, sight: Sight, id_: str, *, edited_at: datetime | None
) -> MessageReceived | MessageUnread | OwnMessageSeen | None:
    author = message["author"]
    is_ours = str(author["id"]) == sight.me.id
    if not is_ours and not message.get("guild_id"):
        sight.directory.note_talk(str(message["channel_id"]), str(author["id"]))
    place = sight.directory.place(str(message["channel_id"]), message.get("guild_id"))
    if place is None:
        return None
    at = edited_at or _moment(message["timestamp"])
    if message.get("type") == _STARTER:
        _note_starter(message, sight)
        return None
    if not is_ours:
        return _heard(message, sight, id_, place, at, edited=edited_at is not None)
    if message.get("type", 0) not in _WRITTEN or int(message.get("flags") or 0) & _LOADING:
        return None  # that we did something, or are about to say something
    nonce = None if message.get("nonce") is None else str(message["nonce"])
    return OwnMessageSeen(id=id_, at=at, place=place, message=str(message["id"]), nonce=nonce)


def _heard(
    message: Json, sight: Sight, id_: str, place: Place, at: datetime, *, edited: bool
) -> MessageReceived | MessageUnread | None:
    post = _opened_by(message, sight)
    shown = (*_around(message, post), *visible.shown(message))
    words, calls_us = _read(message, sight.me)
    if not (words or shown):  # without MESSAGE_CONTENT the words of others do not come
        return None if edited else _unread(message, sight, id_, place, at)
    author = message["author"]
    return MessageReceived(
        id=id_,
        at=at,
        place=place,
        message=str(message["id"]),
        author=None if _is_nobody(message) else account_of(author),
        name=name_of(author, message.get("member")),
        handle=author.get("username"),
        is_bot=bool(author.get("bot") or message.get("webhook_id")),
        text=words,
        shown=shown,
        links=visible.links(message),
        mentions=_mentions(message),
        quoted=_quote(message, sight.me),
        forwarded_from=visible.forwarded_from(message),
        attachments=visible.attachments(message),
        edited=edited,
        addressed=place.private or calls_us,
        opens_thread=post is not None,
        thread_by=sight.directory.asker(str(message["channel_id"])),
        as_channel=str(message["webhook_id"]) if _is_nobody(message) else "",
    )


def _unread(
    message: Json, sight: Sight, id_: str, place: Place, at: datetime
) -> MessageUnread | None:
    """Whom it answers is told all the same: of a reply and in a thread."""
    author, quoted = message["author"], _quote(message, sight.me)
    thread_by = sight.directory.asker(str(message["channel_id"]))
    is_person = not (message.get("webhook_id") or author.get("bot"))
    if not is_person or message.get("type", 0) not in _WRITTEN or not (quoted or thread_by):
        return None
    return MessageUnread(
        id=id_,
        at=at,
        place=place,
        message=str(message["id"]),
        author=account_of(author),
        name=name_of(author, message.get("member")),
        handle=author.get("username"),
        quoted=quoted,
        thread_by=thread_by,
    )


def _note_starter(message: Json, sight: Sight) -> None:
    started = message.get("referenced_message") or {}
    if author := started.get("author"):
        sight.directory.note_starter(str(message["channel_id"]), str(author["id"]))


def _is_nobody(message: Json) -> bool:
    """A webhook writes under any name."""
    return bool(message.get("webhook_id")) and not message.get("application_id")


def _around(message: Json, post: Channel | None) -> tuple[Shown, ...]:
    """What stands beside a message: the title of the post that it opens, a badge by the name."""
    found = []
    if post is not None:
        found.append(Shown("title", post.name))
    if message.get("type", 0) not in _WRITTEN and message.get("content"):
        found.append(Shown("topic", str(message["content"])))
    if tag := (message["author"].get("primary_guild") or {}).get("tag"):
        found.append(Shown("tag", str(tag)))
    return tuple(found)


def _opened_by(message: Json, sight: Sight) -> Channel | None:
    """The forum post that begins with this message: both have one id."""
    if str(message["id"]) != str(message["channel_id"]):
        return None
    post = sight.directory.find(str(message["channel_id"]))
    return post if post is not None and sight.directory.is_forum(post.parent) else None


def _read(message: Json, me: Me) -> tuple[str, bool]:
    """The words without our own mention as a form of address, and whether they call us.

    Only what this author typed counts: not a role, not everyone, and not the `mentions` list,
    which also names whoever is replied to.
    """
    if message.get("type", 0) not in _WRITTEN:
        return "", False
    words = str(message.get("content") or "")
    called = [mention for mention in _MENTION.finditer(words) if mention[1] == me.id]
    if not called or message.get("message_snapshots"):
        return words, False
    first = called[0]
    if not words[: first.start()].strip():
        return words[first.end() :].lstrip(" ,:\n") or words, True
    return words, True


def _mentions(message: Json) -> tuple[Account, ...]:
    ids = _MENTION.findall(str(message.get("content") or ""))
    return tuple(Account(PLATFORM, id_) for id_ in dict.fromkeys(ids))


def _quote(message: Json, me: Me) -> Quote | None:
    reference = message.get("message_reference")
    if not reference or reference.get("type") == _FORWARD or not reference.get("message_id"):
        return None
    if message.get("type", 0) != 19:
        return None
    return quote_of(message.get("referenced_message") or {"id": reference["message_id"]}, me)


def quote_of(message: Json, me: Me) -> Quote:
    """Of a whole message, or of nothing but its id when it is gone."""
    author = message.get("author")
    if not author:
        return Quote(id=str(message["id"]))
    return Quote(
        id=str(message["id"]),
        author=account_of(author),
        name=name_of(author),
        text=str(message.get("content") or ""),
        ours=str(author["id"]) == me.id,
        is_bot=bool(author.get("bot")),
    )


def _deleted(dispatch: Dispatch, sight: Sight) -> MessageDeleted | None:
    data = dispatch.data
    ids = tuple(str(id_) for id_ in data.get("ids") or (data["id"],))
    place = sight.directory.place(str(data["channel_id"]), data.get("guild_id"))
    if place is None:
        return None
    id_ = f"{ids[0]}.deleted"
    return MessageDeleted(id=id_, at=dispatch.now, place=place, messages=ids)


# --- reactions


def _reacted(dispatch: Dispatch, sight: Sight) -> ReactionChanged | None:
    data = dispatch.data
    place = sight.directory.place(str(data["channel_id"]), data.get("guild_id"))
    if place is None or str(data["user_id"]) == sight.me.id:
        return None
    emoji = data["emoji"]
    changed = (str(emoji.get("id") or emoji["name"]),)
    is_added = dispatch.kind == "MESSAGE_REACTION_ADD"
    member = data.get("member") or {}
    return ReactionChanged(
        id=dispatch.stamp,
        at=dispatch.now,
        place=place,
        message=str(data["message_id"]),
        author=Account(PLATFORM, str(data["user_id"])),
        name=name_of(member.get("user") or {}, member),
        handle=(member.get("user") or {}).get("username"),
        before=() if is_added else changed,
        after=changed if is_added else (),
    )


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)


_READERS: dict[str, Callable[[Dispatch, Sight], Event | None]] = {
    "MESSAGE_CREATE": _created,
    "MESSAGE_UPDATE": _updated,
    "MESSAGE_DELETE": _deleted,
    "MESSAGE_DELETE_BULK": _deleted,
    "MESSAGE_REACTION_ADD": _reacted,
    "MESSAGE_REACTION_REMOVE": _reacted,
    "GUILD_MEMBER_ADD": comings.joined,
    "GUILD_MEMBER_UPDATE": comings.renamed,
    "GUILD_MEMBER_REMOVE": comings.left,
    "CHANNEL_DELETE": comings.channel_gone,
    "GUILD_DELETE": comings.server_gone,
}
