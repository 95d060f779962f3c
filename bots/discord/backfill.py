"""What was said while nobody listened: read by REST, channel by channel, after the mark."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog

from bots.discord.permissions import may_read
from bots.discord.rest import Flooded, Refusal, Rest, RestError, TokenRefused
from bots.discord.who import Directory, Json, channel_of, id_at

log = structlog.get_logger("discord")

TALKS = "talks"  # the note of our latest private talks: READY names none
MOST_TALKS = 100
PAGE = 100  # the most that one request gives
MOST_PAGES = 10  # a channel: beyond, nobody waits for an answer any more
LONGEST = timedelta(days=1)
_PAUSE_SECONDS = 2.0
_TRIES = 30


class Backfill:
    """`take` gets each message as the gateway would have sent it, the oldest first."""

    def __init__(
        self, rest: Rest, directory: Directory, take: Callable[[Json], Any], room: Callable[[], Any]
    ) -> None:
        self._rest, self._directory = rest, directory
        self._take, self._room = take, room

    async def guild(self, told: Json, me: str, since: int) -> None:
        """Every channel and active thread of a server (GUILD_CREATE) that has news for us."""
        member = next((m for m in told.get("members") or () if str(m["user"]["id"]) == me), None)
        if member is None:
            return
        channels = {str(channel["id"]): channel for channel in told.get("channels") or ()}
        for each in (*channels.values(), *(told.get("threads") or ())):
            found = channel_of(each, str(told["id"]))
            rights_of = channels.get(found.parent, each) if found.parent else each
            if found.last > since and may_read(told, member, rights_of):
                await self.channel(found.id, found.guild, since)

    async def talks(self, since: int) -> None:
        for channel in list(self._directory.talks())[-MOST_TALKS:]:
            await self.channel(channel, "", since)

    async def channel(self, channel: str, guild: str, since: int) -> None:
        after = max(since, id_at(datetime.now(UTC) - LONGEST))
        for _ in range(MOST_PAGES):
            page = await self._page(channel, after)
            for message in sorted(page, key=lambda each: int(each["id"])):
                after = int(message["id"])
                await self._room()
                self._take({**message, "guild_id": guild} if guild else message)
            if len(page) < PAGE:
                return
        log.warning("too far behind, the rest is passed over", channel=channel)

    async def _page(self, channel: str, after: int) -> list[Json]:
        path = f"/channels/{channel}/messages?after={after}&limit={PAGE}"
        for _ in range(_TRIES):
            try:
                page: list[Json] = await self._rest.call("GET", path)
            except Flooded as error:
                await asyncio.sleep(error.seconds)
            except (Refusal, TokenRefused):
                return []  # gone, or not for us
            except RestError as error:
                log.warning("not read", channel=channel, error=type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                return page
        return []


def remembered(directory: Directory) -> str:
    """The note TALKS."""
    return msgspec.json.encode(list(directory.talks().items())[-MOST_TALKS:]).decode()


def recall(directory: Directory, note: str | None) -> None:
    for channel, person in msgspec.json.decode(note, type=list[tuple[str, str]]) if note else ():
        directory.note_talk(channel, person)
