"""Our own fetch loop: an update is confirmed only after the core has committed it."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import structlog

from bots.telegram.client import GuideBot, Timings
from bots.telegram.patience import Patience
from bots.telegram.request import Unanswered
from bots.telegram.taking import ALLOWED_UPDATES, Taker

log = structlog.get_logger("telegram")

PAGE = 100  # the most that getUpdates gives


class Polling:
    """Fetch a page, handle it place beside place, then confirm it by asking for what follows.

    A page is finished before the next is asked for: its offset would confirm what is not yet
    done. After a crash the whole page comes again, and the core knows what it has seen.
    """

    def __init__(self, bot: GuideBot, taker: Taker, timings: Timings) -> None:
        self._bot, self._taker, self._timings = bot, taker, timings
        self._offset: int | None = None
        self._patience = Patience(timings)
        self._heard_at = time.monotonic()

    async def run(self) -> None:
        """Until cancelled; raises PlatformStopped when the token is refused."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            # A webhook left over from before would have every poll refused.
            await self._patience.insist(lambda: self._bot.call("deleteWebhook"))
            while True:
                page = await self._patience.insist(self._fetch)
                self._heard_at = time.monotonic()
                if not await self._take(page):
                    await self._patience.rest()

    async def _fetch(self) -> list[dict[str, Any]]:
        arguments: dict[str, object] = {
            "timeout": int(self._timings.poll),
            "limit": PAGE,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            arguments["offset"] = self._offset
        seconds = self._timings.poll + self._timings.call
        page = await self._bot.call("getUpdates", arguments, seconds=seconds)
        updates = [update for update in page if _has_id(update)] if isinstance(page, list) else []
        if page != [] and not updates:
            raise Unanswered("not a page of updates")
        return updates

    async def _take(self, page: Sequence[dict[str, Any]]) -> bool:
        """Moves the offset up to the first update that is not done with; True when all are."""
        if not page:
            return True
        done = await asyncio.gather(*(self._taker.take(update) for update in page))
        if all(done):
            self._offset = page[-1]["update_id"] + 1
            return True
        self._offset = page[done.index(False)]["update_id"]
        return False

    async def _watch(self) -> None:
        """Says so when nothing has been polled for long, and starts with new connections."""
        while True:
            await asyncio.sleep(self._timings.silence / 10)
            if time.monotonic() - self._heard_at > self._timings.silence:
                log.error("nothing polled", seconds=self._timings.silence)
                self._heard_at = time.monotonic()
                await self._bot.hang_up()


def _has_id(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
