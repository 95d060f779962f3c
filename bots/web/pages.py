"""The web's addresses: the features' pages, the chat's own small ones, and its WebSocket."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from bots.web.adapter import Closed, WebChat
from bots.web.assets import Assets
from bots.web.completing import complete
from bots.web.connection import Connection
from bots.web.gate import Gate
from bots.web.incoming import Press
from bots.web.render import HEADERS, Renderer, Shell
from bots.web.seals import link_hash, new_id, new_link
from core.feature import Page, PageAnswer, PageRequest
from core.i18n import LANGUAGES, Reader
from core.moments import now, to_micros
from core.platform import CommandSpec, Suggest

LARGEST_FORM = 4 * 1024
MOST_PAGES_PER_ADDRESS = 100

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    def __init__(
        self,
        chat: WebChat,
        gate: Gate,
        renderer: Renderer,
        snapshots: Mapping[str, Any],
        typing: tuple[Sequence[CommandSpec], Suggest],
    ) -> None:
        self._chat = chat
        self._gate = gate
        self._renderer = renderer
        self._snapshots = snapshots
        self._commands, self._suggest = typing
        self._open: Counter[str] = Counter()

    def add_to(self, routes: web.UrlDispatcher, pages: Sequence[Page], assets: Assets) -> None:
        """Ours alone, but for the last: whatever nobody else serves is told kindly."""
        routes.add_get("/ws", self._talk, allow_head=False)
        routes.add_get("/static/{digest}/{name}", assets.serve)
        for page in pages:
            routes.add_get(page.path, self._guarded(self._viewer(page)))
        routes.add_post("/press", self._guarded(self._press))
        routes.add_post("/language", self._guarded(self._pick_language))
        routes.add_get("/link", self._guarded(self._show_link))
        routes.add_post("/link", self._guarded(self._make_link))
        routes.add_post("/link/revoke", self._guarded(self._revoke_link))
        routes.add_get("/c/{link:[A-Za-z0-9_-]+}", self._guarded(self._offer_to_join))
        routes.add_post("/c/{link:[A-Za-z0-9_-]+}", self._guarded(self._join))
        routes.add_get("/{anything:.*}", self._guarded(self._missing))

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._gate.may_read(self._gate.address(request)):
                return await self._notice(request, "busy.html", 429)
            return await handler(request)

        return guarded

    # The features' pages

    def _viewer(self, page: Page) -> Handler:
        async def view(request: web.Request) -> web.StreamResponse:
            if request.match_info.get("language", "en") not in LANGUAGES:
                return await self._missing(request)
            return await self._answered(request, page.view(self._asked(request)))

        return view

    def _asked(self, request: web.Request) -> PageRequest:
        return PageRequest(
            path=dict(request.match_info),
            query=dict(request.query),
            reader=Reader(self._gate.language(request)),
            snapshots=self._snapshots,
            now=now(),
        )

    async def _answered(
        self, request: web.Request, answer: PageAnswer, *, visitor: str | None = None
    ) -> web.Response:
        visitor = visitor or await self._gate.greet(request)
        seals = await self._gate.seals()
        reader = Reader(self._gate.language(request))
        shell = Shell(reader, self._gate.origin(request), request.path, answer.languages)
        data = {**answer.data, "seal": lambda *words: seals.form(visitor, *words)}
        response = self._renderer.page(answer.template, shell, data, status=answer.status)
        await self._gate.remember(response, visitor)
        if request.query.get("lang") in LANGUAGES:
            self._gate.remember_language(response, request.query["lang"])
        return response

    async def _notice(self, request: web.Request, template: str, status: int) -> web.Response:
        return await self._answered(request, PageAnswer(template=template, data={}, status=status))

    async def _missing(self, request: web.Request) -> web.Response:
        return await self._notice(request, "missing.html", 404)

    # Forms

    async def _form(self, request: web.Request, purpose: str) -> tuple[str, list[str]] | None:
        """The visitor who was shown this form, and what it says; None if we showed no such form."""
        if not 0 < (request.content_length or 0) <= LARGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length or 0)
        visitor = await self._gate.visitor(request)
        if visitor is None:
            return None
        token = (await request.post()).get("token")
        seals = await self._gate.seals()
        words = seals.meaning(token, visitor) if isinstance(token, str) else None
        return (visitor, words[1:]) if words and words[0] == purpose else None

    async def _press(self, request: web.Request) -> web.StreamResponse:
        """A feature's form: one that is sent twice is the same press."""
        form = await self._form(request, "press")
        if form is None:
            return await self._notice(request, "expired.html", 400)
        visitor, (command, back) = form
        token = str((await request.post())["token"])
        return await self._pressed(request, visitor, (link_hash(token), command), back)

    async def _pick_language(self, request: web.Request) -> web.StreamResponse:
        form = await self._form(request, "language")
        language = str((await request.post()).get("language"))
        if form is None or language not in LANGUAGES:
            return await self._notice(request, "expired.html", 400)
        press = new_id(), f"/lang {language}"
        return await self._pressed(request, form[0], press, f"/?lang={language}")

    async def _pressed(
        self, request: web.Request, visitor: str, press: tuple[str, str], back: str
    ) -> web.StreamResponse:
        if not self._gate.may_ask(visitor, self._gate.address(request)):
            return await self._notice(request, "busy.html", 429)
        id_, command = press
        try:
            await self._chat.press_on_page(
                visitor, Press(id_, "page", command), self._gate.language(request)
            )
        except Closed as error:
            raise web.HTTPServiceUnavailable from error
        return _redirect(back)

    # The secret link

    async def _show_link(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._gate.greet(request)
        linked = await self._chat.stream.has_link(visitor)
        answer = PageAnswer(template="link.html", data={"address": "", "linked": linked})
        return _unkept(await self._answered(request, answer, visitor=visitor))

    async def _make_link(self, request: web.Request) -> web.StreamResponse:
        form = await self._form(request, "link")
        if form is None:
            return await self._notice(request, "expired.html", 400)
        token, hashed = new_link()
        await self._chat.stream.set_link(form[0], hashed, to_micros(now()))
        address = f"{self._gate.origin(request)}/c/{token}"
        answer = PageAnswer(template="link.html", data={"address": address, "linked": True})
        return _unkept(await self._answered(request, answer))

    async def _revoke_link(self, request: web.Request) -> web.StreamResponse:
        form = await self._form(request, "revoke")
        if form is None:
            return await self._notice(request, "expired.html", 400)
        await self._chat.stream.set_link(form[0], None, to_micros(now()))
        return _redirect("/link")

    async def _offer_to_join(self, request: web.Request) -> web.StreamResponse:
        link = request.match_info["link"]
        if await self._chat.stream.linked(link_hash(link)) is None:
            return await self._missing(request)
        answer = PageAnswer(template="join.html", data={"link": link})
        return _unkept(await self._answered(request, answer))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        link = request.match_info["link"]
        form = await self._form(request, "join")
        if form is None or form[1] != [link]:
            return await self._notice(request, "expired.html", 400)
        visitor = await self._chat.stream.linked(link_hash(link))
        if visitor is None:
            return await self._missing(request)
        response = _redirect("/")
        await self._gate.remember(response, visitor)
        return response

    # The WebSocket

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        visitor, address = await self._gate.visitor(request), self._gate.address(request)
        if visitor is None or not self._gate.is_ours(request):
            raise web.HTTPForbidden
        if self._open[address] >= MOST_PAGES_PER_ADDRESS:
            raise web.HTTPTooManyRequests
        self._open[address] += 1
        try:
            return await self._connection(visitor, address, self._gate.language(request)).serve(
                request
            )
        finally:
            self._open[address] -= 1
            self._open += Counter()  # drops the zeros

    def _connection(self, visitor: str, address: str, language: str) -> Connection:
        return Connection(
            self._chat,
            visitor,
            language,
            may_ask=lambda: self._gate.may_ask(visitor, address),
            may_type=lambda: self._gate.may_type(visitor),
            complete=lambda typed: complete(typed, language, self._commands, self._suggest),
        )


def _redirect(to: str) -> web.Response:
    return web.Response(status=303, headers={**HEADERS, "Location": to})


def _unkept(response: web.Response) -> web.Response:
    response.headers["Cache-Control"] = "no-store"
    return response
