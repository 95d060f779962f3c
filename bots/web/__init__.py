"""The web: a chat page, the features' pages, and the conversations behind them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from aiohttp import web

from core.events import Attachment
from core.feature import Page
from core.platform import Capabilities, CommandSpec, Content, Notes, Suggest
from core.storage import Storage

if TYPE_CHECKING:
    from bots.web.adapter import WebChat

CAPABILITIES = Capabilities(
    edits=True,
    deletes=True,
    reactions=True,
    buttons=True,
    nonces=True,
    suggests=True,
    picture_bytes=5_000_000,
    fetch_bytes=10 * 1024 * 1024,
    upload_bytes=20 * 1024 * 1024,  # ours to choose: what lies between us and a reader is a browser
    brings_late=True,
    text_limit=16_000,
    per_second=1_000,
    chat_per_second=20,
    chat_per_minute=600,
)

# A file of another platform, fetched for a reader here; raises DeliveryFailed.
Bring = Callable[[Attachment, Capabilities], Awaitable[Content]]
Count = Annotated[int, msgspec.Meta(ge=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[web]`. `proxies`: how many reverse proxies of yours stand in front of us and
    name the reader's address in X-Forwarded-For. `keep_days`: how long a message is kept."""

    enabled: bool = True
    accent: str = "#0d6b5c"
    visitor_messages_per_minute: Count = 30
    address_messages_per_minute: Count = 300
    proxies: Annotated[int, msgspec.Meta(ge=0)] = 0
    keep_days: Count = 90


def create(
    settings: Settings,
    commands: Sequence[CommandSpec],
    suggest: Suggest,
    routes: web.UrlDispatcher,
    notes: Notes,
    *,
    storage: Storage,
    pages: Sequence[Page],
    snapshots: Mapping[str, Any],
    brand: str,
    public_url: str,
    language: str,
    config: Callable[[], Any],
    folder: Path,
    bring: Bring,
) -> "WebChat":
    """Adds all its addresses to `routes`; one of `pages` is the chat's, `/`. `snapshots` is read
    anew for every page, and so is `config`. `public_url` is where readers find us, empty if that
    is where we listen; `language` is for readers whose browser asks for none of ours.

    Raises ValueError for an accent that is no colour."""
    from bots.web.adapter import WebChat
    from bots.web.assets import Assets
    from bots.web.devices import Devices
    from bots.web.files import Files
    from bots.web.gate import Gate
    from bots.web.pages import Pages
    from bots.web.pictures import Pictures
    from bots.web.render import Renderer
    from bots.web.site import Site
    from bots.web.sockets import Sockets
    from bots.web.store import Stream
    from bots.web.theme import style_sheet
    from bots.web.tray import Tray

    assets = Assets({"theme.css": style_sheet(settings.accent)})
    gate = Gate(
        notes,
        public_url,
        language,
        proxies=settings.proxies,
        per_visitor=settings.visitor_messages_per_minute,
        per_address=settings.address_messages_per_minute,
    )
    keep = timedelta(days=settings.keep_days)
    chat = WebChat(Stream(storage), Tray(folder), CAPABILITIES, keep=keep)
    site = Site(gate, Renderer(brand, assets, pages))
    routes.add_get("/ws", Sockets(gate, chat, commands, suggest).serve, allow_head=False)
    routes.add_get("/static/{digest}/{name}", assets.serve)
    routes.add_get("/pictures/{sha256}/{name}", Pictures(storage).serve)
    Files(site, chat, bring).add_to(routes)
    Devices(site, chat.stream).add_to(routes)
    Pages(site, chat, pages, snapshots, storage, config).add_to(routes)
    return chat
