"""From an asker's message on the fake Telegram to the topic among staff, the program in its own
process and within the platform's numbers: 200 groups in turn, then one group and ten tickets."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, report
from tests.e2e import desks
from tests.e2e.desks import Open
from tests.e2e.running import with_telegram
from tests.e2e.town import found
from tests.fakes.telegram import FakeTelegram

DESKS, RATE = 200, 20.0  # messages a second
WARM_UP, MEASURED = 200, 600
TICKETS, A_MINUTE = 10, 15.0  # in one group
IN_ONE_GROUP = 30


async def measure(groups: int, tickets: int, messages: int, rate: float) -> list[float]:
    """Seconds of each message, in the order said."""
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as fake:
            staff = desks.groups_of(fake, groups)
            home = with_telegram(Path(folder), fake, desks.config_of(staff))
            await found(home.database)
            opened = await desks.open_desks(fake, home.database, staff, tickets)
            async with home.running():
                began = asyncio.get_running_loop().time() + 1
                return await asyncio.gather(
                    *(
                        _relay(fake, opened[n % tickets], f"word {n}", began + n / rate)
                        for n in range(messages)
                    )
                )


async def _relay(fake: FakeTelegram, ticket: Open, text: str, at: float) -> float:
    await asyncio.sleep(at - asyncio.get_running_loop().time())
    said = time.monotonic()
    fake.says(ticket.asker, ticket.asker, text)
    while True:
        shown = [s for s in fake.ours(ticket.group) if s.text.rstrip("\u2069").endswith(text)]
        if shown:
            return shown[0].seen_at - said
        await fake.world.wait_for_change()


def main() -> None:
    waits = asyncio.run(measure(DESKS, DESKS, WARM_UP + MEASURED, RATE))[WARM_UP:]
    ordered = sorted(1_000 * wait for wait in waits)
    one = asyncio.run(measure(1, TICKETS, IN_ONE_GROUP, A_MINUTE / 60))
    report(
        "ticket_relay",
        Figure("to staff, median, 20 a second", statistics.median(ordered), "ms"),
        Figure("to staff, p99", ordered[int(0.99 * len(ordered))], "ms", at_most=150),
        Figure("one group, 15 a minute: the longest", max(one), "s", at_most=10),
    )


if __name__ == "__main__":
    main()
