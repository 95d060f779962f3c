"""An action in flight: claimed before its request; then confirmed, postponed, failed or in doubt.

Each function is one step in a row's life, run in a transaction of its own by `core.delivery`.
"""

from datetime import datetime, timedelta

import msgspec

from core import brake
from core.actions import (
    Action,
    CloseThread,
    Delete,
    Edit,
    Hide,
    MessageRef,
    OpenThread,
    Pin,
    React,
    Receipt,
    RenameThread,
    Send,
)
from core.chats import mark_unreachable
from core.events import Place
from core.moments import from_micros, to_micros
from core.outbox import Lane, OnUncertain, decode, finish
from core.platform import Delivery, Gone, NotAllowed, Outcome, RetryAt, Uncertain
from core.storage import Row, Transaction

LONGEST_PAUSE = timedelta(seconds=3)  # with connecting, we are back within 5 s of a link's return
_WAIT_FOR_KEY = timedelta(milliseconds=200)


class Claimed(msgspec.Struct, frozen=True):
    """A row that is now being sent. `more`: others wait behind it."""

    delivery: Delivery
    lane: Lane
    key: str | None
    owner: str | None
    on_uncertain: OnUncertain
    attempts: int
    more: bool = False
    expires_at: datetime | None = None


class Ended(msgspec.Struct, frozen=True):
    """A row that ended without being sent; its owner should hear."""

    key: str | None
    owner: str | None
    outcome: Outcome


_WAITS = "chat = ? AND lane = ? AND state IN ('due', 'sending')"
_HEAD = (
    "SELECT *, EXISTS (SELECT 1 FROM outbox AS other WHERE other.chat = outbox.chat"
    " AND other.lane = outbox.lane AND other.state IN ('due', 'sending')"
    " AND other.id <> outbox.id) AS more FROM outbox WHERE "
)
_FIRST = f"{_HEAD}{_WAITS} ORDER BY id LIMIT 1"
_FIRST_THAT_GOES_ON = f"{_HEAD}{_WAITS} AND in_panic IS NULL ORDER BY id LIMIT 1"


async def claim(
    tx: Transaction, chat: str, lane: Lane, now: datetime
) -> Claimed | Ended | datetime | None:
    """Take the head row of a chat's lane into flight, just before its request.

    A datetime: nothing before then. None: the lane is empty. Ended: the head is over (stale, or
    what it depends on failed); ask again. In a panic what waits for its end is passed by.
    """
    row = await tx.fetch_one(_FIRST, chat, int(lane))
    if row is None:
        return None
    if row["in_panic"] is not None and (until := await brake.wait(tx, now)):
        if row["in_panic"] == "ends" and row["state"] == "due":
            return await _end(tx, row, Gone("panic"), now)
        row = await tx.fetch_one(_FIRST_THAT_GOES_ON, chat, int(lane))
        if row is None:
            return until
    return await _take(tx, row, lane, now)


async def _take(tx: Transaction, row: Row, lane: Lane, now: datetime) -> Claimed | Ended | datetime:
    if row["state"] == "sending" or row["due"] > to_micros(now):
        return max(from_micros(row["due"]), now + _WAIT_FOR_KEY)
    if row["expires_at"] is not None and row["expires_at"] <= to_micros(now):
        return await _end(tx, row, Gone("too late"), now)
    action = decode(row["action"])
    resolved = await _resolve(tx, row, action)
    if isinstance(resolved, Gone):
        return await _end(tx, row, resolved, now)
    if resolved is None:
        return now + _WAIT_FOR_KEY
    await tx.write("UPDATE outbox SET state = 'sending' WHERE id = ?", row["id"])
    return Claimed(
        resolved,
        lane,
        row["key"],
        row["owner"],
        row["on_uncertain"],
        int(row["attempts"]),
        bool(row["more"]),
        None if row["expires_at"] is None else from_micros(row["expires_at"]),
    )


