"""X: what it can do, its table of the configuration, and how to make the adapter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import web

from bots.twitter.prices import PRICES, Item
from core.platform import Capabilities, CommandSpec, Notes, Suggest

if TYPE_CHECKING:
    from bots.twitter.adapter import X

NAME = "x"

CAPABILITIES = Capabilities(
    hears_itself=True,
    deletes=True,
    sees_edits=True,
    nonces=True,  # what is uncertain is looked for by its content before it is written again
    groups=True,
    in_public="answers",
    hides=True,
    # docs.x.com/x-api/media/quickstart/best-practices; of others' files only those in private
    # messages.
    picture_bytes=5_000_000,
    fetch_bytes=5_000_000,
    upload_bytes=5_000_000,
    message_micros=PRICES[Item.WRITE_DIRECT_MESSAGE],
    text_limit=280,  # weighted; docs.x.com/fundamentals/counting-characters
    # docs.x.com/x-api/fundamentals/rate-limits: 100 posts in 15 minutes for a user, and 15 direct
    # messages. They may come in one burst; the headers of each answer say what is left.
    waits="told",
    per_second=5.0,
    chat_per_second=5.0,
    chat_per_minute=15.0,
    group_per_minute=100.0,
)

Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]
Dollars = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [x]; without all four secrets the platform is off.

    `dry_run`: read and think, but write nothing; what would be posted stands in the log.
    `monthly_cap_usd`: what X may cost in a calendar month (UTC), of which the share
    `kept_for_announcements` is not spent on reading and answering. `allow_links`: a post with an
    address costs 13 times one without. Requests are signed for api.twitter.com, and for pictures
    for ton.twitter.com, wherever `api_base_url` and `media_base_url` send them.
    """

    consumer_key: Secret = ""
    consumer_secret: Secret = ""
    access_token: Secret = ""
    access_token_secret: Secret = ""
    dry_run: bool = True
    monthly_cap_usd: Dollars = 10.0
    kept_for_announcements: Share = 0.2
    allow_links: bool = False
    api_base_url: str = "https://api.twitter.com"
    media_base_url: str = "https://ton.twitter.com"

    def __repr__(self) -> str:
        return f"Settings(api_base_url={self.api_base_url!r})"  # a log must not show the secrets


def create(
    settings: Settings,
    commands: Sequence[CommandSpec],
    suggest: Suggest,
    routes: web.UrlDispatcher,
    notes: Notes,
) -> "X":
    """The adapter, not yet connected. X has no menus, shows nothing while one types, and is
    polled: `commands`, `suggest` and `routes` are not needed."""
    from bots.twitter.adapter import X

    return X(settings, notes)
