"""The web chat's tables: for each visitor one numbered stream of changes."""

from collections.abc import Sequence

import msgspec

from bots.web.outgoing import Content, Message
from core.storage import Row, Storage, Transaction

BATCH = 100


class Stream:
    """Every method is a unit or a query of its own; times are UTC microseconds.

    The writing ones may be repeated: what is already as asked for is left alone and takes no
    number. They answer whether they changed something.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def introduce(self, visitor: str, now: int) -> None:
        await self._storage.run(lambda tx: _introduce(tx, visitor, now))

    async def knows(self, visitor: str) -> bool:
        return await self._storage.read(lambda tx: _last(tx, visitor)) is not None

    async def hear(self, visitor: str, id_: str, content: Content, now: int) -> bool:
        """A visitor's own message; introduces them."""

        async def unit(tx: Transaction) -> bool:
            await _introduce(tx, visitor, now)
            return await _add(tx, visitor, (id_, content), ours=False, now=now)

        return await self._storage.run(unit)

    async def say(self, visitor: str, messages: dict[str, Content], now: int) -> bool:
        """Messages of ours, by id, in this order."""

        async def unit(tx: Transaction) -> bool:
            added = [
                await _add(tx, visitor, message, ours=True, now=now) for message in messages.items()
            ]
            return any(added)

        return await self._storage.run(unit)

    async def rewrite(
        self, visitor: str, messages: dict[str, Content], gone: Sequence[str], now: int
    ) -> bool:
        """New words for messages of ours; those beyond what there was are added, `gone` deleted."""

        async def unit(tx: Transaction) -> bool:
            changed = [
                await _change(tx, visitor, message)
                or await _add(tx, visitor, message, ours=True, now=now)
                for message in messages.items()
            ]
            changed += [await _change(tx, visitor, (id_, None)) for id_ in gone]
            return any(changed)

        return await self._storage.run(unit)

    async def delete(self, visitor: str, ids: Sequence[str]) -> bool:
        async def unit(tx: Transaction) -> bool:
            return any([await _change(tx, visitor, (id_, None)) for id_ in ids])

        return await self._storage.run(unit)

    async def mark(self, visitor: str, id_: str, **marks: str | bool) -> bool:
        """Fields of a message's content that do not belong to its words. What is gone stays so."""

        async def unit(tx: Transaction) -> bool:
            packed = await _content(tx, visitor, id_)
            if not packed:
                return False
            content = msgspec.json.decode(packed, type=Content)
            return await _change(tx, visitor, (id_, msgspec.structs.replace(content, **marks)))

        return await self._storage.run(unit)

    async def message(self, visitor: str, id_: str) -> Message | None:
        async def query(tx: Transaction) -> Message | None:
            row = await tx.fetch_one(f"{_SELECT} AND id = ?", visitor, id_)
            return _message(row) if row else None

        return await self._storage.read(query)

    async def changes(self, visitor: str, since: int) -> list[Message]:
        """The next BATCH changes above `since`, in the order they happened. A page that has seen
        more than there is (of a database since restored) is told everything."""

        async def query(tx: Transaction) -> list[Message]:
            start = since if since <= (await _last(tx, visitor) or 0) else 0
            rows = await tx.fetch(
                f"{_SELECT} AND seq > ? ORDER BY seq LIMIT {BATCH}", visitor, start
            )
            return list(map(_message, rows))

        return await self._storage.read(query)

    async def set_link(self, visitor: str, link_hash: str | None, now: int) -> None:
        """The one secret link of a conversation; a new one, or None, makes the old one void."""

        async def unit(tx: Transaction) -> None:
            await _introduce(tx, visitor, now)
            await tx.execute(
                "UPDATE web_visitors SET link_hash = ? WHERE visitor = ?", link_hash, visitor
            )

        await self._storage.run(unit)

    async def linked(self, link_hash: str) -> str | None:
        """The visitor whose secret link this is."""
        sql = "SELECT visitor FROM web_visitors WHERE link_hash = ?"
        return await self._visitor(sql, link_hash)

    async def has_link(self, visitor: str) -> bool:
        sql = "SELECT visitor FROM web_visitors WHERE visitor = ? AND link_hash IS NOT NULL"
        return await self._visitor(sql, visitor) is not None

    async def prune(self, before: int) -> None:
        """Forget what was said before, and visitors who have not been here since."""

        async def unit(tx: Transaction) -> None:
            await tx.execute("DELETE FROM web_messages WHERE at < ?", before)
            await tx.execute("DELETE FROM web_visitors WHERE seen_at < ?", before)

        await self._storage.run(unit)

    async def _visitor(self, sql: str, value: str) -> str | None:
        row = await self._storage.read(lambda tx: tx.fetch_one(sql, value))
        return str(row["visitor"]) if row else None


class NoVisitor(Exception):
    """Nobody has written to us under this id, or not for so long that we forgot."""


_SELECT = "SELECT id, seq, position, ours, content, at FROM web_messages WHERE visitor = ?"


async def _introduce(tx: Transaction, visitor: str, now: int) -> None:
    await tx.execute(
        "INSERT INTO web_visitors (visitor, seq, seen_at) VALUES (?, 0, ?) "
        "ON CONFLICT (visitor) DO UPDATE SET seen_at = excluded.seen_at",
        visitor,
        now,
    )


async def _add(
    tx: Transaction, visitor: str, message: tuple[str, Content], *, ours: bool, now: int
) -> bool:
    id_, content = message
    if await _content(tx, visitor, id_) is not None:
        return False
    seq = await _next(tx, visitor)
    await tx.execute(
        "INSERT INTO web_messages (visitor, id, seq, position, ours, content, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(visitor, id_, seq, seq, int(ours), _packed(content), now),
    )
    return True


async def _change(tx: Transaction, visitor: str, message: tuple[str, Content | None]) -> bool:
    id_, content = message
    packed = _packed(content)
    if await _content(tx, visitor, id_) in (None, "", packed):  # a deleted one stays deleted
        return False
    await tx.execute(
        "UPDATE web_messages SET content = ?, seq = ? WHERE visitor = ? AND id = ?",
        *(packed, await _next(tx, visitor), visitor, id_),
    )
    return True


async def _content(tx: Transaction, visitor: str, id_: str) -> str | None:
    row = await tx.fetch_one(
        "SELECT content FROM web_messages WHERE visitor = ? AND id = ?", visitor, id_
    )
    return row["content"] if row else None


async def _next(tx: Transaction, visitor: str) -> int:
    row = await tx.fetch_one(
        "UPDATE web_visitors SET seq = seq + 1 WHERE visitor = ? RETURNING seq", visitor
    )
    if row is None:
        raise NoVisitor
    return int(row["seq"])


async def _last(tx: Transaction, visitor: str) -> int | None:
    row = await tx.fetch_one("SELECT seq FROM web_visitors WHERE visitor = ?", visitor)
    return int(row["seq"]) if row else None


def _packed(content: Content | None) -> str:
    return msgspec.json.encode(content).decode() if content else ""


def _message(row: Row) -> Message:
    packed = row["content"]
    return Message(
        id=row["id"],
        seq=row["seq"],
        position=row["position"],
        ours=bool(row["ours"]),
        content=msgspec.json.decode(packed, type=Content) if packed else None,
        at=row["at"],
    )
