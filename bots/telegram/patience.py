"""What to do while Telegram cannot be had: wait as long as each kind of trouble asks for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bots.telegram.client import Timings, kind_of
from bots.telegram.outcomes import ASK_BOTFATHER
from bots.telegram.request import Flooded
from core.platform import PlatformStopped

T = TypeVar("T")
log = structlog.get_logger("telegram")


class Patience:
    """Waits grow while trouble lasts, and begin anew after a success."""

    def __init__(self, timings: Timings) -> None:
        self._timings = timings
        self._pause = timings.first_pause

    async def insist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Again until it succeeds. Raises PlatformStopped when the token is refused."""
        while True:
            try:
                result = await attempt()
            except TelegramError as error:
                await self.after(error)
            else:
                self._pause = self._timings.first_pause
                return result

    async def after(self, error: TelegramError) -> None:
        match error:
            case InvalidToken():
                raise PlatformStopped(ASK_BOTFATHER) from None
            case Flooded():
                log.warning("asked too often", seconds=error.seconds)
                await asyncio.sleep(error.seconds)
            case Conflict():
                # Two instances on one token: each would end the other's request for ever.
                log.error("another poller or a webhook has this token")
                await asyncio.sleep(self._timings.conflict)
            case _:
                log.warning("telegram not reached", error=kind_of(error))
                await self.rest()

    async def rest(self) -> None:
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, self._timings.longest_pause)
