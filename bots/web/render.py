"""Templates, filled in a reader's language and sent with everything that protects a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bots.web.assets import Assets
from core.feature import Page
from core.i18n import LANGUAGES, Reader

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "guildhall",
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Language, Cookie",
}


@dataclass(frozen=True)
class Shell:
    """What stands around a page: whose it is, in which language, and where it is found.

    `paths` are the page's in other languages, and under x-default the one that chooses itself."""

    reader: Reader
    origin: str
    here: str
    paths: Mapping[str, str]


class Renderer:
    def __init__(self, brand: str, assets: Assets, pages: Sequence[Page]) -> None:
        self._menu = [(page.path, page.in_menu) for page in pages if page.in_menu]
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "_": _translated,
            "ngettext": _counted,
            "brand": brand,
            "asset": assets.url,
            "languages": LANGUAGES,
        }

    def page(
        self, template: str, shell: Shell, data: Mapping[str, Any], *, status: int = 200
    ) -> web.Response:
        html = self._templates.get_template(template).render({**self._around(shell), **data})
        return web.Response(
            text=html, status=status, content_type="text/html", charset="utf-8", headers=HEADERS
        )

    def _around(self, shell: Shell) -> Mapping[str, Any]:
        paths = shell.paths
        language = shell.reader.language
        own = paths.get(language) or paths.get("x-default", shell.here)
        return {
            "reader": shell.reader,
            "language": language,
            "here": shell.here,
            "paths": paths,
            "canonical": shell.origin + own,
            "alternates": [(code, shell.origin + path) for code, path in paths.items()],
            "menu": [(path, shell.reader.gettext(label)) for path, label in self._menu],
        }


@pass_context
def _translated(context: Context, text: str, **fields: str | int) -> str:
    reader: Reader = context["reader"]
    return reader.gettext(text, **fields)


@pass_context
def _counted(context: Context, one: str, many: str, number: int, /, **fields: str | int) -> str:
    reader: Reader = context["reader"]
    return reader.ngettext(one, many, number, **fields)
