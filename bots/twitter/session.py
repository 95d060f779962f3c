"""The door of tweepy to the network: one kept aiohttp session, with failures told apart.

tweepy opens a session for each call, has its host built in, takes an HTML page for JSON, and can
only sleep through a limit. What stands in for its session answers all four.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import msgspec
from oauthlib.oauth1 import Client as Signer
from yarl import URL

from bots.network import UNANSWERED, UNSENT
from bots.twitter import Settings
from bots.twitter.clock import TOLERATED_SECONDS, Clock
from bots.twitter.quotas import Quotas, ordered_wait

CONNECT_SECONDS = 5.0
MEDIA_HOST = "ton.twitter.com"  # of pictures in private messages
AMBIGUOUS_STATUSES = frozenset({504, 524})  # a gateway gave up waiting for who may still do it

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class NetworkTrouble(Exception):
    """No error that leaves here carries an address or a body."""


class NotSent(NetworkTrouble):
    """Nothing was written: no connection came about."""


class Broken(NetworkTrouble):
    """Refused with 5xx, by a page of a proxy's, or with errors instead of data."""


class Unanswered(NetworkTrouble):
    """Written, but no whole answer came: it may have been done."""


class NoAnswer(ValueError):
    """2xx, and yet not what was asked for."""


class Flooded(NetworkTrouble):
    """Not before `seconds` are over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not before {seconds} seconds are over")
        self.seconds = seconds


class Answer:
    """What tweepy reads of a response."""

    def __init__(self, status: int, headers: Mapping[str, str], body: dict[str, Any]) -> None:
        self.status, self.headers, self.reason = status, headers, ""
        self._body = body

    async def read(self) -> None:
        """It has been read."""

    async def json(self) -> dict[str, Any]:
        return self._body


class KeptSession:
    """Opened by the first request; after `close` the next one opens it anew."""

    def __init__(self, settings: Settings, seconds: float) -> None:
        self.clock = Clock()
        self.access_level: str | None = None  # "read-write-directmessages", as X last said
        self._settings, self._seconds = settings, seconds
        self._base = settings.api_base_url.rstrip("/")
        self._quotas = Quotas()
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @asynccontextmanager
    async def request(
        self, method: str, url: URL, *, params: None, json: object, headers: Mapping[str, str]
    ) -> AsyncIterator[Answer]:
        """As aiohttp's, for tweepy. `params` are in the signed `url` already."""
        if (wait := self._quotas.wait(method, url.path)) > 0:
            raise Flooded(wait)
        correction = self.clock.correction
        if correction:
            headers = {**headers, "Authorization": self._signed(method, url)}
        status, answered, body = await self._exchange(method, url, json, headers)
        self.clock.note(answered.get("Date"))
        self._quotas.note(method, url.path, answered)
        self.access_level = answered.get("x-access-level", self.access_level)
        if status == 401 and abs(self.clock.correction - correction) > TOLERATED_SECONDS:
            raise Broken("our clock was wrong, the next request is signed with X's time")
        yield Answer(status, answered, _read(status, answered, body))

    async def download(self, url: URL, most: int) -> bytes | None:
        """What stands at an address of `MEDIA_HOST`, if that is at most `most` bytes."""
        target = URL(f"{self._settings.media_base_url.rstrip('/')}{url.raw_path_qs}", encoded=True)
        headers = {"Authorization": self._signed("GET", url)}
        async with self._asked("GET", target, headers) as response:
            if response.status != 200 or (response.content_length or 0) > most:
                return None
            body = bytearray()
            async for chunk in response.content.iter_chunked(64 * 1024):
                body += chunk
                if len(body) > most:
                    return None
            return bytes(body)

    async def _exchange(
        self, method: str, url: URL, json: object, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        target = URL(f"{self._base}{url.raw_path_qs}", encoded=True)
        async with self._asked(method, target, headers, json) as response:
            return response.status, response.headers, await response.read()

    @asynccontextmanager
    async def _asked(
        self, method: str, target: URL, headers: Mapping[str, str], json: object = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._opened().request(
                    method, target, json=json, headers=headers, allow_redirects=False
                ) as response,
            ):
                yield response
        except UNSENT as error:
            raise NotSent(type(error).__name__) from None
        except UNANSWERED as error:
            raise Unanswered(type(error).__name__) from None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            )
        return self._session

    def _signed(self, method: str, url: URL) -> str:
        """tweepy signs with our clock, which is wrong."""
        settings = self._settings
        signer = Signer(
            settings.consumer_key,
            settings.consumer_secret,
            settings.access_token,
            settings.access_token_secret,
            timestamp=str(int(self.clock.now())),
        )
        _, headers, _ = signer.sign(str(url), method)
        return str(headers["Authorization"])


def _object(body: bytes) -> dict[str, Any]:
    """Lone surrogates, which msgspec refuses, become `?`. Raises ValueError."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return _decode(body)
    lenient = json.loads(body.decode("utf-8", "replace"))
    return _decode(json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace"))


def _read(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The object in the body; raises where the answer is none."""
    if status == 429:
        raise Flooded(ordered_wait(headers))
    if status in AMBIGUOUS_STATUSES:
        raise Unanswered(f"status {status}")
    if status >= 500:
        raise Broken(f"status {status}")
    try:
        answer = _object(body)
    except (ValueError, RecursionError):
        raise (Unanswered if status < 300 else Broken)(f"status {status}, no JSON") from None
    if status < 300 and "errors" in answer and "data" not in answer:
        raise Broken("errors instead of data")
    return answer
