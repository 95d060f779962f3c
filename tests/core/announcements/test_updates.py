"""Free words about a maintenance that runs: two keys again, then in the posts and said once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

from core.announcements.rules import State
from core.storage import Storage
from tests.core.announcements.hall import (
    DOCUMENT,
    PLACES,
    approved,
    asks,
    find,
    hall,
    passes,
    screen,
    writes,
)
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import House, private

FIVE = timedelta(minutes=5, seconds=1)
UPDATE = """+++
amends = 1
+++
+++ en
We found the cause; your money is safe.
+++ es
Encontramos la causa; su dinero está a salvo.
"""
EN, ES = "We found the cause; your money is safe.", "Encontramos la causa; su dinero está a salvo."


@asynccontextmanager
async def running(storage: Storage, platform: Loopback | None = None) -> AsyncIterator[House]:
    async with hall(storage, platform=platform) as house:
        await approved(house, DOCUMENT.replace("+26h", "+1h"))
        await passes(house, FIVE)
        await passes(house, timedelta(hours=1))
        assert (await find(house, 1)).state is State.RUNNING
        yield house


def texts(house: House, language: str) -> list[str]:
    return [seen.text for seen in screen(house, PLACES[language])]


async def test_words_of_ones_own_wait_for_two_keys_and_then_stand_in_the_post(
    storage: Storage,
) -> None:
    async with running(storage) as house:
        number = await writes(house, document=UPDATE)
        code = await asks(house, number)
        await passes(house, FIVE)
        assert EN not in texts(house, "en")[0]
        await house.says("amy", f"/turnkey {code}")
        assert EN not in texts(house, "en")[0]
        await passes(house, FIVE)
        for language, words in (("en", EN), ("es", ES), ("ru", EN)):
            assert words in texts(house, language)[0]
            assert "in progress" in texts(house, "en")[0]
            assert words in texts(house, language)[-1]
        assert (await find(house, number)).state is State.COMPLETED


async def test_one_admin_alone_adds_no_word(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        number = await writes(house, "bob", UPDATE)
        said = await house.says("bob", f"/turnkey {await asks(house, number, 'bob')}")
        assert "another person" in said[-1].text
        await passes(house, FIVE)
        assert EN not in texts(house, "en")[0]


async def test_an_edit_of_an_update_voids_its_approval(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        number = await writes(house, document=UPDATE)
        code = await asks(house, number)
        await house.says("mia", f"/announcement {number} text.en All is well.")
        said = await house.says("amy", f"/turnkey {code}")
        assert "This request is over" in said[-1].text


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("your money is safe.", "see https://evil.example.org", "not on the official list"),
        ("+++ en\nWe", "+++ zh\nWe", "no text for those who read English"),
        (EN, f"{EN} 100 BTC.", "has the ticker BTC"),
    ],
)
async def test_what_stands_against_an_update_is_named(
    sqlite_storage: Storage, was: str, becomes: str, told: str
) -> None:
    async with running(sqlite_storage) as house:
        number = await writes(house, document=UPDATE.replace(was, becomes))
        said = await house.says("mia", f"/askkey {number}")
        assert told in said[-1].text.replace("\u2068", "").replace("\u2069", "")


async def test_it_is_written_with_a_tap_and_a_line(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        (card,) = await house.says("mia", "/notice 1")
        await house.presses("mia", card, "Write an update")
        await house.says("mia", f"/announcement 2 text.en {EN}")
        await house.says("mia", f"/announcement 2 text.es {ES}")
        shown = await house.says("mia", "/preview 2")
        (post,) = await house.presses("mia", shown[-1], "English")
        assert "Maintenance in progress" in post.text
        assert EN in post.text
        refused = await house.says("mia", "/announcement 2 tags vip")
        assert "An update has texts and nothing else" in refused[-1].text


async def test_an_update_of_what_is_over_is_not_sent(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        number = await approved(house, UPDATE)
        await house.says("bob", "/notice 1 completed")
        await passes(house, FIVE)
        assert not any(EN in text for text in texts(house, "en"))
        assert (await find(house, number)).state is State.DRAFT
        assert "is over" in screen(house, private("amy"))[-1].text
        said = await house.says("mia", f"/announce {UPDATE}")
        assert "No maintenance No. 1 is planned or in progress" in said[-1].text


async def test_a_moderator_takes_an_update_out_of_the_posts_with_one_tap(
    storage: Storage,
) -> None:
    async with running(storage) as house:
        number = await approved(house, UPDATE)
        await passes(house, FIVE)
        await house.says("max", f"/notice {number} stopped")
        await passes(house, timedelta(minutes=1))
        assert EN not in texts(house, "en")[0]
        assert "Withdrawals of BTC pause" in texts(house, "en")[0]
        assert (await find(house, 1)).state is State.RUNNING
        await house.says("bob", "/notice 1 extended 1h")
        await passes(house, timedelta(minutes=1))
        assert EN not in texts(house, "en")[0]


async def test_the_words_stay_through_what_one_admin_does_alone(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        await approved(house, UPDATE)
        await passes(house, FIVE)
        await house.says("bob", "/notice 1 extended 1h")
        await passes(house, timedelta(minutes=1))
        assert EN in texts(house, "en")[0]


async def test_where_nothing_is_edited_an_update_answers_the_post_and_replaces_nothing(
    sqlite_storage: Storage,
) -> None:
    lasting = Loopback(capabilities=msgspec.structs.replace(CAPABILITIES, edits=False))
    async with running(sqlite_storage, lasting) as house:
        await approved(house, UPDATE)
        await passes(house, FIVE)
        last = screen(house, PLACES["en"])[-1]
        assert EN in last.text
        assert "replaces" not in last.text
        assert last.reply_to == screen(house, PLACES["en"])[0].id


async def test_an_update_is_known_as_ours(sqlite_storage: Storage) -> None:
    async with running(sqlite_storage) as house:
        await approved(house, UPDATE)
        await passes(house, FIVE)
        for text in (texts(house, "en")[0], texts(house, "en")[-1]):
            heard = await house.says("zoe", text, forwarded_from="Somebody")
            assert "These words are ours: announcement No. 1" in heard[-1].text
