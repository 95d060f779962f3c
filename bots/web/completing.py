"""What to offer while a visitor types: commands after a slash, else questions."""

from collections.abc import Sequence

import msgspec

from core.i18n import translate
from core.platform import CommandSpec, Suggest

MOST = 5


class Completion(msgspec.Struct, frozen=True):
    """`text` is what is sent when it is picked."""

    text: str
    title: str


def complete(
    typed: str, language: str, commands: Sequence[CommandSpec], suggest: Suggest
) -> list[Completion]:
    if typed.startswith("/"):
        return _commands(typed[1:], language, commands)
    return [Completion(found.title, found.title) for found in suggest(typed, language, MOST)]


def _commands(start: str, language: str, commands: Sequence[CommandSpec]) -> list[Completion]:
    """Those that anybody may use, and that need no more than their name."""
    offered = (
        spec
        for spec in commands
        if spec.menu
        and spec.role == "anyone"
        and spec.where in ("anywhere", "private")
        and spec.name.startswith(start)
        and not any(argument.required for argument in spec.arguments)
    )
    return [
        Completion(f"/{spec.name}", translate(spec.summary, language))
        for spec in list(offered)[:MOST]
    ]
