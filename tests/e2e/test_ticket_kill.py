"""Killed while askers write, the program loses no word, repeats none and keeps their order."""

import shutil
from pathlib import Path

from tests.e2e import desks
from tests.e2e.running import with_telegram
from tests.e2e.ticket_killing import torment
from tests.fakes.telegram import FakeTelegram


async def test_killed_while_askers_write_nothing_is_lost_doubled_or_out_of_order(
    fake: FakeTelegram, starter_database: Path, tmp_path: Path
) -> None:
    """`bench/ticket_kill.py` does the same at full size."""
    groups = desks.groups_of(fake, 6)
    home = with_telegram(tmp_path, fake, desks.config_of(groups))
    shutil.copyfile(starter_database, home.database)
    opened = await desks.open_desks(fake, home.database, groups, tickets=6)
    tally = await torment(fake, home, opened, kills=3, each=8, rate=10.0)
    assert tally.shown + tally.uncertain >= tally.said == 48
    assert (tally.twice, tally.unexplained, tally.out_of_order) == (0, 0, 0)
