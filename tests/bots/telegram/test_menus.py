"""Command menus: everybody's commands, per scope and language, set only when they differ."""

from structlog.testing import capture_logs

from core.i18n import LANGUAGES
from tests.bots.hearing import Notes
from tests.bots.telegram.conftest import Make, Run
from tests.fakes import faults
from tests.fakes.telegram import FakeTelegram

MENUS = 2 * (1 + len(LANGUAGES))


async def test_menus_are_set_for_each_scope_and_language(fake: FakeTelegram, run: Run) -> None:
    async with run():
        await fake.called("setMyCommands", MENUS)
    names = {
        key: [command["command"] for command in menu] for key, menu in fake.world.commands.items()
    }
    assert names["all_private_chats/ko"] == ["ask", "lang"]
    assert names["all_group_chats/"] == ["ask"]


async def test_a_restart_asks_telegram_nothing_about_menus(
    fake: FakeTelegram, run: Run, make: Make
) -> None:
    notes = Notes()
    async with run(make(notes=notes)):
        await fake.called("setMyCommands", MENUS)
        await fake.called("getUpdates")
    asked = len(fake.calls_of("getMyCommands"))
    async with run(make(notes=notes)):
        await fake.called("getUpdates", 2)
    assert len(fake.calls_of("getMyCommands")) == asked


async def test_a_menu_that_is_as_it_should_be_is_left_alone(
    fake: FakeTelegram, run: Run, make: Make
) -> None:
    async with run():
        await fake.called("setMyCommands", MENUS)
    fake.world.commands["all_group_chats/"] = []
    async with run(make(notes=Notes())):
        await fake.called("getMyCommands", 2 * MENUS)
        await fake.called("setMyCommands", MENUS + 1)
    assert len(fake.calls_of("setMyCommands")) == MENUS + 1


async def test_menus_that_cannot_be_set_stop_nothing_and_are_set_at_the_next_start(
    fake: FakeTelegram, run: Run, make: Make
) -> None:
    fake.inject(faults.flood(600), "getMyCommands")
    notes = Notes()
    with capture_logs():
        async with run(make(notes=notes)):
            await fake.called("getUpdates", 1)
        async with run(make(notes=notes)):
            await fake.called("setMyCommands", MENUS)
