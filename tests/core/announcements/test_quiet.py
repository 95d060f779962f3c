"""Quiet hours of one place hold up no other, and in the morning it hears what is so by then."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec

from core import moments
from core.storage import Storage
from tests.core.announcements.hall import (
    CONFIG,
    DOCUMENT,
    PLACES,
    approved,
    hall,
    passes,
    screen,
)
from tests.fakes.loopback import CAPABILITIES, Loopback
from tests.house import House, private

FIVE = timedelta(minutes=5, seconds=1)
HOUR = timedelta(hours=1)


def quiet(begins: timedelta, ends: timedelta) -> str:
    """The config, with quiet hours in Madrid that lie so far ahead."""
    madrid = moments.now().astimezone(ZoneInfo("Europe/Madrid")) + timedelta(days=7)
    hours = f'quiet_hours = "{madrid + begins:%H:%M}-{madrid + ends:%H:%M}"'
    return CONFIG.replace('language = "es"', f'language = "es"\n{hours}')


def texts(house: House, language: str) -> list[str]:
    return [seen.text for seen in screen(house, PLACES[language])]


async def step(house: House, what: str) -> None:
    await house.says("bob", f"/notice 1 {what}")
    await passes(house, timedelta(minutes=2))


async def test_a_sleeping_place_holds_up_no_word_to_those_who_are_awake(storage: Storage) -> None:
    async with hall(storage, quiet(-HOUR, 8 * HOUR)) as house:
        await approved(house, DOCUMENT.replace("+26h", "+1h"))
        await passes(house, FIVE)
        assert texts(house, "es") == []
        await passes(house, HOUR)
        await step(house, "extended 1h")
        assert "expected end is now" in texts(house, "en")[-1]
        assert "in progress" in texts(house, "en")[0]
        assert texts(house, "es") == []


async def test_in_the_morning_it_hears_once_what_is_so_now(storage: Storage) -> None:
    async with hall(storage, quiet(-HOUR, 8 * HOUR)) as house:
        await approved(house, DOCUMENT.replace("+26h", "+1h"))
        await passes(house, FIVE)
        await passes(house, HOUR)
        await step(house, "extended 1h")
        await passes(house, 9 * HOUR)
        (post,) = texts(house, "es")
        assert post.startswith("🛠 Mantenimiento en curso")
        heard = (await house.says("zoe", post, forwarded_from="Somebody"))[-1].text
        assert "These words are ours" in heard
        await step(house, "completed")
        assert "Mantenimiento completado" in texts(house, "es")[0]
        assert len(texts(house, "es")) == 2


async def test_at_night_a_post_is_changed_without_a_sound_and_the_last_word_follows(
    storage: Storage,
) -> None:
    async with hall(storage, quiet(HOUR, 9 * HOUR)) as house:
        await approved(house, DOCUMENT.replace("+26h", "+2h"))
        await passes(house, FIVE)
        assert len(texts(house, "es")) == 1
        await passes(house, 2 * HOUR)
        await step(house, "extended 1h")
        await step(house, "completed")
        (post,) = texts(house, "es")
        assert "Mantenimiento completado" in post
        await passes(house, 8 * HOUR)
        _post, *followed = texts(house, "es")
        assert len(followed) == 1
        assert "ha terminado" in followed[0]


async def test_where_nothing_can_be_edited_the_morning_hears_the_last_word(
    sqlite_storage: Storage,
) -> None:
    lasting = Loopback(capabilities=msgspec.structs.replace(CAPABILITIES, edits=False))
    async with hall(sqlite_storage, quiet(HOUR, 9 * HOUR), lasting) as house:
        await approved(house, DOCUMENT.replace("+26h", "+2h"))
        await passes(house, FIVE)
        await passes(house, 2 * HOUR)
        await step(house, "completed")
        assert len(texts(house, "es")) == 1
        await passes(house, 8 * HOUR)
        assert len(texts(house, "es")) == 2
        assert "ha terminado" in texts(house, "es")[-1]


async def test_a_reminder_of_the_night_comes_in_the_morning_without_a_length(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage, quiet(HOUR, 9 * HOUR)) as house:
        await approved(house)
        await passes(house, FIVE)
        await passes(house, 3 * HOUR)
        assert "begins in 24 hours" in texts(house, "en")[-1]
        assert len(texts(house, "es")) == 1
        await passes(house, 8 * HOUR)
        assert texts(house, "es")[-1].startswith("⏰ ")
        assert "24 horas" not in texts(house, "es")[-1]
        heard = (await house.says("zoe", texts(house, "es")[-1], forwarded_from="Somebody"))[-1]
        assert "These words are ours" in heard.text


async def test_the_card_of_a_run_rests_with_the_place_that_sleeps(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage, quiet(-HOUR, 8 * HOUR)) as house:
        await approved(house)
        await passes(house, FIVE)
        await passes(house, timedelta(minutes=1))
        card = next(seen.text for seen in screen(house, private("mia")) if "run 1" in seen.text)
        assert "Until quiet hours end: 1" in card
        drawing = "SELECT 1 FROM jobs WHERE name = 'announcement-progress'"
        assert await house.rows(drawing) == []
        await passes(house, 9 * HOUR)
        card = next(seen.text for seen in screen(house, private("mia")) if "run 1" in seen.text)
        assert "done" in card
