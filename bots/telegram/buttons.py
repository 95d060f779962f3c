"""Buttons, and whose name stands in those that lead to us. Pure.

core.telegram.org/bots/api#inlinekeyboardmarkup
"""

from typing import Any

from bots.telegram.styles import one_line
from core.actions import Button, Buttons

MAX_IN_A_ROW = 8  # limits.tginfo.me
MAX_LABEL = 64  # ours: clients show about that much
_INVITATION = "t.me:start="  # until our name is known

Arguments = dict[str, Any]


def keyboard(buttons: Buttons) -> Arguments:
    rows = [
        [_button(button) for button in row[start : start + MAX_IN_A_ROW]]
        for row in buttons
        for start in range(0, len(row), MAX_IN_A_ROW)
    ]
    return {"inline_keyboard": rows}


def _button(button: Button) -> Arguments:
    label = one_line(button.label, MAX_LABEL) or "…"
    if button.url:
        return {"text": label, "url": button.url}
    if button.private:
        return {"text": label, "url": _INVITATION + button.command.removeprefix("/start ")}
    return {"text": label, "callback_data": button.command}


def leads_to_us(arguments: Arguments) -> bool:
    """Whether a button of a call opens the private chat with us, for which our name is needed."""
    return any(_INVITATION in button.get("url", "") for button in _buttons_of(arguments))


def put_our_name(arguments: Arguments, username: str) -> None:
    """In those buttons of a call (core.telegram.org/bots/features#deep-linking)."""
    for button in _buttons_of(arguments):
        if "url" in button:
            button["url"] = button["url"].replace(_INVITATION, f"https://t.me/{username}?start=")


def _buttons_of(arguments: Arguments) -> list[Arguments]:
    rows = arguments.get("reply_markup", {}).get("inline_keyboard", ())
    return [button for row in rows for button in row]
