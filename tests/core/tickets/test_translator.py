"""What is said in another language gets a translation beneath it, from a service on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from core.context import Unit
from core.storage import Storage
from core.tickets import lines, relay, translator
from core.tickets.lines import Line
from core.tickets.rules import Ticket
from tests.core.tickets.counter import ANN, HOME, THREAD, open_desk, opened
from tests.fakes.loopback import Seen
from tests.house import House


@dataclass
class Service:
    """Answers as it is told, and remembers what it was asked."""

    answers: dict[str, str]
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def translate(self, request: web.Request) -> web.Response:
        question = await request.json()
        self.asked.append(question)
        text = self.answers.get(question["q"], "")
        return web.json_response({"translatedText": text}, status=self.status)


@asynccontextmanager
async def translating(storage: Storage, service: Service) -> AsyncIterator[House]:
    pages = web.Application()
    pages.router.add_post("/translate", service.translate)
    server = TestServer(pages)
    await server.start_server()
    url = str(server.make_url("/"))
    async with open_desk(storage, f'[translator]\nurl = "{url}"\n') as house:
        running = asyncio.create_task(translator.run(house.app))
        try:
            yield house
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await server.close()


async def says(house: House, ticket: Ticket, text: str, side: lines.Side = "asker") -> None:
    async def work(unit: Unit) -> None:
        line = Line(id=0, ticket=ticket.id, at=unit.now, side=side, author=ANN, text=text)
        line = await lines.add(unit.tx, line, ticket.member)
        if side == "asker":
            await relay.to_staff(unit, line)
        else:
            await relay.to_asker(unit, ticket, line)

    await house.app.unit(work)


async def served(house: House) -> None:
    async with asyncio.timeout(5):
        # The worker tells nobody when it is through; only a test needs to know.
        while await house.rows("SELECT 1 FROM ticket_translations WHERE tries = 0"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await house.settle()


async def shown(storage: Storage, service: Service, text: str, side: lines.Side = "asker") -> Seen:
    """As its reader sees it once the service was asked."""
    async with translating(storage, service) as house:
        await says(house, await opened(house), text, side)
        await served(house)
        (seen,) = house.platform.screens[(THREAD if side == "asker" else HOME).key]
        return seen


async def test_a_foreign_line_is_shown_at_once_and_translated_beneath(storage: Storage) -> None:
    service = Service({"Где мои 100 USDT?": "Where are my 100 USDT?"})
    seen = await shown(storage, service, "Где мои 100 USDT?")
    assert "Где мои 100 USDT?" in seen.text
    assert "🌐 \u2068Where are my 100 USDT?" in seen.text
    assert (service.asked[0]["source"], service.asked[0]["target"]) == ("ru", "en")


async def test_a_translation_that_changed_a_number_is_not_shown(storage: Storage) -> None:
    service = Service({"Где мои 100 USDT?": "Where are my 1000 USDT?"})
    seen = await shown(storage, service, "Где мои 100 USDT?")
    assert (seen.text, seen.edits) == ("👤 \u2068Где мои 100 USDT?\u2069", 0)


async def test_staffs_reply_is_translated_for_the_asker(storage: Storage) -> None:
    service = Service({"Мы проверяем.": "We are checking."})
    seen = await shown(storage, service, "Мы проверяем.", "staff")
    assert "Мы проверяем." in seen.text
    assert "We are checking." in seen.text


async def test_what_everybody_reads_is_not_sent_to_the_service(storage: Storage) -> None:
    service = Service({})
    async with translating(storage, service) as house:
        await says(house, await opened(house), "Where is my money?")
        assert await house.rows("SELECT * FROM ticket_translations") == []


async def test_a_service_that_fails_leaves_the_original(storage: Storage) -> None:
    seen = await shown(storage, Service({}, status=500), "Где?")
    assert (seen.text, seen.edits) == ("👤 \u2068Где?\u2069", 0)
