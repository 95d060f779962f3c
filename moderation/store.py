"""The SQL of moderation: its cases."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.events import Account, Place
from core.moments import from_micros, to_micros
from core.storage import Row, Transaction

HELD_TEXT = "held"
_MOST_OPEN = 100  # among which one is looked for that speaks for a new one
MOST_DIGITS = 18  # of a number that a database holds


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and done. `text`: where the words lie, None where none were kept. `first`: the
    case whose card speaks for this one too, `wave`: what stands for the same words of several
    accounts. `stays`: the message could not be removed."""

    id: int = 0
    at: datetime
    place: Place
    message: str | None
    account: Account | None
    rule: str
    why: str
    site: str = ""
    action: str
    text: int | None = None
    until: datetime | None = None
    state: str = "open"
    said_at: datetime | None = None
    first: int | None = None
    stays: bool = False
    wave: str = ""


async def chats_of(tx: Transaction, account: Account) -> list[str]:
    """Chats of more than one person in which an account was seen, or is known from a case."""
    rows = await tx.fetch(
        "SELECT chat FROM moderation_standing WHERE account = ? AND chat <> account"
        " UNION SELECT place FROM moderation_cases WHERE account = ? AND private = 0",
        str(account),
        str(account),
    )
    return sorted({row[0].partition("/")[0] for row in rows})


async def keep_text(tx: Transaction, text: str, member: int | None, now: datetime) -> int:
    """`text` is redacted."""
    row = await tx.fetch_one(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (?, ?, ?, ?) RETURNING id",
        member,
        HELD_TEXT,
        text,
        to_micros(now),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return int(row[0])


async def text_of(tx: Transaction, case: Case) -> str | None:
    """What the message said; None where nothing was kept, or it was forgotten."""
    row = await tx.fetch_one("SELECT text FROM texts WHERE id = ?", case.text or 0)
    return str(row[0]) if row else None


async def add(tx: Transaction, case: Case) -> Case:
    row = await tx.fetch_one(
        "INSERT INTO moderation_cases (at, place, private, message, account, rule, why, site,"
        " action, text, until, state, said_at, first, wave)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        to_micros(case.at),
        case.place.key,
        int(case.place.private),
        case.message,
        None if case.account is None else str(case.account),
        case.rule,
        case.why,
        case.site,
        case.action,
        case.text,
        None if case.until is None else to_micros(case.until),
        case.state,
        None if case.said_at is None else to_micros(case.said_at),
        case.first,
        case.wave,
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return msgspec.structs.replace(case, id=int(row[0]))


_COLUMNS = (
    "id, at, place, private, message, account, rule, why, site, action, text, until, state, first,"
    " stays, wave"
)


async def case(tx: Transaction, number: int) -> Case | None:
    row = await tx.fetch_one(f"SELECT {_COLUMNS} FROM moderation_cases WHERE id = ?", number)  # noqa: S608
    return _case(row) if row else None


async def numbered(tx: Transaction, written: str) -> Case | None:
    """By a number as people write it."""
    is_number = written.isdecimal() and len(written) <= MOST_DIGITS
    return await case(tx, int(written)) if is_number else None


async def case_of(tx: Transaction, place: Place, message: str, rule: str) -> Case | None:
    """The first one of a message."""
    row = await tx.fetch_one(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE place = ? AND message = ? AND rule = ?"  # noqa: S608
        " ORDER BY id LIMIT 1",
        place.key,
        message,
        rule,
    )
    return _case(row) if row else None


async def cases_of_message(tx: Transaction, place: Place, message: str) -> list[Case]:
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE place = ? AND message = ?",  # noqa: S608
        place.key,
        message,
    )
    return [_case(row) for row in rows]


async def forget_text(tx: Transaction, case: Case) -> None:
    await tx.execute("UPDATE texts SET text = '' WHERE id = ?", case.text or 0)


async def change_action(tx: Transaction, case: Case, action: str) -> Case:
    await tx.execute("UPDATE moderation_cases SET action = ? WHERE id = ?", action, case.id)
    return msgspec.structs.replace(case, action=action)


async def note_stays(tx: Transaction, case: Case) -> Case:
    """The platform did not let us remove its message."""
    await tx.execute("UPDATE moderation_cases SET stays = 1 WHERE id = ?", case.id)
    return msgspec.structs.replace(case, stays=True)


async def note_gone(tx: Transaction, number: int, now: datetime) -> None:
    """The platform confirmed the deletion; a second message of the same case says no more."""
    await tx.execute(
        "UPDATE moderation_cases SET gone_at = ? WHERE id = ? AND gone_at IS NULL",
        to_micros(now),
        number,
    )


# Of a flood the first, of a wave the first of each account.
OWN = (
    "(first IS NULL OR rule = 'staff' OR id IN (SELECT MIN(id) FROM moderation_cases"
    " WHERE account = ? AND wave <> '' GROUP BY wave))"
)


async def cases_of(tx: Transaction, account: Account, most: int) -> list[Case]:
    """The latest that nobody called wrong."""
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE account = ? AND state <> 'wrong'"  # noqa: S608
        f" AND {OWN} ORDER BY id DESC LIMIT ?",
        str(account),
        str(account),
        most,
    )
    return [_case(row) for row in rows]


