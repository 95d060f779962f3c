"""Migrations: each once, never changed, and the same schema on both engines."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage import MIGRATIONS, Storage, Transaction, open_storage
from core.storage.errors import ConstraintFailed, MigrationChanged, NewerDatabase
from core.storage.migrate import Migration, load

_ALL = load(MIGRATIONS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (id {{id}}, word TEXT);\n")
    return folder


async def _open_and_close(url: str, folder: Path) -> list[str]:
    storage = await open_storage(url, migrations=folder)
    await storage.close()
    return list(storage.applied)


async def test_each_migration_is_applied_once_and_in_order(database_url: str, folder: Path) -> None:
    assert await _open_and_close(database_url, folder) == ["0001_one"]
    (folder / "0002_two.sql").write_text("CREATE TABLE two (word TEXT);\n")
    (folder / "0003_three.sql").write_text("CREATE INDEX two_word ON two (word);\n")
    assert await _open_and_close(database_url, folder) == ["0002_two", "0003_three"]
    assert await _open_and_close(database_url, folder) == []


async def test_a_migration_that_fails_halfway_leaves_nothing_of_itself(
    database_url: str, folder: Path
) -> None:
    (folder / "0002_bad.sql").write_text(
        "CREATE TABLE two (word TEXT UNIQUE);\n"
        "INSERT INTO two (word) VALUES ('a');\nINSERT INTO two (word) VALUES ('a');\n"
    )
    with pytest.raises(ConstraintFailed):
        await _open_and_close(database_url, folder)
    (folder / "0002_bad.sql").write_text("CREATE TABLE two (word TEXT);\n")
    assert await _open_and_close(database_url, folder) == ["0002_bad"]


async def test_a_database_of_a_newer_version_is_refused(database_url: str, folder: Path) -> None:
    (folder / "0002_two.sql").write_text("CREATE TABLE two (word TEXT);\n")
    await _open_and_close(database_url, folder)
    (folder / "0002_two.sql").unlink()
    for read_only in (False, True):
        with pytest.raises(NewerDatabase, match="version 2, this program knows 1"):
            await open_storage(database_url, read_only=read_only, migrations=folder)


async def test_an_applied_migration_that_was_edited_is_refused(
    database_url: str, folder: Path
) -> None:
    await _open_and_close(database_url, folder)
    (folder / "0001_one.sql").write_text("CREATE TABLE one (id {{id}});\n")
    with pytest.raises(MigrationChanged, match="0001_one"):
        await _open_and_close(database_url, folder)


async def test_ids_of_deleted_rows_do_not_come_back(database_url: str, folder: Path) -> None:
    storage = await open_storage(database_url, migrations=folder)

    async def add(tx: Transaction) -> int:
        row = await tx.fetch_one("INSERT INTO one (word) VALUES ('x') RETURNING id")
        assert row is not None
        return int(row["id"])

    first = await storage.run(add)
    await storage.run(lambda tx: tx.execute("DELETE FROM one"))
    assert await storage.run(add) > first
    await storage.close()


async def test_two_that_start_at_once_migrate_once(postgres_url: str) -> None:
    applied = await asyncio.gather(*(_open_and_close(postgres_url, MIGRATIONS) for _ in range(3)))
    assert sorted(map(len, applied)) == [0, 0, len(_ALL)]


@pytest.mark.parametrize("names", [["0002_two.sql"], ["1_one.sql"], ["0001_a.sql", "0001_b.sql"]])
def test_misnumbered_files_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(MigrationChanged, match="expected a file named"):
        load(tmp_path)


_STATEMENT = st.from_regex(r"[A-Z][a-z0-9 ,()'\n;]*[a-z)]", fullmatch=True).filter(
    lambda text: not re.search(r";[ \t]*$", text, re.MULTILINE)
)


@given(st.lists(_STATEMENT, max_size=5))
def test_statements_come_out_as_they_were_put_in(statements: list[str]) -> None:
    text = "".join(f"-- why; \n{statement};\n\n" for statement in statements)
    assert list(Migration(1, "x", text).statements("")) == statements


def test_the_key_that_counts_is_written_as_the_engine_says_it() -> None:
    migration = Migration(1, "x", "CREATE TABLE t (id {{id}});\n")
    assert list(migration.statements("SERIAL")) == ["CREATE TABLE t (id SERIAL)"]


@pytest.mark.parametrize("version", range(len(_ALL)))
async def test_every_older_version_upgrades_to_the_schema_of_a_new_database(
    database_url: str, tmp_path: Path, version: int
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for migration in _ALL[:version]:
        shutil.copy(MIGRATIONS / f"{migration.name}.sql", old)
    await _open_and_close(database_url, old)
    names = [migration.name for migration in _ALL[version:]]
    assert await _open_and_close(database_url, MIGRATIONS) == names


async def test_both_engines_have_the_same_tables_columns_keys_and_indexes(
    sqlite_storage: Storage, postgres_storage: Storage
) -> None:
    sqlite = await sqlite_storage.read(lambda tx: _schema(tx, _SQLITE_SCHEMA))
    postgres = await postgres_storage.read(lambda tx: _schema(tx, _POSTGRES_SCHEMA))
    assert len(sqlite["columns"]) > 50
    for part in sqlite:
        assert sqlite[part] ^ postgres[part] == set(), part


Schema = dict[str, set[tuple[object, ...]]]

# A rowid key is called INTEGER, is never NULL although it does not say so, and has no index.
_SQLITE_SCHEMA = {
    "columns": """
        SELECT t.name, c.name,
            CASE WHEN c.type = 'INTEGER' AND c.pk THEN 'bigint' ELSE lower(c.type) END,
            c."notnull" OR (c.type = 'INTEGER' AND c.pk), c.dflt_value
        FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    """,
    "indexes": """
        SELECT t.name, i."unique", i.partial,
            (SELECT group_concat(name) FROM pragma_index_info(i.name))
        FROM sqlite_schema AS t, pragma_index_list(t.name) AS i
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        UNION SELECT t.name, 1, 0, c.name
        FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type = 'INTEGER' AND c.pk
    """,
    "references": """
        SELECT t.name, f."table", f."from", f."to", lower(f.on_delete)
        FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
        WHERE t.type = 'table'
    """,
}
_POSTGRES_SCHEMA = {
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable = 'NO',
            regexp_replace(column_default, '::\\w+$', '')
        FROM information_schema.columns WHERE table_schema = current_schema()
    """,
    "indexes": """
        SELECT t.relname, i.indisunique, i.indpred IS NOT NULL, (
            SELECT string_agg(a.attname, ',' ORDER BY k.position)
            FROM unnest(i.indkey) WITH ORDINALITY AS k (number, position)
            JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number)
        FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relnamespace = current_schema()::regnamespace
    """,
    "references": """
        SELECT t.relname, p.relname, a.attname, b.attname,
            CASE c.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'
                WHEN 'r' THEN 'restrict' WHEN 'd' THEN 'set default' ELSE 'no action' END
        FROM pg_constraint AS c
        JOIN pg_class AS t ON t.oid = c.conrelid
        JOIN pg_class AS p ON p.oid = c.confrelid
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (child, parent)
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.child
        JOIN pg_attribute AS b ON b.attrelid = p.oid AND b.attnum = k.parent
        WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
    """,
}


async def _schema(tx: Transaction, queries: dict[str, str]) -> Schema:
    return {part: {tuple(row) for row in await tx.fetch(sql)} for part, sql in queries.items()}  # type: ignore[arg-type]
