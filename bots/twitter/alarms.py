"""What the admins should hear: collected wherever it is noticed, told to the core while we run."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bots.twitter.budget import month
from bots.twitter.incoming import TIMELINE
from core.events import AlarmRaised
from core.platform import Handle

log = structlog.get_logger("x")

Tell = Callable[[str, bool], None]  # (name of a right, whether we have it)


class Alarms:
    """Each once a month, here and (by its id) in the core."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[AlarmRaised] = asyncio.Queue()
        self._raised: set[str] = set()

    def ring(self, what: str, detail: str = "", *, about: str = "") -> None:
        """Logged and told once. `about` tells alarms of one kind apart."""
        now = datetime.now(UTC)
        id_ = f"alarm:{what}:{about}:{month(now)}"
        if id_ not in self._raised:
            self._raised.add(id_)
            log.error("alarm", what=what, detail=detail)
            alarm = AlarmRaised(id=id_, at=now, place=TIMELINE, what=what, detail=detail)
            self._waiting.put_nowait(alarm)

    async def tell(self, handle: Handle) -> None:
        """Until cancelled."""
        while True:
            await handle(await self._waiting.get())
