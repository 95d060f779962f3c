"""The door to Discord's REST API: one try a request, with failures told apart.

The SDK's own tries five times and sleeps in between; a second layer of retries sends twice, and
what the platform orders must reach the outbox.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import aiohttp
import discord
import msgspec
import yarl
from prometheus_client import Counter

from bots.network import UNANSWERED, UNSENT
from core.platform import Content

CONNECT_SECONDS = 5.0
UPLOAD_SECONDS = 50.0  # under what the outbox allows a delivery
DEFAULT_WAIT_SECONDS = 5.0  # for a 429 that names no time, as Cloudflare's pages
AMBIGUOUS_STATUSES = frozenset({504, 524})  # a gateway gave up waiting for who may still do it

# docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans:
# 10,000 in 10 minutes bar the address; we stop long before.
INVALID_SECONDS = 600.0
MOST_INVALID = 1_000

_CHUNK = 65_536
INVALID = Counter("guildhall_discord_invalid_requests", "Requests refused with 401, 403 or 429")

# Its form is prescribed (docs.discord.com/developers/reference#user-agent); the library is the SDK.
USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) Guildhall"


class RestError(Exception):
    """No error that leaves here carries a URL, a token or a body."""


class NotSent(RestError):
    """Nothing was written: no connection came about."""


class Broken(RestError):
    """The server refused with 5xx, or something before it (a proxy, a portal) with a page."""


class Unanswered(RestError):
    """Written, but no whole answer came: it may have been done."""


class TokenRefused(RestError):
    """401 for a request in our own name."""


class Flooded(RestError):
    """429, or our own stop before a bar: not before `seconds` are over."""

    def __init__(self, seconds: float, *, everywhere: bool) -> None:
        super().__init__(f"not before {seconds} seconds are over")
        self.seconds, self.everywhere = seconds, everywhere


class Refusal(RestError):
    """Discord's own no. `code` is from its list of JSON error codes, 0 where it names none."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"status {status}, code {code}")
        self.status, self.code = status, code


class InvalidRequests:
    """How many in the last ten minutes."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_INVALID)

    def add(self, now: float) -> None:
        INVALID.inc()
        self._times.append(now)

    def wait(self, now: float) -> float:
        """Seconds until we may ask again; 0 if it is now."""
        if len(self._times) < MOST_INVALID:
            return 0.0
        return max(0.0, self._times[0] + INVALID_SECONDS - now)


class Rest:
    """One bot's requests, over connections that are kept."""

    def __init__(self, base_url: str, token: str, seconds: float) -> None:
        self._base_url, self._seconds = base_url.rstrip("/"), seconds
        self._authorization = {"Authorization": f"Bot {token}"}
        self._session: aiohttp.ClientSession | None = None
        self.invalid = InvalidRequests()

    def __repr__(self) -> str:
        return "Rest()"

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        files: Sequence[Content] = (),
        seconds: float | None = None,
    ) -> Any:
        """The answer's JSON, None for an empty one; raises RestError. A path that begins with
        /interactions or /webhooks holds a token of its own. `files` go along with a message."""
        seconds = UPLOAD_SECONDS if files and seconds is None else seconds
        try:
            return await self._call(method, path, _Written.of(body, files), seconds)
        except Unanswered as error:
            if method != "GET":
                raise
            raise NotSent("nothing was to be written") from error

    async def _call(self, method: str, path: str, body: "_Written", seconds: float | None) -> Any:
        if wait := self.invalid.wait(time.monotonic()):
            raise Flooded(wait, everywhere=True)
        status, headers, content = await self._exchange(method, path, body, seconds)
        if 200 <= status < 300:
            return _json(content) if content else None
        raise self._failure(status, headers, content, path)

    async def download(self, url: str, most: int) -> bytes:
        """At most so many bytes of a file, which is told no token; raises RestError."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._opened().get(
                    yarl.URL(url, encoded=True),
                    headers={"User-Agent": USER_AGENT},
                    allow_redirects=False,
                ) as response,
            ):
                if response.status != 200:
                    raise Broken(f"status {response.status}")
                return await _at_most(response.content, most)
        except (aiohttp.ClientError, TimeoutError, OSError, RuntimeError) as error:
            raise NotSent(type(error).__name__) from None

    async def close(self) -> None:
        """Drops all connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(
        self, method: str, path: str, body: "_Written", seconds: float | None
    ) -> tuple[int, "aiohttp.typedefs.LooseHeaders", bytes]:
        headers = {"User-Agent": USER_AGENT, **body.headers}
        if not _has_own_token(path):
            headers |= self._authorization
        try:
            url = yarl.URL(self._base_url + path, encoded=True)
            async with (
                asyncio.timeout(seconds or self._seconds),
                self._opened().request(method, url, data=body.data, headers=headers) as response,
            ):
                return response.status, response.headers, await response.read()
        except UNSENT as error:
            raise NotSent(type(error).__name__) from None
        except UNANSWERED as error:
            raise Unanswered(type(error).__name__) from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                # No limit: how much is under way is decided by the outbox.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            )
        return self._session

    def _failure(self, status: int, headers: Any, content: bytes, path: str) -> RestError:
        told = _told(content)
        if status in (401, 403, 429) and headers.get("X-RateLimit-Scope") != "shared":
            self.invalid.add(time.monotonic())
        if status == 429:
            everywhere = told is None or bool(told.get("global"))
            return Flooded(_wait_of(told or {}, headers), everywhere=everywhere)
        if status in AMBIGUOUS_STATUSES:
            return Unanswered(f"status {status}")
        if status >= 500 or told is None:
            return Broken(f"status {status}")
        if status == 401 and not _has_own_token(path):
            return TokenRefused("status 401")
        code = told.get("code")
        return Refusal(status, code if isinstance(code, int) else 0)


class _Written(NamedTuple):
    """A request's body and its headers: JSON, or a form where files go along."""

    data: bytes | aiohttp.FormData | None
    headers: dict[str, str]

    @classmethod
    def of(cls, body: object, files: Sequence[Content]) -> "_Written":
        if body is None:
            return cls(None, {})
        text = msgspec.json.encode(body)
        if not files:
            return cls(text, {"Content-Type": "application/json"})
        form = aiohttp.FormData()
        form.add_field("payload_json", text.decode(), content_type="application/json")
        for number, file in enumerate(files):
            form.add_field(f"files[{number}]", file.data, filename=file.name)
        return cls(form, {})


async def _at_most(stream: aiohttp.StreamReader, most: int) -> bytes:
    content = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            raise Broken("larger than it may be")
    return bytes(content)


def _has_own_token(path: str) -> bool:
    return path.startswith(("/interactions/", "/webhooks/"))


def _json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unanswered("not JSON") from None


def _told(content: bytes) -> dict[str, Any] | None:
    """The object that explains a refusal; None for a page of somebody in between."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        found = msgspec.json.decode(content)
        return found if isinstance(found, dict) else None
    return None


def _wait_of(told: dict[str, Any], headers: Any) -> float:
    """Seconds from the body, else a header, else a guess."""
    named: tuple[Any, ...] = (
        told.get("retry_after"),
        headers.get("Retry-After"),
        headers.get("X-RateLimit-Reset-After"),
    )
    for each in named:
        with suppress(TypeError, ValueError):
            return max(float(each), 0.0)
    return DEFAULT_WAIT_SECONDS
