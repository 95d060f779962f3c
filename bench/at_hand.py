"""A transaction on a SQLite database in memory, without a thread in between: for many short ones
after each other, none of which is kept."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from core.storage import Row
from core.storage.transaction import SpoilableTransaction


def in_memory(path: Path) -> sqlite3.Connection:
    """What is in that file."""
    database = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
    file = sqlite3.connect(path)
    file.backup(database)
    file.close()
    return database


class AtHand(SpoilableTransaction):
    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__()
        self._database = database

    def begin(self) -> None:
        self._database.execute("BEGIN")

    def undo(self) -> None:
        self._database.execute("ROLLBACK")
        self.end()

    async def _change(self, sql: str, params: Sequence[object]) -> int:
        return self._database.execute(sql, params).rowcount

    async def _query(self, sql: str, params: Sequence[object]) -> Sequence[Row]:
        return self._database.execute(sql, params).fetchall()

    async def _write(self, sql: str, params: Sequence[object]) -> None:
        self._database.execute(sql, params)

    def _holding(self, sql: str) -> str:
        return sql  # nobody else is there

    async def _settle(self) -> None:
        """Nothing waits."""

    async def _mark(self) -> int:
        self._database.execute("SAVEPOINT part")
        return 0

    async def _undo(self, mark: int) -> None:
        self._database.execute("ROLLBACK TO part")
        self._database.execute("RELEASE part")

    async def _keep(self) -> None:
        self._database.execute("RELEASE part")
