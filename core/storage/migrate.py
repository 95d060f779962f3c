"""Numbered SQL files that bring a database's schema up to date, each exactly once."""

import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.storage import Transaction
from core.storage.errors import DatabaseMissing, MigrationChanged, NewerDatabase

Run = Callable[[Callable[[Transaction], Awaitable[None]]], Awaitable[Any]]

_FILE_NAME = re.compile(r"(\d{4})_\w+\.sql")
_COMMENT_LINE = re.compile(r"^[ \t]*--.*$", re.MULTILINE)
_STATEMENT_END = re.compile(r";[ \t]*$", re.MULTILINE)

_RECORD = """CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)"""


@dataclass(frozen=True)
class Dialect:
    """The two things that the engines do not say alike."""

    identity: str
    """What `{{id}}` in a migration stands for: a key that counts up by itself."""
    tables: str
    """A query for the names of all our tables, as `name`."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self, identity: str) -> Iterator[str]:
        """Its statements: each ends with a `;` at a line's end, comments are lines of their own."""
        text = _COMMENT_LINE.sub("", self.text).replace("{{id}}", identity)
        return filter(None, map(str.strip, _STATEMENT_END.split(text)))


def load(folder: Path) -> list[Migration]:
    """The files `0001_name.sql`, `0002_name.sql`, … without a gap; raises `MigrationChanged`."""
    paths = sorted(folder.glob("*.sql"))
    for number, path in enumerate(paths, 1):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or int(match[1]) != number:
            raise MigrationChanged(f"{path}: expected a file named {number:04}_<name>.sql here.")
    return [
        Migration(number, path.stem, path.read_text(encoding="utf-8"))
        for number, path in enumerate(paths, 1)
    ]


async def apply(run: Run, dialect: Dialect, migrations: Sequence[Migration]) -> list[str]:
    """Apply what is missing, one transaction a file; the names. The caller holds the lock."""
    missing: list[Migration] = []

    async def look(tx: Transaction) -> None:
        missing[:] = missing_from(await applied(tx, dialect), migrations)

    await run(look)
    for migration in missing:
        await run(_step(migration, dialect))
    return [migration.name for migration in missing]


async def require_current(
    tx: Transaction, dialect: Dialect, migrations: Sequence[Migration]
) -> None:
    """Raise `DatabaseMissing` where something is left to apply, or as `apply` does."""
    missing = missing_from(await applied(tx, dialect), migrations)
    if missing:
        raise DatabaseMissing(
            f"The database lacks {missing[0].name}; start the bot or run `guildhall db migrate`."
        )


async def applied(tx: Transaction, dialect: Dialect) -> dict[int, str]:
    """Number → checksum of each migration that the database has seen."""
    names = [row["name"] for row in await tx.fetch(dialect.tables)]
    if "migrations" not in names:
        return {}
    rows = await tx.fetch("SELECT number, checksum FROM migrations ORDER BY number")
    return {row["number"]: row["checksum"] for row in rows}


def missing_from(seen: Mapping[int, str], migrations: Sequence[Migration]) -> list[Migration]:
    """What a database that has `seen` these still lacks.

    Raises `NewerDatabase` and `MigrationChanged`.
    """
    if seen and max(seen) > len(migrations):
        raise NewerDatabase(
            f"The database is at version {max(seen)}, this program knows {len(migrations)}. "
            "Install the newer program, or restore the backup made before the update."
        )
    for migration in migrations:
        if seen.get(migration.number, migration.checksum) != migration.checksum:
            raise MigrationChanged(
                f"{migration.name} was applied with another content. Restore its file: a change "
                "to the schema is a new migration."
            )
    return [migration for migration in migrations if migration.number not in seen]


def _step(migration: Migration, dialect: Dialect) -> Callable[[Transaction], Awaitable[None]]:
    async def step(tx: Transaction) -> None:
        await tx.execute(_RECORD)
        for statement in migration.statements(dialect.identity):
            await tx.execute(statement)
        await tx.execute(
            "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
            migration.number,
            migration.name,
            migration.checksum,
            time.time_ns() // 1000,
        )

    return step
