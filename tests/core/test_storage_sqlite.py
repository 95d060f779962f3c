"""One file, one writer, shared commits, and what the disk may do to them."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from core.storage import Storage, Transaction, open_storage, sqlite_path
from core.storage.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseReadOnly,
    DiskFull,
    NotADatabase,
    StorageError,
)
from core.storage.session import Session
from core.storage.sqlite import WRITER_PRAGMAS, file_uri
from core.storage.writer import Writer

Unit = Callable[[Transaction], Awaitable[None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (unit BIGINT NOT NULL, step BIGINT NOT NULL, body TEXT)")
    connection.close()
    return tmp_path / "x.db"


@pytest.fixture
async def session(path: Path) -> AsyncIterator[Session]:
    session = await Session.open(file_uri(path, "rw"), *WRITER_PRAGMAS)
    yield session
    await session.close()


@pytest.fixture
async def writer(session: Session) -> AsyncIterator[Writer]:
    writer = Writer(session)
    yield writer
    await writer.close()


def _two_steps(number: int, body: str = "") -> Unit:
    async def unit(tx: Transaction) -> None:
        await tx.execute("INSERT INTO t VALUES (?, 1, '')", number)
        await tx.execute("INSERT INTO t VALUES (?, 2, ?)", number, body)

    return unit


def _kept(path: Path) -> list[tuple[int, int]]:
    """(unit, step) of all rows, as another process would see them."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT unit, step FROM t ORDER BY rowid").fetchall()
    connection.close()
    return rows


def _whole(*units: int) -> list[tuple[int, int]]:
    return [(unit, step) for unit in units for step in (1, 2)]


async def test_units_that_wait_share_a_commit_and_none_is_told_before_it(
    session: Session, writer: Writer
) -> None:
    told: list[int] = []
    told_at_commit: list[int] = []
    await session.set_trace_callback(
        lambda sql: told_at_commit.append(len(told)) if sql == "COMMIT" else None
    )

    async def run(number: int) -> None:
        await writer.run(_two_steps(number))
        told.append(number)

    await asyncio.gather(*(run(number) for number in range(64)))
    assert told_at_commit == [0]
    assert len(told) == 64


async def test_units_run_strictly_one_after_another(writer: Writer, path: Path) -> None:
    await asyncio.gather(*(writer.run(_two_steps(number)) for number in range(20)))
    assert _kept(path) == _whole(*range(20))


async def test_an_error_is_told_only_after_the_commit_it_may_rest_on(
    session: Session, writer: Writer
) -> None:
    events: list[str] = []
    await session.set_trace_callback(lambda sql: events.append(sql) if sql == "COMMIT" else None)

    async def unit(tx: Transaction) -> None:
        await tx.execute("INSERT INTO t VALUES (1, 1, '')")
        raise LookupError

    with pytest.raises(LookupError):
        await writer.run(unit)
    assert events == ["COMMIT"]


