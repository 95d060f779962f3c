"""Updates that Telegram brings: let in by secret only, confirmed after the commit."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bots.telegram.adapter import Telegram
from bots.telegram.webhook import SECRET_HEADER, trouble_of
from core.events import Event
from core.platform import PlatformStopped
from tests.bots.hearing import Core
from tests.bots.telegram.conftest import Make, Run
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
async def hook(make: Make) -> AsyncIterator[tuple[Telegram, str]]:
    """The adapter behind the program's own web server, and the address it is reached at."""
    app = web.Application()
    server = TestServer(app)
    # The address must be known before the routes are closed: reserve the port first.
    server.port = _free_port()
    url = f"http://127.0.0.1:{server.port}/hooks/telegram"
    adapter = make(routes=app.router, webhook_url=url)
    await server.start_server()
    yield adapter, url
    await server.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_an_update_is_heard_and_confirmed_after_it_was_handled(
    fake: FakeTelegram, core: Core, run: Run, hook: tuple[Telegram, str]
) -> None:
    ann, failures = fake.user("Ann"), iter([True, True])

    async def fails_twice(event: Event) -> None:
        if next(failures, False):
            raise RuntimeError("disk full")

    core.answer = fails_twice
    fake.inject(faults.status(502, html=True), "setWebhook")
    with capture_logs():
        async with run(hook[0]):
            fake.says(ann, ann, "hello")
            await core.told()
            async with asyncio.timeout(2):
                while fake.updates.pending:
                    await fake.world.wait_for_change()
    assert core.texts == ["hello"]
    assert {"chat_member", "message_reaction"} <= fake.updates.allowed


async def test_a_stranger_is_turned_away_before_the_body_is_read(
    fake: FakeTelegram, core: Core, run: Run, hook: tuple[Telegram, str]
) -> None:
    adapter, url = hook
    async with run(adapter), aiohttp.ClientSession() as session:
        await fake.called("setWebhook")
        for secret in ("", "wrong", "wr\xf6ng"):
            headers = {SECRET_HEADER: secret, "Content-Length": "1000000000"}
            async with session.post(url, headers=headers, data=_never()) as response:
                assert response.status == 403
    assert core.events == []


async def _never() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(30)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"x" * (1024 * 1024 + 1), 413), (b"{not json", 200), (b"[]", 200), (b"{}", 200)],
)
async def test_what_is_no_update_harms_nobody(
    fake: FakeTelegram, core: Core, run: Run, hook: tuple[Telegram, str], body: bytes, status: int
) -> None:
    adapter, url = hook
    with capture_logs():
        async with run(adapter), aiohttp.ClientSession() as session:
            (arguments,) = await fake.called("setWebhook")
            headers = {SECRET_HEADER: str(arguments["secret_token"])}
            async with session.post(url, headers=headers, data=io.BytesIO(body)) as response:
                assert response.status == status
    assert core.events == []


async def test_before_and_after_the_run_updates_are_kept_by_telegram(
    fake: FakeTelegram, core: Core, run: Run, hook: tuple[Telegram, str]
) -> None:
    adapter, url = hook
    async with run(adapter):
        (arguments,) = await fake.called("setWebhook")
    headers = {SECRET_HEADER: str(arguments["secret_token"])}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, headers=headers, data=b"{}") as response,
    ):
        assert response.status == 503


async def test_a_webhook_in_trouble_raises_the_alarm(
    fake: FakeTelegram, run: Run, hook: tuple[Telegram, str]
) -> None:
    """T31."""
    with capture_logs() as logs:
        async with run(hook[0]):
            await fake.called("setWebhook")
            fake.webhook["last_error_date"] = int(fake.world.clock()) + 1
            fake.webhook["last_error_message"] = "Wrong response from the webhook: 403"
            await fake.called("getWebhookInfo", 3)
    assert [log["trouble"] for log in logs if log["log_level"] == "error"][:1] == [
        "Wrong response from the webhook: 403"
    ]


async def test_updates_that_wait_while_none_arrives_raise_the_alarm(
    fake: FakeTelegram, run: Run, hook: tuple[Telegram, str]
) -> None:
    """T31: nobody reports an error, and yet nothing comes."""
    with capture_logs() as logs:
        async with run(hook[0]):
            await fake.called("setWebhook")
            await fake.stop_delivery()
            ann = fake.user("Ann")
            fake.says(ann, ann, "hello")
            await fake.called("getWebhookInfo", 4)
    troubles = [log["trouble"] for log in logs if log["log_level"] == "error"]
    assert troubles[:1] == ["updates wait and none arrives"]


def test_an_old_error_is_no_trouble_and_another_address_is() -> None:
    info = {"url": "https://a.example", "last_error_date": 5, "last_error_message": "403"}
    assert trouble_of(info, "https://a.example", since=6) is None
    assert trouble_of(info, "https://a.example", since=5) == "403"
    assert trouble_of(info, "https://b.example", since=6) == "another address is set"


async def test_a_refused_token_stops_the_platform(
    fake: FakeTelegram, run: Run, hook: tuple[Telegram, str]
) -> None:
    with capture_logs():
        async with run(hook[0]) as task:
            await fake.called("setWebhook")
            fake.is_revoked = True
            with pytest.raises(PlatformStopped):
                await asyncio.wait_for(task, 5)
