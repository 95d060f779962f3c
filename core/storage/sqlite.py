"""Storage in one SQLite file: one writer, a few readers."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from core.storage import Transaction, migrate
from core.storage.errors import DatabaseLocked, DatabaseMissing, DatabaseReadOnly, StorageError
from core.storage.lock import FileLock
from core.storage.session import Session
from core.storage.writer import SqliteTransaction, Writer

T = TypeVar("T")
Unit = Callable[[Transaction], Awaitable[T]]

DIALECT = migrate.Dialect(
    identity="INTEGER PRIMARY KEY AUTOINCREMENT",
    tables="SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
)

_READERS = 2
_PATIENCE = "busy_timeout = 5000"
WRITER_PRAGMAS = (
    _PATIENCE,
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
)
# RETURNING came with 3.35; `sqlite_schema` with 3.33.
_OLDEST_SQLITE = (3, 35, 0)


class SqliteStorage:
    def __init__(
        self, path: Path, writer: Writer | None, readers: Sequence[Session], applied: Sequence[str]
    ) -> None:
        self.applied = applied
        self._path = path
        self._writer = writer
        self._idle: asyncio.LifoQueue[Session] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._owned = AsyncExitStack()

    async def run(self, unit: Unit[T]) -> T:
        if self._writer is None:
            raise DatabaseReadOnly("This database was opened for reading only.")
        return await self._writer.run(unit)

    async def read(self, query: Unit[T]) -> T:
        reader = await self._idle.get()
        tx = SqliteTransaction(reader)
        try:
            await reader.begin("DEFERRED")
            return await query(tx)
        finally:
            tx.end()
            try:
                await reader.rollback()
            finally:
                self._idle.put_nowait(reader)

    async def scrub(self) -> None:
        """`secure_delete` has overwritten the rows in their pages; the journal still has the pages
        as they were. A connection of its own, since the writer's may be in a transaction."""
        session = await Session.open(file_uri(self._path, "rw"), _PATIENCE)
        try:
            rows = list(await session.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
        finally:
            await session.close()
        if rows[0][0]:
            raise DatabaseLocked("Somebody reads the database; its journal could not be emptied.")

    async def close(self) -> None:
        await self._owned.aclose()

    def own(self, opened: AsyncExitStack) -> None:
        """Close these together with the storage."""
        self._owned = opened


async def open_database(path: Path, *, read_only: bool, folder: Path) -> SqliteStorage:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed.")
    migrations = await asyncio.to_thread(migrate.load, folder)
    async with AsyncExitStack() as opened:
        if read_only:
            storage = await _open_to_read(path, migrations, opened)
        else:
            storage = await _open_to_write(path, migrations, opened)
        storage.own(opened.pop_all())
        return storage


async def _open_to_write(
    path: Path, migrations: Sequence[migrate.Migration], opened: AsyncExitStack
) -> SqliteStorage:
    lock = await asyncio.to_thread(claim, path)
    opened.callback(lock.release)
    writer = Writer(await Session.open(file_uri(path, "rw"), *WRITER_PRAGMAS))
    opened.push_async_callback(writer.close)
    applied = await migrate.apply(writer.run, DIALECT, migrations)
    return SqliteStorage(path, writer, await _open_readers(path, opened, "ro"), applied)


async def _open_to_read(
    path: Path, migrations: Sequence[migrate.Migration], opened: AsyncExitStack
) -> SqliteStorage:
    if not await asyncio.to_thread(path.exists):
        raise DatabaseMissing(
            f"{path} does not exist; start the bot or run `guildhall db migrate`."
        )
    # Of a database that nobody has open a reader would leave a -wal and a -shm behind.
    in_use = await asyncio.to_thread(path.with_name(path.name + "-wal").exists)
    mode = "ro" if in_use else "ro&immutable=1"
    storage = SqliteStorage(path, None, await _open_readers(path, opened, mode), ())
    await storage.read(lambda tx: migrate.require_current(tx, DIALECT, migrations))
    return storage


async def _open_readers(path: Path, opened: AsyncExitStack, mode: str) -> list[Session]:
    readers = []
    for _ in range(_READERS):
        reader = await Session.open(file_uri(path, mode), _PATIENCE)
        opened.push_async_callback(reader.close)
        readers.append(reader)
    return readers


def file_uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def claim(path: Path) -> FileLock:
    """Lock the file, made private where it is new; its journals take its mode from it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return FileLock(path)
    except OSError as error:
        raise DatabaseReadOnly(
            f"{path} cannot be opened ({error.strerror}); check the rights of the file and folder."
        ) from error
