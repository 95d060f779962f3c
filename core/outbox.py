"""The table of actions still to be performed: the only way out.

Every action ends as exactly one of delivered, uncertain, failed, cancelled. The functions here are
the rows' whole life; `core.delivery` decides when and calls the platforms.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, assert_never

import msgspec

from core.actions import (
    Action,
    Badge,
    CloseThread,
    Delete,
    Edit,
    MessageRef,
    OpenThread,
    Pin,
    React,
    Receipt,
    Restrict,
    Send,
)
from core.events import Place
from core.moments import from_micros, to_micros
from core.official import Official
from core.platform import Delivery, Gone, Outcome, RetryAt, Uncertain
from core.storage import Row, Transaction

OnUncertain = Literal["drop", "ask", "again"]
LONGEST_PAUSE = timedelta(seconds=3)  # with connecting, we are back within 5 s of a link's return
_WAIT_FOR_KEY = timedelta(milliseconds=200)


class Lane(IntEnum):
    """What an action is for; each lane has a share of the budget."""

    SAFETY = 0
    REPLIES = 1
    TICKETS = 2
    ANNOUNCEMENTS = 3


class Wake(msgspec.Struct, frozen=True):
    """A chat has something to send."""

    platform: str
    chat: str
    lane: Lane
    private: bool


class Claimed(msgspec.Struct, frozen=True):
    """A row that is now being sent. `more`: others wait behind it."""

    delivery: Delivery
    lane: Lane
    key: str | None
    owner: str | None
    on_uncertain: OnUncertain
    attempts: int
    more: bool = False


class Ended(msgspec.Struct, frozen=True):
    """A row that ended without being sent; its owner should hear."""

    key: str | None
    owner: str | None
    outcome: Outcome


class NoSuchMessage(Exception):
    """An action on a key that nothing was ever sent under."""


async def put(
    tx: Transaction,
    action: Action,
    *,
    official: Official,
    moved_to: Callable[[str], str],
    now: datetime,
    lane: Lane = Lane.REPLIES,
    key: str | None = None,
    owner: str | None = None,
    on_uncertain: OnUncertain = "drop",
    expires_at: datetime | None = None,
) -> Wake | None:
    """Queue one action. Raises NotOfficial when a text of ours carries anything foreign.

    `moved_to` tells a chat's id now; a row that slips by goes the same way when it is sent.
    `on_uncertain` counts only where a platform cannot recognise a repeat: `drop` ends the row,
    `ask` also tells the owner, `again` repeats (harmless actions). An edit of a row that is not
    yet sent rewrites the row, a delete cancels it; both then return None.
    """
    if isinstance(action, Send | Edit):
        urls = [button.url for row in action.buttons for button in row if button.url]
        official.check(action.body, urls)
    if isinstance(action, Edit | Delete) and await _change_unsent(tx, action, now):
        return None
    place = await _place(tx, action)
    chat = moved_to(place.chat)
    await tx.execute(
        "INSERT INTO outbox (platform, chat, lane, private, state, due, action, key, owner,"
        " on_uncertain, expires_at, created_at) VALUES (?, ?, ?, ?, 'due', 0, ?, ?, ?, ?, ?, ?)",
        place.platform,
        chat,
        int(lane),
        int(place.private),
        msgspec.json.encode(action).decode(),
        key,
        owner,
        on_uncertain,
        None if expires_at is None else to_micros(expires_at),
        to_micros(now),
    )
    return Wake(place.platform, chat, lane, place.private)


async def _change_unsent(tx: Transaction, change: Edit | Delete, now: datetime) -> bool:
    """Rewrite or cancel a row that is not sent yet; False where there is none."""
    if isinstance(change.target, MessageRef):
        return False
    row = await tx.fetch_one(
        "SELECT id, action FROM outbox WHERE key = ? AND state = 'due' AND done = '[]'"
        " AND uncertain_before = 0 ORDER BY id DESC LIMIT 1",
        change.target,
    )
    if row is None:
        return False
    if isinstance(change, Delete):
        await _finish(tx, row["id"], "cancelled", "cancelled", now)
        return True
    send = _decode(row["action"])
    if not isinstance(send, Send):
        return False
    rewritten = msgspec.structs.replace(send, body=change.body, buttons=change.buttons)
    await tx.execute(
        "UPDATE outbox SET action = ? WHERE id = ?",
        msgspec.json.encode(rewritten).decode(),
        row["id"],
    )
    return True


async def _place(tx: Transaction, action: Action) -> Place:
    """The place whose queue the action waits in."""
    match action:
        case Send(place=where) | CloseThread(place=where):
            return where if isinstance(where, Place) else await _place_of_key(tx, where)
        case (
            Edit(target=target) | Delete(target=target) | React(target=target) | Pin(target=target)
        ):
            if isinstance(target, MessageRef):
                return target.place
            return await _place_of_key(tx, target)
        case Restrict(place=where) | OpenThread(place=where) | Badge(place=where):
            return where
        case _:
            assert_never(action)


async def _place_of_key(tx: Transaction, key: str) -> Place:
    if row := await tx.fetch_one("SELECT place FROM messages WHERE key = ? LIMIT 1", key):
        return msgspec.json.decode(row[0], type=Place)
    row = await tx.fetch_one(
        "SELECT action FROM outbox WHERE key = ? AND action <> '' ORDER BY id DESC LIMIT 1", key
    )
    if row is None:
        raise NoSuchMessage(key)
    return await _place(tx, _decode(row[0]))


async def claim(
    tx: Transaction, chat: str, lane: Lane, now: datetime
) -> Claimed | Ended | datetime | None:
    """Take the head row of a chat's lane into flight, just before its request.

    A datetime: nothing before then. None: the lane is empty. Ended: the head is over (stale, or
    what it depends on failed); ask again.
    """
    row = await tx.fetch_one(
        "SELECT *, EXISTS (SELECT 1 FROM outbox AS behind WHERE behind.chat = outbox.chat"
        " AND behind.lane = outbox.lane AND behind.state IN ('due', 'sending')"
        " AND behind.id > outbox.id) AS more"
        " FROM outbox WHERE chat = ? AND lane = ? AND state IN ('due', 'sending')"
        " ORDER BY id LIMIT 1",
        chat,
        int(lane),
    )
    if row is None:
        return None
    if row["state"] == "sending" or row["due"] > to_micros(now):
        return max(from_micros(row["due"]), now + _WAIT_FOR_KEY)
    if row["expires_at"] is not None and row["expires_at"] <= to_micros(now):
        return await _end(tx, row, Gone("too late"), now)
    action = _decode(row["action"])
    resolved = await _resolve(tx, row, action)
    if isinstance(resolved, Gone):
        return await _end(tx, row, resolved, now)
    if resolved is None:
        return now + _WAIT_FOR_KEY
    await tx.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", row["id"])
    return Claimed(
        resolved,
        lane,
        row["key"],
        row["owner"],
        row["on_uncertain"],
        int(row["attempts"]),
        bool(row["more"]),
    )


async def _resolve(tx: Transaction, row: Row, action: Action) -> Delivery | Gone | None:
    """The row's action with its keys turned into places and messages; None: not known yet."""
    place: Place | None = None
    target: tuple[str, ...] = ()
    match action:
        case Send(place=where) | CloseThread(place=where):
            key = where if isinstance(where, str) else None
            place = where if isinstance(where, Place) else None
        case Edit(target=aim) | Delete(target=aim) | React(target=aim) | Pin(target=aim):
            key = aim if isinstance(aim, str) else None
            place, target = (aim.place, aim.ids) if isinstance(aim, MessageRef) else (None, ())
        case _:
            key, place = None, action.place
    if key is not None:
        found = await tx.fetch("SELECT place, id FROM messages WHERE key = ? ORDER BY part", key)
        if not found:
            return None if await _is_waiting(tx, key, row["id"]) else Gone(key)
        place = msgspec.json.decode(found[0]["place"], type=Place)
        target = tuple(part["id"] for part in found if part["id"])
    assert place is not None  # noqa: S101  either a place, a message or a key was given
    _, _, id_ = str(row["chat"]).partition(":")
    return Delivery(
        row=row["id"],
        action=action,
        place=msgspec.structs.replace(place, id=id_),
        target=target,
        done=msgspec.json.decode(row["done"], type=tuple[Receipt, ...]),
        uncertain_before=bool(row["uncertain_before"]),
    )


