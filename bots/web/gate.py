"""Who is at the door, and how often they may knock: cookies, origins, addresses, limits."""

import asyncio
import time
from urllib.parse import urlsplit

from aiohttp import web

from bots.web.seals import Seals, new_visitor, open_seals
from core.i18n import LANGUAGES, accept_language
from core.limits import Limits
from core.platform import Notes

COOKIE = "visitor"
LANGUAGE_COOKIE = "language"
# Browsers cap a cookie's life at 400 days (RFC 6265bis, 5.5).
COOKIE_SECONDS = 400 * 24 * 3600
KEYSTROKES_PER_MINUTE = 240
PAGES_PER_MINUTE = 300


class Gate:
    """`proxies`: how many reverse proxies of ours stand in front and append to X-Forwarded-For."""

    def __init__(
        self,
        notes: Notes,
        public_url: str,
        language: str,
        *,
        proxies: int,
        per_visitor: int,
        per_address: int,
    ) -> None:
        self._language = language
        self.public_url = public_url.rstrip("/")
        self._notes = notes
        self._proxies = proxies
        self._seals: Seals | None = None
        self._opening = asyncio.Lock()
        self._visitors = Limits(per_visitor)
        self._addresses = Limits(per_address)
        self._keystrokes = Limits(KEYSTROKES_PER_MINUTE)
        self._pages = Limits(PAGES_PER_MINUTE)

    async def seals(self) -> Seals:
        async with self._opening:
            self._seals = self._seals or await open_seals(self._notes)
        return self._seals

    async def visitor(self, request: web.Request) -> str | None:
        return (await self.seals()).visitor(request.cookies.get(COOKIE, ""))

    async def greet(self, request: web.Request) -> str:
        """The visitor, a new one if need be; `remember` then gives them their cookie."""
        return await self.visitor(request) or new_visitor()

    async def remember(self, response: web.Response, visitor: str) -> None:
        self._set(response, COOKIE, (await self.seals()).cookie(visitor))

    def remember_language(self, response: web.Response, language: str) -> None:
        self._set(response, LANGUAGE_COOKIE, language)

    def is_ours(self, request: web.Request) -> bool:
        """Whether a page of ours opens this WebSocket: no page can forge what a browser says in
        Origin. (Of a form it says "null" under our Referrer-Policy; forms carry a seal instead.)"""
        origin = urlsplit(request.headers.get("Origin", ""))
        return bool(origin.netloc) and origin.netloc in (
            request.host,
            urlsplit(self.public_url).netloc,
        )

    def address(self, request: web.Request) -> str:
        """The reader's, as our own outermost proxy saw it; what stands before that anybody can
        have written."""
        hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        if self._proxies and len(hops) >= self._proxies:
            return hops[-self._proxies].strip()
        return request.remote or ""

    def language(self, request: web.Request) -> str:
        """The page's own, else the one just picked, the one once picked, the browser's, or the
        community's."""
        named = (
            request.match_info.get("language"),
            request.query.get("lang"),
            request.cookies.get(LANGUAGE_COOKIE),
        )
        wanted = accept_language(request.headers.get("Accept-Language", ""))
        ours = (code for code in (*named, wanted) if code in LANGUAGES)
        return next(ours, None) or self._language

    def origin(self, request: web.Request) -> str:
        """Scheme and host under which readers know us."""
        return self.public_url or str(request.url.origin())

    def may_ask(self, visitor: str, address: str) -> bool:
        now = time.monotonic()
        return self._visitors.take(visitor, now) and self._addresses.take(address, now)

    def may_type(self, visitor: str) -> bool:
        return self._keystrokes.take(visitor, time.monotonic())

    def may_read(self, address: str) -> bool:
        return self._pages.take(address, time.monotonic())

    def _set(self, response: web.Response, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=self.public_url.startswith("https:"),
        )
