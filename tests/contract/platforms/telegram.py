"""Telegram in the contract suite: the real SDK against the Bot API server on loopback."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from aiohttp import web

from bots.telegram import Settings, create
from bots.telegram.adapter import Telegram
from bots.telegram.client import Timings
from core.actions import Receipt
from core.events import Place
from tests.contract.platforms import telegram_updates
from tests.contract.platforms.driver import COMMANDS, Form, Recording, Seen, Update, WiredDriver
from tests.fakes.faults import Fault
from tests.fakes.telegram import Chat, FakeTelegram, Shown
from tests.fakes.telegram.rules import Json, units
from tests.fakes.telegram.world import ADMIN_RIGHTS

SDK = ("telegram", "httpx")
WIRE = True
QUICK = Timings(call=1.0, poll=1.0, first_pause=0.01, longest_pause=0.1, conflict=0.1)
STANDING = {"member": "free", "restricted": "muted", "left": "kicked", "kicked": "banned"}
LIVE = ("url", "email", "mention", "bot_command", "text_link", "text_mention")


@asynccontextmanager
async def open_driver() -> AsyncIterator["TelegramDriver"]:
    async with FakeTelegram() as fake:
        driver = TelegramDriver(fake)
        try:
            yield driver
        finally:
            for adapter in driver.made:
                await adapter.close()


class TelegramDriver(WiredDriver):
    def __init__(self, fake: FakeTelegram) -> None:
        super().__init__()
        self.fake = fake
        self.ann = fake.user("Ann", username="ann_lee", language="ko")
        self.ann.has_started = True
        self.group = fake.group("Support", [self.ann], forum=True, rights=ADMIN_RIGHTS)
        self.pen = telegram_updates.Pen(self.ann, fake.bot, self.group)
        fake.private(self.ann)
        self.private, self.crowd, self.member = self.pen.talk, self.pen.crowd, self.pen.account
        self.stranger = _place(fake.private(fake.user("Eve")))
        self.made: list[Telegram] = []
        self.platform = self._made(fake.api_base_url, QUICK)

    def create(self) -> Telegram:
        settings = Settings(token=self.fake.token, api_base_url=self.fake.api_base_url)
        return create(settings, COMMANDS, self.suggest, web.UrlDispatcher(), self.notes)

    async def bring(self, updates: Sequence[Update]) -> None:
        for update in updates:
            self.fake.updates.put_raw(update)
        while self.fake.updates.pending:
            await self.fake.world.wait_for_change()

    async def recordings(self) -> list[Recording]:
        return telegram_updates.recordings(self.pen)

    def forms(self) -> Mapping[str, Form | None]:
        return telegram_updates.forms(self.pen)

    def numbered(self, number: int | str) -> Update:
        who = {"id": number, "is_bot": False, "first_name": "Ann"}
        chat = {"id": number, "type": "private", "first_name": "Ann"}
        body = self.pen.message(message_id=number, chat=chat, text="hi", **{"from": who})
        return self.pen.update("message", body)

    def strange(self) -> list[Update]:
        return list(telegram_updates.strange(self.pen))

    def adorned(self, update: Update) -> Update:
        kind = next(name for name in update if name != "update_id")
        return {**update, "mood": 1, kind: {**update[kind], "weather": {"of": [1, None]}}}

    def echo(self, receipt: Receipt) -> list[Update]:
        return [
            self.pen.update(kind, self._ours(id_))
            for kind in ("message", "edited_message")
            for id_ in receipt.ids
        ]

    async def screen(self, place: Place) -> list[Seen]:
        return [_seen(shown) for shown in self.fake.ours(self._chat(place))]

    async def state(self) -> object:
        writes = [call for call in self.fake.calls if not call.method.startswith("get")]
        return writes, dict(self.notes.kept)

    def outage(self) -> AbstractAsyncContextManager[None]:
        return self.fake.offline()

    def measure(self, text: str) -> int:
        return units(text)

    async def standing(self) -> str:
        return STANDING[self.group.members[self.ann.id].status]

    async def locked(self) -> bool:
        return not self.group.permissions.get("can_send_messages")

    async def asks_in(self) -> None:
        self.group.members[self.ann.id].status = "left"
        self.fake.asks_in(self.ann, self.group)

    async def title(self, thread: Place) -> str:
        return self.group.topics[int(thread.thread or 0)].name

    async def badge(self) -> str:
        return self.group.members[self.ann.id].tag or ""

    # --- the wire

    def inject(self, fault: Fault, times: int = 1) -> None:
        self.fake.inject(fault, times=times)

    def requests(self) -> int:
        return sum(not call.method.startswith("get") for call in self.fake.calls)

    def revoke(self) -> None:
        self.fake.is_revoked = True

    def remove_us(self) -> None:
        self.fake.removes_bot(self.ann, self.group)

    def move(self) -> tuple[Place, Place] | None:
        old = self.fake.group("Small", kind="group")
        return _place(old), _place(self.fake.migrates(old))

    def elsewhere(self, address: str) -> Telegram:
        return self._made(address, Timings())

    # --- within

    def _made(self, address: str, timings: Timings) -> Telegram:
        settings = Settings(token=self.fake.token, api_base_url=address)
        adapter = Telegram(settings, COMMANDS, web.UrlDispatcher(), self.notes, timings)
        self.made.append(adapter)
        return adapter

    def _chat(self, place: Place) -> Chat:
        return self.fake.world.chats[int(place.id)]

    def _ours(self, id_: str) -> Json:
        ours: dict[str, Any] = {"from": self.fake.bot.as_json(), "text": "ours"}
        return self.pen.message(message_id=int(id_), **ours)


def _place(chat: Chat) -> Place:
    return Place("telegram", str(chat.id), private=chat.user is not None)


def _seen(shown: Shown) -> Seen:
    return Seen(
        id=str(shown.id),
        text=shown.text,
        thread=str(shown.thread) if shown.thread else None,
        buttons=tuple(shown.labels),
        live=tuple(words for kind, words, *_ in shown.styles if kind in LIVE),
        reactions=shown.reactions,
        silent=shown.silent,
        pinned=shown.is_pinned,
    )
