"""Members and their accounts: find or introduce, link, and what names a person where."""

from collections.abc import Sequence, Set
from datetime import datetime

import msgspec

from core.events import Account, Place
from core.moments import from_micros, to_micros
from core.platform import Role
from core.storage import Row, Statement, Transaction

ROLES: tuple[Role, ...] = ("anyone", "helper", "moderator", "admin")
GRANTABLE: tuple[Role, ...] = ("helper", "moderator")
HIDDEN = "~"  # begins the hash that stands for an account that was forgotten


def is_hidden(account: Account) -> bool:
    """Somebody was forgotten: what stays of them is not to be reached under this name."""
    return account.id.startswith(HIDDEN)


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person. `language` and `zone` are empty until chosen; `quiet`: not answered unasked."""

    id: int
    language: str | None = None
    zone: str | None = None
    quiet: bool = False


def outranks(role: Role, needed: Role) -> bool:
    """True where `role` may do what `needed` may."""
    return ROLES.index(role) >= ROLES.index(needed)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member as one account shows them: with the role and the place that are the account's."""

    member: Member
    private_place: str | None = None
    granted: str | None = None
    suspended: bool = False
    reachable: bool = True
    in_dialogue: bool = False

    def role(self, account: Account, admins: Set[Account]) -> Role:
        """What the account may do now; a suspended one is anyone."""
        if self.suspended:
            return "anyone"
        if account in admins:
            return "admin"
        return next((role for role in GRANTABLE if role == self.granted), "anyone")


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What one statement tells of an account and its event. One that never wrote may be granted a
    role, or suspended, all the same. `handled`: the event was here before."""

    person: Person | None = None
    granted: str | None = None
    suspended: bool = False
    handled: bool = False


async def recognise(tx: Transaction, account: Account) -> Person | None:
    """The person behind an account; None for one never seen."""
    return (await look(tx, account)).person


async def introduce(
    tx: Transaction,
    account: Account,
    now: datetime,
    place: Place | None = None,
    seen: Look | None = None,
) -> Person:
    """The person behind an account; a new member for one never seen. `place`: where they act;
    `seen`: what was looked up already."""
    seen = seen or await look(tx, account)
    if seen.person is not None:
        return seen.person
    row = await tx.fetch_one(
        "INSERT INTO members (created_at) VALUES (?) RETURNING id", to_micros(now)
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    private_place = private_chat(account, place) if place else None
    await tx.write(
        "INSERT INTO accounts (platform, id, member, private_place, created_at)"
        " VALUES (?, ?, ?, ?, ?)",
        account.platform,
        account.id,
        row[0],
        private_place,
        to_micros(now),
    )
    return Person(
        member=Member(id=row[0]),
        private_place=private_place,
        granted=seen.granted,
        suspended=seen.suspended,
    )


async def look(
    tx: Transaction,
    account: Account,
    place: Place | None = None,
    event: str = "",
    now: datetime | None = None,
) -> Look:
    """All that one statement can tell of an account; with `place`, `event` (its id) and `now` also
    whether it was handled before, and whether a question is open there."""
    sql, params = looking(account, place, event, now)
    return looked(await tx.fetch(sql, *params))


def looking(
    account: Account, place: Place | None = None, event: str = "", now: datetime | None = None
) -> Statement:
    """The question that `look` asks."""
    sql = (
        "SELECT m.id, m.language, m.zone, m.quiet, a.private_place, r.role, s.account,"
        " c.unreachable_since, d.command, e.event"
        " FROM (SELECT CAST(? AS TEXT) AS name) x"
        " LEFT JOIN accounts a ON a.platform = ? AND a.id = ?"
        " LEFT JOIN members m ON m.id = a.member"
        " LEFT JOIN roles r ON r.account = x.name"
        " LEFT JOIN suspensions s ON s.account = x.name"
        " LEFT JOIN chats c ON c.chat = a.platform || ':' || a.private_place"
        " LEFT JOIN dialogues d ON d.member = m.id AND d.place = ? AND d.expires_at > ?"
        " LEFT JOIN seen e ON e.platform = ? AND e.event = ?"
    )
    there = (place.key if place else "", to_micros(now) if now else 0)
    name = (account.platform, account.id)
    return sql, (str(account), *name, *there, account.platform, event)


def looked(rows: Sequence[Row]) -> Look:
    """What came of it: one row."""
    row = rows[0]
    person = None
    if row[0] is not None:
        person = Person(
            member=Member(id=row[0], language=row[1], zone=row[2], quiet=bool(row[3])),
            private_place=row[4],
            granted=row[5],
            suspended=row[6] is not None,
            reachable=row[7] is None,
            in_dialogue=row[8] is not None,
        )
    return Look(
        person=person,
        granted=row[5],
        suspended=row[6] is not None,
        handled=row[9] is not None,
    )


async def set_language(tx: Transaction, member: Member, language: str) -> None:
    await tx.execute("UPDATE members SET language = ? WHERE id = ?", language, member.id)


async def set_quiet(tx: Transaction, member: Member, quiet: bool) -> None:
    await tx.execute("UPDATE members SET quiet = ? WHERE id = ?", int(quiet), member.id)


def private_chat(account: Account, place: Place) -> str | None:
    """The id of their private chat, if this is it: a thread opened for them in a chat of many has
    that chat's id."""
    is_own = place.thread is None or place.id == account.id
    return place.id if place.private and is_own else None


