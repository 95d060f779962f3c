"""The I/O with Discord: what comes in is handed to the core, what goes out is performed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import structlog

from bots.discord import CAPABILITIES, Settings, backfill, checks, commands, files, styles
from bots.discord.answering import Answering
from bots.discord.backfill import TALKS
from bots.discord.gateway import Gateway, Timings, quieten
from bots.discord.incoming import Sight
from bots.discord.marks import Marks
from bots.discord.ourselves import Ourselves
from bots.discord.outcomes import ASK_PORTAL
from bots.discord.performing import Performer
from bots.discord.receiving import Reception
from bots.discord.rest import Flooded, Rest, RestError, TokenRefused
from bots.discord.taking import MARK
from bots.discord.who import Directory, Me, id_at
from core.actions import OpenThread, Receipt
from core.events import Attachment
from core.platform import (
    CommandSpec,
    Delivery,
    DeliveryFailed,
    Finding,
    Handle,
    Needs,
    NotAllowed,
    Notes,
    Outline,
    PlatformStopped,
    Suggest,
)
from core.text import Body

log = structlog.get_logger("discord")


class Discord:
    """One bot account; the contract is `core.platform.Platform`'s."""

    name = "discord"

    def __init__(
        self,
        settings: Settings,
        commands: Sequence[CommandSpec],
        suggest: Suggest,
        notes: Notes,
        timings: Timings | None = None,
    ) -> None:
        quieten()
        self._settings, self._commands, self._notes = settings, commands, notes
        # What is said in a thread reaches us only with that intent; a private talk always does.
        self.capabilities = msgspec.structs.replace(
            CAPABILITIES, private_threads=settings.message_content
        )
        self._suggest, self._timings = suggest, timings or Timings()
        self._rest = Rest(settings.api_base_url, settings.token, self._timings.call)
        self._ourselves, self._directory = Ourselves(self._rest), Directory()
        self._answering = Answering(self._rest, self._ourselves, self._directory)
        self._performer = Performer(
            self._rest, self._ourselves, self._directory, self._answering, notes
        )
        self._reception: Reception | None = None

    @property
    def waiting(self) -> int:
        """What came and is not yet handled."""
        return self._reception.waiting if self._reception else 0

    async def run(self, handle: Handle) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                me = await self._insist_on_me()
                self._reception = await self._receive(me, handle, tasks)
                tasks.create_task(self._reception.read())
                tasks.create_task(self._reception.taker.keep_up())
                tasks.create_task(self._answering.sweep())
                tasks.create_task(self._keep_commands(me))
                receive = self._reception.receive
                await Gateway(self._settings, self._rest, self._timings, receive).run()
        except* PlatformStopped as stopped:
            raise _innermost(stopped) from None
        finally:
            self._reception = None

    async def perform(self, delivery: Delivery) -> Receipt:
        match delivery.action:
            case OpenThread(private=True) if not self.capabilities.private_threads:
                raise DeliveryFailed(NotAllowed("see_messages"))
        return await self._performer.perform(delivery)

    def outline(self, body: Body) -> Outline:
        return styles.outline(body)

    async def fetch(self, file: Attachment, most: int) -> bytes:
        return await files.fetch(self._rest, self._settings.cdn_url, file, most)

    async def check(self, needs: Needs) -> list[Finding]:
        return await checks.findings(self._rest, self._settings, self._commands, needs)

    async def close(self) -> None:
        await self._rest.close()

    async def _receive(self, me: Me, handle: Handle, tasks: asyncio.TaskGroup) -> Reception:
        """Goes on after the last message that was handled; at the first run, from now."""
        if not self._settings.message_content:
            log.warning("blind to messages that are not to us: [discord] message_content is off")
        mark = await self._notes.get(MARK)
        if mark is None:  # at once: a crash before the first message must not move it
            mark = str(id_at(datetime.now(UTC)))
            await self._notes.put(MARK, mark)
        self._directory.me = me.id
        backfill.recall(self._directory, await self._notes.get(TALKS))
        return Reception(
            Sight(me, self._directory),
            self._rest,
            self._answering,
            self._notes,
            marks=Marks(int(mark)),
            handle=handle,
            tasks=tasks,
            specs={spec.name: spec for spec in self._commands},
            suggest=self._suggest,
            timings=self._timings,
            reads_all=self._settings.message_content,
        )

    async def _insist_on_me(self) -> Me:
        """Until Discord answers; raises PlatformStopped when it refuses the token."""
        pause = self._timings.first_pause
        while True:
            try:
                return await self._ourselves.get()
            except TokenRefused:
                raise PlatformStopped(ASK_PORTAL) from None
            except Flooded as error:
                log.warning("asked too often", seconds=error.seconds)
                await asyncio.sleep(error.seconds)
            except RestError as error:
                log.warning("discord not reached", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._timings.longest_pause)

    async def _keep_commands(self, me: Me) -> None:
        guild = self._settings.guild_id
        try:
            if await commands.keep(self._rest, me.application, guild, self._commands):
                log.info("commands registered")
        except RestError as error:
            log.warning("commands not registered", error=str(error))
        except Exception:  # a supervisor: old commands are no reason to answer nobody
            log.exception("commands not registered")


def _innermost(stopped: BaseExceptionGroup[PlatformStopped]) -> PlatformStopped:
    first = stopped.exceptions[0]
    return first if isinstance(first, PlatformStopped) else _innermost(first)
