"""The one writer of a SQLite file: units that wait share a commit."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from core.storage import Row, Statement, Transaction
from core.storage.errors import StorageError
from core.storage.session import Session
from core.storage.transaction import SpoilableTransaction

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]

_FAILURES = (StorageError, sqlite3.Error)


class SqliteTransaction(SpoilableTransaction):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    async def _change(self, sql: str, params: Sequence[object]) -> int:
        return (await self._session.step(sql, params))[1]

    async def _query(self, sql: str, params: Sequence[object]) -> Sequence[Row]:
        return (await self._session.step(sql, params))[0]

    async def _queries(self, queries: Sequence[Statement]) -> Sequence[Sequence[Row]]:
        return await self._session.steps(queries)

    async def _write(self, sql: str, params: Sequence[object]) -> None:
        self._session.ahead(sql, params)

    def _holding(self, sql: str) -> str:
        return sql  # units run one after another

    async def _settle(self) -> None:
        await self._session.settle()

    async def _mark(self) -> int:
        return self._session.mark()

    async def _undo(self, mark: int) -> None:
        self._session.undo(mark)

    async def _keep(self) -> None:
        self._session.keep()


@dataclass(eq=False)
class _Member(Generic[T]):
    """A unit in a group, and what came of it."""

    unit: Unit[T]
    value: T | None = None
    error: Exception | None = None

    async def attempt(self, session: Session) -> bool:
        """Run the unit in a savepoint and keep its outcome; False if the transaction is lost."""
        tx = SqliteTransaction(session)
        self.error = None
        try:
            async with tx.savepoint():
                self.value = await self.unit(tx)
        except Exception as error:  # noqa: BLE001 - it rises in `outcome`, after the commit
            self.error = error
        finally:
            tx.end()
        return not tx.lost

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # a unit without an error has a value


@dataclass(eq=False)
class _Group:
    """Units that share a commit: those that were waiting when the first of them began."""

    members: list[_Member[Any]] = field(default_factory=list)
    lost: bool = False


class Writer:
    """Runs units strictly one after another, each in its savepoint, and commits them together.

    A group's commit queues for the turn like a unit, as soon as the group opens: whoever waited
    already is ahead of it and joins, whoever comes later opens the next group. Even what a unit
    raises is told only after the commit, since it may rest on what an earlier unit wrote.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._turn = asyncio.Lock()
        self._group: _Group | None = None
        self._settling: asyncio.Task[None] | None = None

    async def run(self, unit: Unit[T]) -> T:
        member = _Member(unit)
        async with self._turn:
            settled = await self._admit(member)
        # A caller that is cancelled must not take the others' commit with it.
        await asyncio.shield(settled)
        return member.outcome()

    async def close(self) -> None:
        try:
            if self._settling is not None:
                await self._settling
        finally:
            await self._session.close()

    async def _admit(self, member: _Member[T]) -> asyncio.Task[None]:
        group, settled = await self._current_group()
        if not group.lost:
            group.lost = not await member.attempt(self._session)
        group.members.append(member)
        return settled

    async def _current_group(self) -> tuple[_Group, asyncio.Task[None]]:
        if self._group is None or self._settling is None:
            self._group = _Group()
            self._settling = asyncio.create_task(self._settle(self._group))
            self._group.lost = not await self._begin()
        return self._group, self._settling

    async def _begin(self) -> bool:
        try:
            await self._session.begin("IMMEDIATE")
        except _FAILURES:
            return False
        return True

    async def _settle(self, group: _Group) -> None:
        async with self._turn:
            self._group = None
            if group.lost or not await self._commit():
                await self._redo(group.members)

    async def _commit(self) -> bool:
        try:
            await self._session.commit()
        except _FAILURES:
            return False
        return True

    async def _redo(self, members: Sequence[_Member[Any]]) -> None:
        """Give each unit a transaction of its own, so that only the culprit fails."""
        for member in members:
            try:
                await self._session.begin("IMMEDIATE")
                if await member.attempt(self._session):
                    await self._session.commit()
                else:
                    await self._session.rollback()
            except _FAILURES as error:
                member.error = error