async def remember_private_place(tx: Transaction, account: Account, place: Place) -> None:
    """Where this person can be written to, because they have written there."""
    await tx.execute(
        "UPDATE accounts SET private_place = ? WHERE platform = ? AND id = ?",
        place.id,
        account.platform,
        account.id,
    )


# -- linked accounts -----------------------------------------------------------------------------


async def link(tx: Transaction, account: Account, member: Member, now: datetime) -> bool:
    """The account is this member's from now on; False where one of the two is linked otherwise, or
    they are one already. Roles stay with their accounts."""
    person = await recognise(tx, account)
    if person is None or person.member.id == member.id:
        return False
    if len(await accounts_of(tx, person.member)) > 1:
        return False
    await tx.execute(
        "INSERT INTO links (account, home, linked_at) VALUES (?, ?, ?)",
        str(account),
        person.member.id,
        to_micros(now),
    )
    await _give(tx, account, member.id)
    return True


async def unlink(tx: Transaction, account: Account) -> bool:
    """Back to the member it was before; False where it was linked to none."""
    rows = await tx.fetch("DELETE FROM links WHERE account = ? RETURNING home", str(account))
    if rows:
        await _give(tx, account, rows[0][0])
    return bool(rows)


async def _give(tx: Transaction, account: Account, member: int) -> None:
    sql = "UPDATE accounts SET member = ? WHERE platform = ? AND id = ?"
    await tx.execute(sql, member, account.platform, account.id)


async def home_of(tx: Transaction, account: Account) -> int | None:
    """The member it was before it joined another; None where it never did."""
    row = await tx.fetch_one("SELECT home FROM links WHERE account = ?", str(account))
    return None if row is None else int(row[0])


async def accounts_of(tx: Transaction, member: Member) -> list[Account]:
    rows = await tx.fetch(
        "SELECT platform, id FROM accounts WHERE member = ? ORDER BY platform, id", member.id
    )
    return [Account(row[0], row[1]) for row in rows]


async def linked_at(tx: Transaction, account: Account) -> datetime | None:
    """When an account was last linked to this one's member; None where it is the only one."""
    row = await tx.fetch_one(
        "SELECT MAX(l.linked_at) FROM accounts a JOIN accounts b ON b.member = a.member"
        " JOIN links l ON l.account = b.platform || ':' || b.id WHERE a.platform = ? AND a.id = ?",
        account.platform,
        account.id,
    )
    return None if row is None or row[0] is None else from_micros(row[0])


async def ever_linked(tx: Transaction, account: Account, member: Member) -> frozenset[str]:
    """The account, all that are the same person's now, and all that ever were by the audit log."""
    found = {str(account), *map(str, await accounts_of(tx, member))}
    waiting = list(found)
    while waiting:
        each = waiting.pop()
        rows = await tx.fetch(
            "SELECT actor, subject FROM audit WHERE what = 'linked' AND (actor = ? OR subject = ?)",
            each,
            each,
        )
        news = {name for row in rows for name in (row[0], row[1])} - found
        found |= news
        waiting += news
    return frozenset(found)


# -- the audit log -------------------------------------------------------------------------------


async def note(
    tx: Transaction, actor: Account | str, what: str, subject: str, now: datetime
) -> None:
    """A line in the audit log: ids and words from fixed lists only."""
    await tx.execute(
        "INSERT INTO audit (at, actor, what, subject) VALUES (?, ?, ?, ?)",
        to_micros(now),
        str(actor),
        what,
        subject,
    )
