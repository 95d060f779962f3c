"""`kill -9` at twenty random moments while 1,000 messages of askers go to staff on the fake."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e import desks
from tests.e2e.running import with_telegram
from tests.e2e.ticket_killing import Tally, torment
from tests.e2e.town import found
from tests.fakes.telegram import FakeTelegram

DESKS = 50  # Telegram takes 20 messages a minute in each
RATE = 25.0


async def measure(kills: int, messages: int) -> Tally:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as fake:
            groups = desks.groups_of(fake, DESKS)
            home = with_telegram(Path(folder), fake, desks.config_of(groups))
            await found(home.database)
            opened = await desks.open_desks(fake, home.database, groups, tickets=DESKS)
            each = messages // DESKS
            return await torment(fake, home, opened, kills=kills, each=each, rate=RATE)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--messages", type=int, default=1_000)
    given, _json = parser.parse_known_args()
    tally = asyncio.run(measure(given.kills, given.messages))
    report(
        "ticket_kill",
        Figure("messages of askers", tally.said, f"over {given.kills} kills"),
        Figure("shown to staff", tally.shown, "messages"),
        Figure("uncertain", tally.uncertain, "by the database"),
        Figure("neither shown nor uncertain", tally.unexplained, "messages", at_most=0),
        Figure("shown twice", tally.twice, "messages", at_most=0),
        Figure("tickets out of order", tally.out_of_order, "tickets", at_most=0),
    )


if __name__ == "__main__":
    main()