async def _is_waiting(tx: Transaction, key: str, row: int) -> bool:
    return bool(
        await tx.fetch_one(
            "SELECT 1 FROM outbox WHERE key = ? AND id < ? AND state IN ('due', 'sending')",
            key,
            row,
        )
    )


async def confirm(tx: Transaction, claimed: Claimed, receipt: Receipt, now: datetime) -> None:
    """The platform did it: keep where the message of a keyed action is now."""
    delivery = claimed.delivery
    await _finish(tx, delivery.row, "delivered", "delivered", now)
    key = claimed.key
    if isinstance(delivery.action, Edit) and isinstance(delivery.action.target, str):
        key = delivery.action.target
    if key is None or not isinstance(delivery.action, Send | Edit | OpenThread):
        return
    if isinstance(delivery.action, Edit) and not receipt.ids:
        return  # nothing to do: it is where it was
    await tx.execute("DELETE FROM messages WHERE key = ?", key)
    for part, id_ in enumerate(receipt.ids or ("",)):
        await tx.execute(
            "INSERT INTO messages (key, part, chat, place, id, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            key,
            part,
            receipt.place.chat,
            msgspec.json.encode(receipt.place).decode(),
            id_,
            to_micros(now),
        )


async def postpone(
    tx: Transaction, claimed: Claimed, outcome: RetryAt, done: tuple[Receipt, ...], now: datetime
) -> datetime:
    """Due again later; what a platform ordered uses up no attempt. Returns when."""
    attempts = claimed.attempts + (not outcome.ordered)
    pause = timedelta() if outcome.ordered else backoff(attempts)
    due = max(outcome.until, now + pause)
    await tx.execute(
        "UPDATE outbox SET state = 'due', due = ?, attempts = ?, done = ? WHERE id = ?",
        to_micros(due),
        attempts,
        msgspec.json.encode(done).decode(),
        claimed.delivery.row,
    )
    return due


