"""Time that passes as fast as it can: a loop whose clock leaps to the next timer, and storage that
never leaves the loop's thread, so that nothing real has to be waited for."""

import asyncio
import selectors
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from core.storage import MIGRATIONS, Storage, migrate
from core.storage.session import Session, translated
from core.storage.sqlite import DIALECT, SqliteStorage, file_uri
from core.storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class _Leaping(selectors.DefaultSelector):
    """Does not wait: it tells how long it would have waited."""

    def __init__(self, leap: Callable[[float], None]) -> None:
        super().__init__()
        self._leap = leap

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("nothing will ever happen")
        self._leap(max(timeout, 0.0))
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._seconds = 0.0
        super().__init__(_Leaping(self._pass))

    def time(self) -> float:
        return self._seconds

    def _pass(self, seconds: float) -> None:
        self._seconds += seconds


def now() -> datetime:
    """The time of day in a virtual loop."""
    return _BEGIN + timedelta(seconds=asyncio.get_running_loop().time())


def run(main: Coroutine[Any, Any, T]) -> T:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


class Inline(Session):
    """A connection that is used where it is called."""

    def __init__(self, uri: str) -> None:
        super().__init__(uri)
        self._own = sqlite3.connect(uri, uri=True, isolation_level=None)
        self._own.row_factory = sqlite3.Row

    @classmethod
    async def open(cls, uri: str, *pragmas: str) -> Self:
        session = cls(uri)
        for pragma in pragmas:
            session._own.execute(f"PRAGMA {pragma}")
        return session

    async def close(self) -> None:
        self._own.close()

    async def _hop(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        try:
            return function(self._own, *args, **kwargs)
        except sqlite3.Error as error:
            raise translated(error) from error


async def storage(folder: Path) -> Storage:
    """A database of the newest schema; close it."""
    path = folder / "bench.db"
    writer = Writer(await Inline.open(file_uri(path, "rwc"), "synchronous = OFF"))
    opened = AsyncExitStack()
    opened.push_async_callback(writer.close)
    await migrate.apply(writer.run, DIALECT, migrate.load(MIGRATIONS))
    reader = await Inline.open(file_uri(path, "ro"))
    opened.push_async_callback(reader.close)
    made = SqliteStorage(path, writer, [reader], ())
    made.own(opened)
    return made
