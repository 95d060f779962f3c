"""Counts what X charges, in the adapter's notes, before anything else can go wrong."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime

import msgspec
import structlog
from prometheus_client import Gauge
from tweepy.errors import HTTPException

from bots.twitter.budget import Budget, expected, month
from bots.twitter.prices import MICROS, PRICES, Item, cost
from bots.twitter.session import Broken, Flooded, NotSent
from core.platform import Notes

log = structlog.get_logger("x")

SPENT = Gauge("guildhall_x_spent_dollars", "What X has cost this month, by our count")
EXPECTED = Gauge("guildhall_x_expected_dollars", "What it will cost if it goes on like this")
CAP = Gauge("guildhall_x_cap_dollars", "What it may cost in a month")

REFUSED = (HTTPException, NotSent, Broken, Flooded)  # what was not done is not charged


class TooDear(Exception):
    """The month's budget does not allow it."""


class Bill(msgspec.Struct, frozen=True):
    """How many of each Item this month (`YYYY-MM`)."""

    month: str
    items: Mapping[str, int] = {}

    @property
    def micros(self) -> int:
        return cost(self.items)


class Spending:
    """One account's bill. Written after each read and before each write, so that a crash makes it
    too high rather than too low."""

    def __init__(self, notes: Notes, budget: Budget, clock: Callable[[], datetime]) -> None:
        self.budget = budget
        self._notes, self._clock = notes, clock
        self._items: Counter[str] = Counter()
        self._month = ""
        self._writing = asyncio.Lock()
        self._today: date | None = None
        self._charged_today: set[tuple[Item, str]] = set()
        CAP.set(budget.cap / MICROS)

    async def bill(self) -> Bill:
        """This month's."""
        current = month(self._clock())
        if self._month != current:
            kept = await self._notes.get(_key(current))
            if self._month != current:  # somebody else has read it meanwhile
                self._items = Counter(_items(kept))
                self._month = current
                self._show(Bill(current, self._items))
        return Bill(current, dict(self._items))

    async def may_read(self) -> bool:
        return not self.budget.is_spent((await self.bill()).micros)

    async def read(self, item: Item, ids: Collection[str]) -> None:
        """Charge for objects that came back, each once in a day."""
        today = self._clock().date()
        if self._today != today:
            self._today, self._charged_today = today, set()
        new = {(item, id_) for id_ in ids} - self._charged_today
        if new:
            self._charged_today |= new
            await self._add(item, len(new))

    @asynccontextmanager
    async def writing(self, item: Item, *, announcement: bool = False) -> AsyncIterator[None]:
        """Charge for a request, and take it back where X refused it. Raises TooDear."""
        async with self._writing:
            spent = (await self.bill()).micros
            if not self.budget.allows(spent, PRICES[item], announcement=announcement):
                raise TooDear
            await self._add(item, 1)
        try:
            yield
        except REFUSED:
            with suppress(NotSent):  # then the count stays too high
                await self._add(item, -1)
            raise

    async def _add(self, item: Item, count: int) -> None:
        """Raises NotSent where it cannot be kept: what is not on the bill is not done."""
        try:
            await self.bill()
            self._items[item] += count
            await self._notes.put(_key(self._month), msgspec.json.encode(self._items).decode())
        except Exception as error:
            log.error("bill not kept", error=type(error).__name__)
            raise NotSent("the bill could not be kept") from error
        self._show(await self.bill())

    def _show(self, bill: Bill) -> None:
        SPENT.set(bill.micros / MICROS)
        EXPECTED.set(expected(bill.micros, self._clock()) / MICROS)


async def kept_bill(notes: Notes, now: datetime) -> Bill:
    """As the running bot has written it."""
    return Bill(month(now), _items(await notes.get(_key(month(now)))))


def _items(kept: str | None) -> dict[str, int]:
    return msgspec.json.decode(kept, type=dict[str, int]) if kept else {}


def _key(month_: str) -> str:
    return f"bill:{month_}"
