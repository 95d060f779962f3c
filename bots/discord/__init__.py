"""Discord: what it can do, its table of the configuration, and how to make the adapter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import web

from core.platform import Capabilities, CommandSpec, Notes, Suggest

if TYPE_CHECKING:
    from bots.discord.adapter import Discord

CAPABILITIES = Capabilities(
    hears_itself=True,
    dm_first=True,  # whom we share a server with; a closed door is 50007
    edits=True,
    deletes=True,
    reactions=True,
    pins=True,
    restricts=True,
    threads=True,
    renames=True,
    rename_seconds=305.0,  # twice in ten minutes, as observed: it is told in no header
    private_threads=True,  # taken back without message_content
    badges=True,
    sees_deletions=True,
    sees_answers=True,
    sees_edits=True,
    buttons=True,
    ephemeral=True,
    nonces=True,
    silent=True,
    suggests=True,
    groups=True,
    looks_up=True,
    locks="newcomers",
    fetch_bytes=500_000_000,  # support.discord.com: the largest that anybody may upload
    upload_bytes=10_000_000,  # docs.discord.com/developers/reference#uploading-files
    picture_bytes=10_000_000,
    drops_threads=True,
    text_limit=2000,  # docs.discord.com/developers/resources/message#create-message
    # docs.discord.com/developers/topics/rate-limits#global-rate-limit: 50; the rest is kept for
    # acknowledging. A channel's own limit is told in headers only, 5 in 5 s as observed.
    waits="told",
    per_second=40.0,
    chat_per_second=1.0,
    chat_per_minute=60.0,
    group_per_minute=60.0,
)

Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [discord]; without a `token` the platform is off.

    `message_content` and `members`: the privileged intents that were switched on for the
    application; without the first we read only what is said to us, without the second no joins.
    `guild_id`: register the commands in this one server only; empty: everywhere.
    `api_base_url`, `gateway_url` and `cdn_url` (where files are): a proxy, or another server that
    speaks the API.
    """

    token: Secret = ""
    message_content: bool = False
    members: bool = False
    guild_id: str = ""
    api_base_url: str = "https://discord.com/api/v10"
    gateway_url: str = "wss://gateway.discord.gg/"
    cdn_url: str = "https://cdn.discordapp.com"

    def __repr__(self) -> str:
        return f"Settings(api_base_url={self.api_base_url!r})"  # a log must not show the token


def create(
    settings: Settings,
    commands: Sequence[CommandSpec],
    suggest: Suggest,
    routes: web.UrlDispatcher,
    notes: Notes,
) -> "Discord":
    """The adapter, not yet connected. It has no webhooks, so it needs no `routes`."""
    from bots.discord.adapter import Discord

    return Discord(settings, commands, suggest, notes)
