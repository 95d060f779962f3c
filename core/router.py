"""Who hears a message: moderation first, then the first of dialogue, commands and features."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core import codes, dialogue, people, standing
from core.context import Context
from core.events import (
    AlarmRaised,
    Event,
    MessageReceived,
    PlaceJoined,
    PlaceLost,
    PlaceMoved,
    PlaceOpened,
)
from core.feature import Command, UserError
from core.i18n import _
from core.limits import Limits
from core.platform import Argument, CommandSpec

if TYPE_CHECKING:
    from core.app import App

FIRST, LAST = 10, 90  # orders: moderation stands before FIRST, observers from LAST on
_LINE = re.compile(r"/([a-z][a-z0-9_]{0,31})(?:\s+(.*))?\Z", re.DOTALL | re.IGNORECASE | re.ASCII)
_CODE = "code"  # `/code X` runs the command line that X stands for


def always(event: Event, app: "App") -> bool:
    """True for events that are handled in a transaction even if no listener is concerned."""
    if not isinstance(event, MessageReceived):
        told = PlaceJoined | PlaceMoved | PlaceLost | PlaceOpened | AlarmRaised
        return isinstance(event, told)
    return (
        event.place.private
        or event.addressed
        or event.pressed is not None
        or (event.quoted is not None and event.quoted.ours)
        or app.is_staff_place(event.place)
        or (event.text.startswith("/") and command_name(event.text) in app.commands)
    )


def command_name(text: str) -> str | None:
    """The name in a command line; None for any other text, and for commands to other bots."""
    line = _LINE.match(text)
    return line[1].lower() if line else None


def is_exact(event: Event, app: "App") -> bool:
    """True for a command line of names and ids only, none of them free words to be kept."""
    name = command_name(event.text) if isinstance(event, MessageReceived) else None
    command = app.commands.get(name or "")
    return name == _CODE or (command is not None and not takes_words(command.spec))


def takes_words(spec: CommandSpec) -> bool:
    return spec.form or any(argument.rest for argument in spec.arguments)


async def route(ctx: Context, notes: Mapping[str, object]) -> None:
    """Let the message be heard, in order, until it is handled; observers hear it in any case."""
    if not await _listen(ctx, notes, before=FIRST):
        if may_be_answered(ctx) and await _within_limits(ctx, notes):
            await _answer(ctx, notes)
        await _listen(ctx, notes, start=LAST)


async def _answer(ctx: Context, notes: Mapping[str, object]) -> None:
    if await _continue_dialogue(ctx):
        return
    if not await run_line(ctx, ctx.message.text):
        await _listen(ctx, notes, start=FIRST, before=LAST)


def may_be_answered(ctx: Context) -> bool:
    """Never a bot (no loops of bots), never an edit, and in a staff place nobody but staff."""
    if ctx.message.is_bot or ctx.message.edited:
        return False
    return not ctx.app.is_staff_place(ctx.place) or people.outranks(ctx.role, "moderator")


async def _within_limits(ctx: Context, notes: Mapping[str, object]) -> bool:
    """False when a member asks too much at once; they are told so once."""
    if not ctx.addressed or people.outranks(ctx.role, "moderator"):
        return True
    limits = await _limits(ctx, notes)
    key = str(ctx.author or ctx.place.key)
    if limits.take(key, ctx.now.timestamp()):
        return True
    if limits.tell(key):
        raise UserError(_("That was a lot at once. Please wait a minute and try again."))
    return False


async def _limits(ctx: Context, notes: Mapping[str, object]) -> Limits:
    if ctx.message.pressed is not None:
        return ctx.app.presses
    for listener in ctx.app.listeners:
        if listener.for_people is None or listener.name not in notes:
            continue
        if await listener.for_people(ctx, notes[listener.name]):
            return ctx.app.messages
    return ctx.app.questions


async def _listen(
    ctx: Context, notes: Mapping[str, object], *, start: int = -1, before: int = 1_000
) -> bool:
    for listener in ctx.app.listeners:
        is_its_turn = start <= listener.order < before and listener.name in notes
        if is_its_turn and await listener.hear(ctx, notes[listener.name]):
            return True
    return False


# -- commands ------------------------------------------------------------------------------------


async def run_line(ctx: Context, text: str) -> bool:
    """Run `text` if it is a command line to us; False if it is not."""
    name = command_name(text)
    if name is None:
        return False
    rest = text[len(name) + 1 :].strip()
    if name == _CODE:
        return await _run_code(ctx, rest)
    command = ctx.app.commands.get(name)
    if command is None:
        if ctx.addressed:
            raise UserError(_("I do not know this command. /help shows what I can do."))
        return False
    answers = _arguments(command.spec, rest)
    if ctx.message.form:
        answers |= _filled_in(command.spec, ctx.message)
    await run(ctx, command, answers)
    return True


def _filled_in(spec: CommandSpec, message: MessageReceived) -> dict[str, str]:
    """A form's answers by argument; raises UserError for a choice that is none."""
    told = {part.label: part.text.strip() for part in message.shown}
    given = ((argument, told.get(argument.name, "")) for argument in spec.arguments)
    return {each.name: _chosen(spec, each, words) for each, words in given if words}


