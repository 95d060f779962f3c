"""The database: one durable unit at a time, the same on SQLite and PostgreSQL."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from core.storage.errors import StorageError

__all__ = [
    "MIGRATIONS",
    "Row",
    "Statement",
    "Storage",
    "Transaction",
    "is_postgres",
    "open_storage",
]

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"

Statement = tuple[str, Sequence[object]]
"""The text of one, and its parameters."""


class Row(Protocol):
    def __getitem__(self, key: int | str, /) -> Any:
        """The column of this position or name: int, float, str, bytes or None."""


class Transaction(Protocol):
    """One unit's view of the database.

    SQL is one text for both engines: `?` for parameters, times as microseconds, JSON as text.
    PostgreSQL infers a parameter's type from what stands beside it; where that is a small
    literal or nothing, write `CAST(? AS BIGINT)`.

    A statement that fails spoils the unit, as it does in PostgreSQL: each later call raises the
    same error, and so does `run`, even if the unit caught it. Put what may fail in a `savepoint`.
    """

    async def execute(self, sql: str, *params: object) -> int:
        """Run one statement; the number of rows it inserted, updated or deleted."""

    async def write(self, sql: str, *params: object) -> None:
        """Run one statement whose count nobody needs, in its order among the others.

        It may wait for the next statement, or for the end of its savepoint or unit, and share
        their way to the database; it fails there, too.
        """

    async def fetch(self, sql: str, *params: object) -> Sequence[Row]:
        """Every row, also of INSERT, UPDATE or DELETE with RETURNING."""

    async def fetch_one(self, sql: str, *params: object) -> Row | None:
        """The first row, or None."""

    async def fetch_each(self, *queries: Statement) -> Sequence[Sequence[Row]]:
        """The rows of each, for whoever knows all that they will ask: they may share their way to
        the database."""

    async def hold(self, sql: str, *params: object) -> Row | None:
        """The first row of a plain SELECT as `fetch_one` gives it; whoever changes it waits until
        this unit has ended, and a unit that began before such a change does not see it as it was.
        """

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Undo what the body did when it raises, then let the error rise."""


class Storage(Protocol):
    applied: Sequence[str]
    """Names of the migrations that opening has applied."""

    async def run(self, unit: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run one unit and return after it is durable; units take effect one after another.

        The unit may be called again, after a lost race or a failed shared commit, so it has no
        effect outside `tx` and awaits nothing but `tx`. What it raises undoes it and rises here.
        Cancelled here, the unit has happened wholly or not at all.
        """

    async def read(self, query: Callable[[Transaction], Awaitable[T]]) -> T:
        """Query one snapshot, which holds every unit whose `run` has returned. Cannot write."""

    async def scrub(self) -> None:
        """Take what was deleted out of the database's files, as far as they are ours (SQLite).
        Raises `StorageError` where that has to be tried again."""

    async def close(self) -> None:
        """Finish what is committing and let go of files, locks and connections."""


async def open_storage(
    url: str, *, read_only: bool = False, migrations: Path = MIGRATIONS
) -> Storage:
    """Open `sqlite:///file`, a plain file path or `postgresql://…`, and update its schema.

    For writing, a SQLite file is locked against other writers. With `read_only` nothing is
    created or migrated and no lock is taken. Raises a `StorageError` that says what to do.
    """
    if is_postgres(url):
        from core.storage import postgres

        return await postgres.open_database(url, read_only=read_only, folder=migrations)
    from core.storage import sqlite

    return await sqlite.open_database(sqlite_path(url), read_only=read_only, folder=migrations)


def is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))


def sqlite_path(url: str) -> Path:
    """`sqlite:///data/x.db` is relative, `sqlite:////data/x.db` absolute, as in SQLAlchemy."""
    path = url.removeprefix("sqlite:///")
    if "://" in path:
        raise StorageError("DATABASE_URL is neither sqlite:///<file> nor postgresql://<address>.")
    return Path(path)
