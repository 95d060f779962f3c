"""What all pages share: who reads, in which language, how often, and which forms are ours."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256

import structlog
from aiohttp import web

from bots.web.gate import Gate
from bots.web.render import HEADERS, Renderer, Shell
from core.feature import PageAnswer
from core.i18n import LANGUAGES, Reader

log = structlog.get_logger("web")

LARGEST_FORM = 4 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Expired(Exception):
    """We did not show this visitor this form, or too long ago."""


class Busy(Exception):
    """This visitor or address asks for too much."""


class Site:
    def __init__(self, gate: Gate, renderer: Renderer) -> None:
        self.gate = gate
        self._renderer = renderer

    def guarded(self, handler: Handler) -> Handler:
        """Within the limits, and with a kind page for what went wrong."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                if not self.gate.may_read(self.gate.address(request)):
                    raise Busy
                return await handler(request)
            except Busy:
                return await self._notice(request, "busy.html", 429)
            except Expired:
                return await self._notice(request, "expired.html", 400)
            except web.HTTPError as error:
                return await self._notice(request, "broken.html", error.status)
            except Exception:
                log.exception("page failed", path=request.path)
                return await self._notice(request, "broken.html", 500)

        return guarded

    async def answered(
        self, request: web.Request, answer: PageAnswer, *, visitor: str | None = None
    ) -> web.Response:
        """The page for its reader, who has a cookie from now on: their forms are sealed for it."""
        visitor = visitor or await self.gate.greet(request)
        seals = await self.gate.seals()
        reader = Reader(self.gate.language(request))
        shell = Shell(reader, self.gate.origin(request), request.path, answer.languages)
        data = {**answer.data, "seal": lambda *words: seals.form(visitor, *words)}
        response = self._renderer.page(answer.template, shell, data, status=answer.status)
        await self.gate.remember(response, visitor)
        if request.query.get("lang") in LANGUAGES:
            self.gate.remember_language(response, request.query["lang"])
        return response

    async def missing(self, request: web.Request) -> web.Response:
        return await self._notice(request, "missing.html", 404)

    async def lost(self, request: web.Request) -> web.Response:
        """A file that is there no more."""
        return await self._notice(request, "lost.html", 404)

    async def form(self, request: web.Request, *meaning: str) -> tuple[str, list[str]]:
        """The visitor who was shown a form of this meaning, and what else it says.

        Raises Expired; a form that is too large, or does not say how large, is not read."""
        if not 0 < (request.content_length or 0) <= LARGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length or 0)
        visitor = await self.gate.visitor(request)
        token = (await request.post()).get("token")
        if visitor is None or not isinstance(token, str):
            raise Expired
        words = (await self.gate.seals()).meaning(token, visitor) or []
        if words[: len(meaning)] != list(meaning):
            raise Expired
        return visitor, words[len(meaning) :]

    async def _notice(self, request: web.Request, template: str, status: int) -> web.Response:
        return await self.answered(request, PageAnswer(template=template, data={}, status=status))


def redirect(to: str) -> web.Response:
    return web.Response(status=303, headers={**HEADERS, "Location": to})


def document(answer: PageAnswer) -> web.Response:
    """Not to be kept by anybody on the way, nor found by a search."""
    style = b64encode(sha256(answer.style.encode()).digest()).decode()
    headers = {
        **HEADERS,
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{style}'; sandbox",
    }
    return web.Response(text=answer.document, content_type=answer.media, headers=headers)
