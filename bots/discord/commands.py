"""Our commands as Discord keeps them: slash commands and the menu of a message, in six languages.

docs.discord.com/developers/interactions/application-commands
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bots.discord.forms import is_asked_by_form
from bots.discord.interactions import menu_name
from bots.discord.rest import Rest
from core.i18n import LANGUAGES, SOURCE, Message, translate
from core.platform import Argument, CommandSpec, Role

SLASH, MESSAGE_MENU = 1, 3
MAX_COMMANDS, MAX_MENU_COMMANDS = 100, 15
MAX_DESCRIPTION, MAX_NAME = 100, 32
IN_SERVERS, IN_TALKS = 0, 1  # contexts

# docs.discord.com/developers/reference#locales
LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en-US", "en-GB"),
    "zh": ("zh-CN", "zh-TW"),
    "ja": ("ja",),
    "ko": ("ko",),
    "ru": ("ru",),
    "es": ("es-ES", "es-419"),
}
# Who sees a command in a server, until its owner says otherwise; our own roles decide at the use.
_PERMISSIONS: Mapping[Role, int | None] = {
    "anyone": None,
    "helper": 1 << 13,  # manage messages
    "moderator": 1 << 13,
    "admin": 1 << 5,  # manage server
}

Json = dict[str, Any]


def commands_of(specs: Sequence[CommandSpec]) -> list[Json]:
    """What to register, as it is sent."""
    slash = [_slash(spec) for spec in specs if spec.menu][:MAX_COMMANDS]
    return slash + [_menu(spec) for spec in specs if spec.about][:MAX_MENU_COMMANDS]


async def keep(rest: Rest, application: str, guild: str, specs: Sequence[CommandSpec]) -> bool:
    """Registers them where they differ from what Discord has; True if so. Raises RestError."""
    if not await differing(rest, application, guild, specs):
        return False
    await rest.call("PUT", _path(application, guild), commands_of(specs))
    return True


async def differing(
    rest: Rest, application: str, guild: str, specs: Sequence[CommandSpec]
) -> list[str]:
    """Names of commands that Discord lacks, has otherwise, or has too many; raises RestError."""
    kept = await rest.call("GET", f"{_path(application, guild)}?with_localizations=true")
    theirs = {(each.get("type", SLASH), each["name"]): each for each in kept}
    ours = {(each["type"], each["name"]): each for each in commands_of(specs)}
    changed = [name for name in ours if not _says(theirs.get(name), ours[name], guild)]
    return sorted({name for _, name in (*changed, *(theirs.keys() - ours.keys()))})


def _path(application: str, guild: str) -> str:
    where = f"/guilds/{int(guild)}" if guild else ""
    return f"/applications/{application}{where}/commands"


def _slash(spec: CommandSpec) -> Json:
    options = () if is_asked_by_form(spec) else spec.arguments
    # Required ones come first: Discord refuses any other order.
    ordered = sorted(options, key=lambda argument: not argument.required)
    return {
        "type": SLASH,
        "name": spec.name,
        "name_localizations": _names(spec.called, MAX_NAME),
        **_described(spec.summary),
        "options": [_option(argument) for argument in ordered],
        **_allowed(spec),
    }


def _menu(spec: CommandSpec) -> Json:
    name = (menu_name(spec) or spec.name)[:MAX_NAME]
    names = _names(spec.about, MAX_NAME)
    return {"type": MESSAGE_MENU, "name": name, "name_localizations": names, **_allowed(spec)}


def _names(message: Message | None, limit: int) -> dict[str, str]:
    """In the other languages; in English a command is called as in the code."""
    words = _localized(message) if message else ()
    return {locale: word[:limit] for locale, word in words if locale not in LOCALES[SOURCE]}


def _option(argument: Argument) -> Json:
    option: Json = {
        "type": 3,
        "name": argument.name,
        **_described(argument.summary),
        "required": argument.required,
    }
    if argument.choices:
        option["choices"] = [{"name": choice, "value": choice} for choice in argument.choices]
    if argument.suggests:
        option["autocomplete"] = True
    return option


def _described(summary: Message) -> Json:
    words = {locale: text[:MAX_DESCRIPTION] for locale, text in _localized(summary)}
    return {
        "description": translate(summary, SOURCE)[:MAX_DESCRIPTION],
        "description_localizations": words,
    }


def _localized(message: Message) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for locale in LOCALES[language]:
            yield locale, translate(message, language)


def _allowed(spec: CommandSpec) -> Json:
    permissions = _PERMISSIONS[spec.role]
    contexts = {"private": [IN_TALKS], "public": [IN_SERVERS]}.get(spec.where)
    return {
        "default_member_permissions": None if permissions is None else str(permissions),
        "contexts": contexts or [IN_SERVERS, IN_TALKS],
    }


def _says(theirs: object, ours: object, guild: str = "") -> bool:
    """Whether what Discord answers holds all that we say. What it leaves out is empty, and of one
    server's commands it keeps no contexts."""
    match ours:
        case dict():
            held: Mapping[str, object] = theirs if isinstance(theirs, dict) else {}
            skipped = {"contexts"} if guild else set()
            same = all(_says(held.get(key), ours[key]) for key in ours.keys() - skipped)
            return same and (bool(held) or not ours)
        case list():
            kept = theirs if isinstance(theirs, list) else []
            same = len(kept) == len(ours)
            return same and all(_says(a, b) for a, b in zip(kept, ours, strict=True))
        case None | False:
            return not theirs
        case _:
            return theirs == ours
