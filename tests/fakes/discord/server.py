"""The HTTP side: tokens, parameters, rate limits, faults and the log of calls."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass

import msgspec
from aiohttp import web

from tests.fakes.discord import routes as _routes  # noqa: F401  registers them
from tests.fakes.discord.answers import answered, in_discords_words, refused, told_to_wait
from tests.fakes.discord.calling import Asked, Route, find_route
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.limits import RateLimits
from tests.fakes.discord.objects import User, snowflake
from tests.fakes.discord.rules import ApiError, Json, RateLimited
from tests.fakes.discord.world import World
from tests.fakes.listener import Listener

PREFIX = "/api/v10"
MOST_DESCRIBED = 1_024
MOST_UPLOADED = 10_000_000
NO_TOKEN = ("interactions", "webhooks")  # their path holds one


@dataclass(frozen=True)
class Call:
    """`body` is the request's JSON, an object or a list; `ids` are those of its path."""

    name: str
    ids: Json
    body: Json | list[Json]
    at: float


class Server(Listener):
    """Discord for one bot account, REST and gateway, on a port of loopback."""

    def __init__(self) -> None:
        super().__init__()
        self.bot = User(snowflake(), "Guide", is_bot=True)
        name = base64.b64encode(str(self.bot.id).encode()).decode().rstrip("=")
        self.token = f"{name}.{secrets.token_urlsafe(5)[:6]}.{secrets.token_urlsafe(29)[:38]}"
        self.is_revoked = False
        self.gateway = Gateway(self._is_token)
        self.world = World(self.bot, self.gateway.emit)
        self.gateway.world = self.world
        self.limits: RateLimits | None = None
        self.calls: list[Call] = []
        self.cdn_headers: list[dict[str, str]] = []
        self.invalid_requests = 0  # 401, 403 and 429: ten thousand in ten minutes are a ban

    @property
    def api_base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def cdn_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/"

    async def listen(self) -> None:
        await super().listen()
        self.world.gateway_url = self.gateway_url

    async def hang_up(self) -> None:
        self.gateway.drop()
        await super().hang_up()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._handle)
        app.router.add_get("/attachments/{path:.*}", self._cdn)
        return app

    def revoke(self) -> None:
        """The token is reset on the application's page: 401 for REST, 4004 on the gateway."""
        self.is_revoked = True
        self.gateway.close(4004)

    def _is_token(self, token: str) -> bool:
        return token == self.token and not self.is_revoked

    # --- requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            found, ids = find_route(request.method, request.match_info["path"])
        except ApiError as error:
            return refused(error)
        fault = self._next_fault(found.name)
        if fault is None:
            return self._counted(await self._answer(request, found, ids))
        real = await self._answer(request, found, ids) if fault.effect else None
        answer = await fault.answer(request, real)
        if isinstance(answer, web.Response) and answer is not real:
            answer = in_discords_words(answer)
        return self._counted(answer)

    def _counted(self, answer: web.StreamResponse) -> web.StreamResponse:
        """What others used up of a shared limit is not held against us."""
        is_shared = answer.headers.get("X-RateLimit-Scope") == "shared"
        self.invalid_requests += answer.status in (401, 403, 429) and not is_shared
        return answer

    async def _answer(self, request: web.Request, found: Route, ids: Json) -> web.Response:
        headers: dict[str, str] = {}
        try:
            body = await self._body(request)
            if found.path[0] not in NO_TOKEN:
                self._check_token(request)
            self.calls.append(Call(found.name, ids, body, time.monotonic()))
            self.world.changed()
            if self.limits is not None:
                headers = self.limits.take(found, ids, time.time())
            result = found.call(self.world, _asked(request, ids, body))
        except ApiError as error:
            return refused(error, headers)
        except RateLimited as limit:
            return told_to_wait(limit.seconds, is_global=limit.is_global)
        return answered(result, headers)

    async def _body(self, request: web.Request) -> Json | list[Json]:
        """JSON, or a form whose field `payload_json` holds it (reference#uploading-files)."""
        if request.content_type != "multipart/form-data":
            return _read(await request.read())
        form = await request.post()
        told = form.get("payload_json", b"{}")
        body = _read(bytes(told) if isinstance(told, bytes | bytearray) else str(told).encode())
        assert isinstance(body, dict)
        files = [form[f"files[{each['id']}]"] for each in body.get("attachments", ())]
        described = {int(each["id"]): _described(each) for each in body.get("attachments", ())}
        body["attachments"] = [
            self._kept(file) | described.get(number, {}) for number, file in enumerate(files)
        ]
        return body

    def _kept(self, file: object) -> Json:
        assert isinstance(file, web.FileField)
        data = file.file.read()
        if len(data) > MOST_UPLOADED:
            raise ApiError(400, 40005, "Request entity too large")
        return self.world.keep(file.filename, data)

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        fault = self._next_fault("cdn")
        if fault is not None and not fault.effect:
            return await fault.answer(request, None)
        self.cdn_headers.append(dict(request.headers))
        data = self.world.files.get(request.path)
        return web.Response(status=404) if data is None else web.Response(body=data)

    def _check_token(self, request: web.Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bot" or not self._is_token(token):
            raise ApiError(401, 0, "401: Unauthorized")


def _asked(request: web.Request, ids: Json, body: Json | list[Json]) -> Asked:
    if isinstance(body, list):
        return Asked(ids, request.query, {}, body)
    return Asked(ids, request.query, body, [])


def _read(raw: bytes) -> Json | list[Json]:
    if not raw:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, object] | list[dict[str, object]])
    except msgspec.DecodeError as error:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from error


def _described(told: Json) -> Json:
    """docs.discord.com/developers/resources/message#attachment-object"""
    words = str(told.get("description", ""))
    if len(words) > MOST_DESCRIBED:
        raise ApiError(400, 50035, "Invalid Form Body")
    return {"description": words} if words else {}
