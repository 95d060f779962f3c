"""The erasure itself: in one transaction, and the same again is no error."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from core import outbox, people
from core.actions import Delete, DropThread, MessageRef
from core.context import Context, Unit
from core.events import Account, Place
from core.forgetting import traces
from core.forgetting.person import Hashes, Person, members_of
from core.forgetting.traces import Trace
from core.moments import to_micros
from core.outbox import Lane
from core.storage import Transaction

_MOST_AT_ONCE = 100  # messages of one call to delete
_OF_A_TICKET = (
    "ticket_events", "copies", "ticket_places", "ticket_clocks", "ticket_offers",
    "known_issue_tickets", "ticket_lines",
)  # fmt: skip


async def erase(unit: Unit, whom: Person) -> None:
    """Everything that can go; what stays stands under a hash from now on."""
    tx, hashes = unit.tx, Hashes(unit.config)
    members = await members_of(tx, whom)
    for member in members:
        await _take_from_staff(unit, member)
        await _erase_tickets(tx, member)
        await _erase_words(tx, member)
    for account in whom.accounts:
        await _erase_words_of_cases(tx, account)
        await _erase_notes(tx, Account.parse(account))
        await _erase_seen(tx, Account.parse(account))
    stays = await _rename(tx, whom, members, hashes)
    await outbox.forget_bodies(tx)
    for trace in traces.erased():
        for value in _values(trace, whom, members):
            await _delete(tx, trace, value)
    for member in members:
        await tx.execute("DELETE FROM members WHERE id = ?", member)
    if stays:
        await _remember(tx, whom, hashes)
    accounts = tuple(map(Account.parse, whom.accounts))
    unit.after_commit.append(partial(unit.app.forget, accounts))
    for snapshot in ("knowledge", "roles", "standing", "forgotten"):
        await unit.changed(snapshot)
    subject = hashes.name(whom.accounts[0]) if whom.accounts else ""
    await people.note(tx, "forgetting", "forgot", subject, unit.now)


async def _delete(tx: Transaction, trace: Trace, value: object) -> None:
    """What is on its way out is not taken from under the delivery."""
    sql = f"DELETE FROM {trace.table} WHERE {trace.column} = ?"  # noqa: S608  constants
    if trace.table == "outbox":
        sql += " AND finished_at IS NOT NULL"
    await tx.execute(sql, value)


def _values(trace: Trace, whom: Person, members: Iterable[int]) -> Iterable[object]:
    match trace.by:
        case "member":
            return members
        case "account":
            return whom.accounts
        case "chat":
            return whom.chats
        case "visitor":
            return [a.removeprefix("web:") for a in whom.accounts if a.startswith("web:")]


# -- tickets -------------------------------------------------------------------------------------


async def _take_from_staff(unit: Unit, member: int) -> None:
    """Their words stand in the staff's places, too."""
    rows = await unit.tx.fetch(
        "SELECT DISTINCT c.place, c.message FROM copies c JOIN tickets t ON t.id = c.ticket"
        " WHERE t.member = ? AND c.private = 0 AND c.message <> '' ORDER BY c.place, c.message",
        member,
    )
    dropped = await _drop_threads(unit, member)
    by_place: dict[str, list[str]] = {}
    for row in rows:
        if row[0] not in dropped:
            by_place.setdefault(row[0], []).append(row[1])
    for key, messages in by_place.items():
        for start in range(0, len(messages), _MOST_AT_ONCE):
            ids = tuple(messages[start : start + _MOST_AT_ONCE])
            delete = Delete(target=MessageRef(Place.at(key), ids))
            await unit.put(delete, lane=Lane.TICKETS, on_uncertain="again")


async def _drop_threads(unit: Unit, member: int) -> set[str]:
    """A ticket's topic goes as a whole, where the platform can do that; their places."""
    rows = await unit.tx.fetch(
        "SELECT p.place FROM ticket_places p JOIN tickets t ON t.id = p.ticket"
        " WHERE t.member = ? AND p.side = 'staff' AND p.private = 0",
        member,
    )
    places = [place for row in rows if row[0] and (place := Place.at(row[0])).thread]
    places = [place for place in places if unit.capabilities(place.platform).drops_threads]
    for place in places:
        await unit.put(DropThread(place=place), lane=Lane.TICKETS, on_uncertain="again")
    return {place.key for place in places}


async def _erase_tickets(tx: Transaction, member: int) -> None:
    """As wholes, with what the team wrote in them."""
    mine = "SELECT id FROM tickets WHERE member = ?"
    lines = f"SELECT id FROM ticket_lines WHERE ticket IN ({mine})"  # noqa: S608  constants
    texts = f"SELECT text FROM ticket_lines WHERE ticket IN ({mine})"  # noqa: S608
    for sql in (
        f"DELETE FROM ticket_translations WHERE line IN ({lines})",  # noqa: S608
        f"DELETE FROM texts WHERE id IN ({texts})",  # noqa: S608
    ):
        await tx.execute(sql, member)
    for table in _OF_A_TICKET:
        await tx.execute(f"DELETE FROM {table} WHERE ticket IN ({mine})", member)  # noqa: S608
    await tx.execute("DELETE FROM tickets WHERE member = ?", member)


# -- words ---------------------------------------------------------------------------------------


