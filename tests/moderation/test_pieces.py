"""A secret in pieces: nobody can know it before the last one, and then all of it goes."""

from datetime import timedelta
from functools import partial

from core import dialogue, forgetting, people
from core.context import Unit
from core.events import Account
from core.feature import Job
from core.storage import Storage, sqlite_path
from tests.core.tickets.desk import opens
from tests.house import GROUP, House
from tests.moderation.test_aside import ROOMS, everything
from tests.moderation.test_feature import Street, phrase, say, street


def pieces() -> list[str]:
    words = phrase(5).split()
    return [" ".join(words[start : start + 4]) for start in (0, 4, 8)]


async def kept(house: House) -> str:
    """All that is written in the tables in which words may lie."""
    tables = ("texts", "outbox", "ticket_translations", "faq_unanswered", "audit", "dialogues")
    rows = [row for table in tables for row in await house.rows(f"SELECT * FROM {table}")]  # noqa: S608
    return "\n".join(map(str, rows))


async def due(house: House) -> None:
    """What is to be done two seconds later."""
    house.shift += timedelta(seconds=2)
    jobs = {job.name: job for feature in house.app.features for job in feature.jobs}
    for (payload,) in await house.rows("SELECT payload FROM jobs WHERE name = 'forget-pieces'"):
        await house.app.unit(partial(_run, jobs["forget-pieces"], payload))
    await house.settle()


async def _run(job: Job, payload: str, unit: Unit) -> None:
    await job.run(unit, payload)


def shown(platform: Street) -> str:
    return everything(platform).replace("\u2060", "")


async def test_of_a_phrase_over_three_messages_nothing_is_left_with_the_team_nor_kept(
    storage: Storage,
) -> None:
    first, second, last = pieces()
    more = (forgetting.feature(),)
    async with street(storage, ROOMS, more) as (house, platform):
        await opens(house, "ann")
        said = [house.message("ann", piece) for piece in (first, second, last)]
        for event in said[:2]:
            await house.happens(event)
        assert first in shown(platform)  # with the team, as all of a ticket
        await house.happens(said[2])
        await due(house)
        assert all(piece not in shown(platform) for piece in (first, second, last))
        assert {event.message for event in said} <= set(platform.removed())
        left = await kept(house)
        assert all(piece not in left for piece in (first, second, last))


async def test_a_piece_that_was_held_is_on_no_card_any_more(sqlite_storage: Storage) -> None:
    first, second, last = pieces()
    async with street(sqlite_storage, ROOMS, (forgetting.feature(),)) as (house, platform):
        await say(house, "ann", f"see some-site.org {first}")
        assert first in platform.screens["loop:mods"][-1].text
        await say(house, "ann", second)
        await say(house, "ann", last)
        await due(house)
        assert first not in shown(platform)
        assert first not in await kept(house)


async def test_a_piece_in_a_half_filled_form_goes_too(storage: Storage) -> None:
    first, second, last = pieces()
    async with street(storage, ROOMS, (forgetting.feature(),)) as (house, _platform):
        await house.says("ann", "/id")

        async def half(unit: Unit) -> None:
            person = await people.recognise(unit.tx, Account("loop", "ann"))
            assert person is not None
            answers = {"first": first}
            await dialogue.begin(
                unit.tx, person.member, GROUP, command="ticket", answers=answers, now=unit.now
            )

        await say(house, "ann", first)
        await house.app.unit(half)
        await say(house, "ann", second)
        await say(house, "ann", last)
        await due(house)
        assert first not in await kept(house)


async def test_in_a_dry_run_what_we_keep_of_it_goes_all_the_same(sqlite_storage: Storage) -> None:
    first, second, last = pieces()
    config = ROOMS.replace("[moderation]", "[moderation]\ndry_run = true")
    async with street(sqlite_storage, config, (forgetting.feature(),)) as (house, platform):
        await say(house, "ann", f"see some-site.org {first}")
        await say(house, "ann", second)
        await say(house, "ann", last)
        await due(house)
        assert platform.removed() == []
        assert first not in await kept(house)


async def test_no_piece_is_left_in_the_files(sqlite_storage: Storage, sqlite_url: str) -> None:
    """SQLite's own file and its journal, byte by byte, as soon as the journal is cut."""
    async with street(sqlite_storage, ROOMS, (forgetting.feature(),)) as (house, _platform):
        await opens(house, "ann")
        for piece in pieces():
            await house.happens(house.message("ann", piece))
        await due(house)
        await sqlite_storage.scrub()
        file = sqlite_path(sqlite_url)
        files = [each.read_bytes() for each in file.parent.glob(f"{file.name}*")]
        assert files
        assert all(piece.encode() not in content for content in files for piece in pieces())
