"""The I/O with Telegram: what comes in is handed to the core, what goes out is performed."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiohttp import web
from telegram.error import TelegramError

from bots.telegram import CAPABILITIES, Settings, checks, files, menus, styles
from bots.telegram.client import GuideBot, Timings, kind_of
from bots.telegram.patience import Patience
from bots.telegram.performing import Performer
from bots.telegram.polling import Polling
from bots.telegram.taking import Acknowledge, Taker
from bots.telegram.webhook import Webhook
from core.actions import Receipt
from core.events import Attachment
from core.platform import (
    CommandSpec,
    Delivery,
    Finding,
    Handle,
    Needs,
    Notes,
    Outline,
    PlatformStopped,
)
from core.text import Body

log = structlog.get_logger("telegram")


class Telegram:
    """One bot account; the contract is `core.platform.Platform`'s."""

    name = "telegram"
    capabilities = CAPABILITIES

    def __init__(
        self,
        settings: Settings,
        commands: Sequence[CommandSpec],
        routes: web.UrlDispatcher,
        notes: Notes,
        timings: Timings | None = None,
    ) -> None:
        # The SDK writes addresses (with the token) and bodies at DEBUG.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        self._settings, self._commands, self._notes = settings, commands, notes
        self._timings = timings or Timings()
        self._bot = GuideBot(settings, self._timings)
        self._performer = Performer(self._bot, notes)
        self._webhook = Webhook(settings, routes) if settings.webhook_url else None

    async def run(self, handle: Handle) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                answer = await Patience(self._timings).insist(lambda: self._bot.call("getMe"))
                tasks.create_task(self._keep_menus())
                me = checks.me_of(answer, self._settings)
                self._performer.username = me.username
                await self._receive(Taker(me, handle, self._acknowledger(tasks)))
        except* PlatformStopped as stopped:
            raise _innermost(stopped) from None

    async def perform(self, delivery: Delivery) -> Receipt:
        return await self._performer.perform(delivery)

    def outline(self, body: Body) -> Outline:
        return styles.outline(body)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        return await files.fetch(self._bot, file, most)

    async def check(self, needs: Needs) -> list[Finding]:
        return await checks.findings(self._bot, self._settings, self._commands, needs)

    async def close(self) -> None:
        await self._bot.hang_up()

    async def _receive(self, taker: Taker) -> None:
        if self._webhook is not None:
            await self._webhook.run(self._bot, taker, self._timings)
        else:
            await Polling(self._bot, taker, self._timings).run()

    async def _keep_menus(self) -> None:
        try:
            await menus.keep(self._bot, self._commands, self._notes)
        except TelegramError as error:
            log.warning("menus not set", error=kind_of(error))
        except Exception:  # a supervisor: old menus are no reason to answer nobody
            log.exception("menus not set")

    def _acknowledger(self, tasks: asyncio.TaskGroup) -> Acknowledge:
        def acknowledge(query: str) -> None:
            tasks.create_task(self._acknowledge(query))

        return acknowledge

    async def _acknowledge(self, query: str) -> None:
        # An old query is refused; the press itself is handled all the same.
        with suppress(TelegramError):
            arguments = {"callback_query_id": query}
            seconds = self._timings.acknowledge
            await self._bot.call("answerCallbackQuery", arguments, seconds=seconds)


def _innermost(stopped: BaseExceptionGroup[PlatformStopped]) -> PlatformStopped:
    first = stopped.exceptions[0]
    return first if isinstance(first, PlatformStopped) else _innermost(first)
