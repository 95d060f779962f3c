"""The SQL of duty: who of staff is on, for what and in which languages, and who holds how much."""

import msgspec

from core.events import Account
from core.hours import Hours
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction
from core.tickets.duty import Duty
from core.tickets.routing import Agent

_COLUMNS = "account, queues, languages, weekly, by_hand, until, given_at"
_HELD = "('new', 'open', 'waiting')"  # what is on hold or snoozed is no load


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A person of staff as `/duty` and `/speak` know them; `agent` without the load."""

    agent: Agent
    duty: Duty = Duty()


async def load(tx: Transaction) -> list[Seat]:
    rows = await tx.fetch(f"SELECT {_COLUMNS} FROM ticket_duty ORDER BY account")  # noqa: S608
    return [_seat(row) for row in rows]


async def find(tx: Transaction, account: Account) -> Seat:
    """An empty one for whoever never said anything."""
    row = await tx.fetch_one(
        f"SELECT {_COLUMNS} FROM ticket_duty WHERE account = ?",  # noqa: S608
        str(account),
    )
    return _seat(row) if row is not None else Seat(agent=Agent(account=account))


async def put(tx: Transaction, seat: Seat) -> None:
    agent, duty = seat.agent, seat.duty
    await tx.execute(
        f"INSERT INTO ticket_duty ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        " ON CONFLICT (account) DO UPDATE SET queues = excluded.queues,"
        " languages = excluded.languages, weekly = excluded.weekly, by_hand = excluded.by_hand,"
        " until = excluded.until, given_at = excluded.given_at",
        str(agent.account),
        " ".join(sorted(agent.queues)),
        " ".join(sorted(agent.languages)),
        msgspec.json.encode(duty.weekly).decode() if duty.weekly else None,
        None if duty.by_hand is None else int(duty.by_hand),
        to_micros(duty.until) if duty.until else None,
        to_micros(agent.given_at) if agent.given_at else None,
    )


async def forget(tx: Transaction, account: Account) -> None:
    await tx.execute("DELETE FROM ticket_duty WHERE account = ?", str(account))


async def load_of(tx: Transaction, account: Account) -> int:
    """How many tickets somebody holds."""
    row = await tx.fetch_one(
        f"SELECT COUNT(*) FROM tickets WHERE assignee = ? AND state IN {_HELD}",  # noqa: S608
        str(account),
    )
    return 0 if row is None else int(row[0])


def _seat(row: Row) -> Seat:
    agent = Agent(
        account=Account.parse(row[0]),
        queues=frozenset(row[1].split()),
        languages=frozenset(row[2].split()),
        given_at=from_micros(row[6]) if row[6] is not None else None,
    )
    duty = Duty(
        weekly=msgspec.json.decode(row[3], type=Hours) if row[3] else None,
        by_hand=None if row[4] is None else bool(row[4]),
        until=from_micros(row[5]) if row[5] is not None else None,
    )
    return Seat(agent=agent, duty=duty)


# -- offers --------------------------------------------------------------------------------------


class Offer(msgspec.Struct, frozen=True):
    """`account` has the ticket before them; those of `passed` had it already."""

    ticket: int
    account: Account
    passed: tuple[Account, ...] = ()


async def offer_of(tx: Transaction, ticket: int) -> Offer | None:
    row = await tx.fetch_one("SELECT account, passed FROM ticket_offers WHERE ticket = ?", ticket)
    if row is None:
        return None
    return Offer(ticket, Account.parse(row[0]), tuple(map(Account.parse, row[1].split())))


async def put_offer(tx: Transaction, offer: Offer) -> None:
    await tx.execute(
        "INSERT INTO ticket_offers (ticket, account, passed) VALUES (?, ?, ?)"
        " ON CONFLICT (ticket) DO UPDATE SET account = excluded.account, passed = excluded.passed",
        offer.ticket,
        str(offer.account),
        " ".join(map(str, offer.passed)),
    )


async def end_offer(tx: Transaction, ticket: int) -> None:
    await tx.write("DELETE FROM ticket_offers WHERE ticket = ?", ticket)


async def offers_to(tx: Transaction, account: Account) -> int:
    row = await tx.fetch_one("SELECT COUNT(*) FROM ticket_offers WHERE account = ?", str(account))
    return 0 if row is None else int(row[0])
