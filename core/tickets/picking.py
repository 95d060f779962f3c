"""What one would press, where there are no buttons: chosen by a number, or told as a command."""

from collections.abc import Mapping

from core import dialogue, router
from core.actions import Buttons
from core.context import Context, Unit
from core.feature import Command
from core.i18n import Message, _
from core.platform import Argument, CommandSpec
from core.text import Body, Words, escape

PICK = "pickticket"
_SEPARATOR = "\n"  # between the command lines that may be chosen


async def ask(ctx: Context, message: Message, offered: Buttons) -> None:
    """One of the offered by its number, in the next message."""
    buttons = [button for row in offered for button in row]
    body = ctx.words(message)
    for number, button in enumerate(buttons, 1):
        body = (*body, Words(f"\n{number}. {escape(button.label)}"))
    body = (*body, Words("\n"), *ctx.words(_("Answer with a number.")))
    lines = _SEPARATOR.join(button.command for button in buttons)
    await dialogue.begin(
        ctx.tx, ctx.member, ctx.place, command=PICK, answers={"lines": lines}, now=ctx.now
    )
    await ctx.reply(body)


async def pick(ctx: Context, arguments: Mapping[str, str]) -> None:
    """What is no number of the list is the last one: nobody is sent away for it."""
    lines = arguments.get("lines", "").split(_SEPARATOR)
    number = arguments["number"].strip(" .#")
    known = number.isdecimal() and len(number) < 3 and 1 <= int(number) <= len(lines)
    await router.run_line(ctx, lines[int(number) - 1 if known else -1])


def spelled(unit: Unit, platform: str, buttons: Buttons) -> Body:
    """The commands behind buttons, a row a line; nothing where buttons are shown."""
    if unit.capabilities(platform).buttons:
        return ()
    body: Body = ()
    for row in buttons:
        told = " · ".join(f"{button.label}: {button.command}" for button in row if button.command)
        body = (*body, Words(f"\n{escape(told)}"))
    return body


COMMANDS = (
    Command(
        CommandSpec(
            name=PICK,
            summary=_("Choose by a number"),
            arguments=(Argument(name="number", summary=_("Number"), rest=True),),
            where="private",
            menu=False,
        ),
        pick,
    ),
)
