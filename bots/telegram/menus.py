"""The command menus that Telegram shows, per scope and language (bots/api#setmycommands)."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bots.telegram.client import GuideBot
from core.i18n import LANGUAGES, translate
from core.platform import CommandSpec, Notes

NOTE = "menus"
MAX_COMMANDS = 100  # bots/api#setmycommands
MAX_SUMMARY = 256  # bots/api#botcommand
DEFAULT_LANGUAGE = "en"  # what those read whose language has no menu of its own
_SCOPES = (
    ("all_private_chats", ("anywhere", "private")),
    ("all_group_chats", ("anywhere", "public")),
)


class Menu(msgspec.Struct, frozen=True):
    """`language` is a code of two letters, or empty for everybody else."""

    scope: str
    language: str
    commands: tuple[tuple[str, str], ...]

    def arguments(self) -> dict[str, Any]:
        return {"scope": {"type": self.scope}, "language_code": self.language}

    def listed(self) -> list[dict[str, str]]:
        return [{"command": name, "description": summary} for name, summary in self.commands]


def menus_of(commands: Sequence[CommandSpec]) -> list[Menu]:
    """What everybody may use, where it may be used. Staff's commands stand in no public menu."""
    return [
        Menu(scope, language, tuple(_entries(commands, where, language or DEFAULT_LANGUAGE)))
        for scope, where in _SCOPES
        for language in ("", *LANGUAGES)
    ]


async def keep(bot: GuideBot, commands: Sequence[CommandSpec], notes: Notes) -> None:
    """Sets the menus that differ from ours; asks Telegram only when ours have changed. Raises
    TelegramError; what is left then is done at the next start."""
    menus = menus_of(commands)
    digest = hashlib.sha256(msgspec.json.encode(menus)).hexdigest()
    if await notes.get(NOTE) == digest:
        return
    for menu in await differing(bot, menus):
        await bot.call("setMyCommands", menu.arguments() | {"commands": menu.listed()})
    await notes.put(NOTE, digest)


async def differing(bot: GuideBot, menus: Sequence[Menu]) -> list[Menu]:
    """Those that Telegram shows otherwise; raises TelegramError."""
    return [
        menu for menu in menus if await bot.call("getMyCommands", menu.arguments()) != menu.listed()
    ]


def _entries(
    commands: Sequence[CommandSpec], where: tuple[str, ...], language: str
) -> Iterator[tuple[str, str]]:
    offered = [spec for spec in commands if spec.menu and spec.role == "anyone"]
    for spec in [spec for spec in offered if spec.where in where][:MAX_COMMANDS]:
        yield spec.name, translate(spec.summary, language)[:MAX_SUMMARY]
