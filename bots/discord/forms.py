"""Commands as lines and as windows: what a line can say, what has to be asked. Pure.

docs.discord.com/developers/interactions/receiving-and-responding#modal
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bots.discord.who import Json
from core.events import Shown
from core.i18n import translate
from core.platform import Argument, CommandSpec

_MODAL = 9  # of callback types
_MAX_FIELDS, _MAX_TITLE, _MAX_LABEL, _MAX_HINT = 5, 45, 45, 100


class Line(msgspec.Struct, frozen=True):
    """A command as one line; with `form` its arguments stand in `shown` instead."""

    text: str
    shown: tuple[Shown, ...] = ()
    form: bool = False


def is_asked_by_form(spec: CommandSpec) -> bool:
    """Several questions are asked in a window; a single one is an option of the command."""
    return spec.form and sum(argument.required for argument in spec.arguments) > 1


def line_of(spec: CommandSpec, given: Mapping[str, str]) -> Line:
    """The command as one line, as the core reads it; as a form where a line cannot say it."""
    words = [f"/{spec.name}"]
    for number, argument in enumerate(spec.arguments):
        if argument.name not in given:
            break
        word = " ".join(given[argument.name].split())
        is_last = argument.rest or number == len(given) - 1
        if not word or (" " in word and not is_last):
            break
        words.append(word)
    if len(words) - 1 == len(given) and " " not in "".join(words[1:-1]):
        return Line(" ".join(words))
    shown = tuple(Shown(name, value) for name, value in given.items())
    return Line(f"/{spec.name}", shown, form=True)


def missing_of(spec: CommandSpec, line: Line) -> Sequence[Argument]:
    """What a window has to ask for; nothing where the command has no form."""
    if not spec.form or line.form:
        return ()
    words = line.text.split()[1:]
    return [argument for argument in spec.arguments[len(words) :] if argument.required]


def window(
    spec: CommandSpec, line: Line, fields: Sequence[Argument], language: str
) -> dict[str, Any]:
    """The callback that shows it."""
    title = translate(spec.summary, language)[:_MAX_TITLE]
    rows = [_row(field, language) for field in fields[:_MAX_FIELDS]]
    return {"type": _MODAL, "data": {"custom_id": line.text, "title": title, "components": rows}}


def _row(field: Argument, language: str) -> dict[str, Any]:
    """One question; the label is short, so a long question stands in the empty field too."""
    question = translate(field.summary, language)
    is_cut = len(question) > _MAX_LABEL
    box: dict[str, Any] = {
        "type": 4,
        "custom_id": field.name,
        "style": 1 if field.choices else 2,
        "label": f"{question[: _MAX_LABEL - 1]}…" if is_cut else question,
        "required": field.required,
    }
    hint = " | ".join(field.choices) or (question if is_cut else "")
    if hint:
        box["placeholder"] = hint[:_MAX_HINT]
    return {"type": 1, "components": [box]}


def filled(components: Sequence[Json]) -> list[Shown]:
    """Boxes stand in rows, or (newer clients) in labels."""
    boxes: list[Json] = []
    for row in components:
        boxes += row.get("components") or [row.get("component") or row]
    return [Shown(str(box["custom_id"]), str(box.get("value") or "")) for box in boxes]
