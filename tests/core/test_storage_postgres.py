"""What only PostgreSQL has: numbered parameters, lost races, servers that are away."""

import asyncio
import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage import Storage, Transaction, open_storage
from core.storage.errors import ConstraintFailed, DatabaseUnreachable, LostRace
from core.storage.postgres import numbered


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", "SELECT 1"),
        ("a = ? AND b IN (?, ?)", "a = $1 AND b IN ($2, $3)"),
        ("a = '?' AND b = ?", "a = '?' AND b = $1"),
        ("a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1"),
        ('"odd?" = ?', '"odd?" = $1'),
        ("a = ? -- really?\nAND b = ?", "a = $1 -- really?\nAND b = $2"),
        ("a = '--' AND b = ?", "a = '--' AND b = $1"),
    ],
)
def test_question_marks_outside_of_words_become_numbers(sql: str, expected: str) -> None:
    assert numbered(sql) == expected


_WORD = st.text("ab?-'\" ", max_size=8)
_QUOTED = st.one_of(
    _WORD.map(lambda word: "'" + word.replace("'", "''") + "'"),
    _WORD.map(lambda word: '"' + word.replace('"', '""') + '"'),
    _WORD.map(lambda word: f"--{word}\n"),
)


@given(st.lists(st.one_of(st.just("?"), st.sampled_from(["a", " = ", ", "]), _QUOTED), max_size=12))
def test_only_bare_question_marks_are_numbered_and_in_order(parts: list[str]) -> None:
    numbers = iter(range(1, 100))
    # A blank keeps two quoted neighbours from reading as one with a doubled quote.
    expected = " ".join(f"${next(numbers)}" if part == "?" else part for part in parts)
    assert numbered(" ".join(parts)) == expected


async def _count(tx: Transaction) -> int:
    row = await tx.fetch_one("SELECT number FROM versions WHERE name = 'x'")
    return -1 if row is None else int(row["number"])


def _racer(storage: Storage, races: int, calls: list[int]) -> asyncio.Task[None]:
    """A unit that reads, is overtaken by another for the first `races` times, then writes."""

    async def overtake(tx: Transaction) -> None:
        await tx.execute("UPDATE versions SET number = number + 1 WHERE name = 'x'")

    async def unit(tx: Transaction) -> None:
        count = await _count(tx)
        calls.append(count)
        if len(calls) <= races:
            await storage.run(overtake)
        await tx.execute("UPDATE versions SET number = ? WHERE name = 'x'", count + 100)

    return asyncio.create_task(storage.run(unit))


async def test_a_unit_that_loses_a_race_three_times_is_repeated_and_sees_the_others(
    postgres_storage: Storage,
) -> None:
    await postgres_storage.run(lambda tx: tx.execute("INSERT INTO versions VALUES ('x', 0)"))
    calls: list[int] = []
    await _racer(postgres_storage, 3, calls)
    assert calls == [0, 1, 2, 3]
    assert await postgres_storage.read(_count) == 103


async def test_a_unit_that_keeps_losing_is_told_so_and_leaves_nothing(
    postgres_storage: Storage,
) -> None:
    await postgres_storage.run(lambda tx: tx.execute("INSERT INTO versions VALUES ('x', 0)"))
    with pytest.raises(LostRace):
        await _racer(postgres_storage, 4, [])
    assert await postgres_storage.read(_count) == 4


async def test_a_race_that_a_unit_hides_in_a_savepoint_is_repeated_all_the_same(
    postgres_storage: Storage,
) -> None:
    await postgres_storage.run(lambda tx: tx.execute("INSERT INTO versions VALUES ('x', 0)"))
    calls: list[int] = []

    async def unit(tx: Transaction) -> None:
        calls.append(await _count(tx))
        if len(calls) == 1:
            await _racer(postgres_storage, 0, [])
        try:
            async with tx.savepoint():
                await tx.execute("UPDATE versions SET number = number + 1 WHERE name = 'x'")
        except LostRace:
            return

    await postgres_storage.run(unit)
    assert calls == [0, 100]
    assert await postgres_storage.read(_count) == 101


async def test_a_rule_of_the_schema_other_than_a_duplicate_is_not_tried_again(
    postgres_storage: Storage,
) -> None:
    calls: list[int] = []

    async def unit(tx: Transaction) -> None:
        calls.append(1)
        await tx.execute("INSERT INTO versions (name, number) VALUES ('x', ?)", None)

    with pytest.raises(ConstraintFailed):
        await postgres_storage.run(unit)
    assert len(calls) == 1


async def test_a_connection_that_the_server_drops_fails_its_unit_and_no_later_one(
    postgres_storage: Storage,
) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.execute("INSERT INTO versions VALUES ('x', 1)")
        row = await tx.fetch_one("SELECT pg_backend_pid() AS id")
        assert row is not None
        end = "SELECT pg_terminate_backend(CAST(? AS INT))"
        await postgres_storage.read(lambda other: other.fetch(end, row["id"]))
        await tx.execute("INSERT INTO versions VALUES ('y', 1)")

    with pytest.raises(DatabaseUnreachable):
        await postgres_storage.run(unit)
    assert await postgres_storage.read(_count) == -1


async def test_a_server_that_is_away_is_told_with_the_remedy() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        url = f"postgresql://x@127.0.0.1:{reserved.getsockname()[1]}/x"
        with pytest.raises(DatabaseUnreachable, match="DATABASE_URL"):
            await open_storage(url)


async def test_a_database_that_is_not_there_is_told(postgres_server: str) -> None:
    url = re.sub(r"/\w+\?", "/nowhere?", f"{postgres_server}?", count=1).rstrip("?")
    with pytest.raises(DatabaseUnreachable, match="nowhere"):
        await open_storage(url)


async def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(DatabaseUnreachable, match="DATABASE_URL is not"):
        await open_storage("postgresql://host:port/x")