async def test_a_full_disk_fails_the_unit_that_filled_it_and_no_other(path: Path) -> None:
    session = await Session.open(file_uri(path, "rw"), *WRITER_PRAGMAS, "max_page_count = 30")
    writer = Writer(session)
    bodies = ["small"] * 10
    bodies[4] = "big" * 100_000
    runs = [writer.run(_two_steps(number, body)) for number, body in enumerate(bodies)]
    outcomes = await asyncio.gather(*runs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(DiskFull) == 1
    assert isinstance(outcomes[4], DiskFull)
    assert _kept(path) == _whole(0, 1, 2, 3, 5, 6, 7, 8, 9)
    await session.execute_fetchall("PRAGMA max_page_count = 10000")
    await writer.run(_two_steps(4, bodies[4]))
    await writer.close()


_DISK_THAT_FILLS = """
import asyncio, resource, sys
from pathlib import Path
from core.storage.errors import StorageError
from core.storage.session import Session
from core.storage.sqlite import WRITER_PRAGMAS, file_uri
from core.storage.writer import Writer

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def unit(number):
    async def unit(tx):
        await tx.execute("INSERT INTO t VALUES (?, 1, ?)", number, "x" * 3000)
        await tx.execute("INSERT INTO t VALUES (?, 2, '')", number)
    return unit

async def main():
    writer = Writer(await Session.open(file_uri(Path(sys.argv[1]), "rw"), *WRITER_PRAGMAS))
    wal = Path(sys.argv[1] + "-wal")
    for start in range(0, 60, 20):
        limit(wal.stat().st_size + 30_000)
        runs = [writer.run(unit(n)) for n in range(start, start + 20)]
        told = await asyncio.gather(*runs, return_exceptions=True)
        limit(resource.RLIM_INFINITY)
        assert all(o is None or isinstance(o, StorageError) for o in told), told
        print(*(n for n, outcome in enumerate(told, start) if outcome is None))
    await writer.run(unit(99))
    print(99)
    await writer.close()

asyncio.run(main())
"""


def test_a_disk_that_fills_at_a_shared_commit_keeps_exactly_what_was_acknowledged(
    path: Path,
) -> None:
    told = _python(_DISK_THAT_FILLS, path).split()
    assert 0 < len(told) - 1 < 60
    assert _kept(path) == _whole(*map(int, told))


async def test_a_transaction_that_sqlite_ended_is_redone_unit_by_unit(
    session: Session, writer: Writer, path: Path
) -> None:
    calls = 0

    async def unlucky(tx: Transaction) -> None:
        nonlocal calls
        calls += 1
        await tx.execute("INSERT INTO t VALUES (1, 1, '')")
        if calls == 1:  # as SQLite does on some errors, behind a cancelled caller's back
            await session.rollback()
        await tx.execute("INSERT INTO t VALUES (1, 2, '')")

    await asyncio.gather(writer.run(_two_steps(0)), writer.run(unlucky), writer.run(_two_steps(2)))
    assert _kept(path) == _whole(0, 1, 2)


async def test_a_database_that_turns_read_only_within_a_unit_keeps_nothing_of_it(
    session: Session, writer: Writer, path: Path
) -> None:
    async def unlucky(tx: Transaction) -> None:
        await tx.execute("INSERT INTO t VALUES (0, 1, '')")
        await tx.execute("PRAGMA query_only = ON")
        await tx.execute("INSERT INTO t VALUES (0, 2, '')")

    runs = (writer.run(unlucky), writer.run(_two_steps(1)))
    told = await asyncio.gather(*runs, return_exceptions=True)
    assert [type(outcome) for outcome in told] == [DatabaseReadOnly, DatabaseReadOnly]
    await session.execute_fetchall("PRAGMA query_only = OFF")
    await writer.run(_two_steps(2))
    assert _kept(path) == _whole(2)


async def test_a_failed_commit_is_redone_unit_by_unit(
    session: Session, writer: Writer, path: Path
) -> None:
    calls: list[int] = []

    async def unlucky(tx: Transaction) -> None:
        await _two_steps(1)(tx)
        calls.append(1)
        if len(calls) == 1:
            session.ahead("ROLLBACK")  # leaves the COMMIT nothing to commit

    await asyncio.gather(writer.run(_two_steps(0)), writer.run(unlucky))
    assert _kept(path) == _whole(0, 1)


async def test_a_commit_that_fails_leaves_no_transaction_behind(session: Session) -> None:
    await session.begin("IMMEDIATE")
    session.ahead("RELEASE nothing")
    with pytest.raises(sqlite3.OperationalError):
        await session.commit()
    assert not session.in_transaction


async def test_beginning_drops_what_an_earlier_transaction_left(
    session: Session, path: Path
) -> None:
    await session.begin("IMMEDIATE")
    await session.step("INSERT INTO t VALUES (1, 1, '')", ())
    session.ahead("RELEASE nothing")
    await session.begin("IMMEDIATE")
    await session.commit()
    assert _kept(path) == []


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
async def test_what_is_committed_outlives_a_power_cut_and_what_is_deleted_does_not(
    session: Session, pragma: str, value: object
) -> None:
    assert [tuple(row) for row in await session.execute_fetchall(f"PRAGMA {pragma}")] == [(value,)]


async def test_a_foreign_writer_fails_units_clearly_and_only_while_it_writes(path: Path) -> None:
    writer = Writer(await Session.open(file_uri(path, "rw"), *WRITER_PRAGMAS, "busy_timeout = 1"))
    browser = sqlite3.connect(path, isolation_level=None)
    browser.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked, match="close it"):
        await writer.run(_two_steps(0))
    browser.close()
    await writer.run(_two_steps(1))
    await writer.close()
    assert _kept(path) == _whole(1)


@pytest.mark.parametrize("seed", range(8))
async def test_cancelling_anyone_at_any_moment_harms_nobody_else(
    writer: Writer, path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    tasks = [asyncio.create_task(writer.run(_two_steps(number))) for number in range(40)]
    doomed = set(chance.sample(range(40), 15))
    for number in doomed:
        await asyncio.sleep(chance.random() / 2000)
        tasks[number].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait_for(writer.run(_two_steps(99)), 5)
    kept = _kept(path)
    assert kept == _whole(*(unit for unit, step in kept if step == 1))
    assert {n for n, outcome in enumerate(outcomes) if outcome is None} >= set(range(40)) - doomed
    assert {unit for unit, _ in kept} >= {n for n in range(40) if outcomes[n] is None} | {99}


async def test_when_the_last_who_waits_is_cancelled_the_others_are_still_committed(
    writer: Writer, path: Path
) -> None:
    first = asyncio.create_task(writer.run(_two_steps(0)))
    last = asyncio.create_task(writer.run(_two_steps(1)))
    await asyncio.sleep(0)
    last.cancel()
    await asyncio.wait_for(first, 5)
    assert _kept(path) == _whole(0)


async def test_closing_finishes_what_is_committing(session: Session, path: Path) -> None:
    writer = Writer(session)
    run = asyncio.create_task(writer.run(_two_steps(0)))
    await asyncio.sleep(0)
    await writer.close()
    await run
    assert _kept(path) == _whole(0)


async def test_a_slow_query_does_not_hold_the_event_loop(sqlite_storage: Storage) -> None:
    slow = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
        "SELECT COUNT(*) FROM n"
    )
    query = asyncio.create_task(sqlite_storage.read(lambda tx: tx.fetch(slow)))
    ticks = 0
    while not query.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert ticks > 5


