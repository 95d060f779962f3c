"""Whoever has the database but not the key cannot change the audit log unseen."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import keys, people
from core.storage import Storage, Transaction, open_storage
from moderation import sealing
from moderation.sealing import Broken, Head
from tests.bots.terminal import Terminal
from tests.moderation.test_feature import CONFIG, street
from tests.moderation.test_renames import job

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECRET = b"k" * 32


async def write(storage: Storage, *lines: str) -> None:
    async def unit(tx: Transaction) -> None:
        for line in lines:
            await people.note(tx, "somebody", line, "loop:mal", NOW)

    await storage.run(unit)


async def sealed(storage: Storage) -> Head:
    return await storage.run(lambda tx: sealing.seal(tx, SECRET, NOW))


async def tamper(storage: Storage, sql: str) -> None:
    await storage.run(lambda tx: tx.execute(sql))


async def test_a_log_that_nobody_touched_is_whole(storage: Storage) -> None:
    await write(storage, "ban", "lifted")
    head = await sealed(storage)
    await write(storage, "mute")
    later = await sealed(storage)
    assert await storage.read(lambda tx: sealing.verify(tx, SECRET, head)) == later
    assert later.number == 3


async def test_a_line_that_is_committed_late_is_sealed_in_its_turn(
    postgres_storage: Storage,
) -> None:
    """Numbers are given out before a transaction ends, and those of others go on meanwhile."""

    async def slow(tx: Transaction) -> None:
        await people.note(tx, "somebody", "slow", "loop:mal", NOW)
        await write(postgres_storage, "fast")
        await sealed(postgres_storage)

    await postgres_storage.run(slow)
    await sealed(postgres_storage)
    head = await postgres_storage.read(lambda tx: sealing.verify(tx, SECRET))
    assert head.number == 2


async def test_a_number_that_was_never_used_holds_nothing_up(sqlite_storage: Storage) -> None:
    await write(sqlite_storage, "ban", "lifted")
    await tamper(sqlite_storage, "DELETE FROM audit WHERE id = 1")
    assert (await sealed(sqlite_storage)).number == 0
    later = NOW + timedelta(minutes=1)
    head = await sqlite_storage.run(lambda tx: sealing.seal(tx, SECRET, later))
    assert head.number == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET what = 'nothing' WHERE id = 2",
        "UPDATE audit SET actor = 'other' WHERE id = 3",
        "DELETE FROM audit WHERE id = 2",
        "DELETE FROM audit WHERE id = 1",
        "UPDATE audit SET id = 9 WHERE id = 2",
        "UPDATE audit SET seal = NULL WHERE id = 2",
        "UPDATE audit SET seal = (SELECT seal FROM audit WHERE id = 1) WHERE id = 2",
    ],
)
async def test_every_change_is_found(storage: Storage, sql: str) -> None:
    await write(storage, "ban", "lifted", "mute")
    await sealed(storage)
    await tamper(storage, sql)
    with pytest.raises(Broken):
        await storage.read(lambda tx: sealing.verify(tx, SECRET))


async def test_a_cut_is_found_with_a_head_that_was_posted(storage: Storage) -> None:
    await write(storage, "ban", "lifted", "mute")
    head = await sealed(storage)
    await tamper(storage, "DELETE FROM audit WHERE id = 3")
    await storage.read(lambda tx: sealing.verify(tx, SECRET))  # alone it looks whole
    with pytest.raises(Broken, match="line 3"):
        await storage.read(lambda tx: sealing.verify(tx, SECRET, head))


async def test_a_line_whose_seal_was_taken_away_is_not_sealed_anew_and_staff_hears(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    """Whoever can write to the database waits for us to seal what they changed."""
    config = f'[data]\nfolder = "{tmp_path}"\n{CONFIG}'
    async with street(sqlite_storage, config) as (house, platform):
        await write(sqlite_storage, "ban", "lifted")
        await job(house, "audit-seal")
        head = sealing.kept(tmp_path)
        assert head is not None
        await tamper(sqlite_storage, "UPDATE audit SET seal = NULL, what = 'x' WHERE id >= 1")
        await job(house, "audit-seal")
        assert any("changed the audit log" in card.text for card in platform.cards())
        key = sealing.key(tmp_path)
        with pytest.raises(Broken, match="whose seal is known"):
            await sqlite_storage.read(lambda tx: sealing.verify(tx, key, head))


async def test_a_cut_is_found_without_a_posted_head(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    await write(sqlite_storage, "ban", "lifted", "mute")
    sealing.keep(tmp_path, await sealed(sqlite_storage))
    await tamper(sqlite_storage, "DELETE FROM audit WHERE id = 3")
    head = sealing.kept(tmp_path)
    assert head is not None
    with pytest.raises(Broken, match="line 3"):
        await sqlite_storage.read(lambda tx: sealing.verify(tx, SECRET, head))


async def test_a_head_that_cannot_be_kept_or_read_stops_nothing(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    """A folder that only may be read; a power cut amid the writing."""
    await write(sqlite_storage, "ban")
    head = await sealed(sqlite_storage)
    unwritable = tmp_path / f"{sealing.HEAD_FILE}.new"
    unwritable.mkdir()
    sealing.keep(tmp_path, head)
    unwritable.rmdir()
    (tmp_path / sealing.HEAD_FILE).write_text("")
    assert sealing.kept(tmp_path) is None
    sealing.keep(tmp_path, head)
    assert sealing.kept(tmp_path) == head


async def test_another_key_seals_nothing(storage: Storage) -> None:
    await write(storage, "ban")
    await storage.run(lambda tx: sealing.seal(tx, b"other", NOW))
    with pytest.raises(Broken):
        await storage.read(lambda tx: sealing.verify(tx, SECRET))


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    first = sealing.key(tmp_path)
    keys.key.cache_clear()
    assert sealing.key(tmp_path) == first
    assert len(first) == 32
    assert (tmp_path / sealing.KEY_FILE).stat().st_mode & 0o077 == 0


def test_the_command_tells_whether_the_log_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / sealing.KEY_FILE).write_bytes(SECRET)

    async def history(sql: str) -> None:
        storage = await open_storage("data/guildhall.db")
        if sql:
            await tamper(storage, sql)
        else:
            await write(storage, "ban", "mute")
            await sealed(storage)
        await storage.close()

    asyncio.run(history(""))
    assert "is whole. Head: 2:" in terminal.says("audit", "verify")
    asyncio.run(history("UPDATE audit SET what = 'x' WHERE id = 1"))
    assert "line 1 does not follow" in terminal.fails("audit", "verify")
