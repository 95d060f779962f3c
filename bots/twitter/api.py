"""X as this adapter calls it: a method for each thing we ask for, charged as X charges it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from tweepy.asynchronous import AsyncClient

from bots.twitter import Settings, pictures
from bots.twitter.prices import Item
from bots.twitter.session import Broken, KeptSession, NoAnswer, NotSent, Unanswered
from bots.twitter.spending import Spending
from core.platform import Content

POST_FIELDS = [
    *("author_id", "created_at", "display_text_range", "edit_history_tweet_ids", "entities"),
    *("in_reply_to_user_id", "lang", "note_tweet", "referenced_tweets", "attachments"),
]
DM_FIELDS = ["attachments", "created_at", "dm_conversation_id", "entities", "sender_id"]
PAGE = 100  # the most of a page

Json = dict[str, Any]


@dataclass(frozen=True)
class Timings:
    """All in seconds."""

    call: float = 20.0  # well under what the outbox allows a delivery
    shortest: float = 60.0  # between two reads, while the budget is kept
    longest: float = 900.0
    own: float = 300.0  # between two looks at what stands under our own name
    private: float = 75.0  # X allows 15 reads of private messages in 15 minutes
    first_pause: float = 1.0  # after a failure, doubled up to `last_pause`
    last_pause: float = 60.0
    watch: float = 30.0  # between two looks at bill and clock
    probe: float = 3600.0  # until what the plan does not allow is tried again


class Me(NamedTuple):
    id: str
    handle: str


class Page(NamedTuple):
    """Newest first, each with the pictures that it names as `media`. `people` are those who come
    along, by id; `media` the keys of all pictures."""

    items: Sequence[Json]
    people: Mapping[str, Json]
    media: Sequence[str]
    next: str | None


class Api:
    """One account. Raises tweepy's HTTPException, session.NetworkTrouble, spending.TooDear."""

    def __init__(self, settings: Settings, seconds: float, spending: Spending) -> None:
        self.session = KeptSession(settings, seconds)
        self.spending = spending
        self._client = AsyncClient(
            consumer_key=settings.consumer_key,
            consumer_secret=settings.consumer_secret,
            access_token=settings.access_token,
            access_token_secret=settings.access_token_secret,
            return_type=dict,  # its own objects cannot read every date that X writes
            wait_on_rate_limit=False,  # it would sleep
        )
        self._client.session = self.session
        self._me: Me | None = None

    async def me(self) -> Me:
        """Ourselves, asked for once."""
        if self._me is None:
            self._me = await self.who_am_i()
            await self.spending.read(Item.PERSON, [self._me.id])
        return self._me

    async def who_am_i(self) -> Me:
        """Ourselves, asked now and not counted: for a check, which writes nothing."""
        return _me(await self._client.get_me())

    # --- reading

    async def mentions(self, since: int, next_: str | None) -> Page:
        """Posts that name our account, with an id above `since`."""
        answer = await self._client.get_users_mentions(
            (await self.me()).id,
            user_auth=True,
            since_id=since,
            max_results=PAGE,
            pagination_token=next_,
            tweet_fields=POST_FIELDS,
            expansions=["author_id"],
        )
        return await self._charged(_page(answer), Item.MENTION)

    async def direct_messages(self, most: int, next_: str | None) -> Page:
        """The latest in all conversations, ours among them."""
        answer = await self._client.get_direct_message_events(
            user_auth=True,
            event_types="MessageCreate",
            max_results=most,
            pagination_token=next_,
            dm_event_fields=DM_FIELDS,
            media_fields=["type", "url"],
            expansions=["sender_id", "attachments.media_keys"],
        )
        return await self._charged(_page(answer), Item.DIRECT_MESSAGE)

    async def talk_with(self, person: str) -> Page:
        """The latest of one conversation."""
        answer = await self._client.get_direct_message_events(
            participant_id=person,
            user_auth=True,
            event_types="MessageCreate",
            max_results=10,
            dm_event_fields=DM_FIELDS,
        )
        return await self._charged(_page(answer), Item.DIRECT_MESSAGE)

    async def own_posts(self, since: datetime | None) -> Page:
        answer = await self._client.get_users_tweets(
            (await self.me()).id,
            user_auth=True,
            max_results=20,
            start_time=since,
            tweet_fields=["created_at", "entities", "note_tweet", "referenced_tweets"],
        )
        return await self._charged(_page(answer), Item.OWN_POST)

    async def under_our_name(self, since: int, next_: str | None) -> Page:
        """Posts of our account, whoever wrote them, with an id above `since`."""
        answer = await self._client.get_users_tweets(
            (await self.me()).id,
            user_auth=True,
            since_id=since,
            max_results=PAGE,
            pagination_token=next_,
            tweet_fields=["author_id", "created_at"],
        )
        return await self._charged(_page(answer), Item.OWN_POST)

    async def author_of(self, post: str) -> Json:
        """Whoever wrote a post; empty when it is gone."""
        answer = await self._client.get_tweet(post, user_auth=True, expansions=["author_id"])
        people = _people(answer)
        await self.spending.read(Item.POST, [post])
        await self.spending.read(Item.PERSON, list(people))
        return next(iter(people.values()), {})

    async def person(self, id_: str) -> Json:
        answer = await self._client.get_user(id=id_, user_auth=True)
        await self.spending.read(Item.PERSON, [id_])
        found: Json = answer.get("data") or {}
        return found

    # --- writing

    async def post(
        self,
        text: str,
        reply_to: str | None,
        item: Item,
        *,
        announcement: bool,
        media: Sequence[str] = (),
    ) -> str:
        """A post's id; `media` are ids of `upload`."""
        async with self._writing(item, announcement=announcement):
            answer = await self._client.create_tweet(
                text=text, in_reply_to_tweet_id=reply_to, media_ids=list(media) or None
            )
        return _id(answer, "id")

    async def upload(self, picture: Content, category: Literal["tweet_image", "dm_image"]) -> str:
        """The id by which one post or private message shows it; it may be done twice, for nobody
        sees it before (docs.x.com/x-api/media/upload-media). tweepy 4.17 has only the old way."""
        body = {
            "media": b64encode(picture.data).decode(),
            "media_category": category,
            "media_type": pictures.kind_of(picture.name),
        }
        async with self._writing(Item.UPLOAD, announcement=category == "tweet_image"):
            id_ = _id(await self._asked("/2/media/upload", body), "id")
            if picture.alt:
                words = {"alt_text": {"text": picture.alt}}
                await self._asked("/2/media/metadata", {"id": id_, "metadata": words})
        return id_

    async def _asked(self, path: str, body: Json) -> Json:
        """No answer is no harm here: nothing that anybody sees."""
        try:
            answer: Json = await self._client._make_request("POST", path, json=body, user_auth=True)
        except Unanswered as error:
            raise NotSent(str(error)) from None
        return answer

    async def write(self, person: str, text: str | None, media: str | None = None) -> str:
        """A private message's id; with `media` there may be no text."""
        async with self._writing(Item.WRITE_DIRECT_MESSAGE):
            answer = await self._client.create_direct_message(
                participant_id=person, text=text, media_id=media
            )
        return _id(answer, "dm_event_id")

    async def delete_post(self, id_: str) -> None:
        async with self._writing(Item.DELETE, announcement=True):
            await self._client.delete_tweet(id_)

    async def hide(self, id_: str, *, hidden: bool) -> None:
        """A reply under one of our posts (docs.x.com/x-api/posts/hide-reply)."""
        change = self._client.hide_reply if hidden else self._client.unhide_reply
        async with self._writing(Item.HIDE):
            await change(id_, user_auth=True)

    async def delete_message(self, id_: str) -> None:
        """tweepy 4.17 has no method for it."""
        async with self._writing(Item.DELETE):
            await self._client._make_request("DELETE", f"/2/dm_events/{id_}", user_auth=True)

    def _writing(
        self, item: Item, *, announcement: bool = False
    ) -> AbstractAsyncContextManager[None]:
        return self.spending.writing(item, announcement=announcement)

    async def _charged(self, page: Page, item: Item) -> Page:
        await self.spending.read(item, [str(one["id"]) for one in page.items])
        await self.spending.read(Item.PERSON, list(page.people))
        await self.spending.read(Item.MEDIA, page.media)
        return page


