"""Buttons as components. Pure.

docs.discord.com/developers/components/reference
"""

from typing import Any

from bots.discord.styles import one_line
from core.actions import Button, Buttons

MAX_IN_A_ROW, MAX_ROWS = 5, 5  # components/reference#action-row
MAX_LABEL = 80  # components/reference#button

Json = dict[str, Any]


def rows(buttons: Buttons) -> list[Json]:
    """At most five rows of five; the ids are the command lines, so they work after a restart."""
    taken: dict[str, int] = {}
    wrapped = [
        row[start : start + MAX_IN_A_ROW]
        for row in buttons
        for start in range(0, len(row), MAX_IN_A_ROW)
    ]
    return [
        {"type": 1, "components": [_button(button, taken) for button in row]}
        for row in wrapped[:MAX_ROWS]
    ]


def _button(button: Button, taken: dict[str, int]) -> Json:
    label = one_line(button.label, MAX_LABEL) or "…"
    if button.url:
        return {"type": 2, "style": 5, "label": label, "url": button.url}
    # An id may stand in a message once; what follows the line's end is not read.
    number = taken[button.command] = taken.get(button.command, 0) + 1
    id_ = button.command if number == 1 else f"{button.command}\n{number}"
    return {"type": 2, "style": 2, "label": label, "custom_id": id_}
