"""A PostgreSQL database of ours as one zip file: a CSV for each table.

Needs neither `pg_dump` nor the server's version: the schema comes from our own migrations.
"""

import asyncio
import csv
import io
import json
import zipfile
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from core.storage import Transaction, migrate
from core.storage.draft import drafted
from core.storage.errors import DatabaseMissing, DatabaseNotEmpty, NotADatabase
from core.storage.postgres import DIALECT, PostgresStorage, connect, in_transaction

_COUNTERS = "counters.json"

_SELECT_REFERENCES = """
SELECT child.relname AS child, parent.relname AS parent
FROM pg_constraint
JOIN pg_class AS child ON child.oid = conrelid
JOIN pg_class AS parent ON parent.oid = confrelid
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
# Not MAX(id): the id of a deleted row must not come back, others may still name it.
_SELECT_COUNTERS = """
SELECT sequencename AS name, last_value AS value FROM pg_sequences
WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


async def back_up(url: str, target: Path) -> None:
    """Everything at one moment, beside a running bot too; replaces an older copy."""
    storage = PostgresStorage(await connect(url, read_only=True), ())
    try:
        async with storage.connection() as connection:
            with (
                drafted(target) as draft,
                zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as zip_,
            ):
                await in_transaction(
                    connection,
                    lambda tx: _save(tx, connection, zip_),
                    isolation="repeatable_read",
                    readonly=True,
                )
    finally:
        await storage.close()


async def restore(source: Path, url: str, folder: Path) -> None:
    """Fill an empty database from a backup, wholly or not at all."""
    migrations = await asyncio.to_thread(migrate.load, folder)
    storage = PostgresStorage(await connect(url, read_only=False), ())
    try:
        with _opened(source) as zip_:
            async with storage.connection() as connection:
                await in_transaction(connection, lambda tx: _load(tx, connection, zip_, migrations))
    finally:
        await storage.close()


async def problems(url: str, folder: Path) -> list[str]:
    """What is wrong with the database, a sentence each."""
    migrations = await asyncio.to_thread(migrate.load, folder)
    storage = PostgresStorage(await connect(url, read_only=True), ())
    try:
        seen = await storage.read(lambda tx: migrate.applied(tx, DIALECT))
    finally:
        await storage.close()
    return [
        f"{migration.name} is not applied: run `guildhall db migrate`."
        for migration in migrate.missing_from(seen, migrations)
    ]


async def _save(tx: Transaction, connection: Any, zip_: zipfile.ZipFile) -> None:
    tables = await _tables(tx)
    if "migrations" not in tables:
        raise DatabaseMissing("This database holds nothing of Guildhall's.")
    for table in tables:
        with zip_.open(f"{table}.csv", "w", force_zip64=True) as file:
            await connection.copy_from_table(table, output=file, format="csv", header=True)
    counters = {row["name"]: row["value"] for row in await tx.fetch(_SELECT_COUNTERS)}
    zip_.writestr(_COUNTERS, json.dumps(counters))


async def _load(
    tx: Transaction, connection: Any, zip_: zipfile.ZipFile, migrations: list[migrate.Migration]
) -> None:
    if await tx.fetch(DIALECT.tables):
        raise DatabaseNotEmpty("The database holds tables already. Restore into an empty one.")
    seen = _applied(zip_)
    migrate.missing_from(seen, migrations)
    await migrate.apply(lambda unit: unit(tx), DIALECT, migrations[: len(seen)])
    tables = [table for table in await _tables(tx) if table != "migrations"]
    for table in reversed(tables):
        await tx.execute(f"DELETE FROM {table}")  # noqa: S608  a migration may have begun to fill it
    for table in tables:
        with zip_.open(f"{table}.csv") as file:
            await connection.copy_to_table(table, source=file, format="csv", header=True)
    for name, value in json.loads(zip_.read(_COUNTERS)).items():
        await tx.fetch("SELECT setval(CAST(? AS TEXT)::regclass, ?)", name, value)


async def _tables(tx: Transaction) -> list[str]:
    """Our tables, each after those that it refers to."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for row in await tx.fetch(DIALECT.tables):
        order.add(row["name"])
    for row in await tx.fetch(_SELECT_REFERENCES):
        if row["child"] != row["parent"]:
            order.add(row["child"], row["parent"])
    return list(order.static_order())


def _applied(zip_: zipfile.ZipFile) -> dict[int, str]:
    lines = io.StringIO(zip_.read("migrations.csv").decode())
    return {int(row["number"]): row["checksum"] for row in csv.DictReader(lines)}


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        zip_ = zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise DatabaseMissing(f"{source} does not exist.") from error
    except zipfile.BadZipFile as error:
        raise NotADatabase(f"{source} is not a backup of a PostgreSQL database of ours.") from error
    if not {"migrations.csv", _COUNTERS} <= set(zip_.namelist()):
        zip_.close()
        raise NotADatabase(f"{source} is a zip file, but not a backup of ours.")
    return zip_
