"""Asks X for what is new, as often as the month's budget allows, and hands it on in its order.

Fetching does not wait for handling: X keeps only the last 800 mentions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import structlog

from bots.twitter.alarms import Tell
from bots.twitter.api import PAGE, Api, Json, Page, Timings
from bots.twitter.incoming import message_event, post_event
from bots.twitter.marks import Mark, ms_of
from bots.twitter.outcomes import TROUBLE, check_alive, is_not_in_plan
from bots.twitter.session import Flooded
from bots.twitter.taking import Read, Taker
from core.platform import Notes

log = structlog.get_logger("x")

FIRST_PAGE = 1  # of private messages: X has no `since` for them, and each costs a cent a day
MOST_PAGES = 8  # of 100 mentions: X keeps no more

Fetch = Callable[[Mark, int, str | None], Awaitable[Page]]  # (mark, number of the page, its token)


class Source(NamedTuple):
    """One of the things that we read. `right` names it where it is not allowed. `has_end`: X
    itself gives only what is new; else we stop at the first that is known."""

    name: str
    right: str
    fetch: Fetch
    read: Read
    shortest: float
    has_end: bool


class Waiting(NamedTuple):
    raw: Json
    people: Mapping[str, Json]


def sources(api: Api, timings: Timings) -> tuple[Source, ...]:
    async def mentions(mark: Mark, _page: int, next_: str | None) -> Page:
        return await api.mentions(mark.since_id, next_)

    async def messages(_mark: Mark, page: int, next_: str | None) -> Page:
        return await api.direct_messages(min(PAGE, FIRST_PAGE * 10**page), next_)

    async def own(mark: Mark, _page: int, next_: str | None) -> Page:
        return await api.under_our_name(mark.since_id, next_)

    return (
        Source("mentions", "read_mentions", mentions, post_event, timings.shortest, True),
        Source("messages", "read_private", messages, message_event, timings.private, False),
        Source("own posts", "read_own_posts", own, post_event, timings.own, True),
    )


class Reader:
    """Reads one source until cancelled; raises PlatformStopped."""

    def __init__(
        self, source: Source, api: Api, taker: Taker, notes: Notes, timings: Timings, tell: Tell
    ) -> None:
        self._source, self._api, self._taker, self._notes = source, api, taker, notes
        self._timings, self._tell = timings, tell
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()
        self._failures = 0

    async def run(self) -> None:
        mark = Mark(await self._notes.get(self._source.name), datetime.now(UTC))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hand_on(mark))
            await self._keep_looking(mark)

    # --- fetching

    async def _keep_looking(self, mark: Mark) -> None:
        while True:
            pause = await self._look(mark)
            await asyncio.sleep(pause)

    async def _look(self, mark: Mark) -> float:
        """Seconds until the next look."""
        try:
            if not await self._api.spending.may_read():
                return self._timings.longest
            found = await self._fetch(mark)
        except TROUBLE as error:
            return await self._after(error)
        except Exception as error:  # noqa: BLE001  a supervisor: X may answer what nobody foresaw
            # The error's text may quote an answer.
            log.error("not read", source=self._source.name, error=type(error).__name__)
            return self._backoff()
        self._failures = 0
        self._tell(self._source.right, True)
        for waiting in found:
            mark.fetched(str(waiting.raw["id"]))
            self._waiting.put_nowait(waiting)
        return await self._pause()

    async def _fetch(self, mark: Mark) -> list[Waiting]:
        """All that is new, oldest first: page after page up to what is known."""
        found: dict[str, Waiting] = {}
        next_: str | None = None
        for number in range(MOST_PAGES):
            page = await self._source.fetch(mark, number, next_)
            new = [raw for raw in page.items if mark.is_new(str(raw["id"]))]
            found |= {str(raw["id"]): Waiting(raw, page.people) for raw in new}
            next_ = page.next
            is_known = len(new) < len(page.items) and not self._source.has_end
            if next_ is None or is_known or _reaches(page, mark):
                break
        else:
            log.error("more came than can be read", source=self._source.name)
        return [waiting for waiting in reversed(found.values()) if _is_recent(waiting.raw, mark)]

    async def _pause(self) -> float:
        spending = self._api.spending
        spent = (await spending.bill()).micros
        timings = self._timings
        longest = max(timings.longest, self._source.shortest)
        now = datetime.now(UTC)
        return spending.budget.pause(spent, now, self._source.shortest, longest)

    async def _after(self, error: Exception) -> float:
        check_alive(error)
        if isinstance(error, Flooded):
            log.warning("asked too often", source=self._source.name, seconds=error.seconds)
            return max(float(error.seconds), self._timings.first_pause)
        if is_not_in_plan(error):
            self._tell(self._source.right, False)
            return self._timings.probe
        log.warning("x not reached", source=self._source.name, error=type(error).__name__)
        return self._backoff()

    def _backoff(self) -> float:
        self._failures += 1
        doubled = self._timings.first_pause * 2.0 ** min(self._failures - 1, 10)
        return min(self._timings.last_pause, doubled)

    # --- handing on

    async def _hand_on(self, mark: Mark) -> None:
        while True:
            raw, people = await self._waiting.get()
            await self._insist(raw, people)
            kept = mark.handled(str(raw["id"]), ms_of(raw.get("created_at")))
            self._notes.later(self._source.name, kept)

    async def _insist(self, raw: Json, people: Mapping[str, Json]) -> None:
        """Until the core has it: what comes after waits."""
        while True:
            try:
                await self._taker.take(raw, people, self._source.read)
            except Exception:  # a supervisor: it is not lost, it is told again
                log.exception("update not handled", update=str(raw.get("id")))
                await asyncio.sleep(self._timings.first_pause)
            else:
                return


def _reaches(page: Page, mark: Mark) -> bool:
    """The page goes back to what was handled before."""
    return any(not _is_recent(raw, mark) for raw in page.items)


def _is_recent(raw: Json, mark: Mark) -> bool:
    at = ms_of(raw.get("created_at"))
    return at is None or at >= mark.since
