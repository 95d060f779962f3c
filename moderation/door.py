"""The door: who asks to come in is let in by a button in private; who came in is welcomed, quietly
and together. Nobody has to type a code, give a number or run anything."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from core import schedule, staffroom
from core.actions import Admit, Button, Delete, Send
from core.context import Context, Unit, words
from core.events import Account, JoinRequested, Place
from core.feature import Command, Job, UserError
from core.i18n import _, translate
from core.outbox import Lane, NoSuchMessage
from core.platform import Argument, CommandSpec
from core.text import Body, Words
from moderation import door_store, raid_store

LATE, WELCOME = "door", "welcome"
LOOK_EVERY = timedelta(minutes=1)
_NOBODY_FIRST = _(
    "Nobody of us ever writes to you first. Whoever does, and offers help in our name, is a fraud."
)


async def knocked(ctx: Context, asked: JoinRequested) -> bool:
    """The rules, and a button, to this one person."""
    minutes = ctx.config.moderation.gate_minutes
    until = ctx.now + timedelta(minutes=minutes)
    await door_store.wait(ctx.tx, asked.place.chat, asked.author, until)
    language = ctx.reader.language
    intro = _(
        "You asked to come into a group of %(name)s. Please read this and press the button within"
        " %(minutes)s minutes.",
        name=ctx.config.community.name,
        minutes=str(minutes),
    )
    body = (*words(intro, language), Words("\n\n"), *_to_read(ctx, asked.place, language))
    label = translate(_("I have read it: let me in"), language)
    button = Button(label, f"/enter {asked.place.chat}")
    await ctx.put(Send(place=asked.talk, body=body, buttons=((button,),)), expires_at=until)
    return True


async def enter(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The press."""
    chat = arguments["chat"]
    if not await door_store.let_in(ctx.tx, chat, ctx.account, ctx.now):
        raise UserError(_("This took too long. Please ask to come in once more."))
    await _decide(ctx, chat, ctx.account, admitted=True)
    await ctx.rewrite(ctx.words(_("Welcome! You are in now.")))


async def turn_away(unit: Unit, _payload: str) -> None:
    for chat, account in await door_store.take_late(unit.tx, unit.now):
        await _decide(unit, chat, account, admitted=False)


async def _decide(unit: Unit, chat: str, account: Account, *, admitted: bool) -> None:
    admit = Admit(place=Place.at(chat), account=account, admitted=admitted)
    await unit.put(admit, lane=Lane.SAFETY, on_uncertain="again")


async def arrived(ctx: Context) -> bool:
    """One welcome for all who come in the next minutes."""
    chat = ctx.place.chat
    if await schedule.find(ctx, WELCOME, chat) is None:
        minutes = timedelta(minutes=ctx.config.moderation.welcome_minutes)
        await schedule.put(ctx, WELCOME, chat, ctx.now + minutes, chat)
    return False


async def welcome(unit: Unit, chat: str) -> None:
    """The one before goes; none while a crowd attacks."""
    if await raid_store.is_running(unit.tx, chat, unit.now):
        return
    place, key = Place.at(chat), f"welcome:{chat}"
    language = staffroom.language_of(unit, place)
    hello = words(_("Welcome to everybody who is new here."), language)
    body = (*hello, Words("\n\n"), *_to_read(unit, place, language))
    with suppress(NoSuchMessage):  # the first one
        await unit.put(Delete(target=key), lane=Lane.REPLIES, on_uncertain="again")
    await unit.put(Send(place=place, body=body, silent=True), lane=Lane.REPLIES, key=key)


def _to_read(unit: Unit, place: Place, language: str) -> Body:
    rules = unit.settings(place).rules or {}
    said = rules.get(language) or rules.get(unit.config.community.language) or rules.get("en")
    nobody = words(_NOBODY_FIRST, language)
    return (*nobody, Words(f"\n\n{said}")) if said else nobody


JOBS = (Job(LATE, turn_away, every=LOOK_EVERY), Job(WELCOME, welcome))
COMMAND = Command(
    CommandSpec(
        name="enter",
        summary=_("Come in"),
        arguments=(Argument(name="chat", summary=_("Where")),),
        where="private",
        menu=False,
    ),
    enter,
)
