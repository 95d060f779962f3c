"""An announcement from the first word to the last, in the places that hear it."""

from datetime import timedelta

import pytest

from core.announcements.rules import State
from core.storage import Storage
from tests.core.announcements.hall import (
    DOCUMENT,
    PLACES,
    STAFF_ROOM,
    approved,
    asks,
    find,
    hall,
    passes,
    screen,
    writes,
)
from tests.house import private

FIVE = timedelta(minutes=5, seconds=1)


async def test_a_maintenance_lives_in_one_post_from_plan_to_end(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        assert not screen(house, PLACES["en"])
        await passes(house, FIVE)
        (post,) = screen(house, PLACES["en"])
        assert "Planned maintenance" in post.text
        assert "Withdrawals of BTC pause" in post.text
        await passes(house, timedelta(hours=2))
        assert "Reminder" in screen(house, PLACES["en"])[-1].text
        await passes(house, timedelta(hours=24))
        assert (await find(house, number)).state is State.RUNNING
        assert "in progress" in screen(house, PLACES["en"])[0].text
        await house.says("bob", f"/notice {number} extended 1h")
        await passes(house, timedelta(minutes=1))
        assert "expected end is now" in screen(house, PLACES["en"])[-1].text
        await house.says("bob", f"/notice {number} verifying")
        await house.says("bob", f"/notice {number} completed")
        await passes(house, timedelta(minutes=1))
        assert "completed" in screen(house, PLACES["en"])[0].text
        assert "is over" in screen(house, PLACES["en"])[-1].text
        assert screen(house, PLACES["en"])[0].id == post.id


async def test_every_place_reads_its_own_language_and_time(storage: Storage) -> None:
    async with hall(storage) as house:
        await approved(house)
        await passes(house, FIVE)
        (spanish,) = screen(house, PLACES["es"])
        assert "Los retiros de BTC se detienen" in spanish.text
        assert "UTC+" in spanish.text
        (russian,) = screen(house, PLACES["ru"])
        assert "Withdrawals of BTC pause" in russian.text  # there is no Russian text


async def test_a_missing_language_is_shown_before_sending(storage: Storage) -> None:
    async with hall(storage) as house:
        await writes(house)
        card = screen(house, private("mia"))[-1]
        assert "No text in Русский: 1 place gets English" in card.text


async def test_all_admins_and_the_staff_hear_of_an_approval_and_anybody_stops_it(
    storage: Storage,
) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        for place in (private("bob"), private("amy"), STAFF_ROOM):
            assert any("is approved by" in seen.text for seen in screen(house, place))
        card = next(s for s in screen(house, STAFF_ROOM) if "is approved by" in s.text)
        await house.presses("max", card, "Stop", STAFF_ROOM)
        await passes(house, timedelta(days=3))
        assert (await find(house, number)).state is State.STOPPED
        assert not screen(house, PLACES["en"])


async def test_the_card_of_the_second_key_shows_each_link_once_with_its_languages(
    storage: Storage,
) -> None:
    async with hall(storage) as house:
        await asks(house, await writes(house))
        card = screen(house, private("amy"))[-1]
        assert "https://example.com/status (en, es)" in card.text
        assert "Withdrawals of BTC pause" in card.text
        assert "Los retiros" in card.text


async def test_an_edit_voids_what_was_asked(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await writes(house)
        code = await asks(house, number)
        await house.says("mia", f"/announcement {number} text.en Withdrawals of BTC pause, sorry.")
        said = await house.says("amy", f"/turnkey {code}")
        assert "This request is over" in said[-1].text
        assert (await find(house, number)).state is State.DRAFT


async def test_what_became_wrong_since_it_was_asked_is_not_approved(
    sqlite_storage: Storage,
) -> None:
    """Its begin is past by now."""
    soon = DOCUMENT.replace("+26h", "+2h")
    async with hall(sqlite_storage) as house:
        number = await writes(house, document=soon)
        code = await asks(house, number)
        house.shift += timedelta(hours=3)
        said = await house.says("amy", f"/turnkey {code}")
        assert "Its begin is past" in said[-1].text
        assert (await find(house, number)).state is State.DRAFT


async def test_a_moderator_cannot_move_a_notice_on(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        await passes(house, FIVE)
        said = await house.says("mia", f"/notice {number} completed")
        assert "Only an admin" in said[-1].text
        assert (await find(house, number)).state is State.SCHEDULED


async def test_every_step_taken_alone_is_told_to_all_admins(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        await passes(house, FIVE)
        await house.says("bob", f"/notice {number} postponed 2h")
        assert "postponed, by loop:bob alone" in screen(house, private("amy"))[-1].text


async def test_a_recall_deletes_it_everywhere(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        await passes(house, FIVE)
        await passes(house, timedelta(hours=27))
        assert len(screen(house, PLACES["en"])) > 2  # the post and what followed it
        await house.says("amy", f"/notice {number} recalled")
        await passes(house, timedelta(minutes=1))
        assert not any(screen(house, place) for place in PLACES.values())
        assert (await find(house, number)).state is State.RECALLED


async def test_what_was_due_long_ago_is_asked_for_instead(storage: Storage) -> None:
    async with hall(storage) as house:
        number = await approved(house)
        house.shift += timedelta(hours=3)  # nobody was there
        await passes(house)
        assert not screen(house, PLACES["en"])
        card = screen(house, private("amy"))[-1]
        assert "while I was away" in card.text
        await house.presses("amy", card, "Yes")
        await passes(house)
        assert screen(house, PLACES["en"])
        assert (await find(house, number)).state is State.SCHEDULED


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (
            "https://example.com/status\n+++ es",
            "https://evil.example.org\n+++ es",
            "not on the off",
        ),
        ("Vea https://example.com/status", "Vea https://example.com/otra", "has the link"),
        ("de **BTC**", "de **ETH**", "has the ticker ETH"),
        ('ends = "+2h"', 'ends = "2026-01-01 00:00"', "would end before it begins"),
        ('kind = "maintenance"', 'kind = "maintenance"\ntags = ["nowhere"]', "reaches nobody"),
    ],
)
async def test_what_stands_against_it_is_named_and_nothing_is_asked(
    sqlite_storage: Storage, was: str, becomes: str, told: str
) -> None:
    async with hall(sqlite_storage) as house:
        number = await writes(house, document=DOCUMENT.replace(was, becomes))
        said = await house.says("mia", f"/askkey {number}")
        assert told in said[-1].text.replace("\u2068", "").replace("\u2069", "")
        assert await house.rows("SELECT * FROM announcement_approvals") == []


async def test_a_preview_tells_length_parts_and_readers_and_shows_the_very_post(
    sqlite_storage: Storage,
) -> None:
    async with hall(sqlite_storage) as house:
        number = await writes(house)
        (shown,) = await house.says("mia", f"/preview {number}")
        assert "loop, Español: " in shown.text
        assert "of 1,000, 1 part, 1 place, 0 subscribers" in shown.text.replace(
            "of 1000", "of 1,000"
        )
        (post,) = await house.presses("mia", shown, "Español")
        assert "Los retiros de BTC se detienen" in post.text


async def test_what_does_not_fit_one_post_is_too_long(sqlite_storage: Storage) -> None:
    async with hall(sqlite_storage) as house:
        number = await writes(house, document=DOCUMENT.replace("pause.", "pause. " + "word " * 200))
        said = await house.says("mia", f"/askkey {number}")
        assert "loop, English: too long" in said[-1].text
