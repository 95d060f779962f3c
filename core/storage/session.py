"""A SQLite connection that needs one hop to its thread for each call."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, Self, TypeVar

import aiosqlite

from core.storage import Statement
from core.storage.errors import (
    ConstraintFailed,
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    NotADatabase,
    StorageError,
    TransactionEnded,
)

P = ParamSpec("P")
T = TypeVar("T")

_STATEMENTS_KEPT_PREPARED = 512

# SQLite takes the innermost savepoint of a name, so that one name will do.
_MARK, _BACK, _KEEP = "SAVEPOINT part", "ROLLBACK TO part", "RELEASE part"

# https://sqlite.org/rescode.html; after those that are not listed a transaction goes on.
_TRANSLATIONS: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_CONSTRAINT: (ConstraintFailed, "The schema forbids it: {error}."),
    sqlite3.SQLITE_FULL: (
        DiskFull,
        "The disk is full. Nothing was lost; free some space and it goes on.",
    ),
    sqlite3.SQLITE_BUSY: (
        DatabaseLocked,
        "Another program is writing to the database; close it (a database browser?).",
    ),
    sqlite3.SQLITE_READONLY: (
        DatabaseReadOnly,
        "The database cannot be written to; check the rights of the file, its folder and disk.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        DatabaseReadOnly,
        "The database file cannot be opened; check that its folder exists and its rights.",
    ),
    sqlite3.SQLITE_NOTADB: (
        NotADatabase,
        "The file is not a SQLite database; check the configured path, or restore a backup.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        DatabaseCorrupt,
        "The database is damaged ({error}); run `guildhall db check`, then restore a backup.",
    ),
    sqlite3.SQLITE_IOERR: (
        StorageError,
        "The disk failed to read or write ({error}); check the disk and its free space.",
    ),
    sqlite3.SQLITE_NOMEM: (StorageError, "SQLite ran out of memory."),
    sqlite3.SQLITE_INTERRUPT: (TransactionEnded, "The statement was interrupted."),
}


def translated(error: sqlite3.Error) -> Exception:
    """The same in our words; a fault in the SQL itself stays what it is."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary not in _TRANSLATIONS:
        return error
    kind, words = _TRANSLATIONS[primary]
    return kind(words.format(error=error))


class Session(aiosqlite.Connection):
    """One connection; calls run in the order they are made, even if their caller is cancelled.

    aiosqlite's own methods would take three hops for a statement, its rows and its row count.
    """

    def __init__(self, uri: str) -> None:
        super().__init__(lambda: _connect(uri), iter_chunk_size=1)
        self._ahead: list[Statement] = []
        self._sent = 0  # of all that ever went ahead

    @classmethod
    async def open(cls, uri: str, *pragmas: str) -> Self:
        """Open a `file:` URI and set it up; raises `StorageError`."""
        session = cls(uri)
        try:
            await session
            for pragma in pragmas:
                await session.execute_fetchall(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            await session.close()
            raise translated(error) from error
        return session

    def ahead(self, sql: str, params: Sequence[object] = ()) -> None:
        """Run this in the next call's hop, before it."""
        self._ahead.append((sql, params))

    def mark(self) -> int:
        """Open a savepoint; what it returns is for `undo`."""
        self.ahead(_MARK)
        return self._sent + len(self._ahead) - 1

    def undo(self, mark: int) -> None:
        """Go back to the innermost savepoint and close it. Writes that still wait are dropped."""
        if mark >= self._sent:  # the savepoint waits itself
            del self._ahead[mark - self._sent :]
        else:
            self._ahead = [step for step in self._ahead if not _is_write(step)]
            self.ahead(_BACK)
            self.ahead(_KEEP)

    def keep(self) -> None:
        """Close the innermost savepoint."""
        self.ahead(_KEEP)

    async def settle(self) -> None:
        """Run the writes that wait, if any do."""
        if any(map(_is_write, self._ahead)):
            await self._hop(_run_ahead, self._take())

    async def begin(self, kind: str) -> None:
        """Begin afresh, whatever state the last transaction was left in."""
        self._take()
        await self._hop(_begin, kind)

    async def step(self, sql: str, params: Sequence[object]) -> tuple[list[sqlite3.Row], int]:
        """The statement's rows, and how many it changed. Raises outside of a transaction."""
        return await self._hop(_step, self._take(), sql, params)

    async def steps(self, statements: Sequence[Statement]) -> list[list[sqlite3.Row]]:
        """The rows of each, all of them in one hop."""
        return await self._hop(_steps, self._take(), statements)

    async def commit(self) -> None:
        """Commit, or leave nothing behind and raise."""
        await self._hop(_commit, self._take())

    async def rollback(self) -> None:
        self._take()
        await self._hop(_rollback)

    def _take(self) -> Sequence[Statement]:
        ahead, self._ahead = self._ahead, []
        self._sent += len(ahead)
        return ahead

    async def _hop(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        connection = self._connection
        if connection is None:
            raise DatabaseUnreachable("The database has been closed.")
        try:
            result: T = await self._execute(function, connection, *args, **kwargs)  # type: ignore[no-untyped-call]
        except sqlite3.Error as error:
            told = translated(error)
            if told is error:
                raise
            raise told from error
        return result


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, cached_statements=_STATEMENTS_KEPT_PREPARED
    )
    connection.row_factory = sqlite3.Row
    return connection


def _begin(connection: sqlite3.Connection, kind: str) -> None:
    _rollback(connection)
    connection.execute(f"BEGIN {kind}")


def _is_write(step: Statement) -> bool:
    return step[0] not in (_MARK, _BACK, _KEEP)


def _step(
    connection: sqlite3.Connection, ahead: Sequence[Statement], sql: str, params: Sequence[object]
) -> tuple[list[sqlite3.Row], int]:
    _run_ahead(connection, ahead)
    before = connection.total_changes
    cursor = connection.execute(sql, params)
    rows = cursor.fetchall()
    # The driver counts no rows for `WITH … UPDATE`.
    changed = cursor.rowcount if cursor.rowcount >= 0 else connection.total_changes - before
    return rows, changed


def _steps(
    connection: sqlite3.Connection, ahead: Sequence[Statement], statements: Sequence[Statement]
) -> list[list[sqlite3.Row]]:
    _run_ahead(connection, ahead)
    return [connection.execute(sql, params).fetchall() for sql, params in statements]


def _commit(connection: sqlite3.Connection, ahead: Sequence[Statement]) -> None:
    try:
        _run_ahead(connection, ahead)
        connection.execute("COMMIT")
    except BaseException:
        _rollback(connection)
        raise


def _run_ahead(connection: sqlite3.Connection, ahead: Sequence[Statement]) -> None:
    # A full disk may have ended the transaction behind a cancelled caller's back. Outside of one,
    # SAVEPOINT would begin another, and a statement would commit by itself.
    if not connection.in_transaction:
        raise TransactionEnded("The shared transaction was rolled back; this unit is redone.")
    for sql, params in ahead:
        connection.execute(sql, params)


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
