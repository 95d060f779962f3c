"""X's posts and private messages → Events. Pure.

Which fields there are: docs.x.com/x-api/fundamentals/data-dictionary.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from bots.twitter.api import Json, Me
from core.events import (
    Account,
    Attachment,
    Event,
    Link,
    MessageReceived,
    OwnMessageSeen,
    Place,
    Quote,
)

PLATFORM = "x"
TIMELINE = Place(PLATFORM, "timeline")  # all that is public is one place

_HANDLES_FIRST = re.compile(r"(?:@\w{1,15}\s*)+", re.ASCII)
_NO_LANGUAGE = re.compile(r"q\w\w|und|zxx|art|in")  # X's names for "none"; Indonesian is not ours


def account_of(id_: object) -> Account:
    return Account(PLATFORM, str(id_))


def private(id_: object) -> Place:
    return Place(PLATFORM, str(id_), private=True)


def post_event(post: Json, people: Mapping[str, Json], me: Me) -> Event | None:
    """None for what has no author. A handle that came along in a chain of replies calls nobody;
    what stands before the words is a form of address, and not among them."""
    if (author := post.get("author_id")) is None:
        return None
    id_, at = str(post["id"]), _time(post)
    if str(author) == me.id:
        return OwnMessageSeen(id=f"post:{id_}", at=at, place=TIMELINE, message=id_)
    body = _body(post)
    person = people.get(str(author), {})
    history = post.get("edit_history_tweet_ids") or [id_]
    quoted = _quote(post, me)
    return MessageReceived(
        id=f"post:{id_}",
        at=at,
        place=TIMELINE,
        message=id_,
        author=account_of(author),
        name=str(person.get("name", "")),
        handle=person.get("username"),
        locale=_language(post.get("lang")),
        text=_HANDLES_FIRST.sub("", _shown(body), count=1)
        if body["text"].startswith("@")
        else _shown(body),
        links=tuple(_links(body)),
        mentions=tuple(_mentions(body)),
        quoted=quoted,
        attachments=tuple(_attachments(post)),
        edited=str(history[0]) != id_,
        addressed=_is_called(post, body, me) or (quoted is not None and _quotes_us(post, me)),
    )


def message_event(message: Json, people: Mapping[str, Json], me: Me) -> Event | None:
    """None for what is no message of one person to us: a group's, a join, a leave."""
    sender, talk = message.get("sender_id"), str(message.get("dm_conversation_id", ""))
    if message.get("event_type") != "MessageCreate" or sender is None or not talk:
        return None
    other = _other(talk, me)
    if other is None:
        return None
    id_, at = str(message["id"]), _time(message)
    if str(sender) == me.id:
        return OwnMessageSeen(id=f"dm:{id_}", at=at, place=private(other), message=id_)
    body, person = _body(message), people.get(str(sender), {})
    return MessageReceived(
        id=f"dm:{id_}",
        at=at,
        place=private(sender),
        message=id_,
        author=account_of(sender),
        name=str(person.get("name", "")),
        handle=person.get("username"),
        text=_shown(body),
        links=tuple(_links(body)),
        attachments=tuple(_attachments(message)),
        addressed=True,
    )


def _other(talk: str, me: Me) -> str | None:
    """A conversation of two is named after both; a group has a number of its own."""
    for other in (talk.removeprefix(f"{me.id}-"), talk.removesuffix(f"-{me.id}")):
        if other != talk:
            return other
    return None


def _body(source: Json) -> Json:
    """A long post has its words apart; `text` is then cut."""
    whole = source.get("note_tweet") or source
    return {"text": str(whole.get("text", "")), "entities": whole.get("entities") or {}}


def _shown(body: Json) -> str:
    """The words as a reader sees them: an address by what is shown in its place."""
    text = body["text"]
    for url in _urls(body):
        text = text.replace(str(url["url"]), _label(url))
    return unescape(text).strip()


def _links(body: Json) -> Iterator[Link]:
    for url in _urls(body):
        yield Link(
            str(url.get("unwound_url") or url.get("expanded_url") or url["url"]), _label(url)
        )


def _urls(body: Json) -> list[Json]:
    return [url for url in body["entities"].get("urls") or () if url.get("url")]


def _label(url: Json) -> str:
    return str(url.get("display_url") or url.get("expanded_url") or url["url"])


def _mentions(body: Json) -> Iterator[Account]:
    for mention in body["entities"].get("mentions") or ():
        if mention.get("id") is not None:
            yield account_of(mention["id"])


def _is_called(post: Json, body: Json, me: Me) -> bool:
    """Our handle stands in the words that the author typed. X tells where those begin; where it
    does not, the handles before the words of a reply are taken for those that came along."""
    text = body["text"]
    if post.get("display_text_range"):
        text = text[int(post["display_text_range"][0]) :]
    elif _referenced(post, "replied_to") and (first := _HANDLES_FIRST.match(text)):
        text = text[first.end() :]
    return re.search(rf"@{re.escape(me.handle)}\b", text, re.IGNORECASE) is not None


def _quote(post: Json, me: Me) -> Quote | None:
    if (replied := _referenced(post, "replied_to")) is not None:
        ours = str(post.get("in_reply_to_user_id")) == me.id
        return Quote(id=replied, author=_author(post.get("in_reply_to_user_id")), ours=ours)
    if (quoted := _referenced(post, "quoted")) is not None:
        return Quote(id=quoted, ours=_quotes_us(post, me))
    return None


def _author(id_: object) -> Account | None:
    return None if id_ is None else account_of(id_)


def _quotes_us(post: Json, me: Me) -> bool:
    """The address of what is quoted names its author."""
    quoted = _referenced(post, "quoted")
    ours = f"/{me.handle}/status/{quoted}".lower()
    return quoted is not None and any(
        ours in str(url.get("expanded_url", "")).lower() for url in _urls(_body(post))
    )


def _referenced(post: Json, kind: str) -> str | None:
    for reference in post.get("referenced_tweets") or ():
        if reference.get("type") == kind:
            return str(reference["id"])
    return None


def _attachments(source: Json) -> Iterator[Attachment]:
    """A picture by its address, which opens to our signature alone; anything else by its key."""
    told = {str(one.get("media_key")): one for one in source.get("media") or ()}
    for key in (source.get("attachments") or {}).get("media_keys") or ():
        one = told.get(str(key), {})
        address = str(one.get("url") or "")
        name = address.rpartition("/")[2] if one.get("type") == "photo" else ""
        yield Attachment(address or str(key), str(one.get("type") or "media"), name)


def _language(lang: Any) -> str | None:
    return None if not isinstance(lang, str) or _NO_LANGUAGE.fullmatch(lang) else lang


def _time(source: Json) -> datetime:
    """Raises ValueError for none, or one that cannot be read."""
    return datetime.fromisoformat(str(source.get("created_at"))).astimezone(UTC)
