"""`guildhall tickets`."""

import asyncio
import json

from core.storage import open_storage
from tests.bots.terminal import Terminal
from tests.core.tickets.desk import desk_house, opens


async def _one_ticket(url: str) -> None:
    storage = await open_storage(url)
    async with desk_house(storage) as house:
        await opens(house, "ann")
    await storage.close()


def test_a_transcript_is_printed_as_html_or_json(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    asyncio.run(_one_ticket(f"sqlite:///{terminal.folder / 'data' / 'guildhall.db'}"))
    assert "my order vanished" in terminal.says("tickets", "transcript", "1")
    found = json.loads(terminal.says("tickets", "transcript", "1", "--json", "--internal"))
    assert (found["version"], found["entries"][0]["account"]) == ("internal", "loop:ann")
    assert terminal.fails("tickets", "transcript", "2") == "Error: There is no ticket #2."
