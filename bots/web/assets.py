"""Our own style sheet, script and icon: held in memory, named by what is in them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    content: bytes
    type: str
    digest: str


class Assets:
    """`extra` are files made from the settings, by name."""

    def __init__(self, extra: dict[str, str]) -> None:
        files = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
        files |= {name: text.encode() for name, text in extra.items()}
        self._assets = {name: _asset(name, content) for name, content in files.items()}

    def url(self, name: str) -> str:
        """Changes whenever the content does, so it may be cached for ever."""
        return f"/static/{self._assets[name].digest}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None or asset.digest != request.match_info["digest"]:
            raise web.HTTPNotFound
        headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
        return web.Response(
            body=asset.content, content_type=asset.type, charset="utf-8", headers=headers
        )


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Asset(content, _TYPES[Path(name).suffix], digest)
