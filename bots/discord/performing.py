"""Carries out one action, request after request, and says how it ended."""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from bots.discord import badges, outgoing
from bots.discord.answering import Answering
from bots.discord.ourselves import Ourselves
from bots.discord.outcomes import ARCHIVED, outcome_of
from bots.discord.outgoing import Call
from bots.discord.repeats import already_there, opened_already
from bots.discord.rest import Refusal, Rest, RestError
from bots.discord.who import PRIVATE_THREAD, Channel, Directory, channel_of
from core.actions import Action, Badge, Delete, Edit, OpenThread, React, Receipt, Restrict, Send
from core.events import Place
from core.platform import Delivery, DeliveryFailed, Gone, Notes, Outcome, Refused, Uncertain
from core.text import Mention

NO_RIGHT = 50013
_MOST_REMEMBERED = 10_000  # of our messages, to know an edit that changes nothing


class Performer:
    """Remembers what our latest messages say."""

    def __init__(
        self,
        rest: Rest,
        ourselves: Ourselves,
        directory: Directory,
        answering: Answering,
        notes: Notes,
    ) -> None:
        self._rest, self._ourselves, self._directory = rest, ourselves, directory
        self._answering, self._notes = answering, notes
        self._says: OrderedDict[str, int] = OrderedDict()

    async def perform(self, delivery: Delivery) -> Receipt:
        """As `core.platform.Platform.perform`."""
        done = list(delivery.done)
        call: Call | None = None
        try:
            channel = await self._channel(delivery)
            if await self._otherwise(delivery, channel, done):
                return _whole(done)
            calls = outgoing.calls(delivery, channel, datetime.now(UTC))
            if delivery.uncertain_before:
                done += await self._found(delivery, channel, calls, len(done))
            await self._let_in(delivery, channel)
            for call in calls[len(done) :]:
                done.append(await self._carry_out(call, delivery.place, channel))
        except RestError as error:
            what = call.what if call is not None else _kind_of(delivery)
            outcome = outcome_of(error, what, datetime.now(UTC))
            if outcome is None:
                return Receipt(place=delivery.place, nothing_to_do=True)
            raise DeliveryFailed(_lost(outcome, delivery.place), tuple(done)) from error
        except (ValueError, IndexError) as error:
            why = "no words, or an id that Discord cannot have given"
            raise DeliveryFailed(Refused(why), tuple(done)) from error
        except (KeyError, TypeError, AttributeError) as error:
            # Done, but what came back is no answer.
            raise DeliveryFailed(Uncertain(), tuple(done)) from error
        return _whole(done)

    async def _otherwise(self, delivery: Delivery, channel: Channel, done: list[Receipt]) -> bool:
        """What does not go out as plain requests; False for all that does."""
        match delivery.action:
            case Send(reply_handle=str()) | Edit(reply_handle=str()):
                return await self._answering.answer(delivery, channel, done)
            case React(emoji=emoji):
                done.append(await self._react(delivery, channel, emoji))
            case Badge(account=account, name=name):
                new = await badges.show(self._rest, self._notes, channel.guild, account.id, name)
                done.append(Receipt(place=delivery.place, nothing_to_do=not new))
            case _:
                return False
        return True

    # -- where -----------------------------------------------------------------------------------

    async def _channel(self, delivery: Delivery) -> Channel:
        """Asks for what we were not told yet: a private talk, or the server of a channel."""
        place = delivery.place
        if place.private and place.thread is None:
            return await self._answering.talk_with(place.id)
        known = self._directory.find(place.thread or place.id)
        needs_more = isinstance(delivery.action, Restrict | Badge | OpenThread | Delete)
        needs_more |= place.thread is not None and bool(_spoken_to(delivery.action))
        if known is not None and (known.guild or not needs_more):
            return known
        if not needs_more:
            return Channel(place.thread or place.id)
        told = await self._rest.call("GET", f"/channels/{int(place.thread or place.id)}")
        found = channel_of(told)
        self._directory.note(found)
        return found

    async def _let_in(self, delivery: Delivery, channel: Channel) -> None:
        """Who is spoken to in a private thread belongs into it. A mention that calls nobody does
        not bring them in; who is in already comes to no harm."""
        if channel.kind == PRIVATE_THREAD:
            for person in _spoken_to(delivery.action):
                path = f"/channels/{channel.id}/thread-members/{person}"
                await self._insist(Call("PUT", path, what="send"), channel)

    # -- one request -----------------------------------------------------------------------------

    async def _carry_out(self, call: Call, place: Place, channel: Channel) -> Receipt:
        if call.edits and self._says.get(call.edits) == _gist(call):
            return Receipt(place=place, ids=(call.edits,), nothing_to_do=True)
        try:
            result = await self._insist(call, channel)
        except RestError as error:
            if outcome_of(error, call.what, datetime.now(UTC)) is not None:
                raise
            return Receipt(place=place, nothing_to_do=True)
        return self._receipt(call, place, result)

    async def _insist(self, call: Call, channel: Channel) -> Any:
        """Once more after what can be put right: an archived thread is opened for a change, and
        closed again; a bulk delete that we lack the right for is done one by one."""
        try:
            return await self._rest.call(call.method, call.path, call.body)
        except Refusal as error:
            if error.code == NO_RIGHT and call.path.endswith("/bulk-delete"):
                return await self._one_by_one(call, channel)
            if error.code != ARCHIVED or call.what == "close":
                raise
        await self._archive(channel, archived=False)
        try:
            return await self._rest.call(call.method, call.path, call.body)
        finally:
            if call.what != "send":
                with suppress(RestError):  # what was asked for is done, or not, all the same
                    await self._archive(channel, archived=True)

    async def _archive(self, thread: Channel, *, archived: bool) -> None:
        call = outgoing.archive(thread.id, archived=archived)
        await self._rest.call(call.method, call.path, call.body)

    async def _one_by_one(self, call: Call, channel: Channel) -> None:
        for each in outgoing.one_by_one(call, channel.id):
            try:
                await self._rest.call(each.method, each.path)
            except RestError as error:
                if outcome_of(error, each.what, datetime.now(UTC)) is not None:
                    raise

    def _receipt(self, call: Call, place: Place, result: Any) -> Receipt:
        if call.what == "send" or call.edits:
            id_ = str(result["id"])
            self._remember(id_, call)
            return Receipt(place=place, ids=(id_,), link=self._link(place, id_))
        if call.what == "thread" and call.method == "POST":
            opened = channel_of(result)
            self._directory.note(opened)
            aside = opened.kind == PRIVATE_THREAD
            there = msgspec.structs.replace(place, thread=opened.id, private=aside)
            return Receipt(place=there, ids=(opened.id,))
        return Receipt(place=place)

    def _link(self, place: Place, message: str) -> str:
        """docs.discord.com has them as "message links"; of a private talk only the two know."""
        channel = place.thread or place.id
        known = self._directory.find(channel)
        guild = known.guild if known is not None else None
        return f"https://discord.com/channels/{guild}/{channel}/{message}" if guild else ""

    def _remember(self, message: str, call: Call) -> None:
        self._says[message] = _gist(call)
        self._says.move_to_end(message)
        if len(self._says) > _MOST_REMEMBERED:
            self._says.popitem(last=False)

    async def _found(
        self, delivery: Delivery, channel: Channel, calls: Sequence[Call], start: int
    ) -> list[Receipt]:
        """Parts that an earlier try brought out without our knowing."""
        me = await self._ourselves.get()
        if isinstance(delivery.action, OpenThread):
            return await opened_already(self._rest, me, delivery, channel)
        sends = [call for call in calls[start:] if call.what == "send"]
        if len(sends) < len(calls) - start:
            return []  # the other kinds may be done twice
        ids = await already_there(self._rest, me, channel.id, sends, delivery.queued_at)
        return [Receipt(place=delivery.place, ids=(id_,)) for id_ in ids]

    async def _react(self, delivery: Delivery, channel: Channel, emoji: str | None) -> Receipt:
        """Discord adds and takes single reactions: what is there of ours has to be read first."""
        message = str(int(delivery.target[0]))
        told = await self._rest.call("GET", f"/channels/{channel.id}/messages/{message}")
        ours = _ours(told)
        wanted = [emoji] if emoji else []
        changes = [("DELETE", name) for name in ours if name not in wanted]
        changes += [("PUT", name) for name in wanted if name not in ours]
        for method, name in changes:
            await self._insist(outgoing.reaction(method, channel.id, message, name), channel)
        return Receipt(place=delivery.place, nothing_to_do=not changes)


