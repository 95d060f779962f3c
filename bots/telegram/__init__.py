"""Telegram: what it can do, its table of the configuration, and how to make the adapter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from aiohttp import web

from core.platform import Capabilities, CommandSpec, Notes, Suggest

if TYPE_CHECKING:
    from bots.telegram.adapter import Telegram

CAPABILITIES = Capabilities(
    edits=True,
    deletes=True,
    reactions=True,
    pins=True,
    restricts=True,
    threads=True,
    renames=True,
    rename_seconds=60.0,  # ours: each is a line in the topic, and a request to its group
    badges=True,
    sees_edits=True,
    buttons=True,
    silent=True,
    groups=True,
    files=True,
    looks_up=True,
    locks="everybody",
    admits=True,
    fetch_bytes=20_000_000,  # core.telegram.org/bots/api#getfile
    upload_bytes=50_000_000,  # core.telegram.org/bots/api#sending-files
    picture_bytes=10_000_000,  # core.telegram.org/bots/api#sendphoto
    drops_threads=True,
    text_limit=4096,  # UTF-16 units; core.telegram.org/bots/api#sendmessage
    # core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    per_second=30.0,
    chat_per_second=1.0,
    chat_per_minute=60.0,
    group_per_minute=20.0,
)

# Those that an action of ours can use (core.telegram.org/bots/api#chatadministratorrights).
Right = Literal[
    "can_delete_messages",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
    "can_invite_users",
]
Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [telegram]; without a `token` the platform is off.

    `api_base_url`: a self-hosted Bot API server. `webhook_url`: the public https address at which
    Telegram reaches this program's web server; empty: we poll. `rights`: the administrator rights
    that this installation uses, by Telegram's names: those missing and those beyond are reported.
    """

    token: Secret = ""
    api_base_url: str = "https://api.telegram.org"
    webhook_url: str = ""
    rights: tuple[Right, ...] = ()

    def __repr__(self) -> str:
        return f"Settings(api_base_url={self.api_base_url!r})"  # a log must not show the token


def create(
    settings: Settings,
    commands: Sequence[CommandSpec],
    suggest: Suggest,
    routes: web.UrlDispatcher,
    notes: Notes,
) -> "Telegram":
    """The adapter, not yet connected. `suggest` is not asked: nothing can be shown while typing."""
    from bots.telegram.adapter import Telegram

    return Telegram(settings, commands, routes, notes)
