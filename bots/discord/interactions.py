"""Commands, presses, forms and completions: what each means, and its first answer. Pure.

Shapes: docs.discord.com/developers/interactions/receiving-and-responding. The first answer has to
be there within 3 seconds, so it is made from the command's data alone, before the core is asked.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from bots.discord.forms import Line, filled, line_of, missing_of, window
from bots.discord.incoming import Sight, quote_of
from bots.discord.slips import COMMAND, PRESS, Slip
from bots.discord.who import (
    PLATFORM,
    PRIVATE,
    Json,
    account_of,
    channel_of,
    moment_of,
    name_of,
)
from core.events import MessageReceived, Place, Quote
from core.i18n import SOURCE, normalise, translate
from core.platform import CommandSpec, Suggest

_SLASH = 1  # of command types; the menu of a message is 3
_DEFER, _DEFER_PRESS, _CHOICES = 5, 6, 8  # callback types
_EPHEMERAL = 1 << 6
MAX_CHOICES, MAX_CHOICE = 25, 100

Specs = Mapping[str, CommandSpec]


class Request(msgspec.Struct, frozen=True):
    """What an interaction asks for. `first` is its first answer; a form has no event yet."""

    first: dict[str, Any]
    event: MessageReceived | None = None


def request_of(interaction: Json, sight: Sight, specs: Specs, suggest: Suggest) -> Request | None:
    """None for what is none of ours. Raises KeyError and its like for what makes no sense."""
    match interaction["type"]:
        case 4:
            return Request({"type": _CHOICES, "data": {"choices": _choices(interaction, suggest)}})
        case 2:
            return _commanded(interaction, sight, specs)
        case 3:
            return _pressed(interaction, sight, specs)
        case 5:
            return _submitted(interaction, sight, specs)
        case _:
            return None


# --- the four kinds


def _commanded(interaction: Json, sight: Sight, specs: Specs) -> Request | None:
    data, quoted = interaction["data"], None
    match data.get("type", _SLASH):
        case 1:
            spec = specs.get(data["name"])
        case 3:
            spec = next((each for each in specs.values() if menu_name(each) == data["name"]), None)
            quoted = quote_of(data["resolved"]["messages"][str(data["target_id"])], sight.me)
        case _:
            spec = None
    if spec is None:
        return None
    line = line_of(spec, {} if quoted else _options(data))
    if quoted is None and (fields := missing_of(spec, line)):
        return Request(window(spec, line, fields, _language(interaction)))
    return Request(
        _defer(spec, interaction), _event(interaction, sight, line, COMMAND, quoted=quoted)
    )


def _defer(spec: CommandSpec, interaction: Json) -> dict[str, Any]:
    """Who will see the answer is settled here; in a private talk nobody else is there."""
    for_one = spec.answer != "public" and bool(interaction.get("guild_id"))
    return {"type": _DEFER, "data": {"flags": _EPHEMERAL} if for_one else {}}


def _pressed(interaction: Json, sight: Sight, specs: Specs) -> Request | None:
    data, message = interaction["data"], interaction["message"]
    line = Line(str((data.get("values") or [data["custom_id"]])[0]).partition("\n")[0])
    if not line.text.startswith("/"):
        return None
    spec = specs.get(line.text[1:].partition(" ")[0])
    if spec is not None and (fields := missing_of(spec, line)):
        return Request(window(spec, line, fields, _language(interaction)))
    pressed = str(message["id"])
    return Request({"type": _DEFER_PRESS}, _event(interaction, sight, line, PRESS, pressed=pressed))


def _submitted(interaction: Json, sight: Sight, specs: Specs) -> Request | None:
    data = interaction["data"]
    text = str(data["custom_id"])
    spec = specs.get(text[1:].partition(" ")[0])
    if spec is None:
        return None
    line = Line(text, tuple(filled(data["components"])), form=True)
    if interaction.get("message"):
        pressed = str(interaction["message"]["id"])
        event = _event(interaction, sight, line, PRESS, pressed=pressed)
        return Request({"type": _DEFER_PRESS}, event)
    return Request(_defer(spec, interaction), _event(interaction, sight, line, COMMAND))


def _choices(interaction: Json, suggest: Suggest) -> list[dict[str, str]]:
    typed = next(
        (str(o.get("value", "")) for o in interaction["data"]["options"] if o.get("focused")), ""
    )
    found = suggest(typed, _language(interaction), MAX_CHOICES) if typed.strip() else ()
    titles = dict.fromkeys(suggestion.title[:MAX_CHOICE] for suggestion in found)
    return [{"name": title, "value": title} for title in titles][:MAX_CHOICES]


# --- events


def _event(
    interaction: Json,
    sight: Sight,
    line: Line,
    kind: str,
    *,
    pressed: str | None = None,
    quoted: Quote | None = None,
) -> MessageReceived:
    id_, member = str(interaction["id"]), interaction.get("member")
    user = member["user"] if member else interaction["user"]
    return MessageReceived(
        id=id_,
        at=moment_of(id_),
        place=_place(interaction, sight, str(user["id"])),
        message=pressed or id_,
        author=account_of(user),
        name=name_of(user, member),
        handle=user.get("username"),
        is_bot=bool(user.get("bot")),
        locale=interaction.get("locale"),
        text=line.text,
        shown=line.shown,
        form=line.form,
        quoted=quoted,
        addressed=True,
        pressed=pressed,
        reply_handle=str(Slip(kind, id_, str(user["id"]), str(interaction["token"]))),
    )


def _place(interaction: Json, sight: Sight, user: str) -> Place:
    """The interaction's own word on its channel: the thread may be one we never heard of."""
    told = interaction["channel"]
    channel = channel_of(told, str(interaction.get("guild_id") or ""))
    if channel.kind == PRIVATE or not channel.guild:
        sight.directory.note_talk(channel.id, user)
        return Place(PLATFORM, user, private=True)
    if sight.directory.find(channel.id) is None:
        sight.directory.note(channel)
    return sight.directory.place(channel.id, channel.guild) or Place(PLATFORM, channel.id)


def _language(interaction: Json) -> str:
    return normalise(interaction.get("locale")) or SOURCE


def menu_name(spec: CommandSpec) -> str | None:
    """Its name in the menu of a message, as it is registered: in English."""
    return None if spec.about is None else translate(spec.about, SOURCE)


def _options(data: Json) -> dict[str, str]:
    return {str(o["name"]): str(o.get("value", "")) for o in data.get("options") or ()}
