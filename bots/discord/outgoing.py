"""Actions → requests to Discord's API, as data. Pure.

What each takes: docs.discord.com/developers/resources.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, assert_never
from urllib.parse import quote

import msgspec

from bots.discord.buttons import rows
from bots.discord.styles import one_line, parts_of
from bots.discord.who import FORUMS, NEWS, PRIVATE, Channel, moment_of
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
from core.platform import Content, Delivery, DeliveryFailed, Refused
from core.text import Quoted

MAX_THREAD_NAME = 100  # resources/channel#start-thread-from-message
BULK = 100  # resources/message#bulk-delete-messages
BULK_AGE = timedelta(days=14)
LONGEST_MUTE = timedelta(days=28)  # resources/guild#modify-guild-member
THREAD_MINUTES = 10_080  # a week of silence archives a thread; the longest there is

_NO_PREVIEW, SILENT, EPHEMERAL = 1 << 2, 1 << 12, 1 << 6  # resources/message#message-flags
NOBODY: dict[str, list[str]] = {"parse": []}  # no text of ours, nor of others in it, calls anybody

Json = dict[str, Any]


class Call(msgspec.Struct, frozen=True):
    """One request: all that it does is done or not done. `what` names it in refusals; `part` is
    the index of a message's part, `edits` the message that it leaves standing."""

    method: str
    path: str
    body: Json | None = None
    what: str = ""
    part: int | None = None
    edits: str = ""
    files: tuple[Content, ...] = ()


def calls(delivery: Delivery, channel: Channel, now: datetime) -> list[Call]:
    """The requests that perform an action in that channel, in order; each has a receipt of its own.

    Raises ValueError and IndexError for ids that Discord cannot have given, and for no words.
    React, Badge and Lock depend on what is there, and are in `performing.py`.
    """
    int(channel.id)
    target = [str(int(id_)) for id_ in delivery.target]
    return list(_calls(delivery, channel, target, now))


def _calls(
    delivery: Delivery, channel: Channel, target: list[str], now: datetime
) -> Iterator[Call]:
    action: Action = delivery.action
    match action:
        case Send():
            yield from _send(action, channel.id, delivery.row, delivery.contents)
        case Edit():
            yield from _edit(action, channel.id, target, delivery.row)
        case Delete():
            yield from _delete(channel, target, now)
        case Pin():
            method = "PUT" if action.pinned else "DELETE"
            yield Call(method, f"{_messages(channel.id)}/pins/{target[0]}", what="pin")
        case Restrict():
            yield from _restrict(action, channel.guild, now)
        case OpenThread():
            yield _open_thread(action, channel)
        case RenameThread():
            name = {"name": thread_name(action.title)}
            yield Call("PATCH", f"/channels/{channel.id}", name, "rename")
        case CloseThread():
            yield archive(channel.id, archived=True)
        case DropThread():
            if not channel.parent:
                raise ValueError("no thread")
            yield Call("DELETE", f"/channels/{channel.id}", what="drop")
        case LookUp():
            path = f"/guilds/{int(channel.guild)}/members/{int(action.account.id)}"
            yield Call("GET", path, what="look")
        case Admit() | Hide():
            raise DeliveryFailed(Refused(f"Discord has no {type(action).__name__}"))
        case React() | Badge() | Lock():
            raise ValueError("depends on what is there")
        case _:
            assert_never(action)


# --- messages


def bodies(action: Send | Edit) -> list[Json]:
    """A message object for each part; the buttons stand under the last."""
    texts = parts_of(action.body)
    if not texts:
        raise ValueError("no words to send")
    last = len(texts) - 1
    return [
        {
            "content": text,
            "components": rows(action.buttons) if index == last else [],
            "allowed_mentions": NOBODY,
            "flags": _NO_PREVIEW,
        }
        for index, text in enumerate(texts)
    ]


def nonce_of(row: int, part: int) -> str:
    """At most 25 characters, and the same in every repeat (#create-message, enforce_nonce)."""
    return f"{row}.{part}"


def posted(channel: str, body: Json, row: int, part: int) -> Call:
    """A new message, which a repeat within minutes does not double."""
    once = {"nonce": nonce_of(row, part), "enforce_nonce": True}
    return Call("POST", _messages(channel), body | once, "send", part)


def _send(action: Send, channel: str, row: int, contents: tuple[Content, ...]) -> Iterator[Call]:
    """The words, with pictures of ours; then all files in one message."""
    pictures = tuple(content for content in contents if content.picture)
    contents = tuple(content for content in contents if not content.picture)
    texts = bodies(action) if action.body or not contents else []
    for part, body in enumerate(texts):
        if action.silent:
            body["flags"] |= SILENT
        if action.reply_to and part == 0:
            body["message_reference"] = {
                "message_id": str(int(action.reply_to)),
                "fail_if_not_exists": False,
            }
        if pictures and part == len(texts) - 1:
            body["attachments"] = _named(pictures)
            call = posted(channel, body, row, part)
            yield msgspec.structs.replace(call, what="upload", files=pictures)
        else:
            yield posted(channel, body, row, part)
    if contents:
        call = posted(channel, _carrying(contents), row, len(texts))
        yield msgspec.structs.replace(call, what="upload", files=contents)


