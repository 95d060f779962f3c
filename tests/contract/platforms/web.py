"""The web chat in the contract suite: a real server and database, and a page that reads."""

import asyncio
import itertools
import json
import resource
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web

from bots.web import Settings, create, outgoing
from bots.web.adapter import WebChat
from bots.web.gate import COOKIE
from bots.web.incoming import place as place_of
from bots.web.seals import new_visitor, open_seals
from core.actions import Button, Receipt, Send
from core.config import Config
from core.events import Account, Attachment, MessageReceived
from core.moments import now, to_micros
from core.platform import Capabilities, Content, DeliveryFailed, Gone
from core.storage import Storage, open_storage
from core.text import Words
from tests.contract.platforms.driver import COMMANDS, Driver, Form, Recording, Seen, Update

SDK = ("jinja2", "itsdangerous")
WIRE = False  # between us and a reader stands only our own server
SETTINGS = Settings(visitor_messages_per_minute=10_000, address_messages_per_minute=10_000)
PICTURE = "picture-01"  # lies in the visitor's tray
BUTTON = Button("Yes", "/helpful reset-2fa yes")


@asynccontextmanager
async def open_driver() -> AsyncIterator["WebDriver"]:
    with TemporaryDirectory() as folder:
        storage = await open_storage(f"sqlite:///{Path(folder, 'web.db')}")
        driver = WebDriver(storage, Path(folder))
        runner = web.AppRunner(driver.app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        driver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await driver.platform.stream.introduce(driver.visitor, to_micros(now()))
        await driver.platform.tray.put(driver.visitor, PICTURE, _bytes(b"a picture"))
        try:
            yield driver
        finally:
            await driver.platform.close()
            await runner.cleanup()
            await storage.close()


async def _bytes(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _nothing_to_bring(file: Attachment, target: Capabilities) -> Content:
    raise DeliveryFailed(Gone("file"))


class WebDriver(Driver):
    platform: WebChat

    def __init__(self, storage: Storage, folder: Path) -> None:
        super().__init__()
        self.url = ""
        self._folder = folder / "files"
        self.app = web.Application()
        self._storage = storage
        self._ids = itertools.count(1)
        self.visitor = new_visitor()
        self.private = self.crowd = place_of(self.visitor)
        self.stranger = place_of(new_visitor())
        self.member = Account("web", self.visitor)
        self.platform = self._made(self.app)

    def create(self) -> WebChat:
        return self._made(web.Application())

    async def bring(self, updates: Sequence[Update]) -> None:
        """As the page does: what was not answered is sent again over a new connection."""
        waiting = [each if isinstance(each, str) else json.dumps(each) for each in updates]
        while waiting:
            async with self._page() as page:
                with suppress(ConnectionError):
                    while waiting:
                        await page.send_str(waiting[0])
                        await _answered(page, "ack", "error")
                        waiting.pop(0)
            await asyncio.sleep(0.01)

    async def recordings(self) -> list[Recording]:
        ours = await self.perform(
            Send(place=self.private, body=(Words("So?"),), buttons=((BUTTON,),)), self.private
        )
        ask = self._ask("hello")
        press = {
            "type": "press",
            "id": f"press-{next(self._ids):04}",
            "message": ours.ids[-1],
            "command": BUTTON.command,
        }
        return [
            Recording(ask, self._event(ask["id"], ask["id"], ask["text"])),
            Recording(
                press,
                self._event(press["id"], ours.ids[-1], BUTTON.command, pressed=ours.ids[-1]),
            ),
        ]

    def forms(self) -> Mapping[str, Form | None]:
        address = "https://example.com/x?a=1"
        lacking = ("caption", "quote", "forward", "poll", "contact", "hidden link", "button")
        return {
            **dict.fromkeys((*lacking, "album", "edit", "topic title", "own tag")),
            "text": Form([self._ask("some words")], ["some words"]),
            "file name": Form(
                [self._ask("see") | {"files": [{"id": PICTURE, "name": "../wallet.png"}]}],
                ["see", "wallet.png"],
            ),
            "bare link": Form([self._ask(f"see {address}")], [address], [(address, address)]),
        }

    def numbered(self, number: int | str) -> Update:
        return self._ask("hello") | {"id": str(number)}

    def strange(self) -> list[Update]:
        return [
            "not JSON",
            "[]",
            '{"type": "dance", "id": "dance-0001"}',
            '{"type": "ask"}',
            '{"type": "ask", "id": "empty-0001", "text": " \\u0000 "}',
            '{"type": "ask", "id": "half-00001", "text": "\\ud800"}',
        ]

    def adorned(self, update: Update) -> Update:
        return {**update, "weather": "fine", "mood": {"of": [1, None]}}

    def echo(self, receipt: Receipt) -> list[Update]:
        return [self._ask("forged") | {"id": id_} for id_ in receipt.ids]

    async def screen(self, place: Any) -> list[Seen]:
        shown: list[outgoing.Message] = []
        while more := await self.platform.stream.changes(place.id, shown[-1].seq if shown else 0):
            shown += more
        ours = [outgoing.shown(message) for message in sorted(shown, key=lambda m: m.position)]
        return [_seen(message) for message in ours if message["ours"] and "html" in message]

    async def state(self) -> object:
        return [(seen.id, seen.text) for seen in await self.screen(self.private)], self.notes.kept

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """No byte can be written to any file: the disk is full."""
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    def break_after(self, parts: int) -> bool:
        return False  # one transaction

    async def types(self, words: str) -> list[str]:
        async with self._page() as page:
            await page.send_json({"type": "suggest", "id": "typing-001", "text": words})
            answer = await _answered(page, "suggestions")
            return [item["title"] for item in answer["items"]]

    def _made(self, app: web.Application) -> WebChat:
        return create(
            SETTINGS,
            COMMANDS,
            self.suggest,
            app.router,
            self.notes,
            storage=self._storage,
            pages=(),
            snapshots={},
            brand="Example Exchange",
            public_url="",
            config=Config,
            language="en",
            folder=self._folder,
            bring=_nothing_to_bring,
        )

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        cookie = (await open_seals(self.notes)).cookie(self.visitor)
        headers = {"Origin": self.url, "Cookie": f"{COOKIE}={cookie}"}
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{self.url}/ws?lang=ko", headers=headers) as page,
        ):
            yield page

    def _ask(self, text: str) -> dict[str, Any]:
        return {"type": "ask", "id": f"ask-{next(self._ids):05}", "text": text}

    def _event(self, id_: str, message: str, text: str, **more: Any) -> MessageReceived:
        return MessageReceived(
            id=f"{self.visitor}:{id_}",
            at=now(),
            place=self.private,
            message=message,
            author=self.member,
            locale="ko",
            text=text,
            addressed=True,
            **more,
        )


async def _answered(page: aiohttp.ClientWebSocketResponse, *kinds: str) -> dict[str, Any]:
    while True:
        message = await page.receive()
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError("the page was left")
        frame: dict[str, Any] = json.loads(message.data)
        if frame["type"] in kinds:
            return frame


def _seen(message: dict[str, Any]) -> Seen:
    reader = _Reader()
    reader.feed(message["html"])
    reader.close()
    return Seen(
        id=message["id"],
        text="".join(reader.words),
        buttons=tuple(button["label"] for row in message["buttons"] for button in row),
        live=tuple(reader.live),
        reactions=(message["reaction"],) if "reaction" in message else (),
    )


class _Reader(HTMLParser):
    """What a browser shows of our HTML; every element but those that only set type is live."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.live: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.words.append("\n")
        elif tag not in ("p", "strong", "em", "code", "pre", "q", "blockquote") or attrs:
            self.live.append(self.get_starttag_text() or tag)
