"""Our commands as Discord keeps them, and when they are registered anew."""

from typing import Any

import pytest

from bots.discord import commands
from bots.discord.rest import Rest
from core.i18n import _
from core.platform import Argument, CommandSpec
from tests.fakes.discord import FakeDiscord

SPECS = (
    CommandSpec(
        name="ask",
        summary=_("Ask a question"),
        arguments=(Argument(name="question", summary=_("Question"), rest=True, suggests=True),),
        about=_("Ask about this"),
        form=True,
    ),
    CommandSpec(
        name="lang",
        summary=_("Choose your language"),
        arguments=(
            Argument(name="language", summary=_("Language"), required=False, choices=("en", "ko")),
        ),
    ),
    CommandSpec(name="staff", summary=_("Give and take roles"), role="admin", where="private"),
    CommandSpec(name="hidden", summary=_("Give and take roles"), menu=False),
)


def made(name: str) -> dict[str, Any]:
    return next(each for each in commands.commands_of(SPECS) if each["name"] == name)


def test_every_command_that_has_a_menu_is_there_and_those_about_messages() -> None:
    names = [(each["type"], each["name"]) for each in commands.commands_of(SPECS)]
    assert names == [(1, "ask"), (1, "lang"), (1, "staff"), (3, "Ask about this")]


def test_descriptions_are_told_in_every_language() -> None:
    words = made("lang")["description_localizations"]
    assert set(words) == {"en-US", "en-GB", "zh-CN", "zh-TW", "ja", "ko", "ru", "es-ES", "es-419"}
    assert words["ko"] != words["en-US"]


def test_who_sees_a_command_follows_from_its_role() -> None:
    assert made("ask")["default_member_permissions"] is None
    assert made("staff")["default_member_permissions"] == "32"
    assert made("staff")["contexts"] == [1]


def test_options_complete_themselves_or_are_chosen() -> None:
    assert made("ask")["options"][0]["autocomplete"] is True
    assert [choice["value"] for choice in made("lang")["options"][0]["choices"]] == ["en", "ko"]


@pytest.mark.parametrize("in_guild", [True, False])
async def test_commands_are_registered_once_and_again_only_when_they_differ(
    fake: FakeDiscord, in_guild: bool
) -> None:
    guild = fake.guild("Exchange")
    rest, where = Rest(fake.api_base_url, fake.token, 5.0), str(guild.id) if in_guild else ""
    us = str(fake.bot.id)
    assert await commands.keep(rest, us, where, SPECS)
    assert set(fake.menu(guild if in_guild else None)) == {"ask", "lang", "staff", "Ask about this"}
    assert not await commands.keep(rest, us, where, SPECS)
    assert await commands.differing(rest, us, where, SPECS[:2]) == ["staff"]
    assert await commands.keep(rest, us, where, SPECS[:2])
    assert "staff" not in fake.menu(guild if in_guild else None)
    await rest.close()
