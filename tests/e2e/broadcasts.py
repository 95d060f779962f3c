"""An announcement with both its keys, on its way to places of one platform, over the wire."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec

from bots import twitter
from bots.twitter.adapter import X
from core.announcements import broadcast
from core.announcements import store as notices
from core.announcements.broadcast import report
from core.announcements.broadcast.report import Line
from core.announcements.draft import Audience, Draft, Step
from core.announcements.rules import Kind, State
from core.app import App
from core.context import Unit
from core.moments import to_micros
from core.notes import StoredNotes
from core.schedule import Schedule
from core.storage import Storage
from tests.contract.platforms.x import QUICK
from tests.fakes.x import FakeX

WORDS = "We are moving."


def places(*keys: str) -> str:
    """Of the config."""
    return "".join(f'[places."{key}"]\ntags = ["news"]\n' for key in keys)


class Run:
    """A run of an app that is up, and its clock."""

    def __init__(self, app: App, number: int) -> None:
        self.app, self.number = app, number

    async def report(self) -> list[Line]:
        return await self.app.storage.read(lambda tx: report.report(tx, self.number))

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        async def query(tx: Any) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in await tx.fetch(sql)]

        return await self.app.storage.read(query)

    async def ends(self, within: float = 10.0) -> dict[str, str]:
        """The state of each place, once nothing is ahead."""
        async with asyncio.timeout(within):
            while not await self.rows("SELECT 1 FROM announcement_runs WHERE state = 'done'"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return {line.place: line.state for line in await self.report()}

    async def becomes(self, state: str, place: str, within: float = 10.0) -> None:
        """Of a place."""
        async with asyncio.timeout(within):
            while (place, state) not in [(one.place, one.state) for one in await self.report()]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@asynccontextmanager
async def running(app: App, words: str = WORDS) -> AsyncIterator[Run]:
    """To all places of the config."""
    number = await app.unit(lambda unit: _write(unit, words))
    async with running_again(app, number) as run:
        yield run


@asynccontextmanager
async def running_again(app: App, announcement: int) -> AsyncIterator[Run]:
    """As one that recurs."""
    number = await app.unit(lambda unit: _begin(unit, announcement))
    async with _alongside([Schedule(app, broadcast.JOBS).run()]):
        yield Run(app, number)


async def _write(unit: Unit, words: str) -> int:
    draft = Draft(kind="notice", bodies={"en": words}, audience=Audience(tags=("news",)), pin=False)
    notice = await notices.add(unit.tx, draft, "machine", "", unit.now)
    now = to_micros(unit.now)
    await unit.tx.write(
        "INSERT INTO announcement_approvals (announcement, digest, rendered, author, approver,"
        " state, asked_at, given_at, expires_at)"
        " VALUES (?, '', '', 'machine', 'machine', 'given', ?, ?, ?)",
        notice.id,
        now,
        now,
        now,
    )
    return notice.id


async def _begin(unit: Unit, announcement: int) -> int:
    notice = await notices.find(unit.tx, announcement)
    approval = await notices.standing(unit.tx, announcement)
    assert notice is not None
    assert approval is not None
    step = Step(kind=Kind.SAID, state=State.COMPLETED, at=unit.now)
    return await broadcast.start(unit, notice, step, approval.id)


@asynccontextmanager
async def on_x(app: App, storage: Storage, fake: FakeX) -> AsyncIterator[None]:
    """X in a house that stands already."""
    table = twitter.Settings(api_base_url=fake.api_base_url, dry_run=False)
    adapter = X(msgspec.structs.replace(table, **fake.keys), StoredNotes(storage, "x"), QUICK)
    delivery = app.add(adapter)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(adapter.close)
        await stack.enter_async_context(_alongside([adapter.run(app.handle), delivery.run()]))
        yield


@asynccontextmanager
async def _alongside(works: Iterable[Any]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