_ACKNOWLEDGING = """
import asyncio, sys
from core.storage import open_storage

async def main():
    storage = await open_storage(sys.argv[1])
    numbers = iter(range(1_000_000))
    async def work():
        for n in numbers:
            await storage.run(lambda tx: tx.execute(
                "INSERT INTO versions (name, number) VALUES (?, ?)", str(n), n))
            print(n, flush=True)
    await asyncio.gather(*(work() for _ in range(16)))

asyncio.run(main())
"""


@pytest.mark.parametrize("acknowledged", [1, 40, 333])
async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    tmp_path: Path, acknowledged: int
) -> None:
    told = _acknowledged_before_the_kill(tmp_path / "x.db", acknowledged)
    storage = await open_storage(str(tmp_path / "x.db"))
    rows = await storage.read(lambda tx: tx.fetch("SELECT number FROM versions"))
    await storage.close()
    assert told <= {row["number"] for row in rows}


def _acknowledged_before_the_kill(path: Path, count: int) -> set[int]:
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", _ACKNOWLEDGING, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines()
    return {int(line) for line in told}


async def test_a_second_process_on_the_file_is_refused_and_told_who_holds_it(
    tmp_path: Path,
) -> None:
    first = await open_storage(str(tmp_path / "x.db"))
    with pytest.raises(DatabaseLocked, match=str(os.getpid())):
        await open_storage(str(tmp_path / "x.db"))
    await first.close()
    await (await open_storage(str(tmp_path / "x.db"))).close()


async def test_a_reader_needs_no_lock_and_outlives_the_writer(tmp_path: Path) -> None:
    await (await open_storage(str(tmp_path / "x.db"))).close()
    reader = await open_storage(str(tmp_path / "x.db"), read_only=True)
    writer = await open_storage(str(tmp_path / "x.db"))
    await writer.close()
    assert await reader.read(lambda tx: tx.fetch("SELECT name FROM versions")) == []
    await reader.close()


async def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Dear diary, " * 400)
    with pytest.raises(NotADatabase, match="not a SQLite database"):
        await open_storage(str(path))
    assert path.read_bytes() == b"Dear diary, " * 400


async def test_a_damaged_file_is_told_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    await (await open_storage(str(path))).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="restore a backup"):
        await open_storage(str(path))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/x.db", "data/x.db"),
        ("sqlite:////data/x.db", "/data/x.db"),
        ("data/x.db", "data/x.db"),
    ],
)
def test_an_address_may_be_relative_absolute_or_a_plain_path(url: str, path: str) -> None:
    assert sqlite_path(url) == Path(path)


async def test_an_address_of_an_unknown_engine_is_refused_without_repeating_it() -> None:
    with pytest.raises(StorageError, match=r"^DATABASE_URL is neither") as raised:
        await open_storage("mysql://someone:word@host/x")
    assert "word" not in str(raised.value)


async def test_a_path_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseReadOnly, match="rights"):
        await open_storage(str(tmp_path / "file" / "x.db"))


async def test_a_refused_opening_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"nothing of ours" * 100)
    for _ in range(2):
        with pytest.raises(NotADatabase):
            await open_storage(str(path))


async def test_the_files_are_private(sqlite_storage: Storage, tmp_path: Path) -> None:
    names = ("guildhall.db", "guildhall.db-wal", "guildhall.db-shm", "guildhall.db.lock")
    modes = {name: os.stat(tmp_path / name).st_mode & 0o777 for name in names}
    assert modes == dict.fromkeys(names, 0o600)


async def test_what_is_deleted_is_wiped_from_the_file(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    words = "forget these words"
    insert = "INSERT INTO texts (kind, text, created_at) VALUES ('x', ?, 0)"
    await sqlite_storage.run(lambda tx: tx.execute(insert, words))
    await sqlite_storage.run(lambda tx: tx.execute("DELETE FROM texts"))
    await sqlite_storage.close()
    assert words.encode() not in (tmp_path / "guildhall.db").read_bytes()


def test_starting_on_sqlite_imports_nothing_of_postgresql(tmp_path: Path) -> None:
    _python(
        """
        import asyncio, sys
        from core.storage import open_storage
        async def main():
            await (await open_storage(sys.argv[1])).close()
        asyncio.run(main())
        assert "asyncpg" not in sys.modules
        """,
        tmp_path / "x.db",
    )


def _python(script: str, path: Path) -> str:
    return subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    ).stdout
