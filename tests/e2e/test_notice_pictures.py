"""One picture on four platforms: seen with its words everywhere, kept through edits, recalled."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.announcements import desk
from tests.e2e.fair import Fair, House
from tests.e2e.town import Town
from tests.fakes.discord import FakeDiscord
from tests.fakes.x import FakeX

PNG = b"\x89PNG\r\n\x1a\n" + bytes(3_000)
ALT = "A bridge at night"
DOCUMENT = f"""+++
kind = "maintenance"
starts = "+3h"
ends = "+2h"
reminders = []
topic = "maintenance"
image = "bridge.png"
[alt]
en = "{ALT}"
+++
+++ en
Withdrawals of BTC pause.
"""
EVERYWHERE = ("en", "zh", "ru", "ja", "ko", "es")
PAUSE = dict.fromkeys(EVERYWHERE, "Withdrawals of BTC pause.")


@pytest.fixture
async def fair(town: Town, tmp_path: Path) -> AsyncIterator[Fair]:
    async with FakeDiscord() as discord, FakeX() as x:
        yield Fair(town, discord, x, tmp_path)


async def approve(house: House) -> None:
    fair = house.fair
    await house.bot.app.unit(lambda unit: desk.announce(unit, DOCUMENT, PNG))
    await house.until(lambda: any("second key" in one.text for one in fair.discord.ours(fair.amy)))
    card = next(one for one in fair.discord.ours(fair.amy) if "second key" in one.text)
    fair.discord.presses(fair.amy, card, "Approve")
    await house.until(lambda: any("is approved" in one.text for one in fair.discord.ours(fair.amy)))


def on_telegram(fair: Fair) -> list[tuple[bytes, str]]:
    """In the English group: each picture with its caption."""
    shown = [one for one in fair.groups["en"].messages.values() if not one.is_deleted]
    return [
        (fair.telegram.world.files[one.body["photo"][0]["file_id"]], str(one.body.get("caption")))
        for one in shown
        if "photo" in one.body
    ]


def on_discord(fair: Fair) -> list[str]:
    """In the Japanese channel: what is read aloud of each file."""
    shown = [one for one in fair.channels["ja"].messages.values() if not one.is_deleted]
    return [file["description"] for one in shown for file in one.body.get("attachments", ())]


def on_x(fair: Fair) -> list[tuple[bytes, str]]:
    shown = [one for one in fair.x.world.public() if not one.is_deleted]
    return [(one.data, one.alt) for post in shown for one in post.pictures]


async def test_a_picture_is_seen_with_its_words_until_it_is_recalled(fair: Fair) -> None:
    async with fair.open() as house:
        await house.staff()
        fair.clock.shift += timedelta(days=7)
        async with house.browser() as (browser, talk):
            await talk.ask("/subscribe maintenance")
            await talk.messages(2)
            await approve(house)
            await house.passes(timedelta(minutes=5, seconds=1))
            await house.stands(PAUSE)
            (notice,) = await talk.messages(1)
            assert f'alt="{ALT}"' in notice["html"]
            address = notice["html"].partition('src="')[2].partition('"')[0]
            async with browser.session.get(f"{house.url}{address}") as answer:
                assert (answer.content_type, await answer.read()) == ("image/png", PNG)

        await house.until(lambda: bool(on_telegram(fair) and on_discord(fair) and on_x(fair)))
        assert on_telegram(fair) == on_x(fair) == [(PNG, ALT)]
        assert on_discord(fair) == [ALT]

        await house.bot.settled()
        bob = fair.telegram.private(fair.bob)
        fair.telegram.says(fair.bob, bob, "/notice 1 postponed 1h")
        await house.stands(dict.fromkeys(EVERYWHERE, "postponed"))
        await house.bot.settled()
        assert on_telegram(fair) == [(PNG, ALT)]
        assert on_discord(fair) == [ALT]

        fair.telegram.says(fair.bob, bob, "/notice 1 recalled")
        await house.until(lambda: not any(fair.posts().values()))
        assert not (on_telegram(fair))
        assert not (on_discord(fair))
        assert not (on_x(fair))
