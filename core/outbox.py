"""The table of actions still to be performed: the only way out.

Every action ends as exactly one of delivered, uncertain, failed, cancelled. Here it is put in, and
changed while it waits; `core.flights` is the rest of its life, `core.delivery` decides when.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, assert_never

import msgspec

from core.actions import (
    Action,
    Admit,
    Badge,
    CloseThread,
    Delete,
    DropThread,
    Edit,
    Hide,
    Lock,
    LookUp,
    MessageRef,
    OpenThread,
    Pin,
    React,
    RenameThread,
    Restrict,
    Send,
)
from core.events import Place
from core.moments import to_micros
from core.official import Official, leads_away
from core.storage import Transaction
from core.text import Words

_LATEST = 20_000  # rows among which a receipt is looked for

OnUncertain = Literal["drop", "ask", "again"]
InPanic = Literal["goes_on", "waits", "ends"]


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
    in_panic: InPanic | None = None,
) -> Wake | None:
    """Queue one action. Raises NotOfficial when a text of ours carries anything foreign.

    `moved_to` tells a chat's id now; a row that slips by goes the same way when it is sent.
    `on_uncertain` counts only where a platform cannot recognise a repeat: `drop` ends the row,
    `ask` also tells the owner, `again` repeats (harmless actions). An edit of a row that is not
    yet sent rewrites the row, a delete cancels it; both then return None. `in_panic` is what the
    brake does to it, where that is not to be told from the action and its lane.
    """
    if isinstance(action, Send | Edit):
        urls = [button.url for row in action.buttons for button in row if button.url]
        alts = tuple(Words(f"\n{file.alt}") for file in action.files if file.alt)
        official.check((*action.body, *alts), urls)
    stopped = _stopped(in_panic or effect(action, lane))
    if isinstance(action, Edit | Delete) and await _change_unsent(tx, action, stopped, now):
        return None
    place = await _place(tx, action)
    chat = moved_to(place.chat)
    await tx.write(
        "INSERT INTO outbox (platform, chat, lane, private, state, due, action, key, owner,"
        " on_uncertain, expires_at, created_at, in_panic)"
        " VALUES (?, ?, ?, ?, 'due', 0, ?, ?, ?, ?, ?, ?, ?)",
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
        stopped,
    )
    return Wake(place.platform, chat, lane, place.private)


def effect(action: Action, lane: Lane) -> InPanic:
    """What a panic does to an action of which nothing more is known.

    What goes to many waits; an answer that leads somewhere ends, as it would come too late. What
    removes or restricts, and what staff and askers say to each other, goes on.
    """
    match action:
        case Send() | Edit() | Pin() | OpenThread() if lane is Lane.ANNOUNCEMENTS:
            return "waits"
        case Send(body=body, buttons=buttons) | Edit(body=body, buttons=buttons):
            has_url = any(button.url for row in buttons for button in row)
            is_answer = lane is Lane.REPLIES
            return "ends" if is_answer and (has_url or leads_away(body)) else "goes_on"
        case _:
            return "goes_on"


def _stopped(in_panic: InPanic) -> str | None:
    return None if in_panic == "goes_on" else in_panic


async def _change_unsent(
    tx: Transaction, change: Edit | Delete, stopped: str | None, now: datetime
) -> bool:
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
        await finish(tx, row["id"], "cancelled", "cancelled", now)
        return True
    send = decode(row["action"])
    if not isinstance(send, Send):
        return False
    rewritten = msgspec.structs.replace(send, body=change.body, buttons=change.buttons)
    await tx.write(
        "UPDATE outbox SET action = ?, in_panic = COALESCE(in_panic, ?) WHERE id = ?",
        msgspec.json.encode(rewritten).decode(),
        stopped,
        row["id"],
    )
    return True


async def _place(tx: Transaction, action: Action) -> Place:
    """The place whose queue the action waits in."""
    match action:
        case Send(place=where) | RenameThread(place=where) | CloseThread(place=where):
            return where if isinstance(where, Place) else await _place_of_key(tx, where)
        case (
            Edit(target=target)
            | Delete(target=target)
            | React(target=target)
            | Pin(target=target)
            | Hide(target=target)
        ):
            if isinstance(target, MessageRef):
                return target.place
            return await _place_of_key(tx, target)
        case Restrict(place=where) | OpenThread(place=where) | Badge(place=where):
            return where
        case LookUp(place=where) | Lock(place=where) | Admit(place=where) | DropThread(place=where):
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
    return await _place(tx, decode(row[0]))


async def platform_of(tx: Transaction, key: str) -> str | None:
    """Where what was put under a key goes; None for a key that nobody used, or long ago."""
    row = await tx.fetch_one(
        "SELECT platform FROM outbox WHERE key = ? ORDER BY id DESC LIMIT 1", key
    )
    return None if row is None else str(row[0])


async def waiting(tx: Transaction, platform: str) -> list[Wake]:
    """The chats and lanes that have rows to send."""
    rows = await tx.fetch(
        "SELECT chat, lane, MIN(private) FROM outbox"
        " WHERE platform = ? AND state IN ('due', 'sending') GROUP BY chat, lane",
        platform,
    )
    return [Wake(platform, row[0], Lane(row[1]), bool(row[2])) for row in rows]


async def held(tx: Transaction) -> list[Wake]:
    """The chats and lanes whose rows wait for the end of a panic."""
    rows = await tx.fetch(
        "SELECT platform, chat, lane, MIN(private) FROM outbox"
        " WHERE state = 'due' AND in_panic = 'waits' GROUP BY platform, chat, lane"
    )
    return [Wake(row[0], row[1], Lane(row[2]), bool(row[3])) for row in rows]


async def key_of(tx: Transaction, place: Place, message: str) -> str | None:
    """The key that a message of ours was sent under."""
    row = await tx.fetch_one(
        "SELECT key FROM messages WHERE chat = ? AND id = ?", place.chat, message
    )
    return None if row is None else row[0]


async def forget_bodies(tx: Transaction) -> None:
    """Of all that is finished: whose words are in one cannot be told. Receipts hold none, and tell
    our own messages from a thief's."""
    await tx.execute("UPDATE outbox SET action = '' WHERE finished_at IS NOT NULL AND action <> ''")


