"""The SQL of the ledger: rows are added and read, never changed."""

from collections.abc import Iterable, Sequence

import msgspec

from core.events import Account
from core.reputation.ledger import GIVEN, HELPED, Entry, Kind, Row, Step
from core.reputation.rules import DAY, MONTH, Gift, Past
from core.storage import Row as Found
from core.storage import Transaction

_COLUMNS = (
    "account, kind, step, entry, points, worth, state, why, giver, giver_days, place, message,"
    " source, language, at, noted_at"
)


async def add(tx: Transaction, row: Row) -> Row:
    """With the id that it has got."""
    found = await tx.fetch_one(
        f"INSERT INTO reputation_ledger ({_COLUMNS})"  # noqa: S608  constants
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        row.account, row.kind, row.step, row.of, row.points, row.worth, row.state, row.why, row.by,
        row.by_days, row.place, row.message, row.source, row.language, row.at, row.noted_at,
    )  # fmt: skip
    assert found is not None  # noqa: S101  RETURNING always answers
    return msgspec.structs.replace(row, id=int(found[0]))


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
    marks = ", ".join("?" * len(kinds))
    found = await tx.fetch(
        f"SELECT id, {_COLUMNS} FROM reputation_ledger WHERE at > ? AND kind IN ({marks})"  # noqa: S608
        " ORDER BY id",
        since,
        *kinds,
    )
    return [_row(each) for each in found]


async def of_entry(tx: Transaction, entry: int) -> list[Row]:
    found = await tx.fetch(
        f"SELECT id, {_COLUMNS} FROM reputation_ledger WHERE id = ? OR entry = ? ORDER BY id",  # noqa: S608
        entry,
        entry,
    )
    return [_row(each) for each in found]


async def given_by_source(tx: Transaction, source: str) -> list[int]:
    """Entries that this message brought."""
    sql = "SELECT id FROM reputation_ledger WHERE source = ? AND source <> '' AND step = 'earn'"
    return [int(row[0]) for row in await tx.fetch(f"{sql} ORDER BY id", source)]


async def given_for(
    tx: Transaction, message: str, giver: Account, source: str | None = None
) -> list[int]:
    """Entries that this account gave for a message, the last one first."""
    found = await tx.fetch(
        "SELECT id, source FROM reputation_ledger WHERE message = ? AND giver = ?"
        " AND step = 'earn' ORDER BY id DESC",
        message,
        str(giver),
    )
    return [int(row[0]) for row in found if source is None or row[1] == source]


async def has(tx: Transaction, kind: Kind, message: str) -> bool:
    """Whether this was counted before."""
    sql = "SELECT 1 FROM reputation_ledger WHERE message = ? AND kind = ? AND step = 'earn' LIMIT 1"
    return await tx.fetch_one(sql, message, kind) is not None


async def earned_since(tx: Transaction, account: Account, kind: Kind, since: int) -> int:
    """How many entries of this kind."""
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM reputation_ledger WHERE account = ? AND kind = ? AND step = 'earn'"
        " AND at > ?",
        str(account),
        kind,
        since,
    )
    return int(row[0]) if row else 0


# -- what was given before -------------------------------------------------------------------------

# The names of a person: the account, and those that it was ever linked with.
_PERSON = (
    "(SELECT CAST(? AS TEXT) UNION SELECT b.account FROM reputation_kin a"
    " JOIN reputation_kin b ON b.person = a.person WHERE a.account = ?)"
)
_PAST = (
    "SELECT l.id, l.account, l.kind, l.worth, l.giver, l.message, l.at,"
    " EXISTS (SELECT 1 FROM reputation_ledger u WHERE u.entry = l.id AND u.step = 'undo')"
    " FROM reputation_ledger l WHERE l.step = 'earn' AND "
)
_BETWEEN = (
    f"{_PAST} l.giver IN {_PERSON} AND l.at > ? UNION {_PAST} l.account IN {_PERSON} AND l.at > ?"
    f" UNION {_PAST} l.giver IN {_PERSON} AND l.account IN {_PERSON} AND l.at > ?"
    f" UNION {_PAST} l.message = ?"
)


async def past(tx: Transaction, gift: Gift) -> Past:
    """What `rules.decide` asks for. Giver and receiver of the gift are accounts, and stand in what
    is returned for every account of theirs."""
    giver, receiver = gift.giver, gift.receiver
    found = await tx.fetch(
        _BETWEEN,
        giver, giver, gift.at - MONTH,
        receiver, receiver, gift.at - DAY,
        receiver, receiver, giver, giver, gift.at - MONTH,
        gift.message,
    )  # fmt: skip
    names = {**dict.fromkeys(await kin(tx, receiver), receiver)}
    names |= dict.fromkeys(await kin(tx, giver), giver)
    all_ = [_given(row, names) for row in found if row[2] in GIVEN]
    return Past(
        given=[one for one in all_ if one.by == giver],
        returned=[one for one in all_ if one.by == receiver],
        received=[one for one in all_ if one.account == receiver],
        of_message=[one for one in all_ if one.message == gift.message],
        answerers=await _answerers(tx, giver) if gift.kind == "accept" else frozenset(),
    )


async def kin(tx: Transaction, account: str) -> list[str]:
    """All accounts of that person, also those that are linked no more."""
    return [row[0] for row in await tx.fetch(_PERSON[1:-1], account, account)]


async def _answerers(tx: Transaction, giver: str) -> frozenset[str]:
    """Persons whom this one has thanked or accepted, ever; linked ones are one."""
    marks = ", ".join("?" * len(HELPED))
    found = await tx.fetch(
        "SELECT DISTINCT COALESCE(k.person, l.account) FROM reputation_ledger l"  # noqa: S608
        f" LEFT JOIN reputation_kin k ON k.account = l.account WHERE l.giver IN {_PERSON}"
        f" AND l.step = 'earn' AND l.kind IN ({marks}) AND NOT EXISTS (SELECT 1 FROM"
        " reputation_ledger u WHERE u.entry = l.id AND u.step = 'undo') LIMIT 100",
        giver,
        giver,
        *HELPED,
    )
    return frozenset(row[0] for row in found)


async def join_kin(tx: Transaction, accounts: Iterable[Account]) -> None:
    """These are one person from now on, and stay it."""
    names = {name for account in accounts for name in await kin(tx, str(account))}
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


def _given(row: Found, names: dict[str, str]) -> Entry:
    return Entry(
        id=row[0], account=names.get(row[1], row[1]), kind=row[2], points=0, worth=row[3],
        state="full", by=names.get(row[4], row[4]), message=row[5], at=row[6], undone=bool(row[7]),
    )  # fmt: skip


def _row(row: Found) -> Row:
    step: Step = row[3]
    return Row(
        id=row[0], account=row[1], kind=row[2], step=step, of=row[4], points=row[5], worth=row[6],
        state=row[7], why=row[8], by=row[9], by_days=row[10], place=row[11], message=row[12],
        source=row[13], language=row[14], at=row[15], noted_at=row[16],
    )  # fmt: skip
