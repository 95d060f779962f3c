"""The two addresses of files: a visitor's on its way in, and one of staff's for who was sent it."""

import asyncio
import re
import time
from urllib.parse import quote

from aiohttp import web

from bots.web import CAPABILITIES, Bring
from bots.web.adapter import WebChat
from bots.web.render import HEADERS
from bots.web.site import Busy, Site
from bots.web.tray import LARGEST, TooLarge
from core.events import Attachment
from core.limits import Limits
from core.platform import Content, DeliveryFailed

PER_VISITOR, PER_ADDRESS = 20, 60  # files brought or taken in a minute
AT_ONCE = 8  # files being brought, by all visitors
SECONDS = 60.0  # for one to arrive
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
# Whatever it is, it is only ever saved: a browser neither shows nor runs it in our name.
_SAVED = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
}


class Files:
    def __init__(self, site: Site, chat: WebChat, bring: Bring) -> None:
        self._site, self._chat, self._bring = site, chat, bring
        self._visitors, self._addresses = Limits(PER_VISITOR), Limits(PER_ADDRESS)
        self._arriving = 0

    def add_to(self, routes: web.UrlDispatcher) -> None:
        routes.add_post("/file/{id}", self._receive)
        routes.add_get("/file/{message}/{number}", self._site.guarded(self._give), allow_head=False)

    async def _receive(self, request: web.Request) -> web.Response:
        """The page reads the status alone: 201, 413 too large, 429 too many, 403 not ours."""
        visitor, id_ = await self._site.gate.visitor(request), request.match_info["id"]
        if visitor is None or not self._site.gate.is_ours(request) or not _ID.fullmatch(id_):
            raise web.HTTPForbidden
        if not self._may(request, visitor) or self._arriving >= AT_ONCE:
            raise web.HTTPTooManyRequests
        self._arriving += 1
        try:
            async with asyncio.timeout(SECONDS):
                content = request.content.iter_chunked(64 * 1024)
                await self._chat.tray.put(visitor, id_, content)
        except TooLarge:
            raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0) from None
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        finally:
            self._arriving -= 1
        return web.Response(status=201, headers=HEADERS)

    async def _give(self, request: web.Request) -> web.StreamResponse:
        """Only to whom it was sent; fetched now, and kept nowhere on the way."""
        visitor = await self._site.gate.visitor(request)
        file = await self._file(request, visitor) if visitor else None
        if visitor is None or file is None:
            return await self._site.missing(request)
        if not self._may(request, visitor):
            raise Busy
        try:
            return _saved(await self._bring(file, CAPABILITIES))
        except DeliveryFailed:
            return await self._site.lost(request)

    async def _file(self, request: web.Request, visitor: str) -> Attachment | None:
        message = await self._chat.stream.message(visitor, request.match_info["message"])
        if message is None or not message.ours or message.content is None:
            return None
        by_number = {str(number): file for number, file in enumerate(message.content.files)}
        return by_number.get(request.match_info["number"])

    def _may(self, request: web.Request, visitor: str) -> bool:
        moment, address = time.monotonic(), self._site.gate.address(request)
        return self._visitors.take(visitor, moment) and self._addresses.take(address, moment)


def _saved(content: Content) -> web.Response:
    name = quote(content.name, safe="")  # RFC 6266, 4.3: nothing in it can end the header
    headers = {**_SAVED, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return web.Response(body=content.data, headers=headers, content_type="application/octet-stream")
