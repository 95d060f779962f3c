"""A running web platform for tests: a real server and database, and a core that answers by rote."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from aiohttp import web

from bots.web import Settings, create
from bots.web.adapter import WebChat
from core.actions import Action, Button, Receipt, Send
from core.config import Config
from core.events import Attachment, Event, MessageReceived, Place
from core.faq.entries import Entry, Knowledge, Wording
from core.faq.index import Index, Phrasings
from core.faq.pages import PAGES
from core.feature import Page
from core.fetching import name_of
from core.i18n import _
from core.platform import (
    Capabilities,
    CommandSpec,
    Content,
    Delivery,
    DeliveryFailed,
    Gone,
    Suggestion,
)
from core.storage import Storage
from core.text import Body, Quoted, Words

COMMANDS = (
    CommandSpec(name="lang", summary=_("Choose your language")),
    CommandSpec(name="staff", summary=_("Staff"), role="admin"),
)


DEFAULTS = Settings()


class Memory(dict[str, str]):
    """Notes that last as long as the test."""

    async def get(self, key: str) -> str | None:  # type: ignore[override]
        return dict.get(self, key)

    async def put(self, key: str, value: str) -> None:
        self[key] = value

    def later(self, key: str, value: str) -> None:
        self[key] = value


@dataclass
class Stage:
    """`heard` is what reached the core; it answers each message with `answer`, if any."""

    url: str = ""
    chat: WebChat = None  # type: ignore[assignment]
    heard: list[MessageReceived] = field(default_factory=list)
    answer: Body | None = (Words("Here is **how**."),)
    buttons: tuple[tuple[Button, ...], ...] = ((Button("Yes", "/helpful reset-2fa yes"),),)
    rows: int = 0
    running: asyncio.Task[None] = None  # type: ignore[assignment]
    elsewhere: dict[str, bytes] = field(default_factory=dict)  # files of another platform, by ref

    async def bring(self, file: Attachment, target: Capabilities) -> Content:
        if file.ref not in self.elsewhere:
            raise DeliveryFailed(Gone("file"))
        return Content(name_of(file), self.elsewhere[file.ref])

    async def handle(self, event: Event) -> None:
        assert isinstance(event, MessageReceived)
        if event.id in {one.id for one in self.heard}:
            return
        self.heard.append(event)
        if self.answer is not None and event.pressed != "page":
            await self.say(event.place, self.answer)

    async def say(self, place: Place, body: Body) -> Receipt:
        return await self.perform(Send(place=place, body=body, buttons=self.buttons), place)

    async def perform(self, action: Action, place: Place, target: Sequence[str] = ()) -> Receipt:
        self.rows += 1
        delivery = Delivery(row=self.rows, action=action, place=place, target=tuple(target))
        return await self.chat.perform(delivery)


def suggest(typed: str, language: str, limit: int) -> list[Suggestion]:
    titles = [
        ("reset-2fa", "How do I reset my 2FA?"),
        ("lost-phone", "I lost my phone. What now?"),
        ("fees", "What are the fees?"),
    ]
    found = [Suggestion(*one) for one in titles if typed.casefold() in one[1].casefold()]
    return found[:limit]


TOPICS = {"security": {"en": "Account security", "ja": "アカウントの安全"}}


def knowledge(*entries: Entry, categories: Mapping[str, Mapping[str, str]] = TOPICS) -> Knowledge:
    rows = [
        Phrasings(entry.slug, language, wording.question, wording.alternatives)
        for entry in entries
        if entry.visibility == "public"
        for language, wording in entry.wordings.items()
    ]
    return Knowledge({entry.slug: entry for entry in entries}, categories, Index.build(rows))


def entry(slug: str, question: str, answer: str = "Like this.", **how: Any) -> Entry:
    wordings = how.pop("wordings", {"en": Wording(question=question, answer=answer)})
    return Entry(slug=slug, category=how.pop("category", "security"), wordings=wordings, **how)


SMALL = knowledge(
    entry(
        "reset-2fa",
        "How do I reset my 2FA?",
        "Open **Security** and choose [reset](https://example.com/2fa).",
        tags=("2fa",),
        wordings={
            "en": Wording(
                question="How do I reset my 2FA?",
                answer="Open **Security** and choose [reset](https://example.com/2fa).",
                disclaimer="We never ask for your codes.",
            ),
            "ja": Wording(question="2段階認証を再設定するには？", answer="**設定**を開きます。"),
        },
    ),
    entry("lost-phone", "I lost my phone. What now?", tags=("2fa",)),
    entry("freeze", "How do I freeze my account?"),
    entry("inside", "Where is the staff handbook?", visibility="staff"),
)


@asynccontextmanager
async def open_stage(
    storage: Storage,
    *,
    notes: Memory | None = None,
    settings: Settings = DEFAULTS,
    known: Knowledge = SMALL,
    public_url: str = "",
    port: int = 0,
    pages: Sequence[Page] = PAGES,
    config: Callable[[], Config] = Config,
    folder: Path | None = None,
) -> AsyncIterator[Stage]:
    stage = Stage()
    tray = TemporaryDirectory()
    app = web.Application()
    stage.chat = create(
        settings,
        COMMANDS,
        suggest,
        app.router,
        Memory() if notes is None else notes,
        storage=storage,
        pages=pages,
        snapshots={"knowledge": known},
        brand="Example Exchange",
        public_url=public_url,
        config=config,
        language="en",
        folder=folder or Path(tray.name, "files"),
        bring=stage.bring,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    stage.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    stage.running = asyncio.create_task(stage.chat.run(stage.handle))
    try:
        await asyncio.sleep(0)
        yield stage
    finally:
        stage.running.cancel()
        await asyncio.gather(stage.running, return_exceptions=True)
        await stage.chat.close()
        await runner.cleanup()
        tray.cleanup()


class Browser:
    """A reader without a screen: keeps cookies, posts forms as the page shows them."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession) -> None:
        self.stage = stage
        self.session = session

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(self.stage.url + path, headers=headers) as response:
            return response.status, await response.text()

    async def post(self, path: str, **fields: str) -> tuple[int, str]:
        headers = {"Origin": self.stage.url}
        url = self.stage.url + path
        async with self.session.post(url, data=fields, headers=headers) as response:
            return response.status, await response.text()

    async def bring(self, id_: str, data: bytes | BytesIO, **headers: str) -> int:
        """A file, as the page does before the message that names it."""
        url = f"{self.stage.url}/file/{id_}"
        headers = {"Origin": self.stage.url} | headers
        async with self.session.post(url, data=data, headers=headers) as response:
            return response.status

    async def token(self, path: str, action: str, number: int = 0) -> str:
        """That of the form with this action on the page."""
        _status, html = await self.get(path)
        forms = re.findall(r"<form[^>]*>.*?</form>", html, re.DOTALL)
        wanted = [form for form in forms if f'action="{action}"' in form]
        found = re.search(r'name="token" value="([^"]+)"', wanted[number])
        assert found
        return found[1]

    @asynccontextmanager
    async def talk(self, since: int = 0, language: str = "en") -> AsyncIterator["Talk"]:
        await self.get("/")
        headers = {"Origin": self.stage.url}
        url = f"{self.stage.url}/ws?lang={language}"
        async with self.session.ws_connect(url, headers=headers) as socket:
            talk = Talk(socket)
            await talk.send(type="since", seq=since)
            yield talk


class Talk:
    """The page's side of the WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def ask(self, text: str, id_: str = "question-1", **files: str) -> None:
        """`files`: their names, by the ids under which they were brought."""
        named = [{"id": one, "name": name} for one, name in files.items()]
        await self.send(type="ask", id=id_, text=text, files=named)

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next frame of this kind with these fields; the others wait to be asked for."""
        wanted = {"type": kind, **fields}.items()
        while not (found := [frame for frame in self.frames if wanted <= frame.items()]):
            async with asyncio.timeout(3):
                self.frames.append(await self.socket.receive_json())
        self.frames.remove(found[0])
        return found[0]

    async def messages(self, count: int) -> list[dict[str, Any]]:
        """The stream until it has brought this many changes."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            found += (await self.until("messages"))["messages"]
        return found


@asynccontextmanager
async def open_browser(stage: Stage) -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)  # aiohttp keeps no cookies of bare addresses otherwise
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(stage, session)


def quoted(text: str) -> Body:
    return (Quoted(text),)
