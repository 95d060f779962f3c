"""Killed at random moments, the program loses no question and answers none twice.

`bench/kill.py` does the same at full size.
"""

import shutil
from pathlib import Path

from tests.e2e.crowds import DiscordCrowd, TelegramCrowd
from tests.e2e.killing import torment
from tests.e2e.running import with_discord, with_telegram
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram


async def test_killed_while_people_ask_nothing_is_lost_and_nothing_said_twice(
    fake: FakeTelegram, starter_database: Path, tmp_path: Path
) -> None:
    """T02, T04, T05, G24."""
    home = with_telegram(tmp_path, fake)
    shutil.copyfile(starter_database, home.database)
    tally = await torment(TelegramCrowd(fake, 250), home, kills=6, seed=2)
    assert tally.acknowledged == tally.asked == 250
    assert tally.delivered + tally.uncertain == 250
    assert tally.answered_twice == 0
    assert tally.unexplained == 0
    assert tally.uncertain <= tally.in_flight


async def test_killed_while_people_ask_on_discord_each_is_answered_exactly_once(
    starter_database: Path, tmp_path: Path
) -> None:
    """D03, D08, G24: its nonces leave no doubt."""
    async with FakeDiscord() as fake:
        home = with_discord(tmp_path, fake)
        shutil.copyfile(starter_database, home.database)
        crowd = DiscordCrowd(fake, 150, channels=15)
        tally = await torment(crowd, home, kills=5, seed=2)
    assert tally.acknowledged == tally.asked == 150
    assert set(crowd.answers()) == {1}
    assert (tally.delivered, tally.uncertain) == (150, 0)
    assert fake.loud() == []
