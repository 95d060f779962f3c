"""Killed at random moments, the program loses no question and answers none twice."""

import shutil
from pathlib import Path

from tests.e2e.killing import torment
from tests.e2e.running import with_telegram
from tests.fakes.telegram import FakeTelegram


async def test_killed_while_people_ask_nothing_is_lost_and_nothing_said_twice(
    fake: FakeTelegram, starter_database: Path, tmp_path: Path
) -> None:
    """T02, T04, T05, G24. `bench/kill.py` does the same at full size."""
    home = with_telegram(tmp_path, fake)
    shutil.copyfile(starter_database, home.database)
    tally = await torment(fake, home, kills=6, questions=250, seed=2)
    assert tally.acknowledged == tally.asked == 250
    assert tally.delivered + tally.uncertain == 250
    assert tally.answered_twice == 0
    assert tally.unexplained == 0
    assert tally.uncertain <= tally.in_flight