async def give_back(tx: Transaction, claimed: Claimed, done: tuple[Receipt, ...]) -> None:
    """Due as before: nothing was tried, or its chat has moved."""
    await tx.execute(
        "UPDATE outbox SET state = 'due', done = ? WHERE id = ?",
        msgspec.json.encode(done).decode(),
        claimed.delivery.row,
    )


async def fail(tx: Transaction, claimed: Claimed, outcome: Outcome, now: datetime) -> Ended:
    """It will not be done. A chat that is gone is marked until the platform says we are back."""
    await _finish(tx, claimed.delivery.row, "failed", type(outcome).__name__, now)
    if isinstance(outcome, Gone) and outcome.what == "chat":
        await mark_unreachable(tx, claimed.delivery.place.chat, now)
    return Ended(claimed.key, claimed.owner, outcome)


async def doubt(
    tx: Transaction,
    claimed: Claimed,
    *,
    recognised: bool,
    done: tuple[Receipt, ...],
    now: datetime,
) -> Ended | None:
    """No answer came. `recognised`: the platform knows a repeat of the same row, so it is due."""
    if recognised or claimed.on_uncertain == "again":
        await tx.execute(
            "UPDATE outbox SET state = 'due', due = ?, attempts = ?, done = ?,"
            " uncertain_before = 1 WHERE id = ?",
            to_micros(now + backoff(claimed.attempts + 1)),
            claimed.attempts + 1,
            msgspec.json.encode(done).decode(),
            claimed.delivery.row,
        )
        return None
    await _finish(tx, claimed.delivery.row, "uncertain", "Uncertain", now)
    told = claimed.owner if claimed.on_uncertain == "ask" else None
    return Ended(claimed.key, told, Uncertain())


