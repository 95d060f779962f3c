"""A chat got a new id: everything that is kept under the old one moves with it."""

import msgspec

from core.events import Place
from core.storage import Transaction

# Every table with a place's key (`platform:id` or `platform:id/thread`) in its column `place`.
# A question asked anew in the new place outlives the one in the old.
_PLACES = (
    "DELETE FROM dialogues WHERE (place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?)"
    " AND EXISTS (SELECT 1 FROM dialogues AS newer WHERE newer.member = dialogues.member"
    " AND newer.place = ? || substr(dialogues.place, CAST(? AS INTEGER)))",
    "UPDATE dialogues SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE faq_answers SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE faq_unanswered SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE ticket_places SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE ticket_drafts SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE announcements SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE announcement_posts SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE announcement_deliveries SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE copies SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
    "UPDATE moderation_cases SET place = ? || substr(place, CAST(? AS INTEGER))"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
)


# Of moderation: who is known in the chat, cases, raids, and who waits at its door. The numbers of
# messages do not move along: under the new id they may be other messages'.
_STANDING = (
    "INSERT INTO moderation_standing (chat, account, since, clean, looked_at)"
    " SELECT CAST(? AS TEXT), account, since, clean, looked_at FROM moderation_standing"
    " WHERE chat = ? ON CONFLICT (chat, account) DO UPDATE SET"
    " since = CASE WHEN excluded.since < moderation_standing.since THEN excluded.since"
    " ELSE moderation_standing.since END, clean = moderation_standing.clean + excluded.clean",
    "INSERT INTO moderation_door (chat, account, until)"
    " SELECT CAST(? AS TEXT), account, until FROM moderation_door"
    " WHERE chat = ? ON CONFLICT (chat, account) DO NOTHING",
)
_RAIDS = (
    "UPDATE raids SET chat = ? WHERE chat = ?"
    " AND began NOT IN (SELECT began FROM raids WHERE chat = ?)"
)
_CASES = (
    "UPDATE moderation_cases SET message = '' WHERE message IS NOT NULL"
    " AND (place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?)",
    "UPDATE raid_messages SET state = 'gone'"
    " WHERE place = ? OR substr(place, 1, CAST(? AS INTEGER)) = ?",
)


async def move(tx: Transaction, before: str, after: str) -> None:
    """Both as `platform:id`. A second time, and back again, is no error."""
    await _redirect(tx, before, after)
    await tx.execute("UPDATE outbox SET chat = ? WHERE chat = ?", after, before)
    await tx.execute("UPDATE copies SET chat = ? WHERE chat = ?", after, before)
    await _move_messages(tx, before, after)
    old = (before, len(before) + 1, f"{before}/")
    new = (after, len(before) + 1)
    await tx.execute(_PLACES[0], *old, *new)
    for update in _CASES:
        await tx.execute(update, *old)
    for update in _PLACES[1:]:
        await tx.execute(update, *new, *old)
    for update in _STANDING:
        await tx.execute(update, after, before)
    await tx.execute(_RAIDS, after, before, after)
    for table in ("moderation_standing", "moderation_door"):
        await tx.execute(f"DELETE FROM {table} WHERE chat = ?", before)  # noqa: S608  constants


async def all_moves(tx: Transaction) -> list[tuple[str, str]]:
    """(an id that a chat once had, its id now)."""
    rows = await tx.fetch("SELECT chat, moved_to FROM chats WHERE moved_to IS NOT NULL")
    return [(row[0], row[1]) for row in rows]


async def _redirect(tx: Transaction, before: str, after: str) -> None:
    """Always to the last id, in one step."""
    await tx.execute("UPDATE chats SET moved_to = ? WHERE moved_to = ?", after, before)
    await tx.execute(
        "INSERT INTO chats (chat, moved_to) VALUES (?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET moved_to = excluded.moved_to",
        before,
        after,
    )
    await tx.execute("UPDATE chats SET moved_to = NULL WHERE chat = ?", after)


async def _move_messages(tx: Transaction, before: str, after: str) -> None:
    id_ = after.partition(":")[2]
    for row in await tx.fetch("SELECT key, part, place FROM messages WHERE chat = ?", before):
        place = msgspec.json.decode(row["place"], type=Place)
        await tx.execute(
            "UPDATE messages SET chat = ?, place = ? WHERE key = ? AND part = ?",
            after,
            msgspec.json.encode(msgspec.structs.replace(place, id=id_)).decode(),
            row["key"],
            row["part"],
        )


class Moves:
    """The moves in memory: where a chat is now, and under which ids it may be configured."""

    def __init__(self) -> None:
        self._now: dict[str, str] = {}
        self._former: dict[str, tuple[str, ...]] = {}

    def note(self, before: str, after: str) -> None:
        former = (*self._former.pop(before, ()), before, *self._former.get(after, ()))
        former = tuple(dict.fromkeys(id_ for id_ in former if id_ != after))
        self._former[after] = former
        self._now.pop(after, None)
        self._now.update(dict.fromkeys(former, after))

    def now(self, chat: str) -> str:
        return self._now.get(chat, chat)

    def names(self, chat: str) -> tuple[str, ...]:
        """The id it has and, the latest first, those it had."""
        return (chat, *reversed(self._former.get(chat, ())))