async def tidy(tx: Transaction, now: datetime) -> None:
    """Bodies of finished rows go after a day; rows, their keys and seen-marks after a week."""
    day, week = (to_micros(now - timedelta(days=days)) for days in (1, 7))
    await tx.execute(
        "UPDATE outbox SET action = '', done = '[]' WHERE finished_at < ? AND action <> ''", day
    )
    await tx.execute("DELETE FROM outbox WHERE finished_at < ?", week)
    await tx.execute("DELETE FROM messages WHERE created_at < ?", week)
    await tx.execute("DELETE FROM seen WHERE at < ?", week)


async def explains(tx: Transaction, place: Place, message: str, nonce: str | None) -> bool:
    """Whether a message of our account is the doing of a row: by the key that it was sent under,
    by its nonce as long as the row has no receipt, by the receipt after."""
    if await key_of(tx, place, message) is not None:
        return True
    row, receipt = (nonce or "").partition(".")[0], f'%"{message}"%'
    if row.isdecimal():
        found = await tx.fetch_one(
            "SELECT 1 FROM outbox WHERE id = ? AND platform = ?"
            " AND (state IN ('due', 'sending', 'uncertain') OR done LIKE ?)",
            int(row),
            place.platform,
            receipt,
        )
    else:  # and a post that a platform took without naming its id may be any
        found = await tx.fetch_one(
            "SELECT 1 FROM outbox WHERE platform = ? AND id > (SELECT MAX(id) FROM outbox) - ?"
            " AND (done LIKE ? OR (done LIKE '%\"ids\":[]%' AND action LIKE '%\"send\"%'))",
            place.platform,
            _LATEST,
            receipt,
        )
    return found is not None


async def finish(
    tx: Transaction, row: int, state: str, outcome: str, now: datetime, done: str | None = None
) -> None:
    await tx.write(
        "UPDATE outbox SET state = ?, outcome = ?, finished_at = ?, done = COALESCE(?, done)"
        " WHERE id = ?",
        state,
        outcome,
        to_micros(now),
        done,
        row,
    )


def decode(action: str) -> Action:
    decoded: Action = msgspec.json.decode(action, type=Action)
    return decoded
