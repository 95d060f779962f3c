"""The connection to Discord's gateway, kept by the SDK: hello, identify, heartbeats, resume.

What it carries is read by us: any error in the SDK's own parsing ends its client for good, and a
single unexpected null is enough.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route
from prometheus_client import Counter

from bots.discord import Settings
from bots.discord.outcomes import ASK_PORTAL
from bots.discord.rest import Flooded, Rest, RestError, TokenRefused
from bots.discord.who import Json
from core.platform import PlatformStopped

log = structlog.get_logger("discord")

CONNECTED = Counter("guildhall_discord_sessions", "Gateway sessions, new and resumed", ["how"])

# docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_BAD_TOKEN, _BAD_INTENTS = 4004, (4013, 4014)
ASK_INTENTS = (
    "Discord does not grant the intents that [discord] asks for: switch them on in the Developer"
    " Portal, page Bot, or set message_content and members to false"
)

KINDS = (
    *("READY", "RESUMED", "INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE"),
    *("MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"),
    *("GUILD_CREATE", "GUILD_DELETE", "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"),
    *("CHANNEL_CREATE", "CHANNEL_UPDATE"),
    *("GUILD_UPDATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"),
    *("GUILD_MEMBER_UPDATE", "WEBHOOKS_UPDATE", "INTEGRATION_CREATE"),
    *("CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC"),
)

Take = Callable[[str, Json, str], None]  # kind, payload, its stamp; must not raise


@dataclass(frozen=True)
class Timings:
    """All in seconds."""

    call: float = 20.0  # well under what the outbox allows a delivery
    acknowledge: float = 1.2  # twice of it is still within the 3 s that Discord waits
    first_pause: float = 0.5
    longest_pause: float = 3.0  # so that we are back within 5 s of the network
    silence: float = 45.0  # without a heartbeat's answer the line is dead; beats come every 41 s
    identify: float = 5.0  # between two sessions; topics/gateway#rate-limiting
    # Discord resets a token that identifies more than 1,000 times a day.
    longest_failing: float = 90.0
    settled: float = 600.0  # a session that lived this long was no failure


class Gateway:
    """Sessions one after another, until cancelled."""

    def __init__(self, settings: Settings, rest: Rest, timings: Timings, take: Take) -> None:
        self._settings, self._rest, self._timings, self._take = settings, rest, timings, take

    async def run(self) -> None:
        """Raises PlatformStopped when the token or the intents are refused."""
        unreached, failed = self._timings.first_pause, self._timings.first_pause
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            try:
                await self._session()
            except (discord.ConnectionClosed, TokenRefused) as error:
                _stop_if_final(error)
                log.warning("gateway closed", error=type(error).__name__)
            except Flooded as error:
                log.warning("asked too often", seconds=error.seconds)
                await asyncio.sleep(error.seconds)
            except (OSError, aiohttp.ClientError, TimeoutError, RestError) as error:
                log.warning("discord not reached", error=type(error).__name__)
                await asyncio.sleep(unreached)
                unreached = min(unreached * 2, self._timings.longest_pause)
                continue
            except Exception:  # a supervisor: whatever the SDK trips over, a fresh client goes on
                log.exception("gateway failed")
            unreached = self._timings.first_pause
            if loop.time() - begun > self._timings.settled:
                failed = self._timings.first_pause
            await asyncio.sleep(failed)
            failed = min(failed * 2, self._timings.longest_failing)

    async def _session(self) -> None:
        client = _Client(self._settings, self._rest, self._timings, self._take)
        try:
            await client.follow(self._settings)
        finally:
            await client.hang_up()


def _stop_if_final(error: Exception) -> None:
    code = error.code if isinstance(error, discord.ConnectionClosed) else _BAD_TOKEN
    if code == _BAD_TOKEN:
        raise PlatformStopped(ASK_PORTAL) from None
    if code in _BAD_INTENTS:
        raise PlatformStopped(ASK_INTENTS) from None


def intents_of(settings: Settings) -> discord.Intents:
    """The least that we can do with."""
    return discord.Intents(
        guilds=True,
        integrations=True,
        webhooks=True,
        guild_messages=True,
        dm_messages=True,
        guild_reactions=True,
        dm_reactions=True,
        message_content=settings.message_content,
        members=settings.members,
    )


class _Door(HTTPClient):
    """The SDK's own requests, few as they are, go the way of ours: one try, no sleep."""

    def __init__(self, rest: Rest) -> None:
        super().__init__(asyncio.get_running_loop())
        self._rest = rest

    async def request(self, route: Route, **_: Any) -> Any:
        return await self._rest.call(route.method, route.path)


class _Client(discord.Client):
    """The SDK's client for one run of sessions that resume each other."""

    def __init__(self, settings: Settings, rest: Rest, timings: Timings, take: Take) -> None:
        super().__init__(
            intents=intents_of(settings),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            heartbeat_timeout=timings.silence,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._timings, self._take = timings, take
        self.http = self._connection.http = _Door(rest)
        self._connection.parsers = {kind: self._reader(kind) for kind in KINDS}

    async def follow(self, settings: Settings) -> None:
        """Until a session ends that cannot be resumed; raises why."""
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
        await self._async_setup_hook()
        await self.http.static_login(settings.token)
        await self.connect(reconnect=False)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(self._timings.identify)

    async def hang_up(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                await self.close()
        await self.http.close()

    def _reader(self, kind: str) -> Callable[[Any], None]:
        def read(data: Any) -> None:
            self._take(kind, data, f"{self.ws.session_id}.{self.ws.sequence}")
            if kind in ("READY", "RESUMED"):
                CONNECTED.labels(kind.lower()).inc()

        return read


def quieten() -> None:
    """The SDK writes bodies at DEBUG."""
    logging.getLogger("discord").setLevel(logging.WARNING)
