"""The adapter against the fake, with a core that only listens."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import web

from bots.telegram import Settings
from bots.telegram.adapter import Telegram
from bots.telegram.client import Timings
from core.i18n import _
from core.platform import CommandSpec
from tests.bots.hearing import Core, Notes
from tests.fakes.telegram import FakeTelegram

TIMINGS = Timings(
    call=2.0,
    poll=2.0,
    acknowledge=0.5,
    first_pause=0.01,
    longest_pause=0.1,
    conflict=0.1,
    silence=30.0,
    probe=0.1,
)
COMMANDS = (
    CommandSpec(name="ask", summary=_("Ask a question")),
    CommandSpec(name="lang", summary=_("Choose your language"), where="private"),
    CommandSpec(name="staff", summary=_("Give or take a role"), role="admin"),
    CommandSpec(name="vote", summary=_("Vote on an answer"), menu=False),
)


Make = Callable[..., Telegram]
Run = Callable[..., AbstractAsyncContextManager["asyncio.Task[None]"]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def make(fake: FakeTelegram) -> AsyncIterator[Make]:
    """Makes adapters of one bot account; each is closed at the end."""
    made: list[Telegram] = []

    def make(
        routes: web.UrlDispatcher | None = None,
        notes: Notes | None = None,
        timings: Timings = TIMINGS,
        **settings: object,
    ) -> Telegram:
        table = {"token": fake.token, "api_base_url": fake.api_base_url, **settings}
        adapter = Telegram(
            Settings(**table),  # type: ignore[arg-type]
            COMMANDS,
            web.UrlDispatcher() if routes is None else routes,
            notes or Notes(),
            timings,
        )
        made.append(adapter)
        return adapter

    yield make
    for adapter in made:
        await adapter.close()


@pytest.fixture
def telegram(make: Make) -> Telegram:
    return make()


@pytest.fixture
def run(telegram: Telegram, core: Core) -> Run:
    """`async with run() as task:` the adapter runs; stopping takes less than a second."""

    @asynccontextmanager
    async def run(adapter: Telegram = telegram) -> AsyncIterator["asyncio.Task[None]"]:
        task = asyncio.create_task(adapter.run(core.handle))
        yield task
        task.cancel()
        async with asyncio.timeout(1):
            await asyncio.gather(task, return_exceptions=True)

    return run
