"""The program asks the operator's translation service by itself, with the operator's key."""

import asyncio
import secrets
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from core.storage import open_storage
from tests.core.tickets.desk import desk_house, opens
from tests.core.tickets.test_translator import Service
from tests.e2e.running import Installation

KEY = secrets.token_urlsafe(12)


async def test_what_waits_for_a_translation_is_asked_for_with_the_key(tmp_path: Path) -> None:
    service = Service({"где мой ордер": "where is my order"})
    pages = web.Application()
    pages.router.add_post("/translate", service.translate)
    async with TestServer(pages) as server:
        table = f'[translator]\nurl = "{server.make_url("/")}"\n'
        await _one_line_waits(tmp_path, table)
        config = f"[server]\nport = 0\n{table}"
        home = Installation(tmp_path, config, {"TRANSLATOR_KEY": KEY})
        home.write()
        async with home.running(), asyncio.timeout(10):
            while not service.asked:  # noqa: ASYNC110  the service is another's
                await asyncio.sleep(0.02)
    assert (service.asked[0]["q"], service.asked[0]["api_key"]) == ("где мой ордер", KEY)


async def _one_line_waits(folder: Path, table: str) -> None:
    storage = await open_storage(f"sqlite:///{folder / 'guildhall.db'}")
    async with desk_house(storage, table) as house:
        await opens(house, "ann", "где мой ордер")
        assert await house.rows("SELECT line FROM ticket_translations")
    await storage.close()
