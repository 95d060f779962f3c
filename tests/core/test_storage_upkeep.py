"""Back up, restore, check: while a bot runs, and never over what is there."""

import os
import sqlite3
import zipfile
from pathlib import Path

import asyncpg
import pytest

from core.storage import MIGRATIONS, Storage, Transaction, is_postgres, open_storage
from core.storage.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseNotEmpty,
    NewerDatabase,
    NotADatabase,
    StorageError,
)
from core.storage.migrate import load
from core.storage.upkeep import backup, check, migrate, restore

_PLACES = [None, "", 'comma, "quote"\nline \\N']


async def _member(tx: Transaction) -> int:
    row = await tx.fetch_one("INSERT INTO members (created_at) VALUES (0) RETURNING id")
    assert row is not None
    return int(row["id"])


async def _fill(tx: Transaction) -> None:
    insert = (
        "INSERT INTO accounts (platform, id, member, private_place, created_at) "
        "VALUES ('web', ?, ?, ?, 0)"
    )
    for number, place in enumerate(_PLACES):
        await tx.execute(insert, str(number), await _member(tx), place)
    await tx.execute("DELETE FROM members WHERE id = ?", await _member(tx))


async def _places(url: str) -> list[object]:
    storage = await open_storage(url, read_only=True)
    rows = await storage.read(lambda tx: tx.fetch("SELECT private_place FROM accounts ORDER BY id"))
    await storage.close()
    return [row[0] for row in rows]


async def _wipe(url: str) -> None:
    """As if the machine were lost."""
    if is_postgres(url):
        connection = await asyncpg.connect(url)
        schema = await connection.fetchval("SELECT current_schema()")
        await connection.execute("SET client_min_messages = error")
        await connection.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")
        await connection.close()
    else:
        os.remove(url.removeprefix("sqlite:///"))


async def test_a_backup_taken_while_the_bot_runs_brings_everything_back(
    database_url: str, tmp_path: Path
) -> None:
    storage = await open_storage(database_url)
    await storage.run(_fill)
    await backup(database_url, tmp_path / "copy")
    await storage.close()
    await _wipe(database_url)
    await restore(tmp_path / "copy", database_url)
    assert await _places(database_url) == _PLACES
    assert await check(database_url) == []


async def test_ids_given_out_before_a_backup_do_not_come_back_after_it(
    database_url: str, tmp_path: Path
) -> None:
    storage = await open_storage(database_url)
    await storage.run(_fill)
    await storage.close()
    await backup(database_url, tmp_path / "copy")
    await _wipe(database_url)
    await restore(tmp_path / "copy", database_url)
    again = await open_storage(database_url)
    assert await again.run(_member) == len(_PLACES) + 2
    await again.close()


async def test_a_backup_is_private_and_replaces_the_last_one(
    database_url: str, storage: Storage, tmp_path: Path
) -> None:
    target = tmp_path / "backups" / "copy"
    os.mkdir(target.parent)
    await backup(database_url, target)
    await storage.run(_fill)
    await backup(database_url, target)
    assert (os.listdir(target.parent), os.stat(target).st_mode & 0o777) == (["copy"], 0o600)


async def test_a_restore_never_overwrites(
    database_url: str, storage: Storage, tmp_path: Path
) -> None:
    await storage.run(_fill)
    await backup(database_url, tmp_path / "copy")
    await storage.close()
    with pytest.raises(DatabaseNotEmpty):
        await restore(tmp_path / "copy", database_url)
    assert await _places(database_url) == _PLACES


async def test_a_restore_is_refused_while_a_bot_holds_the_file(
    sqlite_storage: Storage, sqlite_url: str, tmp_path: Path
) -> None:
    await backup(sqlite_url, tmp_path / "copy")
    with pytest.raises(DatabaseLocked):
        await restore(tmp_path / "copy", sqlite_url)


async def test_a_journal_left_over_from_another_file_stops_a_restore(
    sqlite_storage: Storage, sqlite_url: str, tmp_path: Path
) -> None:
    await backup(sqlite_url, tmp_path / "copy")
    (tmp_path / "new.db-wal").write_bytes(b"left over")
    with pytest.raises(DatabaseNotEmpty, match="-wal exists"):
        await restore(tmp_path / "copy", f"sqlite:///{tmp_path / 'new.db'}")


async def test_a_backup_of_a_newer_program_is_refused_and_leaves_the_target_empty(
    database_url: str, tmp_path: Path
) -> None:
    await (await open_storage(database_url)).close()
    await backup(database_url, tmp_path / "copy")
    await _wipe(database_url)
    (tmp_path / "older").mkdir()
    with pytest.raises(NewerDatabase):
        await restore(tmp_path / "copy", database_url, tmp_path / "older")
    await restore(tmp_path / "copy", database_url)


@pytest.mark.parametrize("content", [b"", b"nothing of ours" * 300])
async def test_what_is_no_backup_is_refused(
    database_url: str, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(NotADatabase):
        await restore(tmp_path / "copy", database_url)


async def test_a_zip_file_of_something_else_is_refused(postgres_url: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "copy", "w") as zip_:
        zip_.writestr("photo", "")
    with pytest.raises(NotADatabase, match="not a backup"):
        await restore(tmp_path / "copy", postgres_url)


async def test_a_damaged_backup_is_refused(
    sqlite_storage: Storage, sqlite_url: str, tmp_path: Path
) -> None:
    await backup(sqlite_url, tmp_path / "copy")
    _damage(tmp_path / "copy")
    with pytest.raises(DatabaseCorrupt):
        await restore(tmp_path / "copy", f"sqlite:///{tmp_path / 'new.db'}")


async def test_a_missing_source_is_told(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        await restore(tmp_path / "none", database_url)
    with pytest.raises(DatabaseMissing):
        await backup(database_url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


async def test_a_target_that_cannot_be_written_is_told(storage: Storage, database_url: str) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        await backup(database_url, Path("/proc/none/copy"))


async def test_migrate_tells_what_it_applied(database_url: str) -> None:
    assert await migrate(database_url) == [migration.name for migration in load(MIGRATIONS)]
    assert await migrate(database_url) == []


async def test_check_finds_nothing_wrong_with_a_running_database(
    storage: Storage, database_url: str
) -> None:
    await storage.run(_fill)
    assert await check(database_url) == []


async def test_check_names_what_is_missing(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "0001_one.sql").write_text("CREATE TABLE one (word TEXT);\n")
    await (await open_storage(database_url, migrations=tmp_path)).close()
    (tmp_path / "0002_two.sql").write_text("CREATE TABLE two (word TEXT);\n")
    problems = await check(database_url, tmp_path)
    assert problems == ["0002_two is not applied: run `guildhall db migrate`."]


async def test_check_finds_orphans_and_damage(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    await migrate(sqlite_url)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO accounts VALUES ('web', '1', 99, NULL, 0)")
    connection.commit()
    connection.close()
    assert await check(sqlite_url) == [
        "Row 1 of accounts refers to a row of members that is not there."
    ]
    _damage(path)
    assert "damaged" in " ".join(await check(sqlite_url))


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
