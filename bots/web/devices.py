"""The secret link that brings a conversation to another device."""

from aiohttp import web

from bots.web.seals import link_hash, new_link
from bots.web.site import Site, redirect
from bots.web.store import Stream
from core.feature import PageAnswer
from core.moments import now, to_micros

_LINK = "/c/{link:[A-Za-z0-9_-]+}"


class Devices:
    """Whoever has the link has the conversation; only the link's hash is kept."""

    def __init__(self, site: Site, stream: Stream) -> None:
        self._site = site
        self._stream = stream

    def add_to(self, routes: web.UrlDispatcher) -> None:
        guarded = self._site.guarded
        routes.add_get("/link", guarded(self._show))
        routes.add_post("/link", guarded(self._make))
        routes.add_post("/link/revoke", guarded(self._revoke))
        routes.add_get(_LINK, guarded(self._offer))
        routes.add_post(_LINK, guarded(self._join))

    async def _show(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._site.gate.greet(request)
        linked = await self._stream.has_link(visitor)
        answer = PageAnswer(template="link.html", data={"address": "", "linked": linked})
        return _unkept(await self._site.answered(request, answer, visitor=visitor))

    async def _make(self, request: web.Request) -> web.StreamResponse:
        visitor, _ = await self._site.form(request, "link")
        token, hashed = new_link()
        await self._stream.set_link(visitor, hashed, to_micros(now()))
        address = f"{self._site.gate.origin(request)}/c/{token}"
        answer = PageAnswer(template="link.html", data={"address": address, "linked": True})
        return _unkept(await self._site.answered(request, answer))

    async def _revoke(self, request: web.Request) -> web.StreamResponse:
        visitor, _ = await self._site.form(request, "revoke")
        await self._stream.set_link(visitor, None, to_micros(now()))
        return redirect("/link")

    async def _offer(self, request: web.Request) -> web.StreamResponse:
        """Opening a link changes nothing yet: a preview bot opens links, too."""
        link = request.match_info["link"]
        if await self._stream.linked(link_hash(link)) is None:
            return await self._site.missing(request)
        answer = PageAnswer(template="join.html", data={"link": link})
        return _unkept(await self._site.answered(request, answer))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        link = request.match_info["link"]
        await self._site.form(request, "join", link)
        visitor = await self._stream.linked(link_hash(link))
        if visitor is None:
            return await self._site.missing(request)
        response = redirect("/")
        await self._site.gate.remember(response, visitor)
        return response


def _unkept(response: web.Response) -> web.Response:
    response.headers["Cache-Control"] = "no-store"
    return response
