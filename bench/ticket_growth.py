"""One more message of an asker, from the event to the commit, on SQLite: among 100 tickets or
100,000, in tickets of 10 messages or of 10,000. All sides take turns on one machine."""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, report
from core.context import Unit
from core.storage import open_storage
from tests.core.tickets.desk import desk_house, opens
from tests.house import House

ASKERS = 20
MESSAGES, MANY_MESSAGES = 10, 10_000
TICKETS, MANY_TICKETS = 100, 100_000
ROUNDS, EACH = 7, 10  # messages of each asker in a round

# Tickets of others, over and done with, each with a thread, a line and what showed it.
_OTHERS = (
    "INSERT INTO tickets (member, asker, queue, category, language, priority, state, opened_at,"
    " asked_at, replied_at, first_reply_at, resolved_at, reason, spoken_at)"
    " SELECT n + 1000000, 'loop:x' || n, 'support', 'trading', 'en', 'normal', 'resolved', n, n,"
    " n + 1, n + 1, n + 2, 'solved', n + 1 FROM numbers",
    "INSERT INTO ticket_events (ticket, at, kind, actor, detail)"
    " SELECT id, opened_at, 'opened', asker, '{}' FROM tickets WHERE member > 1000000",
    "INSERT INTO texts (id, member, kind, text, created_at)"
    " SELECT n + 1000000, n + 1000000, 'ticket', 'where is my order ' || n, n FROM numbers",
    "INSERT INTO ticket_lines (ticket, at, side, author, text)"
    " SELECT id, opened_at, 'asker', asker, member FROM tickets WHERE member > 1000000",
    "INSERT INTO copies (line, ticket, chat, place, private, message, key)"
    " SELECT id, ticket, 'loop:staff', 'loop:staff/x' || ticket, 0, 'x' || id, 'x' || id"
    " FROM ticket_lines WHERE author LIKE 'loop:x%'",
    "INSERT INTO ticket_places (ticket, side, place, private, message, key)"
    " SELECT id, 'staff', 'loop:staff/x' || id, 0, '', 'x' || id FROM tickets"
    " WHERE member > 1000000",
    "INSERT INTO ticket_clocks (ticket, policy, clock)"
    " SELECT id, 'x', '{\"over\":true}' FROM tickets WHERE member > 1000000",
)
# More of what was said in each measured ticket.
_SAID = (
    "INSERT INTO texts (id, member, kind, text, created_at)"
    " SELECT 10000000 + ? * 100000 + n, 1, 'ticket', 'and another thing ' || n, n FROM numbers",
    "INSERT INTO ticket_lines (ticket, at, side, author, text)"
    " SELECT ?, n, 'asker', 'loop:y', n FROM numbers",
    "INSERT INTO copies (line, ticket, chat, place, private, message, key)"
    " SELECT id, ticket, 'loop:staff', 'loop:staff/y', 0, 'y' || id, 'y' || id FROM ticket_lines"
    " WHERE ticket = ? AND author = 'loop:y'",
    "INSERT INTO ticket_events (ticket, at, kind, actor, detail)"
    " SELECT ?, n, 'asked', 'loop:y', '{}' FROM numbers",
)
_NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) "
)


@dataclass
class Side:
    """A database with as many tickets, the measured ones with as many messages."""

    house: House
    best: float = float("inf")

    async def measure(self) -> None:
        """Seconds of CPU a message, in the best round."""
        start = time.process_time()
        for number in range(ASKERS * EACH):
            house = self.house
            await house.app.handle(house.message(f"p{number % ASKERS}", "is there any news?"))
        self.best = min(self.best, (time.process_time() - start) / (ASKERS * EACH))
        await self.house.settle()


async def _side(stack: AsyncExitStack, tickets: int, messages: int) -> Side:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    storage = await open_storage(f"sqlite:///{Path(folder) / 'bench.db'}")
    stack.push_async_callback(storage.close)
    house = await stack.enter_async_context(desk_house(storage))
    measured = [await opens(house, f"p{number}") for number in range(ASKERS)]

    async def fill(unit: Unit) -> None:
        for sql in _OTHERS:
            await unit.tx.execute(_with_numbers(sql, tickets))
        for ticket in measured:
            for sql in _SAID:
                await unit.tx.execute(_with_numbers(sql, messages), ticket)

    await house.app.unit(fill)
    return Side(house)


def _with_numbers(sql: str, count: int) -> str:
    """The insert with its numbers in front of the SELECT."""
    head, select, rest = sql.partition(" SELECT ")
    return f"{head} {_NUMBERS % count}{select.strip()} {rest}"


async def main() -> None:
    async with AsyncExitStack() as stack:
        few = await _side(stack, TICKETS, MESSAGES)
        many = await _side(stack, MANY_TICKETS, MESSAGES)
        long = await _side(stack, TICKETS, MANY_MESSAGES)
        for _round in range(ROUNDS):
            for side in (few, many, long):
                await side.measure()
    report(
        "ticket growth",
        Figure("one more message, CPU", 1e6 * few.best, "µs"),
        Figure("among 100,000 tickets, not 100", many.best / few.best, "times", at_most=1.2),
        Figure("after 10,000 messages, not 10", long.best / few.best, "times", at_most=1.2),
    )


if __name__ == "__main__":
    asyncio.run(main())
