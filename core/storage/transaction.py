"""What the transactions of both engines share: a failed statement spoils its unit."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from core.storage import Row, Statement
from core.storage.errors import (
    ConstraintFailed,
    StorageError,
    TransactionEnded,
    UnstorableText,
)


class SpoilableTransaction(ABC):
    """Keeps PostgreSQL's rule on SQLite too, so that a test on either proves both."""

    def __init__(self) -> None:
        self._spoiled_by: BaseException | None = None
        self.lost = False
        """The database has ended the transaction, or nobody knows."""

    async def execute(self, sql: str, *params: object) -> int:
        self._require_fit(params)
        try:
            return await self._change(sql, params)
        except BaseException as error:
            self._spoil(error)
            raise

    async def write(self, sql: str, *params: object) -> None:
        self._require_fit(params)
        try:
            await self._write(sql, params)
        except BaseException as error:
            self._spoil(error)
            raise

    async def fetch(self, sql: str, *params: object) -> Sequence[Row]:
        self._require_fit(params)
        try:
            return await self._query(sql, params)
        except BaseException as error:
            self._spoil(error)
            raise

    async def fetch_one(self, sql: str, *params: object) -> Row | None:
        rows = await self.fetch(sql, *params)
        return rows[0] if rows else None

    async def fetch_each(self, *queries: Statement) -> Sequence[Sequence[Row]]:
        self._require_fit([param for _, params in queries for param in params])
        try:
            return await self._queries(queries)
        except BaseException as error:
            self._spoil(error)
            raise

    async def hold(self, sql: str, *params: object) -> Row | None:
        return await self.fetch_one(self._holding(sql), *params)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self.require_sound()
        mark = await self._mark()
        try:
            yield
            self.require_sound()
            await self._write_waiting()
        except BaseException:
            if not self.lost:
                await self._undo(mark)
                self._spoiled_by = None
            raise
        await self._keep()

    def end(self) -> None:
        """Refuse whatever a unit does with its transaction after it has returned."""
        self._spoiled_by = TransactionEnded("The unit is over; its transaction takes no more.")

    async def _write_waiting(self) -> None:
        try:
            await self._settle()
        except BaseException as error:
            self._spoil(error)
            raise

    def _spoil(self, error: BaseException) -> None:
        """From now on every call raises this."""
        self._spoiled_by = error if isinstance(error, Exception) else _interrupted()
        self.lost = isinstance(error, StorageError) and not isinstance(error, ConstraintFailed)

    def require_sound(self) -> None:
        """Raise what has spoiled this unit, if anything has."""
        if self._spoiled_by is not None:
            raise self._spoiled_by

    def _require_fit(self, params: Sequence[object]) -> None:
        self.require_sound()
        if not _is_storable("".join([param for param in params if isinstance(param, str)])):
            raise UnstorableText("A text holds NUL or a lone surrogate; clean it at the edge.")

    @abstractmethod
    async def _change(self, sql: str, params: Sequence[object]) -> int: ...

    @abstractmethod
    async def _query(self, sql: str, params: Sequence[object]) -> Sequence[Row]: ...

    async def _queries(self, queries: Sequence[Statement]) -> Sequence[Sequence[Row]]:
        """One after another, unless an engine knows better."""
        return [await self._query(sql, params) for sql, params in queries]

    @abstractmethod
    async def _write(self, sql: str, params: Sequence[object]) -> None: ...

    @abstractmethod
    def _holding(self, sql: str) -> str:
        """The same SELECT, so that nobody changes its rows before the unit has ended."""

    @abstractmethod
    async def _settle(self) -> None:
        """Run the writes that wait."""

    @abstractmethod
    async def _mark(self) -> int: ...

    @abstractmethod
    async def _undo(self, mark: int) -> None: ...

    @abstractmethod
    async def _keep(self) -> None: ...


def _interrupted() -> TransactionEnded:
    return TransactionEnded("A statement was cancelled; what it did is not known.")


def _is_storable(text: str) -> bool:
    if text.isascii():
        return "\0" not in text
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