async def recover(tx: Transaction, platform: str, recognised: bool, now: datetime) -> list[Ended]:
    """After a start: rows that were in flight when the last process died are in doubt."""
    rows = await tx.fetch(
        "SELECT * FROM outbox WHERE platform = ? AND state = 'sending' ORDER BY id", platform
    )
    ended = []
    for row in rows:
        delivery = Delivery(
            row=row["id"], action=_decode(row["action"]), place=Place(platform, ""), done=()
        )
        claimed = Claimed(
            delivery,
            Lane(row["lane"]),
            row["key"],
            row["owner"],
            row["on_uncertain"],
            int(row["attempts"]),
        )
        done = msgspec.json.decode(row["done"], type=tuple[Receipt, ...])
        ended.append(await doubt(tx, claimed, recognised=recognised, done=done, now=now))
    return [end for end in ended if end is not None]


async def waiting(tx: Transaction, platform: str) -> list[Wake]:
    """The chats and lanes that have rows to send."""
    rows = await tx.fetch(
        "SELECT chat, lane, MIN(private) FROM outbox"
        " WHERE platform = ? AND state IN ('due', 'sending') GROUP BY chat, lane",
        platform,
    )
    return [Wake(platform, row[0], Lane(row[1]), bool(row[2])) for row in rows]


async def key_of(tx: Transaction, place: Place, message: str) -> str | None:
    """The key that a message of ours was sent under."""
    row = await tx.fetch_one(
        "SELECT key FROM messages WHERE chat = ? AND id = ?", place.chat, message
    )
    return None if row is None else row[0]


async def mark_unreachable(tx: Transaction, chat: str, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO chats (chat, unreachable_since) VALUES (?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET unreachable_since = excluded.unreachable_since",
        chat,
        to_micros(now),
    )


async def mark_reachable(tx: Transaction, chat: str) -> None:
    await tx.execute("UPDATE chats SET unreachable_since = NULL WHERE chat = ?", chat)


async def block(tx: Transaction, chat: str, until: datetime) -> None:
    """A platform ordered a wait for a chat, or for the whole bot (`chat` is then its name)."""
    await tx.execute(
        "INSERT INTO chats (chat, blocked_until) VALUES (?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET blocked_until = CASE"
        " WHEN chats.blocked_until > excluded.blocked_until THEN chats.blocked_until"
        " ELSE excluded.blocked_until END",
        chat,
        to_micros(until),
    )


async def blocked(tx: Transaction, platform: str, now: datetime) -> dict[str, datetime]:
    rows = await tx.fetch(
        "SELECT chat, blocked_until FROM chats WHERE blocked_until > ?"
        " AND (chat = ? OR substr(chat, 1, ?) = ?)",
        to_micros(now),
        platform,
        len(platform) + 1,
        f"{platform}:",
    )
    return {row[0]: from_micros(row[1]) for row in rows}


async def tidy(tx: Transaction, now: datetime) -> None:
    """Bodies of finished rows go after a day; rows, their keys and seen-marks after a week."""
    day, week = (to_micros(now - timedelta(days=days)) for days in (1, 7))
    await tx.execute(
        "UPDATE outbox SET action = '', done = '[]' WHERE finished_at < ? AND action <> ''", day
    )
    await tx.execute("DELETE FROM outbox WHERE finished_at < ?", week)
    await tx.execute("DELETE FROM messages WHERE created_at < ?", week)
    await tx.execute("DELETE FROM seen WHERE at < ?", week)


def backoff(attempts: int) -> timedelta:
    """Half a second, doubled with each attempt, at most LONGEST_PAUSE."""
    return min(LONGEST_PAUSE, timedelta(seconds=0.5 * 2 ** min(attempts - 1, 10)))


async def _end(tx: Transaction, row: Row, outcome: Outcome, now: datetime) -> Ended:
    await _finish(tx, row["id"], "failed", type(outcome).__name__, now)
    return Ended(row["key"], row["owner"], outcome)


async def _finish(tx: Transaction, row: int, state: str, outcome: str, now: datetime) -> None:
    await tx.execute(
        "UPDATE outbox SET state = ?, outcome = ?, finished_at = ? WHERE id = ?",
        state,
        outcome,
        to_micros(now),
        row,
    )


def _decode(action: str) -> Action:
    decoded: Action = msgspec.json.decode(action, type=Action)
    return decoded