async def _resolve(tx: Transaction, row: Row, action: Action) -> Delivery | Gone | None:
    """The row's action with its keys turned into places and messages; None: not known yet."""
    place: Place | None = None
    target: tuple[str, ...] = ()
    match action:
        case Send(place=where) | RenameThread(place=where) | CloseThread(place=where):
            key = where if isinstance(where, str) else None
            place = where if isinstance(where, Place) else None
        case (
            Edit(target=aim)
            | Delete(target=aim)
            | React(target=aim)
            | Pin(target=aim)
            | Hide(target=aim)
        ):
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
        queued_at=from_micros(row["created_at"]),
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
    # How a person is called is not kept.
    if receipt.presented is not None:  # whom was asked about, and what they are called
        receipt = msgspec.structs.replace(receipt, ids=(), presented=None)
    done = msgspec.json.encode((receipt,)).decode()
    await finish(tx, delivery.row, "delivered", "delivered", now, done)
    key = claimed.key
    if isinstance(delivery.action, Edit) and isinstance(delivery.action.target, str):
        key = delivery.action.target
    if key is None or not isinstance(delivery.action, Send | Edit | OpenThread):
        return
    if isinstance(delivery.action, Edit) and not receipt.ids:
        return  # nothing to do: it is where it was
    await tx.write("DELETE FROM messages WHERE key = ?", key)
    for part, id_ in enumerate(receipt.ids or ("",)):
        await tx.write(
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
) -> datetime | Ended:
    """Due again later; what a platform ordered uses up no attempt. Returns when. What will be stale
    by then is over now, and holds nothing up."""
    attempts = claimed.attempts + (not outcome.ordered)
    pause = timedelta() if outcome.ordered else backoff(attempts)
    due = max(outcome.until, now + pause)
    if claimed.expires_at is not None and claimed.expires_at <= due:
        return await fail(tx, claimed, Gone("too late"), now)
    await tx.write(
        "UPDATE outbox SET state = 'due', due = ?, attempts = ?, done = ? WHERE id = ?",
        to_micros(due),
        attempts,
        msgspec.json.encode(done).decode(),
        claimed.delivery.row,
    )
    return due


async def give_back(tx: Transaction, claimed: Claimed, done: tuple[Receipt, ...]) -> None:
    """Due as before: nothing was tried, or its chat has moved."""
    await tx.write(
        "UPDATE outbox SET state = 'due', done = ? WHERE id = ?",
        msgspec.json.encode(done).decode(),
        claimed.delivery.row,
    )


async def fail(tx: Transaction, claimed: Claimed, outcome: Outcome, now: datetime) -> Ended:
    """It will not be done. A chat that is gone, and a person who is or who has shut the door, is
    marked until the platform says we are back."""
    await finish(tx, claimed.delivery.row, "failed", type(outcome).__name__, now)
    if _is_closed(outcome, claimed.delivery.place):
        await mark_unreachable(tx, claimed.delivery.place.chat, now)
    return Ended(claimed.key, claimed.owner, outcome)


def _is_closed(outcome: Outcome, place: Place) -> bool:
    match outcome:
        case Gone(what="chat"):
            return True
        case Gone(what="person") | NotAllowed(missing="blocked"):
            return place.private
        case _:
            return False


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
        await tx.write(
            "UPDATE outbox SET state = 'due', due = ?, attempts = ?, done = ?,"
            " uncertain_before = 1 WHERE id = ?",
            to_micros(now + backoff(claimed.attempts + 1)),
            claimed.attempts + 1,
            msgspec.json.encode(done).decode(),
            claimed.delivery.row,
        )
        return None
    await finish(tx, claimed.delivery.row, "uncertain", "Uncertain", now)
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
            row=row["id"], action=decode(row["action"]), place=Place(platform, ""), done=()
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


def backoff(attempts: int) -> timedelta:
    """Half a second, doubled with each attempt, at most LONGEST_PAUSE."""
    return min(LONGEST_PAUSE, timedelta(seconds=0.5 * 2 ** min(attempts - 1, 10)))


async def _end(tx: Transaction, row: Row, outcome: Outcome, now: datetime) -> Ended:
    await finish(tx, row["id"], "failed", type(outcome).__name__, now)
    return Ended(row["key"], row["owner"], outcome)
