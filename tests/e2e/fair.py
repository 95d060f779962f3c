"""One house on four platforms, with a reader in each of six languages and a staff of three."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web

from bots import twitter
from bots import web as web_chat
from bots.twitter.adapter import X
from core import moments
from core.app import App
from core.events import Account
from core.feature import Page
from core.notes import StoredNotes
from core.schedule import Schedule
from core.storage import Storage
from tests.bots.web.stage import Browser, Memory, Stage, Talk, open_browser
from tests.contract.platforms.x import QUICK
from tests.e2e.discord_desk import eventually, make_staff, said
from tests.e2e.discord_town import DiscordTown
from tests.e2e.town import Bot, Town
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.x import FakeX

BRAND = "Example Exchange"


@dataclass
class Clock:
    """Moved by hand beyond what really passes."""

    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return moments.now() + self.shift


@dataclass
class Fair:
    """`mia` moderates on Telegram, `bob` is an admin there, the owner of the server is one on
    Discord. English, Chinese and Russian are read on Telegram, Japanese and Korean on Discord,
    Spanish on X; somebody has subscribed in the browser."""

    town: Town
    discord: FakeDiscord
    x: FakeX
    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        telegram = self.telegram
        self.mia, self.bob = telegram.user("Mia"), telegram.user("Bob")
        self.asker = telegram.user("Anna")
        rights = ("can_pin_messages",)
        self.groups = {
            code: telegram.group(code, [self.asker], rights=rights) for code in ("en", "zh", "ru")
        }
        team = (*rights, "can_manage_topics")
        self.room = telegram.group("Staff", [self.mia, self.bob], forum=True, rights=team)
        self.guild = self.discord.guild(BRAND)
        self.amy = self.guild.owner
        self.channels = {code: self.discord.channel(self.guild, code) for code in ("ja", "ko")}

    @property
    def telegram(self) -> FakeTelegram:
        return self.town.fake

    def config(self, more: str) -> str:
        places = {
            **{f"telegram:{chat.id}": code for code, chat in self.groups.items()},
            **{f"discord:{channel.id}": code for code, channel in self.channels.items()},
            "x:timeline": "es",
        }
        tables = "".join(
            f'[places."{key}"]\ntags = ["community"]\nlanguage = "{code}"\n'
            for key, code in places.items()
        )
        admins = f'["telegram:{self.bob.id}", "discord:{self.amy.id}"]'
        staff = f'[staff]\nadmins = {admins}\nplaces = ["telegram:{self.room.id}"]\n'
        return f'[data]\nfolder = "{self.folder}"\n{staff}{tables}{more}'

    def posts(self) -> Mapping[str, list[str]]:
        """What stands in each place, by language."""
        found = {code: _texts(self.telegram.ours(chat)) for code, chat in self.groups.items()}
        found |= {code: _texts(self.discord.ours(here)) for code, here in self.channels.items()}
        return {**found, "es": _texts(one for one in self.x.world.public() if not one.is_deleted)}

    @asynccontextmanager
    async def open(self, more: str = "") -> AsyncIterator["House"]:
        """All four platforms and the clock, until it is closed or dies."""
        config = self.config(more)
        async with on_four_platforms(self.town, self.discord, self.x, config, self.clock) as found:
            yield House(self, *found)


@asynccontextmanager
async def on_four_platforms(
    town: Town, discord: FakeDiscord, x: FakeX, config: str, clock: Clock
) -> AsyncIterator[tuple[Bot, str]]:
    """The program as it is put together, with our clock; its web pages stand at the address."""
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(town.awake(config, clock=clock))
        both = DiscordTown(discord, town.database)
        await stack.enter_async_context(both.beside(bot.app, bot.storage))
        await stack.enter_async_context(_on_x(x, bot.app, bot.storage))
        url = await stack.enter_async_context(_on_the_web(bot.app, bot.storage))
        jobs = [job for feature in bot.app.features for job in feature.jobs]
        await stack.enter_async_context(_task(Schedule(bot.app, jobs).run()))
        yield bot, url


@asynccontextmanager
async def _on_x(x: FakeX, app: App, storage: Storage) -> AsyncIterator[None]:
    table = twitter.Settings(api_base_url=x.api_base_url, dry_run=False, monthly_cap_usd=1_000.0)
    settings = msgspec.structs.replace(table, **x.keys)
    adapter = X(settings, StoredNotes(storage, "x"), QUICK)
    delivery = app.add(adapter)
    async with _task(adapter.run(app.handle)), _task(delivery.run()):
        yield
    await adapter.close()


@dataclass
class House:
    """The program while it runs."""

    fair: Fair
    bot: Bot
    url: str

    async def passes(self, length: timedelta) -> None:
        self.fair.clock.shift += length
        self.bot.app.alarm.set()

    async def until(self, is_so: Callable[[], bool], within: float = 20.0) -> None:
        def looked() -> bool:
            self.bot.app.alarm.set()
            return is_so()

        await eventually(looked, within)

    async def stands(self, words: Mapping[str, str]) -> None:
        """Until each place reads its words, in a post or in what followed it."""
        posts = self.fair.posts
        await self.until(lambda: all(_has(posts()[code], each) for code, each in words.items()))

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[tuple[Browser, Talk]]:
        async with open_browser(Stage(url=self.url)) as browser, browser.talk() as talk:
            yield browser, talk

    async def staff(self) -> None:
        """Mia has been a moderator for a week, and all of staff wrote in private."""
        fair = self.fair
        mia, bob = (Account("telegram", str(person.id)) for person in (fair.mia, fair.bob))
        await self.bot.app.unit(partial(make_staff, account=mia, admin=bob))
        for person in (fair.mia, fair.bob):
            fair.telegram.says(person, fair.telegram.private(person), "/id")
            await fair.telegram.heard(fair.telegram.private(person))


def _texts(shown: Any) -> list[str]:
    return [said(one.text) for one in shown]


def _has(texts: list[str], words: str) -> bool:
    return any(words in text for text in texts)


@asynccontextmanager
async def _task(work: Any) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _on_the_web(app: App, storage: Storage) -> AsyncIterator[str]:
    server = web.Application()
    pages: tuple[Page, ...] = tuple(page for feature in app.features for page in feature.pages)
    chat = web_chat.create(
        web_chat.Settings(),
        tuple(app.specs.values()),
        lambda _text, _language, _limit: [],
        server.router,
        Memory(),
        storage=storage,
        pages=pages,
        snapshots=app.snapshots,
        brand=BRAND,
        public_url="",
        config=lambda: app.config,
        language="en",
        folder=Path(app.config.data.folder, "files"),
        bring=app.fetching.brought,
    )
    delivery = app.add(chat)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with _task(chat.run(app.handle)), _task(delivery.run()):
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await chat.close()
        await runner.cleanup()
