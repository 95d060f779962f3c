"""The features' pages, and the forms on them: each is a press by the visitor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from bots.web.adapter import Closed, WebChat
from bots.web.incoming import PAGE, Press
from bots.web.seals import link_hash, new_id
from bots.web.site import Busy, Expired, Handler, Site, document, redirect
from core.events import Account
from core.feature import Page, PageRequest
from core.i18n import LANGUAGES, Reader
from core.moments import now
from core.storage import Storage

LONGEST_ASKED = 64 * 1024  # bytes of a form with a text of somebody's


class Pages:
    def __init__(
        self,
        site: Site,
        chat: WebChat,
        pages: Sequence[Page],
        snapshots: Mapping[str, Any],
        storage: Storage,
        config: Callable[[], Any],
    ) -> None:
        self._site = site
        self._storage = storage
        self._chat = chat
        self._pages = pages
        self._snapshots = snapshots
        self._config = config

    def add_to(self, routes: web.UrlDispatcher) -> None:
        """The last address is every other one: whatever nobody serves is told kindly."""
        guarded = self._site.guarded
        for page in self._pages:
            routes.add_get(page.path, guarded(self._viewer(page)))
            if page.asks:
                routes.add_post(page.path, guarded(self._viewer(page)))
        routes.add_post("/press", guarded(self._press))
        routes.add_post("/language", guarded(self._pick_language))
        routes.add_get("/{anything:.*}", guarded(self._site.missing))

    def _viewer(self, page: Page) -> Handler:
        async def view(request: web.Request) -> web.StreamResponse:
            if request.match_info.get("language", "en") not in LANGUAGES:
                return await self._site.missing(request)
            answer = page.view(await self._found(page, await self._asked(request)))
            if answer.document:
                return document(answer)
            return await self._site.answered(request, answer)

        return view

    async def _found(self, page: Page, asked: PageRequest) -> PageRequest:
        read = page.read
        if read is None:
            return asked
        found = await self._storage.read(lambda tx: read(tx, asked))
        return msgspec.structs.replace(asked, found=found)

    async def _asked(self, request: web.Request) -> PageRequest:
        visitor = await self._site.gate.visitor(request)
        return PageRequest(
            path=dict(request.match_info),
            query={**request.query, **await _sent(request)},
            reader=Reader(self._site.gate.language(request)),
            snapshots=self._snapshots,
            now=now(),
            config=self._config(),
            account=Account("web", visitor) if visitor else None,
        )

    async def _press(self, request: web.Request) -> web.StreamResponse:
        """A feature's form; one that is sent twice is the same press."""
        visitor, (command, back) = await self._site.form(request, "press")
        token = str((await request.post())["token"])
        return await self._pressed(request, visitor, (link_hash(token), command), back)

    async def _pick_language(self, request: web.Request) -> web.StreamResponse:
        visitor, _ = await self._site.form(request, "language")
        language = str((await request.post()).get("language"))
        if language not in LANGUAGES:
            raise Expired
        press = new_id(), f"/lang {language}"
        return await self._pressed(request, visitor, press, f"/?lang={language}")

    async def _pressed(
        self, request: web.Request, visitor: str, press: tuple[str, str], back: str
    ) -> web.StreamResponse:
        gate = self._site.gate
        if not gate.may_ask(visitor, gate.address(request)):
            raise Busy
        id_, command = press
        try:
            event = Press(id_, PAGE, command)
            await self._chat.press_on_page(visitor, event, gate.language(request))
        except Closed as error:
            raise web.HTTPServiceUnavailable from error
        return redirect(back)


async def _sent(request: web.Request) -> Mapping[str, str]:
    """The fields of a form that asks; one that is too large, or does not say so, is not read."""
    if request.method != "POST":
        return {}
    if not 0 < (request.content_length or 0) <= LONGEST_ASKED:
        raise web.HTTPRequestEntityTooLarge(LONGEST_ASKED, request.content_length or 0)
    fields = await request.post()
    return {name: value for name, value in fields.items() if isinstance(value, str)}
