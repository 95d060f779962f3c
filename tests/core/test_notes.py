"""An adapter's memory."""

import asyncio

from core.notes import StoredNotes
from core.storage import Storage


async def test_what_was_put_is_there_after_a_restart(storage: Storage) -> None:
    await StoredNotes(storage, "loop").put("mark", "17")
    assert await StoredNotes(storage, "loop").get("mark") == "17"
    assert await StoredNotes(storage, "other").get("mark") is None


async def test_what_was_put_off_is_read_at_once_and_written_at_the_stop(
    sqlite_storage: Storage,
) -> None:
    notes = StoredNotes(sqlite_storage, "loop")
    running = asyncio.create_task(notes.run())
    await asyncio.sleep(0)
    notes.later("mark", "1")
    notes.later("mark", "2")
    assert await notes.get("mark") == "2"
    assert await StoredNotes(sqlite_storage, "loop").get("mark") is None
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await StoredNotes(sqlite_storage, "loop").get("mark") == "2"


async def test_the_last_word_wins_however_it_was_said(sqlite_storage: Storage) -> None:
    notes = StoredNotes(sqlite_storage, "loop")
    notes.later("mark", "old")
    flushing = asyncio.create_task(notes._flush())
    await asyncio.sleep(0)
    await asyncio.gather(notes.put("mark", "new"), flushing)
    await notes._flush()
    assert await StoredNotes(sqlite_storage, "loop").get("mark") == "new"


async def test_what_changes_during_a_flush_is_not_forgotten(sqlite_storage: Storage) -> None:
    notes = StoredNotes(sqlite_storage, "loop")
    notes.later("mark", "1")
    flushing = asyncio.create_task(notes._flush())
    await asyncio.sleep(0)
    notes.later("mark", "2")
    await flushing
    await notes._flush()
    assert await StoredNotes(sqlite_storage, "loop").get("mark") == "2"