def _lost(outcome: Outcome, place: Place) -> Outcome:
    """Discord calls a thread a channel: what is gone is the thread, not the chat around it."""
    return Gone("thread") if outcome == Gone("chat") and place.thread else outcome


def _spoken_to(action: Action) -> list[int]:
    body = action.body if isinstance(action, Send) else ()
    return [int(part.account) for part in body if isinstance(part, Mention)]


def _kind_of(delivery: Delivery) -> str:
    kinds = {
        Edit: "edit",
        Badge: "badge",
        Restrict: "ban",
        OpenThread: "thread",
        React: "react",
        Delete: "delete",
    }
    return kinds.get(type(delivery.action), "send")


def _ours(message: dict[str, Any]) -> list[str]:
    """Our reactions, as a path names them."""
    emojis = [each["emoji"] for each in message.get("reactions") or () if each.get("me")]
    return [f"{e['name']}:{e['id']}" if e.get("id") else str(e["name"]) for e in emojis]


def _gist(call: Call) -> int:
    body = call.body or {}
    return hash(msgspec.json.encode((body.get("content"), body.get("components"))))


def _whole(parts: Sequence[Receipt]) -> Receipt:
    if len(parts) == 1:
        return parts[0]
    return Receipt(
        place=parts[-1].place,
        ids=tuple(id_ for part in parts for id_ in part.ids),
        nothing_to_do=all(part.nothing_to_do for part in parts),
        link=parts[0].link,
    )
