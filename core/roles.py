"""Roles: offered, held and taken, suspended, and since when. They belong to an account, not to the
member; admins are named in the config only."""

from collections.abc import Set
from datetime import datetime

from core import people
from core.events import Account
from core.moments import from_micros, to_micros
from core.people import GRANTABLE, Member
from core.platform import Role
from core.storage import Transaction


async def offer(tx: Transaction, account: Account, role: Role, by: Account, now: datetime) -> None:
    """Offer a role, instead of an earlier offer; it is held once the account itself has accepted,
    and until then what it holds stays as it is."""
    await tx.execute(
        "INSERT INTO role_offers (account, role, offered_by, offered_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account) DO UPDATE SET role = excluded.role,"
        " offered_by = excluded.offered_by, offered_at = excluded.offered_at",
        str(account),
        role,
        str(by),
        to_micros(now),
    )


async def accept(tx: Transaction, account: Account, not_before: datetime) -> Role | None:
    """Hold the role offered since `not_before`; None where there is no such offer."""
    row = await tx.fetch_one(
        "DELETE FROM role_offers WHERE account = ? AND offered_at >= ?"
        " RETURNING role, offered_by, offered_at",
        str(account),
        to_micros(not_before),
    )
    if row is None:
        return None
    await tx.execute(
        "INSERT INTO roles (account, role, granted_by, granted_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account) DO UPDATE SET role = excluded.role,"
        " granted_by = excluded.granted_by, granted_at = excluded.granted_at",
        str(account),
        row[0],
        row[1],
        row[2],
    )
    return next((role for role in GRANTABLE if role == row[0]), None)


async def dismiss(tx: Transaction, account: Account) -> bool:
    """Take the role and the offer away; False where there was neither."""
    held = await tx.execute("DELETE FROM roles WHERE account = ?", str(account))
    offered = await tx.execute("DELETE FROM role_offers WHERE account = ?", str(account))
    return held + offered > 0


async def suspend(tx: Transaction, account: Account, by: Account, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO suspensions (account, suspended_by, at) VALUES (?, ?, ?)"
        " ON CONFLICT (account) DO NOTHING",
        str(account),
        str(by),
        to_micros(now),
    )


async def staff(tx: Transaction) -> list[tuple[Account, str, str]]:
    """(account, role, `held` or `offered`) of everybody who has one or was offered one."""
    rows = await tx.fetch(
        "SELECT account, role, 'held' FROM roles"
        " UNION ALL SELECT account, role, 'offered' FROM role_offers ORDER BY 2, 1, 3"
    )
    return [(Account.parse(row[0]), row[1], row[2]) for row in rows]


async def suspended(tx: Transaction) -> list[Account]:
    rows = await tx.fetch("SELECT account FROM suspensions ORDER BY account")
    return [Account.parse(row[0]) for row in rows]


async def load_admins(
    tx: Transaction, admins: Set[Account], lifted: Set[Account], now: datetime
) -> None:
    """Note since when each admin is one: on a new database for ever, else since this load.

    `lifted` are the accounts that the config frees from their suspension.
    """
    known = {row[0] for row in await tx.fetch("SELECT account FROM admins")}
    fresh = await tx.fetch_one("SELECT 1 FROM members LIMIT 1") is None
    for account in sorted(map(str, admins)):
        if account not in known:
            since = 0 if fresh else to_micros(now)
            await tx.execute("INSERT INTO admins (account, since) VALUES (?, ?)", account, since)
    for account in known - set(map(str, admins)):
        await tx.execute("DELETE FROM admins WHERE account = ?", account)
    for account in map(str, lifted):
        if await tx.execute("DELETE FROM suspensions WHERE account = ?", account):
            await people.note(tx, "config", "lifted", account, now)


async def granted_by(tx: Transaction, account: Account) -> str | None:
    """Who gave it the role that it holds; None for an admin of the config, and for no role."""
    row = await tx.fetch_one("SELECT granted_by FROM roles WHERE account = ?", str(account))
    return None if row is None else str(row[0])


async def settled_at(tx: Transaction, account: Account, member: Member) -> datetime:
    """When it last became what it is: got its role, became an admin, was linked or unlinked (any
    account of the person's), or was freed from a suspension."""
    row = await tx.fetch_one(
        "SELECT MAX(at) FROM (SELECT granted_at AS at FROM roles WHERE account = ?"
        " UNION ALL SELECT since AS at FROM admins WHERE account = ?"
        " UNION ALL SELECT at FROM audit WHERE (actor = ? OR subject = ?)"
        " AND (what IN ('linked', 'unlinked', 'lifted') OR what LIKE 'accepted %')"
        " UNION ALL SELECT l.linked_at AS at FROM accounts b"
        " JOIN links l ON l.account = b.platform || ':' || b.id WHERE b.member = ?) moments",
        *[str(account)] * 4,
        member.id,
    )
    return from_micros(row[0] if row and row[0] is not None else 0)
