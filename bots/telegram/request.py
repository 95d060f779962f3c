"""The door of python-telegram-bot to the network: aiohttp, with failures told apart.

httpx, the SDK's own, takes 2.5 to 8 times the CPU a call and logs URLs, which hold the token.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import msgspec
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bots.network import UNANSWERED, UNSENT

CONNECT_SECONDS = 5.0
DEFAULT_WAIT_SECONDS = 5.0  # for a 429 that names no time, as from a proxy in between
AMBIGUOUS_STATUSES = frozenset({504, 524})  # a gateway gave up waiting for who may still do it

_CHUNK = 65_536
_OK = b'{"ok":true'
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class NotSent(NetworkError):
    """Nothing was written: no connection came about."""


class Broken(NetworkError):
    """The server refused with 5xx, or something before it (a proxy, a portal) with a page."""


class Unanswered(TimedOut):
    """Written, but no whole answer came: it may have been done."""


class Flooded(NetworkError):
    """429: not before `seconds` are over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds} seconds are over")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """No error that leaves here carries a URL or a body."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout_seconds

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # No limit: how much is under way is decided by the outbox.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        await self.initialize()
        seconds = read_timeout if isinstance(read_timeout, float) else self._timeout_seconds
        status, retry_after, body = await self._exchange(url, method, request_data, seconds)
        if status == 429:
            raise Flooded(_wait_of(body, retry_after))
        if status in AMBIGUOUS_STATUSES:
            raise Unanswered(f"status {status}")
        if status >= 500 or (status >= 400 and not body.startswith(b"{")):
            raise Broken(f"status {status}")
        return _true_status(status, body), body

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, seconds: float
    ) -> tuple[int, str | None, bytes]:
        if self._session is None:
            raise NotSent("closed")
        body, headers = _written(data)
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(method, url, data=body, headers=headers) as response,
            ):
                return response.status, response.headers.get("Retry-After"), await response.read()
        except UNSENT as error:
            raise NotSent(type(error).__name__) from None
        except UNANSWERED as error:
            raise Unanswered(type(error).__name__) from None

    async def download(self, url: str, most: int) -> bytes:
        """At most so many bytes; raises Broken for more, and where there is no file."""
        await self.initialize()
        if self._session is None:
            raise NotSent("closed")
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._session.get(url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise Broken(f"status {response.status}")
                return await _at_most(response.content, most)
        except (aiohttp.ClientError, TimeoutError, OSError, RuntimeError) as error:
            raise NotSent(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises Unanswered, and unlike the SDK's own logs no body."""
        body = read_json(payload)
        if body.get("ok") and "result" not in body:
            raise Unanswered("no result")
        return body


async def _at_most(stream: aiohttp.StreamReader, most: int) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            raise Broken("larger than it may be")
    return bytes(content)


def _written(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """A request's body and its headers: JSON, or a form where a file goes along."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return msgspec.json.encode(data.json_parameters), {"Content-Type": "application/json"}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def read_json(payload: bytes) -> dict[str, Any]:
    """The object in `payload`; lone surrogates, which msgspec refuses, become `?`."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return _decode(payload)
    try:
        lenient = json.loads(payload.decode("utf-8", "replace"))
        return _decode(json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Unanswered("not a JSON object") from None


def _true_status(status: int, body: bytes) -> int:
    """A 200 that says `ok: false` has its status inside."""
    if status != 200 or body.startswith(_OK):
        return status
    answer = read_json(body)
    if answer.get("ok"):
        return status
    if answer.get("error_code", 500) >= 500:
        raise Broken("ok is false")
    return int(answer["error_code"])


def _wait_of(body: bytes, header: str | None) -> float:
    """Seconds from `parameters.retry_after`, else the header, else a guess."""
    named: object = header
    with suppress(Unanswered, AttributeError):
        named = read_json(body).get("parameters", {}).get("retry_after", header)
    try:
        return max(float(str(named)), 0.0)
    except ValueError:
        return DEFAULT_WAIT_SECONDS
