"""Killed at random moments, the program brings an announcement to each place once, or says that it
does not know. `bench/broadcast_kill.py` does the same at full size."""

from pathlib import Path

from tests.e2e.broadcast_killing import on_discord, on_telegram, torment
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram


async def test_killed_on_telegram_each_place_has_it_once_or_is_uncertain(
    fake: FakeTelegram, tmp_path: Path
) -> None:
    """T11, G24."""
    home, count = await on_telegram(tmp_path, fake, 100)
    tally = await torment(home, count, kills=3, seed=4)
    assert tally.sent + tally.uncertain == tally.due == 100
    assert (tally.twice, tally.unexplained) == (0, 0)


async def test_killed_on_discord_each_place_has_it_exactly_once(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        home, count = await on_discord(tmp_path, fake, 100)
        tally = await torment(home, count, kills=3, seed=4)
    assert (tally.sent, tally.uncertain, tally.due) == (100, 0, 100)
    assert (tally.twice, tally.unexplained) == (0, 0)