def _carrying(contents: Sequence[Content]) -> Json:
    """docs.discord.com/developers/reference#uploading-files"""
    named = _named(contents)
    return {"content": "", "attachments": named, "allowed_mentions": NOBODY, "flags": SILENT}


def _named(contents: Sequence[Content]) -> list[Json]:
    """With what is read aloud to who does not see it, where there is such a thing."""
    return [
        {"id": number, "filename": file.name, **({"description": file.alt} if file.alt else {})}
        for number, file in enumerate(contents)
    ]


def _edit(action: Edit, channel: str, target: list[str], row: int) -> Iterator[Call]:
    """Parts replace parts; surplus old ones are deleted, and what needs more room goes on in new
    messages, without a sound."""
    texts = bodies(action)
    for id_, body in zip(target, texts, strict=False):
        yield Call("PATCH", f"{_messages(channel)}/{id_}", body, "edit", edits=id_)
    for id_ in target[len(texts) :]:
        yield Call("DELETE", f"{_messages(channel)}/{id_}", what="delete")
    for part, body in list(enumerate(texts))[len(target) :]:
        yield posted(channel, body | {"flags": body["flags"] | SILENT}, row, part)


def _delete(channel: Channel, target: Sequence[str], now: datetime) -> Iterator[Call]:
    """Together where that is allowed: not in private talks, and nothing older than 14 days."""
    young = [id_ for id_ in target if now - moment_of(id_) < BULK_AGE - timedelta(minutes=1)]
    together = young if len(young) > 1 and channel.kind != PRIVATE else []
    for start in range(0, len(together), BULK):
        chunk = together[start : start + BULK]
        if len(chunk) > 1:
            body = {"messages": chunk}
            yield Call("POST", f"{_messages(channel.id)}/bulk-delete", body, "delete")
        else:
            yield _delete_one(channel.id, chunk[0])
    yield from (_delete_one(channel.id, id_) for id_ in target if id_ not in together)


def one_by_one(call: Call, channel: str) -> list[Call]:
    """A bulk delete as single ones: ours can be deleted so without any right."""
    return [_delete_one(channel, id_) for id_ in (call.body or {})["messages"]]


def _delete_one(channel: str, id_: str) -> Call:
    return Call("DELETE", f"{_messages(channel)}/{id_}", what="delete")


def reaction(method: str, channel: str, message: str, emoji: str) -> Call:
    """`emoji` as it is written, or name:id."""
    path = f"{_messages(channel)}/{message}/reactions/{quote(emoji, safe=':')}/@me"
    return Call(method, path, what="react")


# --- people and threads


def _restrict(action: Restrict, guild: str, now: datetime) -> Iterator[Call]:
    person = int(action.account.id)
    member, ban = f"/guilds/{int(guild)}/members/{person}", f"/guilds/{int(guild)}/bans/{person}"
    match action.what:
        case "mute":
            yield _time_out(member, _mute_end(action.until, now))
        case "kick":
            yield Call("DELETE", member, what="kick")
        case "ban":
            yield Call("PUT", ban, {}, what="ban")
        case "lift":
            yield Call("DELETE", ban, what="ban")
            yield _time_out(member, None)


def _mute_end(until: datetime | None, now: datetime) -> str:
    """Discord forgets a time-out after 28 days."""
    latest = now + LONGEST_MUTE - timedelta(minutes=1)
    return min(until or latest, latest).isoformat()


def _time_out(member: str, until: str | None) -> Call:
    return Call("PATCH", member, {"communication_disabled_until": until}, what="mute")


def _open_thread(action: OpenThread, channel: Channel) -> Call:
    name = thread_name(action.title)
    body: Json = {"name": name, "auto_archive_duration": THREAD_MINUTES}
    if channel.kind in FORUMS:
        # A post begins with a message; its title is all that is known now.
        first = bodies(Send(place="", body=(Quoted(name),)))[0]
        body["message"] = first
    else:
        public = 10 if channel.kind == NEWS else 11
        body["type"] = 12 if action.private else public
        body["invitable"] = False
    return Call("POST", f"/channels/{channel.id}/threads", body, "thread")


def thread_name(title: str) -> str:
    return one_line(title, MAX_THREAD_NAME) or "…"


def archive(thread: str, *, archived: bool) -> Call:
    return Call("PATCH", f"/channels/{thread}", {"archived": archived}, "close")


def _messages(channel: str) -> str:
    return f"/channels/{channel}/messages"
