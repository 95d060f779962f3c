"""Tickets in the database: the row is what its events come to, and one is open a queue."""

import random
from datetime import timedelta

from core import people
from core.events import Account
from core.storage import Storage, Transaction
from core.tickets import rules, store
from core.tickets.rules import Happening, Kind, Ticket
from tests.core.tickets.test_rules import DETAILS, NOW, happens


async def opened(tx: Transaction, member: int = 7, queue: str = "main") -> Ticket:
    detail = {**DETAILS[Kind.OPENED], "member": member, "queue": queue}
    ticket = await store.open_ticket(tx, Happening(kind=Kind.OPENED, at=NOW, detail=detail))
    assert ticket is not None
    return ticket


async def test_every_row_is_what_its_events_come_to(storage: Storage) -> None:
    """Random lives, folded step by step; then all of them again from their events."""
    dice = random.Random(5)

    async def live(tx: Transaction) -> list[Ticket]:
        tickets = [await opened(tx, member) for member in range(12)]
        for minute in range(200):
            number = dice.randrange(len(tickets))
            kind = dice.choice([k for k in Kind if k is not Kind.OPENED])
            if rules.may_happen(kind, tickets[number].state):
                tickets[number] = await store.record(tx, tickets[number], happens(kind, minute))
        return tickets

    async def again(tx: Transaction) -> list[Ticket]:
        numbers = [row[0] for row in await tx.fetch("SELECT id FROM tickets ORDER BY id")]
        return [rules.fold_all(n, await store.history(tx, n)) for n in numbers]

    async def rows(tx: Transaction) -> list[Ticket | None]:
        numbers = [row[0] for row in await tx.fetch("SELECT id FROM tickets ORDER BY id")]
        return [await store.find(tx, number) for number in numbers]

    tickets = await storage.run(live)
    assert await storage.read(again) == tickets
    assert await storage.read(rows) == tickets


async def test_a_member_has_one_live_ticket_a_queue(storage: Storage) -> None:
    async def work(tx: Transaction) -> list[bool]:
        first = await opened(tx)
        detail = DETAILS[Kind.OPENED]
        again = Happening(kind=Kind.OPENED, at=NOW, detail=detail)
        refused = await store.open_ticket(tx, again) is None
        elsewhere = (await opened(tx, queue="second")).id != first.id
        await store.record(tx, first, happens(Kind.RESOLVED))
        return [refused, elsewhere, await store.open_ticket(tx, again) is not None]

    assert await storage.run(work) == [True, True, True]
    events = await storage.read(lambda tx: tx.fetch("SELECT ticket FROM ticket_events"))
    assert len(events) == 4  # what was refused left nothing


async def test_the_current_ticket_is_the_one_where_somebody_wrote_last(storage: Storage) -> None:
    asker = Account.parse(str(DETAILS[Kind.OPENED]["for"]))

    async def current(tx: Transaction) -> list[int]:
        return [t.id for t in await store.seen_by(tx, asker, NOW, 9, live=True)]

    async def work(tx: Transaction) -> list[list[int]]:
        await people.introduce(tx, asker, NOW)
        one, two = await opened(tx), await opened(tx, queue="second")
        two = await store.record(tx, two, happens(Kind.NOTED, 9))
        one = await store.record(tx, one, happens(Kind.ASKED, 5))
        before = await current(tx)
        two = await store.record(tx, two, happens(Kind.REPLIED, 6))
        after = await current(tx)
        await store.record(tx, two, happens(Kind.RESOLVED, 7))
        return [before, after, await current(tx), [one.id, two.id]]

    before, after, ended, (one, two) = await storage.run(work)
    assert (before, after, ended) == ([one, two], [two, one], [one])


async def test_the_place_in_the_queue_counts_who_waits_before(storage: Storage) -> None:
    async def work(tx: Transaction) -> list[int]:
        tickets = [await opened(tx, member) for member in (1, 2, 3)]
        await store.record(tx, tickets[0], happens(Kind.CLAIMED))
        return [await store.place_in_queue(tx, ticket) for ticket in tickets[1:]]

    assert await storage.run(work) == [1, 2]


async def test_resolved_ones_are_found_when_their_time_is_over(storage: Storage) -> None:
    async def work(tx: Transaction) -> list[int]:
        ticket = await store.record(tx, await opened(tx), happens(Kind.RESOLVED))
        counts = []
        for days in (6, 8):
            moment = NOW + timedelta(days=days) - rules.REOPENED_WITHIN
            counts.append(len(await store.resolved_before(tx, moment, 10)))
        assert ticket.resolved_at == NOW
        return counts

    assert await storage.run(work) == [0, 1]
