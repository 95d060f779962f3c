"""Whom an announcement reaches: places by tag, language and platform, and whoever asked for it."""

from datetime import timedelta

import pytest

from core import chats
from core.events import Place
from core.platform import NotAllowed
from core.storage import Storage
from tests.core.announcements.hall import (
    CONFIG,
    PLACES,
    approved,
    hall,
    passes,
    screen,
    writes,
)
from tests.house import House, private

SIX = timedelta(minutes=6)
NEWS = """+++
topic = "news"
+++
+++ en
We are moving.
"""
ONLY_PEOPLE = NEWS.replace('topic = "news"', 'topic = "news"\nplaces = false')


async def readers(house: House) -> None:
    await house.says("ann", "/subscribe news")
    await house.says("eve", "/subscribe security")


async def test_what_is_for_subscribers_stands_in_no_place(storage: Storage) -> None:
    async with hall(storage) as house:
        await readers(house)
        await approved(house, ONLY_PEOPLE)
        await passes(house, SIX)
        assert "We are moving." in screen(house, private("ann"))[-1].text
        assert not any("moving" in seen.text for seen in screen(house, private("eve")))
        assert not any(screen(house, place) for place in PLACES.values())


async def test_the_way_out_is_one_tap_below_what_a_subscriber_reads(storage: Storage) -> None:
    async with hall(storage) as house:
        await readers(house)
        await approved(house, ONLY_PEOPLE)
        await passes(house, SIX)
        await house.presses("ann", screen(house, private("ann"))[-1], "Unsubscribe")
        await approved(house, ONLY_PEOPLE.replace("moving", "back"))
        await passes(house, SIX)
        assert not any("back" in seen.text for seen in screen(house, private("ann")))


async def test_nobody_is_subscribed_who_did_not_ask(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        await house.says("ann", "hello")
        number = await writes(house, document=ONLY_PEOPLE)
        said = await house.says("mia", f"/askkey {number}")
        assert "reaches nobody" in said[-1].text


async def test_a_preview_counts_the_people_who_can_be_written_to(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        await readers(house)
        await house.says("zoe", "/subscribe news")
        closed = private("zoe").chat
        await house.app.unit(lambda unit: chats.mark_unreachable(unit.tx, closed, unit.now))
        number = await writes(house, document=ONLY_PEOPLE)
        (shown,) = await house.says("mia", f"/preview {number}")
        assert "0 places, 1 subscriber" in shown.text
        (post,) = await house.presses("mia", shown, "English")
        assert [button.label for button in post.buttons] == ["Unsubscribe"]


@pytest.mark.parametrize(
    ("rule", "reached"),
    [
        ('tags = ["vip"]', {"ru"}),
        ('tags = ["community"]', {"en", "es", "ru"}),
        ('languages = ["es", "ru"]', {"es", "ru"}),
        ('platforms = ["loop"]', {"en", "es", "ru"}),
        ('tags = ["vip"]\nlanguages = ["es"]', set()),
    ],
)
async def test_places_are_chosen_by_tag_language_and_platform(
    sqlite_storage: Storage, rule: str, reached: set[str]
) -> None:
    async with hall(sqlite_storage) as house:
        await readers(house)
        await approved(house, NEWS.replace("+++\n", f"+++\n{rule}\n", 1))
        await passes(house, SIX)
        assert {code for code, place in PLACES.items() if screen(house, place)} == reached


async def test_a_place_without_a_tag_hears_nothing(sqlite_storage: Storage) -> None:
    config = f'{CONFIG}\n[places."loop:quiet"]\nlanguage = "en"\n'
    async with hall(sqlite_storage, config) as house:
        await approved(house, NEWS)
        await passes(house, SIX)
        assert not screen(house, Place("loop", "quiet"))


async def test_a_place_that_cannot_be_written_to_is_named_and_nothing_is_asked(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage) as house:
        spanish = PLACES["es"].chat
        await house.app.unit(lambda unit: chats.mark_unreachable(unit.tx, spanish, unit.now))
        number = await writes(house, document=NEWS)
        said = await house.says("mia", f"/askkey {number}")
        assert "loop:spanish cannot be written to." in said[-1].text
        assert await house.rows("SELECT * FROM announcement_approvals") == []


async def test_a_recall_reports_what_could_not_be_deleted(storage: Storage) -> None:
    async with hall(storage) as house:
        await approved(house, NEWS)
        await passes(house, SIX)
        await house.says("bob", "/notice 1 recalled")
        house.platform.faults.append(NotAllowed("delete_messages"))
        await passes(house, timedelta(minutes=1))
        (report,) = await house.says("bob", "/run report 2")
        assert report.text.count("sent") == 2
        assert "failed delete_messages" in report.text
