"""The HTTP side: tokens, parameters, long polling, webhooks, faults and the log of calls."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from dataclasses import dataclass

import aiohttp
import msgspec
from aiohttp import web

from tests.fakes.listener import Listener
from tests.fakes.telegram.calling import Upload
from tests.fakes.telegram.limits import SendLimits
from tests.fakes.telegram.methods import METHODS, Params
from tests.fakes.telegram.rules import ApiError, Json
from tests.fakes.telegram.updates import UpdateQueue
from tests.fakes.telegram.world import User, World

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete"
    " the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)
WEBHOOK_PAUSE = 0.05  # between tries; the true one is longer and not documented


@dataclass(frozen=True)
class Call:
    method: str
    params: Json
    at: float


class Server(Listener):
    """One bot's Bot API server on a port of loopback; `base_url` is what PTB calls so."""

    def __init__(self) -> None:
        super().__init__()
        id_ = random.randrange(10**8, 10**10)
        self.token = f"{id_}:{secrets.token_urlsafe(26)}"
        self.is_revoked = False
        self.bot = User(id_, "Guide", "example_guide_bot", is_bot=True)
        self.world = World(self.bot, self._emit)
        self.updates = UpdateQueue(self.world.changed)
        self.limits: SendLimits | None = None
        self.calls: list[Call] = []
        self.webhook: Json = {}
        self._poller = 0
        self._delivery: asyncio.Task[None] | None = None

    @property
    def api_base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        return f"{self.api_base_url}/bot"

    async def __aexit__(self, *_: object) -> None:
        await self.stop_delivery()
        await super().__aexit__()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        return app

    # --- requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self._next_fault(method)
        if fault is None:
            return await self._answer(request, method)
        real = await self._answer(request, method) if fault.effect else None
        return await fault.answer(request, real)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """core.telegram.org/bots/api#getfile"""
        fault = self._next_fault("download")
        if fault is not None and not fault.effect:
            return await fault.answer(request, None)
        data = self.world.files.get(request.match_info["path"].removeprefix("documents/"))
        if request.match_info["token"] != self.token or data is None:
            return web.Response(status=404)
        return web.Response(body=data)

    async def _answer(self, request: web.Request, method: str) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            params = Params(await _parameters(request))
            self.calls.append(Call(method, params.values, time.monotonic()))
            self.world.changed()
            result = await self._call(method, params)
        except ApiError as error:
            return _refused(error)
        return _json({"ok": True, "result": result}, 200)

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise ApiError(404, "Not Found")
        if token != self.token or self.is_revoked:
            raise ApiError(401, "Unauthorized")

    async def _call(self, method: str, params: Params) -> object:
        match method:
            case "getUpdates":
                return await self._get_updates(params)
            case "setWebhook":
                return await self._set_webhook(params)
            case "deleteWebhook":
                return await self._delete_webhook(params)
            case "getWebhookInfo":
                return self._webhook_info()
        call = METHODS.get(method)
        if call is None:
            raise ApiError(404, "Not Found: method not found")
        if self.limits is not None and method.startswith("send"):
            self.limits.check(params.text("chat_id"), time.monotonic())
        return call(self.world, params)

    # --- polling

    def _emit(self, kind: str, payload: Json) -> None:
        self.updates.put(kind, payload)

    async def _get_updates(self, params: Params) -> list[Json]:
        """core.telegram.org/bots/api#getupdates; a newer request ends an older one with 409."""
        if self.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE)
        self._poller += 1
        turn = self._poller
        self.world.changed()
        kinds = params.parsed("allowed_updates")
        self.updates.allow([str(kind) for kind in kinds] if isinstance(kinds, list) else None)
        self.updates.confirm(params.number("offset"))
        deadline = time.monotonic() + params.number("timeout")
        while not self.updates.pending and time.monotonic() < deadline:
            await self._change_or(deadline)
            if turn != self._poller:
                raise ApiError(409, OTHER_POLLER)
        return self.updates.page(params.number("limit", 100))

    async def _change_or(self, deadline: float) -> None:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await self.world.wait_for_change()
        except TimeoutError:
            return

    # --- webhook

    async def _set_webhook(self, params: Params) -> bool:
        await self.stop_delivery()
        self.updates.allow(
            [str(kind) for kind in params.list("allowed_updates") or []]
            if "allowed_updates" in params.values
            else None
        )
        if params.flag("drop_pending_updates"):
            self.updates.pending.clear()
        if not params.text("url"):
            self.webhook = {}
            return True
        self.webhook = {"url": params.text("url"), "secret": params.text("secret_token")}
        self._delivery = asyncio.create_task(self._deliver())
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        await self.stop_delivery()
        self.webhook = {}
        if params.flag("drop_pending_updates"):
            self.updates.pending.clear()
        return True

    def _webhook_info(self) -> Json:
        info: Json = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        info |= {k: v for k, v in self.webhook.items() if k.startswith("last_error")}
        if self.updates.allowed:
            info["allowed_updates"] = sorted(self.updates.allowed)
        return info

    async def stop_delivery(self) -> None:
        """Telegram brings nothing more to the webhook; updates wait."""
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
            self._delivery = None

    async def _deliver(self) -> None:
        """Update after update, each again until the bot's server answers 2xx."""
        async with aiohttp.ClientSession() as session:
            while True:
                if not self.updates.pending:
                    await self.world.wait_for_change()
                    continue
                update = self.updates.pending[0]
                if await self._push(session, update):
                    self.updates.pending.remove(update)
                else:
                    await asyncio.sleep(WEBHOOK_PAUSE)

    async def _push(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.webhook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.webhook["secret"]
        body = msgspec.json.encode(update)
        try:
            async with session.post(self.webhook["url"], data=body, headers=headers) as response:
                if response.ok:
                    return True
                reason = f"Wrong response from the webhook: {response.status} {response.reason}"
        except aiohttp.ClientError:
            reason = "Connection refused"
        self.webhook["last_error_date"] = int(self.world.clock())
        self.webhook["last_error_message"] = reason
        return False


async def _parameters(request: web.Request) -> Json:
    """A query, a form or JSON, as core.telegram.org/bots/api#making-requests allows."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            return values | msgspec.json.decode(await request.read(), type=dict[str, object])
        except msgspec.DecodeError as error:
            raise ApiError(400, "Bad Request: can't parse request JSON object") from error
    for name, value in (await request.post()).items():
        values[name] = value if isinstance(value, str) else _upload(value)
    return values


def _upload(field: object) -> Upload:
    assert isinstance(field, web.FileField)
    return Upload(field.filename, field.file.read())


def _refused(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return _json(body, error.code)


def _json(body: Json, status: int) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )
