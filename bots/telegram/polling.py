"""Our own fetch loop: an update is confirmed only after the core has committed it."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, NoReturn

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bots.telegram.client import GuideBot, Timings, kind_of
from bots.telegram.outcomes import ASK_BOTFATHER
from bots.telegram.request import Flooded, Unanswered
from bots.telegram.taking import ALLOWED_UPDATES, Taker
from core.platform import PlatformStopped

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
        self._pause = timings.first_pause
        self._heard_at = time.monotonic()

    async def run(self) -> NoReturn:
        """Until cancelled; raises PlatformStopped when the token is refused."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            step = self._take_over
            while True:
                try:
                    await step()
                except TelegramError as error:
                    await self._wait_out(error)
                else:
                    step = self._turn
        raise AssertionError("unreachable")

    async def _take_over(self) -> None:
        """A webhook left over from before would have every poll refused."""
        await self._bot.call("deleteWebhook")

    async def _turn(self) -> None:
        page = await self._fetch()
        self._heard_at = time.monotonic()
        if await self._take(page):
            self._pause = self._timings.first_pause
        else:
            await self._rest()

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

    async def _wait_out(self, error: TelegramError) -> None:
        match error:
            case InvalidToken():
                raise PlatformStopped(ASK_BOTFATHER) from None
            case Flooded():
                log.warning("polling too fast", seconds=error.seconds)
                await asyncio.sleep(error.seconds)
            case Conflict():
                # Two instances on one token: each would end the other's request for ever.
                log.error("another poller or a webhook has this token")
                await asyncio.sleep(self._timings.conflict)
            case _:
                log.warning("telegram not reached", error=kind_of(error))
                await self._rest()

    async def _rest(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, self._timings.longest_pause)

    async def _watch(self) -> NoReturn:
        """Says so when nothing has been polled for long, and starts with new connections."""
        while True:
            await asyncio.sleep(self._timings.silence / 10)
            if time.monotonic() - self._heard_at > self._timings.silence:
                log.error("nothing polled", seconds=self._timings.silence)
                self._heard_at = time.monotonic()
                await self._bot.hang_up()


def _has_id(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
