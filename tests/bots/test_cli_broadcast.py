"""`guildhall runs`."""

import asyncio

from core.platform import NotAllowed
from core.storage import open_storage
from tests.bots.terminal import Terminal
from tests.core.announcements.broadcast.stage import begin, finish, stage


async def _two_of_three(url: str) -> None:
    storage = await open_storage(url)
    async with stage(storage, 3) as house:
        house.platform.faults.append(NotAllowed("blocked"))
        await begin(house)
        await finish(house)
    await storage.close()


def test_a_run_is_shown_with_each_place(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    asyncio.run(_two_of_three(f"sqlite:///{terminal.folder / 'data' / 'guildhall.db'}"))
    line = "Run 1, announcement No. 1, done: 2 of 3 sent, 1 out of reach.\n"
    assert terminal.says("runs") == terminal.says("runs", "1", "--follow") == line
    head, *places = terminal.says("runs", "1", "--csv").splitlines()
    assert head == "place,state,reason,link"
    assert sum(",unreachable,the person has blocked us," in place for place in places) == 1
    assert terminal.fails("runs", "2") == "Error: There is no run 2."


def test_only_a_running_bot_is_steered(terminal: Terminal) -> None:
    assert "No bot is running" in terminal.fails("runs", "1", "pause")
