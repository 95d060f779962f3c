"""Copies of a SQLite database, and its examination. All of it blocks: call it in a thread."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.storage import migrate
from core.storage.draft import drafted
from core.storage.errors import (
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseNotEmpty,
    NotADatabase,
)
from core.storage.session import translated
from core.storage.sqlite import DIALECT, claim, file_uri


def back_up(path: Path, target: Path) -> None:
    """A compact copy of one moment, beside a running bot too; replaces an older copy."""
    with _reading(path) as connection, drafted(target) as draft:
        connection.execute("VACUUM INTO ?", (str(draft),))


def restore(source: Path, path: Path, folder: Path) -> None:
    """Put a sound backup where no database is; a newer program's backup is refused."""
    with _reading(source) as connection:
        problems = _damages(connection)
        migrate.missing_from(_applied(connection), migrate.load(folder))
    if problems:
        raise DatabaseCorrupt(f"{source} is damaged ({problems[0]}); use another backup.")
    lock = claim(path)
    try:
        _require_empty(path)
        back_up(source, path)
    finally:
        lock.release()


def problems(path: Path, folder: Path) -> list[str]:
    """What is wrong with the database, a sentence each. It may be in use."""
    with _reading(path) as connection:
        missing = migrate.missing_from(_applied(connection), migrate.load(folder))
        return [
            *_damages(connection),
            *(
                f"{migration.name} is not applied: run `guildhall db migrate`."
                for migration in missing
            ),
        ]


def _damages(connection: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [text for text in found if text != "ok"] + [
        f"Row {row} of {table} refers to a row of {parent} that is not there."
        for table, row, parent, _ in orphans
    ]


def _applied(connection: sqlite3.Connection) -> dict[int, str]:
    if ("migrations",) not in connection.execute(DIALECT.tables).fetchall():
        raise NotADatabase("This is a SQLite file, but none of Guildhall's.")
    return dict(connection.execute("SELECT number, checksum FROM migrations").fetchall())


def _require_empty(path: Path) -> None:
    # A journal that is left over would be replayed into the restored file.
    for file in (path, path.with_name(path.name + "-wal")):
        if file.exists() and file.stat().st_size:
            raise DatabaseNotEmpty(
                f"{file} exists. Move it aside, with its -wal and -shm, then restore again."
            )


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise DatabaseMissing(f"{path} does not exist.")
    try:
        connection = sqlite3.connect(file_uri(path, "ro"), uri=True, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        told = translated(error)
        if told is error:
            raise
        raise told from error