async def _erase_words(tx: Transaction, member: int) -> None:
    """Their questions, and the ways to ask that were learned from them."""
    texts = "SELECT id FROM texts WHERE member = ?"
    learned = f"SELECT id FROM faq_phrasings WHERE text IN ({texts})"  # noqa: S608  constants
    await tx.execute(f"DELETE FROM faq_ledger WHERE phrasing IN ({learned})", member)  # noqa: S608
    for table in ("faq_phrasings", "faq_unanswered"):
        await tx.execute(f"DELETE FROM {table} WHERE text IN ({texts})", member)  # noqa: S608


async def erase_pieces(ctx: Context, since: datetime) -> None:
    """Whatever the author of this event wrote since then, wherever it is kept."""
    if ctx.known is None:
        return
    texts = "SELECT id FROM texts WHERE member = ? AND created_at >= ?"
    mine = (ctx.known.id, to_micros(since))
    lines = f"SELECT id FROM ticket_lines WHERE text IN ({texts})"  # noqa: S608  constants
    for sql in (
        f"DELETE FROM ticket_translations WHERE line IN ({lines})",  # noqa: S608
        f"DELETE FROM faq_unanswered WHERE text IN ({texts})",  # noqa: S608
        "UPDATE texts SET text = '' WHERE member = ? AND created_at >= ?",
    ):
        await ctx.tx.execute(sql, *mine)
    await ctx.tx.execute("DELETE FROM dialogues WHERE member = ?", ctx.known.id)  # half an answer
    await outbox.forget_bodies(ctx.tx)


async def _erase_words_of_cases(tx: Transaction, account: str) -> None:
    await tx.execute(
        "DELETE FROM texts WHERE id IN (SELECT text FROM moderation_cases WHERE account = ?)",
        account,
    )
    sql = "UPDATE moderation_cases SET text = NULL, message = NULL, site = '' WHERE account = ?"
    await tx.execute(sql, account)


# -- notes of adapters ---------------------------------------------------------------------------


async def _erase_notes(tx: Transaction, account: Account) -> None:
    """As `core.platform.Notes` asks of them: keys that end with the id, entries that hold it."""
    rows = await tx.fetch("SELECT key, value FROM notes WHERE platform = ?", account.platform)
    for key, value in ((str(row[0]), str(row[1])) for row in rows):
        if key.endswith(f":{account.id}"):
            sql = "DELETE FROM notes WHERE platform = ? AND key = ?"
            await tx.execute(sql, account.platform, key)
        elif (rest := _without(value, account.id)) is not None:
            sql = "UPDATE notes SET value = ? WHERE platform = ? AND key = ?"
            await tx.execute(sql, rest, account.platform, key)


async def _erase_seen(tx: Transaction, account: Account) -> None:
    """Marks of events whose ids begin with their author's, as the web chat's do."""
    sql = "DELETE FROM seen WHERE platform = ? AND substr(event, 1, CAST(? AS INTEGER)) = ?"
    begins = f"{account.id}:"
    await tx.execute(sql, account.platform, len(begins), begins)


def _without(value: str, id_: str) -> str | None:
    """A note that is a JSON object without the entries that hold `id_`; None where none does."""
    if f'"{id_}"' not in value:
        return None
    try:
        entries = msgspec.json.decode(value, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    left = {key: entry for key, entry in entries.items() if id_ != key and not _holds(entry, id_)}
    return msgspec.json.encode(left).decode()


def _holds(entry: Any, id_: str) -> bool:
    if isinstance(entry, dict):
        return any(_holds(part, id_) for part in entry.values())
    if isinstance(entry, list):
        return any(_holds(part, id_) for part in entry)
    return bool(entry == id_)


# -- what stays ----------------------------------------------------------------------------------


async def _rename(tx: Transaction, whom: Person, members: list[int], hashes: Hashes) -> bool:
    """True where anything stays."""
    changed = 0
    for trace in traces.renamed():
        for value in _values(trace, whom, members):
            changed += await _set(tx, trace, value, _hidden(whom, trace, value, hashes))
    return changed > 0


def _hidden(whom: Person, trace: Trace, value: object, hashes: Hashes) -> object:
    return hashes.number(whom.accounts[0]) if trace.by == "member" else hashes.name(str(value))


async def _set(tx: Transaction, trace: Trace, before: object, after: object) -> int:
    """How many rows. A block that is there twice (of each linked account) stays once."""
    table, column, _by = trace
    sql = f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1"  # noqa: S608  constants
    if not await tx.fetch(sql, before):
        return 0
    if (table, column) == ("ticket_blocks", "member"):
        await tx.execute("DELETE FROM ticket_blocks WHERE member = ?", after)
    sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608  constants
    return await tx.execute(sql, after, before)


async def _remember(tx: Transaction, whom: Person, hashes: Hashes) -> None:
    number = hashes.number(whom.accounts[0])
    for account in whom.accounts:
        await tx.execute(
            "INSERT INTO forgotten (who, number) VALUES (?, ?)"
            " ON CONFLICT (who) DO UPDATE SET number = excluded.number",
            hashes.name(account),
            number,
        )


async def restore(unit: Unit, account: Account, member: int) -> None:
    """They are back, and what stayed is theirs again."""
    hashes = Hashes(unit.config)
    hidden = hashes.name(str(account))
    rows = await unit.tx.fetch("DELETE FROM forgotten WHERE who = ? RETURNING number", hidden)
    if not rows:
        return
    for trace in traces.renamed():
        if trace.by == "member":
            await _set(unit.tx, trace, rows[0][0], member)
        elif trace.by == "account":
            await _set(unit.tx, trace, hidden, str(account))
    await unit.changed("forgotten")
    await unit.changed("roles")
