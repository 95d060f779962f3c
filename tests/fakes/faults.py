"""What can go wrong between a client and a server, as answers that a fake can be told to give."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

CLOUDFLARE_PAGE = "<html><head><title>Error</title></head><body>cloudflare</body></html>"

Answer = Callable[[web.Request, web.Response | None], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """`effect`: whether the request is carried out before the answer goes wrong."""

    name: str
    effect: bool
    answer: Answer

    def __str__(self) -> str:
        return self.name  # the same in every process: pytest-xdist compares test ids


def status(code: int, *, html: bool = False, description: str = "Internal Server Error") -> Fault:
    """Refused with `code`, as Telegram's JSON or as a proxy's HTML page (G10, G11)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        if html:
            return web.Response(status=code, text=CLOUDFLARE_PAGE, content_type="text/html")
        return _refusal(code, description)

    return Fault(f"status {code}", effect=False, answer=answer)


def flood(seconds: float | None, *, header: bool = False) -> Fault:
    """429 with `retry_after` in the body, only in the header, or (None) nowhere (G9)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        if seconds is None or header:
            headers = {"Retry-After": str(seconds)} if header else None
            return _refusal(429, "Too Many Requests", headers=headers)
        return _refusal(
            429,
            f"Too Many Requests: retry after {seconds}",
            parameters={"retry_after": seconds},
        )

    return Fault(f"flood {seconds}", effect=False, answer=answer)


def noted(fault: Fault, moments: list[float]) -> Fault:
    """The same, and `moments` (monotonic) say when it struck."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        moments.append(time.monotonic())
        return await fault.answer(request, real)

    return Fault(fault.name, effect=fault.effect, answer=answer)


def reset(*, effect: bool) -> Fault:
    """The connection is reset, before or after the request was carried out (G4, G5)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        _abort(request)
        return real or web.Response()

    return Fault("reset after" if effect else "reset before", effect=effect, answer=answer)


def cut() -> Fault:
    """Carried out, but the answer ends in the middle of its JSON (G6)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        body = _body(real)
        half = web.StreamResponse(headers={"Content-Type": "application/json"})
        half.content_length = len(body)
        await half.prepare(request)
        await half.write(body[: len(body) // 2])
        _abort(request)
        return half

    return Fault("cut", effect=True, answer=answer)


def garbage() -> Fault:
    """Carried out, answered 200 with what is no JSON (G7)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        return web.Response(text='{"ok": true, "result": ', content_type="application/json")

    return Fault("garbage", effect=True, answer=answer)


def not_ok() -> Fault:
    """Answered 200 with `ok: false` (G8)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        return web.json_response({"ok": False, "error_code": 500, "description": "Internal"})

    return Fault("not ok", effect=False, answer=answer)


def slow(seconds: float) -> Fault:
    """Carried out at once, answered late; a long one is a half-open connection (G14, G22)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return real or web.Response()

    return Fault(f"slow {seconds}", effect=True, answer=answer)


def drip(seconds_per_byte: float) -> Fault:
    """Carried out, answered a byte at a time (G15)."""

    async def answer(request: web.Request, real: web.Response | None) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for byte in _body(real):
            await response.write(bytes([byte]))
            await asyncio.sleep(seconds_per_byte)
        return response

    return Fault("drip", effect=True, answer=answer)


def _refusal(
    code: int,
    description: str,
    *,
    parameters: dict[str, float] | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code, headers=headers)


def _body(real: web.Response | None) -> bytes:
    if real is not None and isinstance(real.body, bytes):
        return real.body
    return json.dumps({"ok": True, "result": True}).encode()


def _abort(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    # A linger of zero makes the kernel send RST instead of FIN.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
