"""`guildhall moderation report`."""

import asyncio
import json

from core.storage import open_storage
from tests.bots.terminal import Terminal
from tests.moderation.test_feature import press, say, street


async def _one_mute_that_was_wrong(url: str) -> None:
    storage = await open_storage(url)
    async with street(storage) as (house, platform):
        await say(house, "mal", "dm me on @fix_wallets")
        await press(house, platform, "Wrong")
    await storage.close()


def test_the_report_is_printed_for_people_or_as_json(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    asyncio.run(_one_mute_that_was_wrong(f"sqlite:///{terminal.folder / 'data' / 'guildhall.db'}"))
    assert "private_contact\t1\t0\t1\t0.0%" in terminal.says("moderation", "report")
    found = json.loads(terminal.says("moderation", "report", "--json", "--days", "7"))
    assert found["wrong_mutes"] == 1
