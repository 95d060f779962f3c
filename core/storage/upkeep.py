"""What an operator does to a database: migrate, back up, restore, check."""

import asyncio
from pathlib import Path

from core.storage import MIGRATIONS, is_postgres, open_storage, sqlite_path
from core.storage.errors import StorageError


async def migrate(url: str) -> list[str]:
    """Apply what is missing; the names. A running bot holds the lock: it has migrated itself."""
    storage = await open_storage(url)
    await storage.close()
    return list(storage.applied)


async def backup(url: str, target: Path) -> None:
    """Copy one moment of the database to `target` (mode 0600), while a bot runs too.

    SQLite: a database file. PostgreSQL: a zip file with a CSV for each of our tables. `target`
    is replaced at the end, so that there is a whole copy at every moment.
    """
    if is_postgres(url):
        from core.storage import postgres_backup

        await postgres_backup.back_up(url, target)
    else:
        from core.storage import sqlite_backup

        await asyncio.to_thread(sqlite_backup.back_up, sqlite_path(url), target)


async def restore(source: Path, url: str, migrations: Path = MIGRATIONS) -> None:
    """Bring back a backup of the same engine.

    Raises `DatabaseNotEmpty` where something is there and `DatabaseLocked` while a bot runs.
    """
    if is_postgres(url):
        from core.storage import postgres_backup

        await postgres_backup.restore(source, url, migrations)
    else:
        from core.storage import sqlite_backup

        await asyncio.to_thread(sqlite_backup.restore, source, sqlite_path(url), migrations)


async def check(url: str, migrations: Path = MIGRATIONS) -> list[str]:
    """Every problem found, a sentence each; an empty list is a sound database. Never writes."""
    try:
        if is_postgres(url):
            from core.storage import postgres_backup

            return await postgres_backup.problems(url, migrations)
        from core.storage import sqlite_backup

        return await asyncio.to_thread(sqlite_backup.problems, sqlite_path(url), migrations)
    except StorageError as error:
        return [str(error)]
