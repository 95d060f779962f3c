"""The SQL of the ledger: rows are added and read, never changed."""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from core.events import Account
from core.reputation.ledger import GIVEN, HELPED, Entry, Kind, Row, Step
from core.reputation.rules import DAY, MONTH, Past
from core.storage import Row as Columns
from core.storage import Statement, Transaction

_COLUMNS = (
    "account, kind, step, entry, points, worth, state, why, giver, giver_days, place, message,"
    " source, language, at, noted_at"
)

# Nobody has taken the entry `l` back.
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM reputation_ledger u WHERE u.entry = l.id AND u.entry <> 0"
    " AND u.step = 'undo')"
)
# A person by all their accounts: the one in question, and those that it was ever linked with.
_PERSON = (
    "(account) AS (SELECT CAST(? AS TEXT) UNION SELECT b.account FROM reputation_kin a"
    " JOIN reputation_kin b ON b.person = a.person WHERE a.account = ?)"
)


async def add(tx: Transaction, row: Row) -> None:
    await tx.write(
        f"INSERT INTO reputation_ledger ({_COLUMNS})"  # noqa: S608  constants
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.account, row.kind, row.step, row.of, row.points, row.worth, row.state, row.why, row.by,
        row.by_days, row.place, row.message, row.source, row.language, row.at, row.noted_at,
    )  # fmt: skip


async def rows(tx: Transaction, account: Account, since: int = 0) -> list[Row]:
    """All of one account that were earned since then, in the order of their ids."""
    found = await tx.fetch(
        f"SELECT id, {_COLUMNS} FROM reputation_ledger WHERE account = ? AND at > ? ORDER BY id",  # noqa: S608
        str(account),
        since,
    )
    return [_row(each) for each in found]


async def everything(tx: Transaction, kinds: Sequence[Kind], since: int) -> list[Row]:
    """Of everybody, earned since then."""
    found = await tx.fetch(
        f"SELECT id, {_COLUMNS} FROM reputation_ledger WHERE at > ? AND kind IN {_marks(kinds)}"  # noqa: S608
        " ORDER BY id",
        since,
        *kinds,
    )
    return [_row(each) for each in found]


async def of_entry(tx: Transaction, entry: int) -> list[Row]:
    found = await tx.fetch(
        f"SELECT id, {_COLUMNS} FROM reputation_ledger WHERE id = ?"  # noqa: S608
        " OR (entry = ? AND entry <> 0) ORDER BY id",
        entry,
        entry,
    )
    return [_row(each) for each in found]


async def given_by_source(tx: Transaction, source: str) -> list[int]:
    """Entries that this message brought."""
    sql = "SELECT id FROM reputation_ledger WHERE source = ? AND source <> '' AND step = 'earn'"
    return [int(row[0]) for row in await tx.fetch(f"{sql} ORDER BY id", source)]


async def given_for(
    tx: Transaction, message: str, giver: Account, source: str, kinds: Collection[str]
) -> list[int]:
    """Entries of these kinds that this account gave for a message, the last one first."""
    found = await tx.fetch(
        "SELECT id, kind FROM reputation_ledger WHERE message = ? AND giver = ? AND source = ?"
        " AND step = 'earn' ORDER BY id DESC",
        message,
        str(giver),
        source,
    )
    return [int(row[0]) for row in found if row[1] in kinds]


async def replaced(tx: Transaction, message: str, giver: Account) -> str:
    """What had said thanks before the same person accepted that message; empty for nothing."""
    row = await tx.fetch_one(
        "SELECT l.source FROM reputation_ledger l JOIN reputation_ledger u ON u.entry = l.id"
        " WHERE l.message = ? AND l.giver = ? AND l.kind = 'thanks' AND u.entry <> 0"
        " AND u.why = 'replaced' ORDER BY u.id DESC LIMIT 1",
        message,
        str(giver),
    )
    return str(row[0]) if row else ""


async def has(tx: Transaction, account: Account, kind: Kind, message: str) -> bool:
    """Whether this counts for the account already."""
    found = await tx.fetch_one(
        "SELECT 1 FROM reputation_ledger l WHERE l.message = ? AND l.kind = ? AND l.account = ?"  # noqa: S608
        f" AND l.step = 'earn' AND {_STANDS} LIMIT 1",
        message,
        kind,
        str(account),
    )
    return found is not None


async def awarded(tx: Transaction, account: Account, kind: Kind, message: str) -> list[int]:
    """Entries of this kind for a message, a draft or a case; those that were taken back, too."""
    found = await tx.fetch(
        "SELECT id FROM reputation_ledger WHERE message = ? AND account = ? AND kind = ?"
        " AND step = 'earn' ORDER BY id",
        message,
        str(account),
        kind,
    )
    return [int(row[0]) for row in found]


async def earned_since(tx: Transaction, account: Account, kind: Kind, since: int) -> int:
    """How many entries of this kind, with any account of that person, that nobody took back."""
    name = str(account)
    row = await tx.fetch_one(
        f"WITH kin {_PERSON} SELECT COUNT(*) FROM reputation_ledger l WHERE l.account IN"  # noqa: S608
        f" (SELECT account FROM kin) AND l.kind = ? AND l.step = 'earn' AND l.at > ? AND {_STANDS}",
        name,
        name,
        kind,
        since,
    )
    return int(row[0]) if row else 0


