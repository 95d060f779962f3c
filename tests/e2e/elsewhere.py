"""The web chat and X beside Telegram, in a house that stands already."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from aiohttp import web

from bots import twitter
from bots import web as web_chat
from bots.twitter.adapter import X
from core.notes import StoredNotes
from core.platform import Platform
from tests.bots.twitter.conftest import TIMINGS
from tests.bots.web.stage import Browser, Stage, open_browser
from tests.e2e.town import Bot
from tests.fakes.x import FakeX

P = TypeVar("P", bound=Platform)


@asynccontextmanager
async def on_x(bot: Bot, fake: FakeX) -> AsyncIterator[X]:
    table = twitter.Settings(
        dry_run=False,
        monthly_cap_usd=100.0,
        api_base_url=fake.api_base_url,
        media_base_url=fake.api_base_url,
    )
    table = msgspec.structs.replace(table, **fake.keys)
    async with running(bot, X(table, StoredNotes(bot.storage, "x"), TIMINGS)) as adapter:
        yield adapter


@asynccontextmanager
async def on_the_web(bot: Bot, folder: Path) -> AsyncIterator[Browser]:
    """One visitor's browser."""
    app = web.Application()
    chat = web_chat.create(
        web_chat.Settings(),
        tuple(bot.app.specs.values()),
        lambda _text, _language, _limit: (),
        app.router,
        StoredNotes(bot.storage, "web"),
        storage=bot.storage,
        pages=[page for feature in bot.app.features for page in feature.pages],
        snapshots=bot.app.snapshots,
        brand="Example Exchange",
        public_url="",
        language="en",
        config=lambda: bot.app.config,
        folder=folder,
        bring=bot.app.fetching.brought,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage = Stage(url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        async with running(bot, chat), open_browser(stage) as browser:
            yield browser
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(bot: Bot, platform: P) -> AsyncIterator[P]:
    delivery = bot.app.add(platform)
    tasks: Sequence[asyncio.Task[None]] = [
        asyncio.create_task(platform.run(bot.app.handle)),
        asyncio.create_task(delivery.run()),
    ]
    try:
        await asyncio.sleep(0)
        yield platform
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await platform.close()