async def open_cases(
    tx: Transaction, place: Place, account: Account | None, at: datetime
) -> list[Case]:
    """The latest of an account (or of nobody's) in a place since then, the last of them first."""
    whose = "account IS NULL" if account is None else "account = ?"
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE {whose} AND at >= ? AND place = ?"  # noqa: S608
        " AND state = 'open' ORDER BY at DESC, id DESC LIMIT ?",
        *(() if account is None else (str(account),)),
        to_micros(at),
        place.key,
        _MOST_OPEN,
    )
    return [_case(row) for row in rows]


async def leader(tx: Transaction, wave: str) -> Case | None:
    """The case whose card speaks for all of a wave."""
    row = await tx.fetch_one(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE wave = ? AND first IS NULL"  # noqa: S608
        " ORDER BY id LIMIT 1",
        wave,
    )
    return _case(row) if row else None


async def of_wave(tx: Transaction, wave: str, account: Account) -> list[Case]:
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE wave = ? AND account = ?",  # noqa: S608
        wave,
        str(account),
    )
    return [_case(row) for row in rows]


class Wave(msgspec.Struct, frozen=True):
    """Who is in it, how many of its messages are gone, and how many of them cannot write."""

    accounts: tuple[Account, ...]
    removed: int
    restricted: int


async def wave(tx: Transaction, case: Case) -> Wave | None:
    """What the card of a case speaks for; None where it is about one account."""
    if not case.wave:
        return None
    cases = [case, *await spoken_for(tx, case)]
    held = [one for one in cases if one.state != "wrong"]
    gone = [one for one in held if one.message and one.action != "report" and not one.stays]
    bound = {one.account for one in held if one.action in ("mute", "ban")}
    accounts = dict.fromkeys(one.account for one in cases if one.account)
    return Wave(tuple(accounts), len(gone), len(bound))


async def spoken_for(tx: Transaction, case: Case) -> list[Case]:
    """The other messages of its flood, or the other places of its ban, in their order."""
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM moderation_cases WHERE first = ? ORDER BY id",  # noqa: S608
        case.id,
    )
    return [_case(row) for row in rows]


async def decide(tx: Transaction, case: Case, state: str, by: Account, now: datetime) -> bool:
    """With all that its card speaks for. False where somebody was first: what was called right can
    still be called wrong, and that is the end of it."""
    before = ("open", "right") if state == "wrong" else ("open", "open")
    changed = await tx.execute(
        "UPDATE moderation_cases SET state = ?, decided_by = ?, decided_at = ?"
        " WHERE id = ? AND state IN (?, ?)",
        state,
        str(by),
        to_micros(now),
        case.id,
        *before,
    )
    if changed:
        await tx.execute(
            "UPDATE moderation_cases SET state = ?, decided_by = ?, decided_at = ? WHERE first = ?",
            state,
            str(by),
            to_micros(now),
            case.id,
        )
    return changed > 0


async def done_since(tx: Transaction, chat: str, actions: Sequence[str], at: datetime) -> int:
    """How often one of these was done by rules in a chat and its threads since then; what a person
    did or agreed with is not counted."""
    marks = ", ".join("?" * len(actions))
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM moderation_cases WHERE (place = ? OR place LIKE ?) AND at >= ?"  # noqa: S608
        f" AND state <> 'right' AND action IN ({marks})",
        chat,
        f"{chat}/%",
        to_micros(at),
        *actions,
    )
    return int(row[0]) if row else 0


def _case(row: Row) -> Case:
    return Case(
        id=row[0],
        at=from_micros(row[1]),
        place=Place.at(row[2], private=bool(row[3])),
        message=row[4],
        account=None if row[5] is None else Account.parse(row[5]),
        rule=row[6],
        why=row[7],
        site=row[8],
        action=row[9],
        text=row[10],
        until=None if row[11] is None else from_micros(row[11]),
        state=row[12],
        first=row[13],
        stays=bool(row[14]),
        wave=row[15],
    )
