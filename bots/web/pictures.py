"""The address of a picture that the house sent: by what is in it, so it may be cached for ever."""

from aiohttp import web

from core import pictures
from core.storage import Storage

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class Pictures:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def serve(self, request: web.Request) -> web.Response:
        sha256 = request.match_info["sha256"]
        found = await self._storage.read(lambda tx: pictures.load(tx, sha256))
        if found is None:
            raise web.HTTPNotFound
        media, data = found
        return web.Response(body=data, content_type=media, headers=_HEADERS)