def _me(answer: Json) -> Me:
    try:
        return Me(str(answer["data"]["id"]), str(answer["data"]["username"]))
    except (KeyError, TypeError) as error:
        raise Broken("no account in the answer") from error


def _id(answer: Json, name: str) -> str:
    try:
        return str(answer["data"][name])
    except (KeyError, TypeError) as error:
        raise NoAnswer(name) from error


def _page(answer: Json) -> Page:
    """What has no id cannot be told apart, and is left out."""
    data = answer.get("data") or []
    if not isinstance(data, list):
        raise Broken("not a page")
    items = [one for one in data if isinstance(one, dict) and one.get("id") is not None]
    meta, media = answer.get("meta") or {}, _media(answer)
    whole = [one | {"media": [media[key] for key in _keys(one) if key in media]} for one in items]
    return Page(whole if media else items, _people(answer), list(media), meta.get("next_token"))


def _media(answer: Json) -> dict[str, Json]:
    found = (answer.get("includes") or {}).get("media") or []
    return {str(one["media_key"]): one for one in found if isinstance(one, dict) and "type" in one}


def _keys(item: Json) -> list[str]:
    attached = item.get("attachments")
    return list(map(str, attached.get("media_keys") or ())) if isinstance(attached, dict) else []


def _people(answer: Json) -> dict[str, Json]:
    users = (answer.get("includes") or {}).get("users") or []
    return {str(user["id"]): user for user in users if isinstance(user, dict) and "id" in user}
