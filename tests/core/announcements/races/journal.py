"""The order of commits in PostgreSQL, written down by the database itself.

A deferred trigger runs at the commit, and a lock that is held to the commit's end gives the numbers
out: so they are in the order of the commits, and nothing is held up before.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.outbox import Lane
from core.storage import Transaction
from core.storage.postgres import PostgresStorage
from tests.core.announcements.races.judge import Fact, What

_WATCHED = {
    "announcements": "UPDATE OF draft",
    "announcement_events": "INSERT",
    "brake": "UPDATE",
    "outbox": "UPDATE OF state",
}
_TABLE = "CREATE TABLE journal (number BIGSERIAL, source TEXT NOT NULL, content TEXT NOT NULL)"
_FUNCTION = """
CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4711);
    INSERT INTO journal (source, content) VALUES (TG_TABLE_NAME, to_jsonb(NEW)::TEXT);
    RETURN NULL;
END $$
"""
_KINDS: Mapping[str, What] = {"asked": "asked", "approved": "approved", "said": "published"}
_VERSION = re.compile(r"Version ([A-Z])\b")


async def install(storage: PostgresStorage) -> None:
    async with storage.connection() as connection:
        await connection.execute(_TABLE)
        await connection.execute(_FUNCTION)
        for table, change in _WATCHED.items():
            await connection.execute(
                f"CREATE CONSTRAINT TRIGGER journal_{table} AFTER {change} ON {table}"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION write_down()"
            )


async def lose_the_brake(storage: PostgresStorage) -> None:
    """What a build would do that forgot to look at the brake."""
    async with storage.connection() as connection:
        await connection.execute(
            "CREATE FUNCTION forget_the_brake() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.in_panic = NULL; RETURN NEW; END $$"
        )
        await connection.execute(
            "CREATE TRIGGER forgetting BEFORE INSERT ON outbox"
            " FOR EACH ROW EXECUTE FUNCTION forget_the_brake()"
        )


async def read(tx: Transaction) -> list[Fact]:
    """What was committed since `clear`, in that order."""
    rows = await tx.fetch("SELECT source, content FROM journal ORDER BY number")
    return [fact for row in rows for fact in _facts(row[0], json.loads(row[1]))]


async def clear(tx: Transaction) -> None:
    await tx.execute("DELETE FROM journal")


def _facts(source: str, row: Mapping[str, Any]) -> Iterator[Fact]:
    match source:
        case "announcements":
            yield Fact("edited", version=_version(row["draft"]))
        case "announcement_events" if row["kind"] in _KINDS:
            yield Fact(_KINDS[row["kind"]])
        case "brake":
            yield Fact("panic")
        case "outbox" if row["state"] == "sending":
            is_post = row["lane"] == Lane.ANNOUNCEMENTS
            version = _version(row["action"]) if is_post else ""
            yield Fact("begun", version, frozen=is_post or "https://" in row["action"])


def _version(words: str) -> str:
    found = _VERSION.search(words)
    return found[1] if found else ""
