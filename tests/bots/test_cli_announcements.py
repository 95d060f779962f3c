"""The machine as one of the two keys: `guildhall announce` and `guildhall approve`."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from bots import control, errand
from bots.cli import main
from bots.requests import Announce, Approve
from core.announcements.rules import State
from core.config import Data
from core.storage import Storage
from tests.core.announcements.hall import DOCUMENT, asks, find, hall, screen, writes
from tests.house import House, private


async def _send(house: House, tmp_path: Path, request: Announce | Approve) -> str:
    """As the command does, to the running house."""
    data = Data(folder=str(tmp_path))
    config = msgspec.structs.replace(house.app.config, data=data)
    door = asyncio.create_task(control.serve(house.app, tmp_path / "guildhall.sock", _reload))
    try:
        while not errand.is_running(config):  # noqa: ASYNC110  a file appears, there is no event
            await asyncio.sleep(0.01)
        return await asyncio.to_thread(errand.send, config, request)
    finally:
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)
        await house.settle()


async def _reload() -> str | None:
    return None


async def test_what_the_machine_wrote_an_admin_approves_in_a_chat(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with hall(sqlite_storage) as house:
        said = await _send(house, tmp_path, Announce(DOCUMENT))
        assert "An admin approves it in a chat" in said
        card = screen(house, private("bob"))[-1]
        await house.presses("bob", card, "Approve")
        assert (await find(house, 1)).state is State.APPROVED


async def test_what_a_person_wrote_the_machine_approves(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with hall(sqlite_storage) as house:
        number = await writes(house, person="bob")
        said = await _send(house, tmp_path, Approve(await asks(house, number, "bob")))
        assert f"No. {number} is approved" in said
        assert (await find(house, number)).state is State.APPROVED


async def test_the_machine_is_not_both_keys(sqlite_storage: Storage, tmp_path: Path) -> None:
    async with hall(sqlite_storage) as house:
        await _send(house, tmp_path, Announce(DOCUMENT))
        card = screen(house, private("bob"))[-1]
        code = card.buttons[0].command.partition(" ")[2]
        with pytest.raises(errand.Refused, match="another person"):
            await _send(house, tmp_path, Approve(code))
        assert (await find(house, 1)).state is State.DRAFT


async def test_a_faulty_file_is_refused_with_its_mistakes(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    async with hall(sqlite_storage) as house:
        foreign = DOCUMENT.replace("example.com", "example-help.org")
        with pytest.raises(errand.Refused, match="not on the official list"):
            await _send(house, tmp_path, Announce(foreign))
        assert await house.rows("SELECT * FROM announcements") == []


def test_without_a_running_bot_nothing_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.md").write_text(DOCUMENT, encoding="utf-8")
    said = CliRunner().invoke(main, ["announce", "news.md"])
    assert said.exit_code == 1
    assert "No bot is running" in said.output
