"""What both storages promise."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.storage import Storage, Transaction, open_storage
from core.storage.errors import (
    ConstraintFailed,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
    StorageError,
    TransactionEnded,
    UnstorableText,
)

_SCHEMA = """
-- Two tables; one looks up to the other.
CREATE TABLE words (
    id {{id}},
    word TEXT NOT NULL UNIQUE,
    seen BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE uses (
    rank {{id}},
    word_id BIGINT NOT NULL REFERENCES words (id) DEFERRABLE INITIALLY DEFERRED,
    weight DOUBLE PRECISION
);
"""

_WEIGHTS = "SELECT weight FROM uses ORDER BY rank"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_words.sql").write_text(_SCHEMA)
    return folder


@pytest.fixture
async def storage(database_url: str, migrations: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(database_url, migrations=migrations)
    yield storage
    await storage.close()


async def _add(tx: Transaction, word: str) -> int:
    return await tx.execute("INSERT INTO words (word) VALUES (?)", word)


async def _add_in_vain(tx: Transaction, word: str) -> None:
    async with tx.savepoint():
        await _add(tx, word)
        raise LookupError


async def _words(storage: Storage) -> list[str]:
    rows = await storage.read(lambda tx: tx.fetch("SELECT word FROM words ORDER BY id"))
    return [row["word"] for row in rows]


async def test_what_a_unit_wrote_is_there_when_run_returns(storage: Storage) -> None:
    assert await storage.run(lambda tx: _add(tx, "moon")) == 1
    assert await _words(storage) == ["moon"]


async def test_a_unit_that_raises_leaves_nothing_and_its_error_rises(storage: Storage) -> None:
    async def unit(tx: Transaction) -> None:
        await _add(tx, "moon")
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        await storage.run(unit)
    assert await _words(storage) == []


async def test_one_failing_unit_among_many_harms_no_other(storage: Storage) -> None:
    async def unit(tx: Transaction, number: int) -> None:
        await _add(tx, f"w{number}")
        if number == 3:
            raise LookupError

    runs = [storage.run(lambda tx, n=n: unit(tx, n)) for n in range(8)]  # type: ignore[misc]
    outcomes = await asyncio.gather(*runs, return_exceptions=True)
    assert [type(o) for o in outcomes].count(LookupError) == 1
    assert set(await _words(storage)) == {f"w{n}" for n in range(8) if n != 3}


async def test_units_that_count_lose_no_count(storage: Storage) -> None:
    async def increase(tx: Transaction) -> None:
        row = await tx.fetch_one("SELECT seen FROM words WHERE word = ?", "moon")
        assert row is not None
        await tx.execute("UPDATE words SET seen = ? WHERE word = ?", row["seen"] + 1, "moon")

    await storage.run(lambda tx: _add(tx, "moon"))
    for _ in range(3):
        await asyncio.gather(*(storage.run(increase) for _ in range(3)))
    row = await storage.read(lambda tx: tx.fetch_one("SELECT seen FROM words"))
    assert row is not None
    assert row["seen"] == 9


async def test_two_units_that_both_find_a_key_free_and_take_it_both_succeed(
    storage: Storage,
) -> None:
    async def find_or_add(tx: Transaction) -> int:
        row = await tx.fetch_one("SELECT id FROM words WHERE word = ?", "moon")
        if row is None:
            row = await tx.fetch_one("INSERT INTO words (word) VALUES (?) RETURNING id", "moon")
        assert row is not None
        return int(row["id"])

    assert len(set(await asyncio.gather(*(storage.run(find_or_add) for _ in range(4))))) == 1


async def test_execute_counts_the_rows_it_changed(storage: Storage) -> None:
    async def unit(tx: Transaction) -> list[int]:
        return [
            await tx.execute("INSERT INTO words (word) VALUES (?), (?)", "moon", "sun"),
            await tx.execute("INSERT INTO words (word) VALUES (?) ON CONFLICT DO NOTHING", "sun"),
            await tx.execute("UPDATE words SET seen = 1 WHERE word = ?", "moon"),
            await tx.execute(
                "WITH old AS (SELECT id FROM words WHERE seen = 1) "
                "DELETE FROM words WHERE id IN (SELECT id FROM old)"
            ),
            await tx.execute("DELETE FROM words WHERE word = ?", "star"),
        ]

    assert await storage.run(unit) == [2, 0, 1, 1, 0]


async def test_rows_answer_by_name_and_by_position(storage: Storage) -> None:
    await storage.run(lambda tx: _add(tx, "moon"))
    row = await storage.read(lambda tx: tx.fetch_one("SELECT id, word FROM words"))
    assert row is not None
    assert (row["word"], row[1]) == ("moon", "moon")


async def test_fetch_one_of_nothing_is_none(storage: Storage) -> None:
    assert await storage.read(lambda tx: tx.fetch_one("SELECT id FROM words")) is None


async def test_values_come_back_as_they_went_in(storage: Storage) -> None:
    text, number = "emoji 🦉 עברית '?' \\ \n", 2**63 - 1

    async def unit(tx: Transaction) -> None:
        await tx.execute("INSERT INTO words (word, seen) VALUES (?, ?)", text, number)
        await tx.execute("INSERT INTO words (word, seen) VALUES ('?', ?)", True)
        await tx.execute("INSERT INTO uses (word_id, weight) VALUES (1, ?), (1, ?)", 0.25, None)

    await storage.run(unit)
    words = await storage.read(lambda tx: tx.fetch("SELECT word, seen FROM words ORDER BY id"))
    assert [(row[0], row[1]) for row in words] == [(text, number), ("?", 1)]
    weights = await storage.read(lambda tx: tx.fetch("SELECT weight FROM uses ORDER BY weight"))
    assert {row[0] for row in weights} == {0.25, None}


async def test_sums_are_plain_numbers(storage: Storage) -> None:
    await storage.run(
        lambda tx: tx.execute("INSERT INTO words (word, seen) VALUES ('a', 2), ('b', 3)")
    )
    row = await storage.read(lambda tx: tx.fetch_one("SELECT SUM(seen), AVG(seen) FROM words"))
    assert row is not None
    assert (row[0], row[1]) == (5, 2.5)
    assert type(row[0]) is int


async def test_a_savepoint_undoes_its_body_only(storage: Storage) -> None:
    async def unit(tx: Transaction) -> None:
        await _add(tx, "before")
        with pytest.raises(LookupError):
            await _add_in_vain(tx, "within")
        async with tx.savepoint():
            await _add(tx, "kept")
        await _add(tx, "after")

    await storage.run(unit)
    assert await _words(storage) == ["before", "kept", "after"]


async def test_savepoints_nest(storage: Storage) -> None:
    async def unit(tx: Transaction) -> None:
        async with tx.savepoint():
            await _add(tx, "outer")
            with pytest.raises(LookupError):
                await _add_in_vain(tx, "inner")
            await _add(tx, "after")

    await storage.run(unit)
    assert await _words(storage) == ["outer", "after"]


async def test_a_unit_goes_on_after_a_statement_that_failed_in_a_savepoint(
    storage: Storage,
) -> None:
    async def unit(tx: Transaction) -> None:
        await _add(tx, "moon")
        with pytest.raises(ConstraintFailed):
            async with tx.savepoint():
                await _add(tx, "moon")
        await _add(tx, "sun")

    await storage.run(unit)
    assert await _words(storage) == ["moon", "sun"]


# A unit as data: a word that is written, or that is written and counted, or a part of such steps
# that is undone (True) or kept.
_Step = tuple[str, str] | tuple[bool, list["_Step"]]
_word = st.tuples(st.sampled_from(["write", "execute"]), st.sampled_from("abcdefgh"))
_steps = st.recursive(
    st.lists(_word, max_size=4),
    lambda inner: st.lists(_word | st.tuples(st.booleans(), inner), max_size=4),
    max_leaves=12,
)


async def _perform(tx: Transaction, steps: list[_Step]) -> None:
    for kind, what in steps:
        if isinstance(what, list):
            with contextlib.suppress(LookupError):
                async with tx.savepoint():
                    await _perform(tx, what)
                    if kind:
                        raise LookupError
        elif kind == "write":
            await tx.write("INSERT INTO uses (word_id, weight) VALUES (1, ?)", ord(what))
        else:
            await tx.execute("INSERT INTO uses (word_id, weight) VALUES (1, ?)", ord(what))


def _performed(steps: list[_Step]) -> list[int]:
    done: list[int] = []
    for kind, what in steps:
        if not isinstance(what, list):
            done.append(ord(what))
        elif not kind:
            done += _performed(what)
    return done


@given(steps=_steps)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
async def test_writes_keep_their_order_and_are_undone_with_their_part(
    storage: Storage, steps: list[_Step]
) -> None:
    async def unit(tx: Transaction) -> list[int]:
        await tx.execute("DELETE FROM uses")
        await tx.execute("INSERT INTO words (id, word) VALUES (1, 'x') ON CONFLICT DO NOTHING")
        await _perform(tx, steps)
        return [int(row[0]) for row in await tx.fetch(_WEIGHTS)]

    expected = _performed(steps)
    assert await storage.run(unit) == expected
    assert [int(row[0]) for row in await storage.read(lambda tx: tx.fetch(_WEIGHTS))] == expected


async def test_a_write_that_fails_fails_its_savepoint_and_not_what_follows(
    storage: Storage,
) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.write("INSERT INTO words (word) VALUES ('moon')")
        with pytest.raises(ConstraintFailed):
            async with tx.savepoint():
                await tx.write("INSERT INTO words (word) VALUES ('moon')")
        await tx.write("INSERT INTO words (word) VALUES ('sun')")

    await storage.run(unit)
    assert await _words(storage) == ["moon", "sun"]


async def test_questions_that_are_asked_together_see_what_was_written_before(
    storage: Storage,
) -> None:
    async def unit(tx: Transaction) -> list[list[str]]:
        await tx.write("INSERT INTO words (word) VALUES ('moon')")
        found = await tx.fetch_each(
            ("SELECT word FROM words WHERE word = ?", ("moon",)),
            ("SELECT word FROM words WHERE word = ?", ("sun",)),
        )
        return [[row["word"] for row in rows] for rows in found]

    assert await storage.run(unit) == [["moon"], []]


async def test_a_unit_whose_last_write_fails_fails_alone(storage: Storage) -> None:
    async def twice(tx: Transaction) -> None:
        await tx.write("INSERT INTO words (word) VALUES ('moon')")
        await tx.write("INSERT INTO words (word) VALUES ('moon')")

    failed, counted = await asyncio.gather(
        storage.run(twice), storage.run(lambda tx: _add(tx, "sun")), return_exceptions=True
    )
    assert isinstance(failed, ConstraintFailed)
    assert counted == 1
    assert await _words(storage) == ["sun"]


async def test_a_failed_statement_spoils_the_unit_that_hides_it(storage: Storage) -> None:
    async def unit(tx: Transaction) -> None:
        await _add(tx, "moon")
        for word in ("moon", "sun"):
            with pytest.raises(ConstraintFailed):
                await _add(tx, word)

    with pytest.raises(ConstraintFailed):
        await storage.run(unit)
    assert await _words(storage) == []


async def test_a_rule_of_the_schema_that_is_checked_at_commit_fails_its_unit_alone(
    storage: Storage,
) -> None:
    orphan = storage.run(lambda tx: tx.execute("INSERT INTO uses (word_id) VALUES (99)"))
    results = await asyncio.gather(
        storage.run(lambda tx: _add(tx, "a")),
        orphan,
        storage.run(lambda tx: _add(tx, "b")),
        return_exceptions=True,
    )
    assert isinstance(results[1], ConstraintFailed)
    assert set(await _words(storage)) == {"a", "b"}


@pytest.mark.parametrize("text", ["nul \0", "half \ud83e"])
async def test_text_that_one_engine_could_not_keep_is_refused_by_both(
    storage: Storage, text: str
) -> None:
    with pytest.raises(UnstorableText):
        await storage.run(lambda tx: _add(tx, text))


async def test_a_read_sees_one_moment(storage: Storage) -> None:
    async def query(tx: Transaction) -> tuple[int, int]:
        first = len(await tx.fetch("SELECT id FROM words"))
        await storage.run(lambda tx: _add(tx, "moon"))
        return first, len(await tx.fetch("SELECT id FROM words"))

    assert await storage.read(query) == (0, 0)
    assert await _words(storage) == ["moon"]


async def test_a_read_cannot_write(storage: Storage) -> None:
    with pytest.raises(DatabaseReadOnly):
        await storage.read(lambda tx: _add(tx, "moon"))
    assert await _words(storage) == []


async def test_reads_that_fail_leave_no_reader_behind(storage: Storage) -> None:
    async def query(tx: Transaction) -> None:
        await tx.fetch("SELECT id FROM words")
        raise LookupError

    for _ in range(20):
        with pytest.raises(LookupError):
            await storage.read(query)
    assert await _words(storage) == []


async def test_reads_that_are_cancelled_leave_no_reader_behind(storage: Storage) -> None:
    for _ in range(20):
        task = asyncio.create_task(_words(storage))
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await _words(storage) == []


async def test_a_closed_storage_says_so(storage: Storage) -> None:
    await storage.close()
    with pytest.raises(DatabaseUnreachable):
        await storage.run(lambda tx: _add(tx, "moon"))
    with pytest.raises(DatabaseUnreachable):
        await _words(storage)


async def test_a_transaction_is_dead_once_its_unit_is_over(storage: Storage) -> None:
    kept: list[Transaction] = []

    async def unit(tx: Transaction) -> None:
        kept.append(tx)

    await storage.run(unit)
    with pytest.raises(StorageError, match="over"):
        await _add(kept[0], "moon")


async def test_a_cancelled_unit_leaves_nothing_and_the_next_one_works(storage: Storage) -> None:
    reached = asyncio.Event()

    async def unit(tx: Transaction) -> None:
        await _add(tx, "moon")
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(storage.run(unit))
    await reached.wait()
    others = [asyncio.create_task(storage.run(lambda tx: _add(tx, "sun")))]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.gather(*others)
    assert await _words(storage) == ["sun"]


async def test_a_unit_that_gives_up_on_a_statement_leaves_nothing(storage: Storage) -> None:
    async def unit(tx: Transaction) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):
                await _add(tx, "moon")

    with pytest.raises(TransactionEnded):
        await storage.run(unit)
    assert await _words(storage) == []


async def test_what_was_written_is_there_after_reopening(
    database_url: str, migrations: Path
) -> None:
    storage = await open_storage(database_url, migrations=migrations)
    await storage.run(lambda tx: _add(tx, "moon"))
    await storage.close()
    again = await open_storage(database_url, migrations=migrations)
    assert (await _words(again), list(again.applied)) == (["moon"], [])
    await again.close()


async def test_opened_for_reading_it_reads_beside_a_writer_and_writes_nothing(
    storage: Storage, database_url: str, migrations: Path
) -> None:
    await storage.run(lambda tx: _add(tx, "moon"))
    reader = await open_storage(database_url, read_only=True, migrations=migrations)
    assert await _words(reader) == ["moon"]
    with pytest.raises(DatabaseReadOnly):
        await reader.run(lambda tx: _add(tx, "sun"))
    await reader.close()


async def test_opened_for_reading_a_missing_database_is_told(
    database_url: str, migrations: Path
) -> None:
    with pytest.raises(DatabaseMissing, match="db migrate"):
        await open_storage(database_url, read_only=True, migrations=migrations)
