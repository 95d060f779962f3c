"""Updates that Telegram brings to this program's own web server."""

import asyncio
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bots.telegram import Settings
from bots.telegram.client import GuideBot, Timings
from bots.telegram.patience import Patience
from bots.telegram.request import Unanswered, read_json
from bots.telegram.taking import ALLOWED_UPDATES, SKIPPED, Taker

log = structlog.get_logger("telegram")

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  core.telegram.org/bots/api#setwebhook
MAX_BODY = 1024 * 1024
DEFAULT_PATH = "/telegram"


class Webhook:
    """An update is answered 200 only after the core has committed it; else it comes again."""

    def __init__(self, settings: Settings, routes: web.UrlDispatcher) -> None:
        self._url = settings.webhook_url
        self._secret = _secret_of(settings.token)
        self._taker: Taker | None = None
        self._received = 0
        self._received_while_waiting: int | None = None
        routes.add_post(urlsplit(self._url).path or DEFAULT_PATH, self.receive)

    async def run(self, bot: GuideBot, taker: Taker, timings: Timings) -> None:
        """Until cancelled; raises PlatformStopped when the token is refused."""
        self._taker, patience = taker, Patience(timings)
        try:
            await patience.insist(lambda: bot.call("setWebhook", self._registration()))
            while True:
                await asyncio.sleep(timings.probe)
                info = await patience.insist(lambda: bot.call("getWebhookInfo"))
                self._look_at(info, since=time.time() - 2 * timings.probe)
        finally:
            self._taker = None

    async def receive(self, request: web.Request) -> web.Response:
        """The secret is checked before a byte of the body is read."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        self._received += 1
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        if self._taker is None:
            return web.Response(status=503)
        try:
            update = read_json(body)
        except Unanswered:
            SKIPPED.inc()
            log.error("update skipped", error="not JSON")
            return web.Response()
        return web.Response(status=200 if await self._taker.take(update) else 500)

    def _registration(self) -> dict[str, object]:
        return {
            "url": self._url,
            "secret_token": self._secret,
            "allowed_updates": ALLOWED_UPDATES,
        }

    def _look_at(self, info: dict[str, Any], since: float) -> None:
        """Whether updates reach us only Telegram knows: asked at every probe."""
        pending = info.get("pending_update_count", 0)
        trouble = trouble_of(info, self._url, since) or self._backlog(pending)
        if trouble is not None:
            log.error("webhook in trouble", trouble=trouble, pending=pending)

    def _backlog(self, pending: int) -> str | None:
        """Updates waited at two probes, and none came in between."""
        before = self._received_while_waiting
        self._received_while_waiting = self._received if pending else None
        return "updates wait and none arrives" if pending and before == self._received else None


def trouble_of(info: dict[str, Any], url: str, since: float) -> str | None:
    """What is wrong with a webhook (getWebhookInfo), as far as Telegram has said after `since`."""
    if info.get("url", "") != url:
        return "another address is set"
    if info.get("last_error_date", 0) >= since:
        return str(info.get("last_error_message", "unknown"))
    return None


def _secret_of(token: str) -> str:
    """The same at every start, so that updates on their way are still let in."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
