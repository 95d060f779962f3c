"""`guildhall reputation verify` and `members`."""

import asyncio
import json

from core.storage import open_storage
from tests.bots.terminal import Terminal
from tests.core.reputation.village import village


async def _a_village(url: str, *, spoil: bool) -> None:
    storage = await open_storage(url)
    async with village(storage) as people:
        await people.earns("ben", 5)
        await people.runs("reputation-rank")
        if spoil:
            sql = "UPDATE reputation_totals SET points = 9 WHERE period = 'all'"
            await people.house.app.unit(lambda unit: unit.tx.execute(sql))
    await storage.close()


def prepare(terminal: Terminal, *, spoil: bool = False) -> None:
    (terminal.folder / "data").mkdir()
    url = f"sqlite:///{terminal.folder / 'data' / 'guildhall.db'}"
    asyncio.run(_a_village(url, spoil=spoil))


def test_a_ledger_that_is_right_is_said_to_be_so(terminal: Terminal) -> None:
    prepare(terminal)
    assert terminal.says("reputation", "verify") == "5 rows, 1 members, 0 wrong\n"
    assert json.loads(terminal.says("reputation", "verify", "--json"))["wrong"] == []


def test_a_wrong_total_fails_and_is_named(terminal: Terminal) -> None:
    prepare(terminal, spoil=True)
    result = terminal.run("reputation", "verify")
    assert result.exit_code == 1
    assert "kept 9, by the ledger 75" in result.stdout


def test_those_with_a_rank_are_listed_by_account(terminal: Terminal) -> None:
    prepare(terminal)
    assert terminal.says("reputation", "members", "--rank", "1") == "loop:ben\n"
    assert terminal.says("reputation", "members", "--rank", "2") == ""
    assert terminal.says("reputation", "members", "--platform", "telegram") == ""