async def taken_back_since(tx: Transaction, account: str, since: int) -> int:
    """How often somebody took back what they had given."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM reputation_ledger WHERE account = ? AND step = 'undo'"
        " AND why = 'undone' AND noted_at > ?",
        account,
        since,
    )
    return int(row[0]) if row else 0


async def between(tx: Transaction, accounts: Collection[str]) -> list[int]:
    """Entries that these have given each other."""
    marks = _marks(accounts)
    found = await tx.fetch(
        f"SELECT id FROM reputation_ledger WHERE giver IN {marks} AND account IN {marks}"  # noqa: S608
        f" AND kind IN {_marks(GIVEN)} AND step = 'earn' ORDER BY id",
        *accounts,
        *accounts,
        *GIVEN,
    )
    return [int(row[0]) for row in found]


# -- what was given before -------------------------------------------------------------------------

_PAST = (
    "SELECT l.id, l.account, l.kind, l.worth, l.giver, l.message, l.at,"
    " (SELECT COUNT(*) FROM reputation_ledger u WHERE u.entry = l.id AND u.entry <> 0"
    " AND u.step = 'undo')"
    " FROM reputation_ledger l WHERE l.step = 'earn' AND"
)


_FOUND = (
    f"WITH givers {_PERSON}, receivers {_PERSON}"  # noqa: S608  constants
    f" {_PAST} l.giver IN (SELECT account FROM givers) AND l.at > ?"
    f" UNION {_PAST} l.account IN (SELECT account FROM receivers) AND l.at > ?"
    f" UNION {_PAST} l.giver IN (SELECT account FROM receivers)"
    " AND l.account IN (SELECT account FROM givers) AND l.at > ?"
    f" UNION {_PAST} l.message = ?"
    " UNION SELECT 0, account, 'giver', 0, '', '', 0, 0 FROM givers"
    " UNION SELECT 0, account, 'receiver', 0, '', '', 0, 0 FROM receivers"
)


class Found(msgspec.Struct, frozen=True):
    """What `rules.decide` asks for, and all accounts of both persons, also those that are linked no
    more. In `past` giver and receiver stand under the account in question, whichever it was."""

    past: Past
    givers: frozenset[str]
    receivers: frozenset[str]


def asking_past(giver: str, receiver: str, message: str, at: int) -> Statement:
    """The question that `past` is the answer to."""
    month = at - MONTH
    return _FOUND, (giver, giver, receiver, receiver, month, at - DAY, month, message)


def past(rows: Sequence[Columns], giver: str, receiver: str, message: str) -> Found:
    """All but the answerers, which are asked for by themselves."""
    givers = frozenset(row[1] for row in rows if row[2] == "giver")
    receivers = frozenset(row[1] for row in rows if row[2] == "receiver")
    names = dict.fromkeys(receivers, receiver) | dict.fromkeys(givers, giver)
    every = [_given(row, names) for row in rows if row[2] in GIVEN]
    past = Past(
        given=[one for one in every if one.by == giver],
        returned=[one for one in every if one.by == receiver],
        received=[one for one in every if one.account == receiver],
        of_message=[one for one in every if one.message == message],
    )
    return Found(past, givers, receivers)


def _marks(values: Collection[object]) -> str:
    return f"({', '.join('?' * len(values))})"


async def kin(tx: Transaction, account: Account) -> list[str]:
    """All accounts of that person, also those that are linked no more."""
    name = str(account)
    found = await tx.fetch(f"WITH kin {_PERSON} SELECT account FROM kin", name, name)  # noqa: S608
    return [row[0] for row in found]


async def answerers(tx: Transaction, givers: frozenset[str]) -> frozenset[str]:
    """Persons whom the giver has thanked or accepted, ever; linked ones are one."""
    found = await tx.fetch(
        "SELECT DISTINCT COALESCE(k.person, l.account) FROM reputation_ledger l"  # noqa: S608
        " LEFT JOIN reputation_kin k ON k.account = l.account"
        f" WHERE l.giver IN {_marks(givers)} AND l.kind IN {_marks(HELPED)}"
        f" AND l.step = 'earn' AND {_STANDS} LIMIT 100",
        *givers,
        *HELPED,
    )
    return frozenset(row[0] for row in found)


async def join_kin(tx: Transaction, accounts: Iterable[Account]) -> None:
    """These are one person from now on, and stay it."""
    names = {name for account in accounts for name in await kin(tx, account)}
    person = min(names)
    for name in sorted(names):
        await tx.execute(
            "INSERT INTO reputation_kin (account, person) VALUES (?, ?)"
            " ON CONFLICT (account) DO UPDATE SET person = excluded.person",
            name,
            person,
        )


async def persons(tx: Transaction) -> dict[str, str]:
    """Account → person, of those who were ever linked."""
    found = await tx.fetch("SELECT account, person FROM reputation_kin")
    return {row[0]: row[1] for row in found}


# -- rows ------------------------------------------------------------------------------------------


def _given(row: Columns, names: dict[str, str]) -> Entry:
    return Entry(
        id=row[0], account=names.get(row[1], row[1]), kind=row[2], points=0, worth=row[3],
        state="full", by=names.get(row[4], row[4]), message=row[5], at=row[6], undone=bool(row[7]),
    )  # fmt: skip


def _row(row: Columns) -> Row:
    step: Step = row[3]
    return Row(
        id=row[0], account=row[1], kind=row[2], step=step, of=row[4], points=row[5], worth=row[6],
        state=row[7], why=row[8], by=row[9], by_days=row[10], place=row[11], message=row[12],
        source=row[13], language=row[14], at=row[15], noted_at=row[16],
    )  # fmt: skip
