"""One part of a message: written, or found where it stands already."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from html import unescape

from tweepy.errors import HTTPException

from bots.twitter import outgoing
from bots.twitter.alarms import Alarms
from bots.twitter.api import Api, Json
from bots.twitter.askers import Askers
from bots.twitter.marks import ms_of
from bots.twitter.outcomes import check_alive, is_duplicate, is_not_in_plan
from bots.twitter.prices import Item
from core.platform import Content, DeliveryFailed, Refused

LEEWAY = timedelta(minutes=2)  # between our clock and X's


class Posts:
    """A thread: each part is a reply to the one before. Raises what an Api raises."""

    def __init__(self, api: Api, askers: Askers, alarms: Alarms) -> None:
        self._api, self._askers, self._alarms = api, askers, alarms

    async def write(
        self,
        text: str,
        reply_to: str | None,
        asked: str | None,
        since: datetime | None,
        pictures: Sequence[Content] = (),
    ) -> str:
        """X refuses a text that it has seen: then it is there already, or it was said to somebody
        else and is varied once. `asked` is the post that called us, `since` when this was asked
        for."""
        shown = [await self._api.upload(picture, "tweet_image") for picture in pictures]
        try:
            return await self._post(text, reply_to, asked, shown)
        except HTTPException as error:
            if not is_duplicate(error):
                raise
            if found := await self.find(text, reply_to, since):
                return found
            handle = "" if asked is None else await self._handle(asked)
            if not handle:
                raise
        return await self._post(outgoing.varied(text, handle), reply_to, asked, shown)

    async def write_again(
        self,
        text: str,
        reply_to: str | None,
        asked: str | None,
        since: datetime | None,
        pictures: Sequence[Content] = (),
    ) -> str:
        """For what may have arrived: looked for first. Empty when it is there, and X does not
        show where."""
        if found := await self.find(text, reply_to, since):
            return found
        shown = [await self._api.upload(picture, "tweet_image") for picture in pictures]
        try:
            return await self._post(text, reply_to, asked, shown)
        except HTTPException as error:
            if not is_duplicate(error):
                raise
        self._alarms.ring("unseen_delivery")
        return ""

    async def find(self, text: str, reply_to: str | None, since: datetime | None) -> str | None:
        """Our own post of these words, in reply to that. None also where the plan hides it."""
        try:
            page = await self._api.own_posts(since and since - LEEWAY)
        except HTTPException as error:
            check_alive(error)
            if not is_not_in_plan(error):
                raise
            return None
        wanted = outgoing.comparable(text)
        for post in page.items:
            if _replied_to(post) == reply_to and outgoing.comparable(_words(post)) == wanted:
                return str(post["id"])
        return None

    async def _post(
        self, text: str, reply_to: str | None, asked: str | None, pictures: Sequence[str]
    ) -> str:
        """The reply to whom we were called by is cheaper than what follows it in the thread."""
        item = Item.WRITE_REPLY if asked is not None and reply_to == asked else Item.WRITE_POST
        if outgoing.has_link(text):
            item = Item.WRITE_LINK
        return await self._api.post(
            text, reply_to, item, announcement=asked is None, media=pictures
        )

    async def _handle(self, post: str) -> str:
        asker = await self._askers.of(post)
        if asker is not None and asker.handle:
            return asker.handle
        return str((await self._api.author_of(post)).get("username", ""))


class Messages:
    """A conversation in private, where X refuses no repeat."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def write(self, person: str, text: str) -> str:
        return await self._api.write(person, text)

    async def write_again(
        self, person: str, text: str, since: datetime | None, known: Collection[str]
    ) -> str:
        """For what may have arrived: looked for first, among what is not `known` to be another."""
        try:
            page = await self._api.talk_with(person)
        except HTTPException as error:
            check_alive(error)
            if is_not_in_plan(error):
                raise DeliveryFailed(Refused("perhaps sent, and X does not let us look")) from None
            raise
        me, earliest = await self._api.me(), since and (since - LEEWAY).timestamp() * 1000
        for message in page.items:
            is_ours = str(message.get("sender_id")) == me.id and str(message["id"]) not in known
            is_recent = not earliest or (ms_of(message.get("created_at")) or 0) >= earliest
            same = outgoing.comparable(_words(message)) == outgoing.comparable(text)
            if is_ours and is_recent and same:
                return str(message["id"])
        return await self._api.write(person, text)


def _replied_to(post: Json) -> str | None:
    for reference in post.get("referenced_tweets") or ():
        if reference.get("type") == "replied_to":
            return str(reference["id"])
    return None


def _words(source: Json) -> str:
    """With each address as it was written."""
    whole = source.get("note_tweet") or source
    text = str(whole.get("text", ""))
    for url in (whole.get("entities") or {}).get("urls") or ():
        text = text.replace(str(url.get("url")), str(url.get("expanded_url", "")))
    return unescape(text)