async def _run_code(ctx: Context, code: str) -> bool:
    line = await codes.take(ctx.tx, code, "command", ctx.author, ctx.now)
    if line is None:
        raise UserError(_("This button or link has expired. Please ask again."))
    return await run_line(ctx, line)


async def run(ctx: Context, command: Command, answers: Mapping[str, str]) -> None:
    """Run a command if its author may, asking for what is missing where it has a form."""
    await _permit(ctx, command.spec)
    # What may be shared is public where there is no way to answer one person among others.
    can_whisper = ctx.message.reply_handle is not None and not ctx.place.private
    ctx.is_shareable = command.spec.answer == "shareable" and can_whisper
    ctx.ephemeral = command.spec.answer == "private" or ctx.is_shareable
    missing = dialogue.next_argument(command.spec, answers)
    if missing is not None and missing.rest and ctx.message.quoted and ctx.message.quoted.text:
        # "/ask" as a reply to somebody's words asks just that.
        answers = {**answers, missing.name: ctx.message.quoted.text}
        missing = dialogue.next_argument(command.spec, answers)
    if missing is None:
        await command.handler(ctx, answers)
        return
    if not command.spec.form:
        raise UserError(_("Please write it like this: %(usage)s", usage=usage(command.spec)))
    await dialogue.begin(
        ctx.tx,
        ctx.member,
        ctx.place,
        command=command.spec.name,
        answers=answers,
        now=ctx.now,
    )
    await ctx.say(missing.summary)


async def _permit(ctx: Context, spec: CommandSpec) -> None:
    """The one place where a command's declared role, rank and whereabouts are checked."""
    if not (people.outranks(ctx.role, spec.role) or await _has_rank(ctx, spec)):
        if ctx.author is None:  # perhaps one who may, behind the group's name
            raise UserError(_("I cannot tell who you are. Please write with your own account."))
        raise UserError(_("You are not allowed to do this."))
    private, in_staff_place = ctx.place.private, ctx.app.is_staff_place(ctx.place)
    if spec.where == "private" and not private:
        raise UserError(_("Please write this to me in a private chat."))
    if spec.where == "staff" and not (private or in_staff_place):
        raise UserError(_("Please write this in a private chat or in the staff's place."))
    if spec.where == "public" and private:
        raise UserError(_("This works in a group only."))


async def _has_rank(ctx: Context, spec: CommandSpec) -> bool:
    """Of those who behave, and may be trusted to propose."""
    if not spec.rank or ctx.known is None or ctx.author is None:
        return False
    is_ranked = await standing.rank(ctx.tx, ctx.known.id) >= spec.rank
    return is_ranked and await standing.is_clean(ctx.tx, ctx.author, ctx.now)


def _arguments(spec: CommandSpec, rest: str) -> dict[str, str]:
    """Arguments by name; raises UserError for a choice that is none."""
    values: dict[str, str] = {}
    for argument in spec.arguments:
        if not rest:
            break
        if argument.rest:
            word, rest = rest, ""
        else:
            word, _blank, rest = rest.partition(" ")
            rest = rest.lstrip()
        values[argument.name] = _chosen(spec, argument, word)
    return values


def _chosen(spec: CommandSpec, argument: Argument, word: str) -> str:
    if argument.choices and word not in argument.choices:
        raise UserError(_("Please write it like this: %(usage)s", usage=usage(spec)))
    return word


def usage(spec: CommandSpec) -> str:
    """`/name first [second]`; choices are shown as a|b."""
    words = [f"/{spec.name}"]
    for argument in spec.arguments:
        word = "|".join(argument.choices) or argument.name
        words.append(word if argument.required else f"[{word}]")
    return " ".join(words)


# -- dialogue ------------------------------------------------------------------------------------


async def _continue_dialogue(ctx: Context) -> bool:
    """The next message that is no command answers the open question."""
    text = ctx.message.text
    if ctx.known is None or not ctx.in_dialogue:
        return False
    if ctx.message.pressed or not text or text.startswith("/"):
        return False
    if not (ctx.addressed or ctx.place.private):
        return False
    asked = await dialogue.find(ctx.tx, ctx.known, ctx.place, ctx.now)
    command = ctx.app.commands.get(asked.command) if asked else None
    if asked is None or command is None:
        return False
    await dialogue.end(ctx.tx, ctx.known, ctx.place)
    missing = dialogue.next_argument(command.spec, asked.answers)
    answers = dict(asked.answers)
    if missing is not None:
        answers[missing.name] = _chosen(command.spec, missing, text)
    await run(ctx, command, answers)
    return True
