"""Carries out one action, part after part, and says how it ended."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from bots.twitter import Settings, outgoing, pictures
from bots.twitter.alarms import Alarms, Tell
from bots.twitter.api import Api
from bots.twitter.askers import Askers
from bots.twitter.outcomes import (
    TROUBLE,
    check_alive,
    is_not_in_plan,
    outcome_of,
    status_of,
)
from bots.twitter.weighing import weight
from bots.twitter.writing import Messages, Posts
from core.actions import Delete, Hide, Receipt, Send
from core.events import Place
from core.pictures import OURS
from core.platform import (
    Content,
    Delivery,
    DeliveryFailed,
    Gone,
    Outcome,
    Refused,
)
from core.text import Body

log = structlog.get_logger("x")


_ID = re.compile(r"[0-9]{1,19}")


class Performer:
    """Answers those who called us, once each."""

    def __init__(
        self, settings: Settings, api: Api, askers: Askers, alarms: Alarms, tell: Tell
    ) -> None:
        self._settings, self._api, self._askers, self._tell = settings, api, askers, tell
        self._posts = Posts(api, askers, alarms)
        self._messages = Messages(api)

    async def perform(self, delivery: Delivery) -> Receipt:
        """As `core.platform.Platform.perform`."""
        match delivery.action:
            case Send() as send:
                return await self._send(delivery, send)
            case Delete():
                return await self._delete(delivery)
            case Hide(hidden=hidden) if not delivery.place.private:
                return await self._hide(delivery, hidden=hidden)
            case other:
                raise DeliveryFailed(Refused(f"X has no {type(other).__name__}"))

    # --- sending

    async def _send(self, delivery: Delivery, send: Send) -> Receipt:
        if (refusal := await self._refusal(delivery.place, send)) is not None:
            raise DeliveryFailed(refusal)
        if any(file.platform != OURS for file in send.files):
            return await self._send_pictures(delivery, send)
        texts = await self._texts(delivery.place, send.body)
        if not texts:
            raise DeliveryFailed(Refused("no words to send"))
        if self._settings.dry_run:
            return _rehearsed(delivery, send, texts)
        done = list(delivery.done)
        for number, text in enumerate(texts[len(done) :]):
            doubtful = delivery.uncertain_before and number == 0
            id_ = await self._part(delivery, send, text, done, doubtful)
            done.append(Receipt(place=delivery.place, ids=(id_,) if id_ else ()))
        if send.reply_to is not None and not delivery.place.private:
            await self._askers.note_answer(send.reply_to)
        return _whole(delivery.place, done)

    async def _send_pictures(self, delivery: Delivery, send: Send) -> Receipt:
        """One a message, as X has it."""
        kinds = [pictures.kind_of(content.name) for content in delivery.contents]
        if not delivery.place.private or not kinds or not all(kinds):
            raise DeliveryFailed(Refused("only pictures go along, and only in private"))
        if delivery.uncertain_before:
            raise DeliveryFailed(Refused("perhaps sent, and a picture cannot be looked for"))
        if self._settings.dry_run:
            return _rehearsed(delivery, send, ["picture"] * len(kinds))
        done = list(delivery.done)
        for content in delivery.contents[len(done) :]:
            id_ = await self._picture(delivery.place, content, done)
            done.append(Receipt(place=delivery.place, ids=(id_,)))
        return _whole(delivery.place, done)

    async def _picture(self, place: Place, content: Content, done: Sequence[Receipt]) -> str:
        try:
            media = await self._api.upload(content, "dm_image")
        except TROUBLE as error:
            outcome = _outcome(error, place, "upload_pictures")
            raise DeliveryFailed(outcome, tuple(done)) from error
        try:
            return await self._api.write(place.id, None, media)
        except TROUBLE as error:
            raise DeliveryFailed(_outcome(error, place, "write_private"), tuple(done)) from error

    async def _refusal(self, place: Place, send: Send) -> Outcome | None:
        """What X's rules forbid is not even tried."""
        if place.private:
            if not _ID.fullmatch(place.id):
                return Gone("person")
            return Gone("chat") if await self._askers.has_stopped(place.id) else None
        asker = None if send.reply_to is None else await self._askers.of(send.reply_to)
        if asker is None:
            return None  # an announcement; or of long ago, then X itself decides
        if not asker.called:
            return Refused("nobody there called us")
        if asker.answered:
            return Refused("answered before: one reply for each post")
        return Gone("person") if await self._askers.has_stopped(asker.author) else None

    async def _texts(self, place: Place, body: Body) -> list[str]:
        handles = {
            account: handle
            for account in outgoing.mentioned(body)
            if (handle := await self._handle(account))
        }
        cut = outgoing.messages if place.private else outgoing.posts
        # 5 to 30 ms, and 0.3 s the first time: others must not wait for it.
        return await asyncio.to_thread(cut, body, handles, links=self._settings.allow_links)

    async def _handle(self, account: str) -> str:
        """Empty when it cannot be had: then the name stands alone."""
        if known := await self._askers.handle_of(account):
            return known
        if not _ID.fullmatch(account):
            return ""
        try:
            return str((await self._api.person(account)).get("username", ""))
        except TROUBLE as error:
            check_alive(error)
            return ""

    async def _part(
        self, delivery: Delivery, send: Send, text: str, done: Sequence[Receipt], doubtful: bool
    ) -> str:
        write = self._message if delivery.place.private else self._post
        right = "write_private" if delivery.place.private else "send_messages"
        known = [id_ for part in done for id_ in part.ids]
        try:
            id_ = await write(delivery, send, text, known, doubtful)
        except TROUBLE as error:
            if is_not_in_plan(error):
                self._tell(right, False)
            raise DeliveryFailed(_outcome(error, delivery.place, right), tuple(done)) from error
        except DeliveryFailed as failed:
            raise DeliveryFailed(failed.outcome, tuple(done)) from None
        self._tell(right, True)
        return id_

    async def _post(
        self, delivery: Delivery, send: Send, text: str, known: Sequence[str], doubtful: bool
    ) -> str:
        reply_to = known[-1] if known else send.reply_to
        write = self._posts.write_again if doubtful else self._posts.write
        pictures = () if known else [one for one in delivery.contents if one.picture]
        return await write(text, reply_to, send.reply_to, delivery.queued_at, pictures)

    async def _message(
        self, delivery: Delivery, _send: Send, text: str, known: Sequence[str], doubtful: bool
    ) -> str:
        person = delivery.place.id
        if doubtful:
            return await self._messages.write_again(person, text, delivery.queued_at, known)
        return await self._messages.write(person, text)

    # --- hiding and deleting

    async def _hide(self, delivery: Delivery, *, hidden: bool) -> Receipt:
        """As far as the app's plan allows it, which only a try can tell."""
        if self._settings.dry_run:
            log.info("would be hidden", messages=delivery.target, hidden=hidden)
            return Receipt(place=delivery.place)
        if not all(map(_ID.fullmatch, delivery.target)):
            raise DeliveryFailed(Refused("an id that X cannot have given"))
        try:
            for id_ in delivery.target:
                await self._api.hide(id_, hidden=hidden)
        except TROUBLE as error:
            if is_not_in_plan(error):
                self._tell("hide_replies", False)
            if status_of(error) == 404:
                return Receipt(place=delivery.place, nothing_to_do=True)
            outcome = outcome_of(error, "hide_replies", datetime.now(UTC))
            raise DeliveryFailed(outcome) from error
        self._tell("hide_replies", True)
        return Receipt(place=delivery.place)

    async def _delete(self, delivery: Delivery) -> Receipt:
        if self._settings.dry_run:
            log.info("would be deleted", place=delivery.place.key, messages=delivery.target)
            return Receipt(place=delivery.place)
        if not all(map(_ID.fullmatch, delivery.target)):
            raise DeliveryFailed(Refused("an id that X cannot have given"))
        done = list(delivery.done)
        for id_ in delivery.target[len(done) :]:
            done.append(await self._delete_one(delivery.place, id_, done))
        return _whole(delivery.place, done)

    async def _delete_one(self, place: Place, id_: str, done: Sequence[Receipt]) -> Receipt:
        delete = self._api.delete_message if place.private else self._api.delete_post
        try:
            await delete(id_)
        except TROUBLE as error:
            if status_of(error) == 404:
                return Receipt(place=place, nothing_to_do=True)
            outcome = outcome_of(error, "delete_messages", datetime.now(UTC))
            raise DeliveryFailed(outcome, tuple(done)) from error
        return Receipt(place=place)


def _outcome(error: Exception, place: Place, right: str) -> Outcome:
    outcome = outcome_of(error, right, datetime.now(UTC))
    if place.private and isinstance(outcome, Gone):
        return Gone("person")
    return outcome


def _rehearsed(delivery: Delivery, send: Send, texts: Sequence[str]) -> Receipt:
    """What would be public is logged in full; of a private message only how long it is."""
    ids = tuple(f"dry-{delivery.row}-{number}" for number, _ in enumerate(texts))
    for text in texts:
        shown = {"characters": len(text)} if delivery.place.private else {"words": text}
        log.info(
            "would be posted",
            place=delivery.place.key,
            reply_to=send.reply_to,
            weight=weight(text),
            **shown,
        )
    return Receipt(place=delivery.place, ids=ids)


def _whole(place: Place, parts: Sequence[Receipt]) -> Receipt:
    ids = tuple(id_ for part in parts for id_ in part.ids)
    return Receipt(
        place=place,
        ids=ids,
        nothing_to_do=bool(parts) and all(part.nothing_to_do for part in parts),
        link=f"https://x.com/i/web/status/{ids[0]}" if ids and not place.private else "",
    )
