"""Answers to interactions: by their own way while it is open, else by another, and only once."""

import asyncio
import time
from collections import OrderedDict, deque
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bots.discord.ourselves import Ourselves
from bots.discord.outcomes import WAY_CLOSED
from bots.discord.outgoing import EPHEMERAL, archive, bodies, posted
from bots.discord.rest import NotSent, Refusal, Rest, RestError, Unanswered
from bots.discord.slips import COMMAND, LIFETIME, Slip
from bots.discord.who import PLATFORM, PRIVATE, Channel, Directory, moment_of
from core.actions import Edit, Receipt, Send
from core.events import Place
from core.platform import Delivery, DeliveryFailed, Gone

Json = dict[str, Any]

_LOADING = 1 << 7  # resources/message#message-flags: still "thinking"
_UNKNOWN_MESSAGE = 10008
_MOST_REMEMBERED = 10_000
_UNANSWERED_SECONDS = 60.0
_SWEEP_SECONDS = 5.0


class Answering:
    """Remembers which deferred commands wait for their answer."""

    def __init__(self, rest: Rest, ourselves: Ourselves, directory: Directory) -> None:
        self._rest, self._ourselves, self._directory = rest, ourselves, directory
        self._owed: OrderedDict[str, bool] = OrderedDict()
        self._deferred: deque[tuple[float, Slip]] = deque(maxlen=_MOST_REMEMBERED)

    def note_deferred(self, slip: Slip) -> None:
        self._note(slip.interaction, owed=True)
        self._deferred.append((time.monotonic(), slip))

    async def sweep(self) -> None:
        """A command that the core had nothing to say to does not "think" for ever. Until
        cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            await self.take_back(time.monotonic() - _UNANSWERED_SECONDS)

    async def take_back(self, before: float) -> None:
        """What was deferred before then (monotonic) and is still owed."""
        while self._deferred and self._deferred[0][0] <= before:
            _, slip = self._deferred.popleft()
            if self._owed.get(slip.interaction):
                self._note(slip.interaction, owed=False)
                with suppress(RestError):
                    await self._rest.call("DELETE", await self._original(slip))

    async def talk_with(self, person: str) -> Channel:
        """Our private talk with a person, opened if need be; raises RestError and ValueError."""
        known = self._directory.talk_with(person)
        if known is None:
            body = {"recipient_id": str(int(person))}
            try:
                told = await self._rest.call("POST", "/users/@me/channels", body)
            except Unanswered as error:
                raise NotSent("a talk opened twice is the same") from error
            known = str(told["id"])
            self._directory.note_talk(known, person)
        return Channel(known, kind=PRIVATE)

    async def answer(self, delivery: Delivery, channel: Channel, done: list[Receipt]) -> bool:
        """Send or edit by the way of the interaction, adding to `done`; False where the usual way
        will do. Raises RestError, ValueError and DeliveryFailed."""
        action = delivery.action
        assert isinstance(action, Send | Edit)  # noqa: S101  the only two with a handle
        slip = Slip.parse(action.reply_handle or "")
        try:
            if isinstance(action, Edit):
                return await self._edit(action, delivery, slip, done)
            if slip.kind != COMMAND and (not action.whisper or delivery.place.private):
                return False
            if moment_of(slip.interaction) + LIFETIME > datetime.now(UTC):
                await self._send(action, delivery, slip, channel, done)
                return True
        except Refusal as error:
            if error.code not in WAY_CLOSED:
                raise
        return isinstance(action, Send) and await self._elsewhere(action, delivery, slip, done)

    async def _edit(
        self, action: Edit, delivery: Delivery, slip: Slip, done: list[Receipt]
    ) -> bool:
        """What was pressed is this interaction's original, also where only one person sees it."""
        texts = bodies(action)
        if slip.kind == COMMAND or len(texts) > 1 or len(delivery.target) != 1:
            return False
        told = await self._rest.call("PATCH", await self._original(slip), texts[0])
        done.append(Receipt(place=delivery.place, ids=(str(told["id"]),)))
        return True

    async def _send(
        self,
        action: Send,
        delivery: Delivery,
        slip: Slip,
        channel: Channel,
        done: list[Receipt],
    ) -> None:
        whispers = action.whisper and not delivery.place.private
        for part, body in list(enumerate(bodies(action)))[len(done) :]:
            told = None
            if part == 0 and slip.kind == COMMAND:
                told = await self._fill_in(delivery, slip, channel, body)
            if told is None and whispers:
                told = await self._whisper(delivery, slip, body)
            if told is None:
                call = posted(channel.id, body, delivery.row, part)
                told = await self._rest.call(call.method, call.path, call.body)
            done.append(Receipt(place=delivery.place, ids=(str(told["id"]),)))

    async def _fill_in(
        self, delivery: Delivery, slip: Slip, channel: Channel, body: Json
    ) -> Json | None:
        """The answer that a deferred command waits for; may be repeated without harm. None when it
        has had one."""
        path = await self._original(slip)
        owed = self._owed.get(slip.interaction)
        if owed is None or delivery.uncertain_before:
            original = await self._rest.call("GET", path)
            owed = bool(original.get("flags", 0) & _LOADING)
            if delivery.uncertain_before and _is_said(original, body):
                return dict(original)
        if not owed:
            return None
        if channel.archived:  # Discord would hang, then fail (discord/discord-api-docs#3197)
            opening = archive(channel.id, archived=False)
            await self._rest.call(opening.method, opening.path, opening.body)
        self._note(slip.interaction, owed=False)
        try:
            told: Json = await self._rest.call("PATCH", path, body)
        except Refusal as error:
            if error.code == _UNKNOWN_MESSAGE:
                return None  # taken back
            raise
        except RestError:
            self._note(slip.interaction, owed=True)
            raise
        return told

    async def _whisper(self, delivery: Delivery, slip: Slip, body: Json) -> Json:
        """Nothing tells whether an earlier one arrived, so none is sent a second time."""
        if delivery.uncertain_before:
            raise DeliveryFailed(Gone("interaction"), delivery.done)
        application = (await self._ourselves.get()).application
        path = f"/webhooks/{application}/{slip.token}?wait=true"
        whisper = body | {"flags": body["flags"] | EPHEMERAL}
        told: Json = await self._rest.call("POST", path, whisper)
        return told

    async def _elsewhere(
        self, action: Send, delivery: Delivery, slip: Slip, done: list[Receipt]
    ) -> bool:
        """The way is closed: what is for one person goes to their private talk, the rest (False)
        into the channel."""
        if not action.whisper or delivery.place.private:
            return False
        channel = await self.talk_with(slip.person)
        place = Place(PLATFORM, slip.person, private=True)
        for part, body in list(enumerate(bodies(action)))[len(done) :]:
            call = posted(channel.id, body, delivery.row, part)
            told = await self._rest.call(call.method, call.path, call.body)
            done.append(Receipt(place=place, ids=(str(told["id"]),)))
        return True

    async def _original(self, slip: Slip) -> str:
        application = (await self._ourselves.get()).application
        return f"/webhooks/{application}/{slip.token}/messages/@original"

    def _note(self, interaction: str, *, owed: bool) -> None:
        self._owed[interaction] = owed
        if len(self._owed) > _MOST_REMEMBERED:
            self._owed.popitem(last=False)


def _is_said(message: Json, body: Json) -> bool:
    return bool((message.get("content") or "").strip() == body["content"].strip())
