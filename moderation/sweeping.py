"""Newcomers' names, asked for once a day: not every platform tells when somebody is renamed."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from core.actions import LookUp, Receipt
from core.context import Unit
from core.events import Account, MemberRenamed, Place
from core.outbox import Lane
from moderation import newcomers, sight
from moderation.rules import impostor

if TYPE_CHECKING:
    from core.app import App

OWNER = "moderation"
NAME = "moderation-name"  # key of a question
EVERY = timedelta(minutes=1)
AGAIN = timedelta(days=1)
SHARE = 0.1  # of what a chat's budget allows in a minute
_STALE = timedelta(minutes=10)


class Sweep:
    """What the platform answers becomes an event, judged like any other. An answer that a crash
    swallows is asked for again the next day."""

    def __init__(self) -> None:
        self._answers: asyncio.Queue[MemberRenamed] = asyncio.Queue()

    async def ask(self, unit: Unit, _payload: str) -> None:
        """The job: a few of each chat, those first who were asked for longest ago."""
        since = unit.now - timedelta(days=unit.config.moderation.newcomer_days)
        for chat in await newcomers.chats(unit.tx, since):
            place = Place.at(chat)
            can = unit.capabilities(place.platform)
            if not can.looks_up or sight.mode_of(unit.config, chat, impostor.ID) == "off":
                continue
            most = max(1, int(can.group_per_minute * SHARE))
            before = unit.now - AGAIN
            for account in await newcomers.take(
                unit.tx, chat, since=since, before=before, now=unit.now, most=most
            ):
                await _ask(unit, place, account)

    async def answered(self, unit: Unit, key: str, receipt: Receipt) -> None:
        if key != NAME or receipt.presented is None:
            return
        place, shown = receipt.place, receipt.presented
        account = Account(place.platform, receipt.ids[0])
        event = MemberRenamed(
            id=f"look.{account}.{unit.now.timestamp()}",
            at=unit.now,
            place=place,
            author=account,
            name=shown.name,
            handle=shown.handle,
            tag=shown.tag,
        )
        unit.after_commit.append(lambda: self._answers.put_nowait(event))

    async def tell(self, app: "App") -> None:
        """Until cancelled."""
        while True:
            await app.handle(await self._answers.get())


async def _ask(unit: Unit, place: Place, account: Account) -> None:
    await unit.put(
        LookUp(place=place, account=account),
        lane=Lane.ANNOUNCEMENTS,
        key=NAME,
        owner=OWNER,
        on_uncertain="again",
        expires_at=unit.now + _STALE,
    )
