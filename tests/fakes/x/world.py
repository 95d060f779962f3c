"""Who is on X, what they have posted and written to each other, and what everybody sees."""

from __future__ import annotations

import asyncio
import base64
import html
import itertools
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from twitter_text import extract_urls

from tests.fakes.x import rules
from tests.fakes.x.rules import Json

_EPOCH_MS = 1_288_834_974_657
_AUTO = re.compile(r"(?:@\w{1,15}\s+)+", re.ASCII)


@dataclass(frozen=True)
class User:
    id: int
    name: str
    handle: str

    def as_json(self) -> Json:
        return {"id": str(self.id), "name": self.name, "username": self.handle}


@dataclass
class Uploaded:
    data: bytes
    alt: str = ""


@dataclass
class Shown:
    """A post or message of ours as everybody sees it."""

    id: str
    text: str
    reply_to: str | None = None
    to: str | None = None
    is_deleted: bool = False
    pictures: list[Uploaded] = field(default_factory=list)


@dataclass
class World:
    us: User
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Json] = field(default_factory=dict)  # everybody's, as the API gives them
    mentions: list[Json] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    ours: dict[str, Shown] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # replies under our posts
    media: dict[str, Json] = field(default_factory=dict)  # of others' messages, by key
    pictures: dict[str, bytes] = field(default_factory=dict)  # by path
    uploads: dict[str, Uploaded] = field(default_factory=dict)  # ours, by id
    clock_offset: float = 0.0

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._changed = asyncio.Event()

    # --- time and ids

    def now(self) -> float:
        return time.time() + self.clock_offset

    def new_id(self) -> str:
        """A snowflake; those of one millisecond are still told apart."""
        ms = int(self.now() * 1000) - _EPOCH_MS
        return str((ms << 22) + next(self._ids))

    def moment(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def changed(self) -> None:
        self._changed.set()

    async def wait_for_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def attached(self, message: Json, picture: bytes, ending: str = "png") -> None:
        """A picture of somebody else's."""
        id_ = self.new_id()
        path, key = f"/1.1/ton/data/dm/{message['id']}/{id_}/pic.{ending}", f"3_{id_}"
        self.pictures[path] = picture
        url = f"https://ton.twitter.com{path}"
        self.media[key] = {"media_key": key, "type": "photo", "url": url}
        message.setdefault("attachments", {}).setdefault("media_keys", []).append(key)

    # --- what we do

    def upload(self, body: Json) -> str:
        """A picture that a post or message of ours may show from now on."""
        data = base64.b64decode(body["media"], validate=True)
        rules.check_picture(data, body)
        id_ = self.new_id()
        self.uploads[id_] = Uploaded(data)
        return id_

    def describe(self, id_: str, words: str) -> None:
        if id_ not in self.uploads or len(words) > rules.MAX_ALT:
            raise rules.invalid("alt_text")
        self.uploads[id_].alt = words

    def post(self, text: str, reply_to: str | None, shown: Sequence[str] = ()) -> Json:
        rules.check_post(text, is_reply=reply_to is not None)
        if any(id_ not in self.uploads for id_ in shown):
            raise rules.invalid("media.media_ids")
        if any(_same(shown.text, text) for shown in self.public() if not shown.is_deleted):
            raise rules.duplicate()
        if reply_to is not None:
            self._check_reply(reply_to)
        id_ = self.new_id()
        self.ours[id_] = Shown(id_, text, reply_to, pictures=[self.uploads[one] for one in shown])
        self.posts[id_] = self.written(self.us, text, id_=id_, reply_to=reply_to)
        self.changed()
        return {"id": id_, "text": self.posts[id_]["text"], "edit_history_tweet_ids": [id_]}

    def _check_reply(self, reply_to: str) -> None:
        target = self.posts.get(reply_to)
        if target is None:
            raise rules.reply_to_nothing()
        if target["author_id"] != str(self.us.id) and not self._calls_us(target):
            raise rules.not_engaged()

    def _calls_us(self, post: Json) -> bool:
        typed = post["text"][post.get("display_text_range", [0])[0] :]
        handle = self.us.handle.lower()
        links = [str(url.get("expanded_url")) for url in post["entities"].get("urls", [])]
        to_us = post.get("in_reply_to_user_id") == str(self.us.id)
        return (
            to_us
            or f"@{handle}" in typed.lower()
            or any(f"/{handle}/" in link.lower() for link in links)
        )

    def write(self, person: str, text: str, media: str | None = None) -> Json:
        if not re.fullmatch(r"[0-9]{1,19}", person):
            raise rules.invalid("The `participant_id` is not valid")
        picture = self.uploads.pop(media, None) if media else None
        if media and picture is None:
            raise rules.invalid("Your media IDs are invalid.")
        if (not text.strip() and picture is None) or len(text) > rules.MAX_MESSAGE:
            raise rules.invalid("One or more parameters to your request was invalid: text")
        talk = self.talk(person)
        if not any(message.get("sender_id") == person for message in self._talk(talk)):
            raise rules.may_not_write_to()
        message = self.said(self.us, person, text)
        self.messages.append(message)
        shown = [picture] if picture else []
        self.ours[message["id"]] = Shown(message["id"], text, to=person, pictures=shown)
        self.changed()
        return {"dm_conversation_id": talk, "dm_event_id": message["id"]}

    def delete(self, id_: str, *, private: bool) -> None:
        shown = self.ours.get(id_)
        if shown is None or shown.is_deleted or (shown.to is not None) != private:
            if id_ in self.posts and not private and shown is None:
                raise rules.forbidden("You are not authorized to delete this Tweet.")
            raise rules.not_found()
        shown.is_deleted = True
        self.posts.pop(id_, None)
        self.changed()

    def hide(self, id_: str, *, hidden: bool) -> None:
        """docs.x.com/x-api/posts/hide-reply: only what was written under a post of ours."""
        post = self.posts.get(id_)
        if post is None:
            raise rules.not_found()
        if post.get("in_reply_to_user_id") != str(self.us.id):
            raise rules.forbidden("Reply is not under a post of the authenticated user.")
        (self.hidden.add if hidden else self.hidden.discard)(id_)
        self.changed()

    # --- what there is

    def public(self) -> list[Shown]:
        return [shown for shown in self.ours.values() if shown.to is None]

    def private(self, person: str) -> list[Shown]:
        return [shown for shown in self.ours.values() if shown.to == person]

    def talk(self, person: str) -> str:
        return f"{person}-{self.us.id}"

    def talk_with(self, person: str) -> list[Json]:
        return self._talk(self.talk(person))

    def _talk(self, talk: str) -> list[Json]:
        return [one for one in self.messages if one.get("dm_conversation_id") == talk]

    # --- the wire's form

    def written(
        self, author: User, text: str, *, id_: str | None = None, reply_to: str | None = None
    ) -> Json:
        """A post: escaped, addresses shortened, handles found."""
        id_ = id_ or self.new_id()
        shortened, urls = _shorten(html.escape(text, quote=False))
        mentions = [
            {
                "start": found.start(),
                "end": found.end(),
                "username": user.handle,
                "id": str(user.id),
            }
            for found in re.finditer(r"@(\w+)", shortened)
            for user in self.users.values()
            if user.handle.lower() == found[1].lower()
        ]
        target = self.posts.get(reply_to or "")
        automatic = _AUTO.match(shortened) if target else None
        post = {
            "id": id_,
            "text": shortened,
            "author_id": str(author.id),
            "created_at": self.moment(),
            "edit_history_tweet_ids": [id_],
            "lang": "en",
            "display_text_range": [automatic.end() if automatic else 0, len(shortened)],
            "entities": {"urls": urls, "mentions": mentions},
        }
        if target is not None:
            post["referenced_tweets"] = [{"type": "replied_to", "id": reply_to}]
            post["in_reply_to_user_id"] = target["author_id"]
        return post

    def said(self, sender: User, person: str, text: str) -> Json:
        """A private message between `person` and us."""
        escaped, urls = _shorten(html.escape(text, quote=False))
        return {
            "id": self.new_id(),
            "event_type": "MessageCreate",
            "text": escaped,
            "sender_id": str(sender.id),
            "dm_conversation_id": self.talk(person),
            "created_at": self.moment(),
            "entities": {"urls": urls},
        }


def addresses(text: str) -> list[str]:
    """What becomes a link. Word by word, since X's parser takes seconds for hundreds of dots."""
    words = [word for word in text.split() if word.count(".") <= 20]
    return [address for word in words for address in extract_urls(word)]


def _shorten(text: str) -> tuple[str, list[Json]]:
    urls = []
    for number, address in enumerate(dict.fromkeys(addresses(text))):
        short = f"https://t.co/{number:010}"
        start = text.index(address)
        text = text.replace(address, short)
        whole = address if "://" in address else f"http://{address}"
        shown = re.sub(r"^https?://", "", address)
        urls.append(
            {
                "start": start,
                "end": start + len(short),
                "url": short,
                "expanded_url": html.unescape(whole),
                "display_url": html.unescape(shown),
            }
        )
    return text, urls


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one).split() == unicodedata.normalize("NFC", other).split()
