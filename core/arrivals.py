"""An event comes in: was it here before, who is it, in which language, do they speak to us?"""

from datetime import datetime
from typing import TYPE_CHECKING

from core import outbox, people
from core.context import ANSWERS, Context
from core.events import Account, Event, MessageReceived
from core.i18n import Reader, choose
from core.moments import to_micros
from core.people import Look, Member
from core.platform import Role
from core.storage import Transaction

if TYPE_CHECKING:
    from core.app import App


async def receive(
    tx: Transaction, event: Event, now: datetime, fault: str | None = None
) -> Look | None:
    """What is known of its author; None when the same update was handled before. From now on it
    was: in a lost race between two processes the second insert fails, and the unit is redone."""
    author = _person(event)
    if author is None:
        look = Look(handled=await _was_handled(tx, event))
    else:
        look = await people.look(tx, author, event.place, event.id, now)
    if look.handled:
        return None
    await tx.write(
        "INSERT INTO seen (platform, event, at, fault) VALUES (?, ?, ?, ?)",
        event.place.platform,
        event.id,
        to_micros(now),
        fault,
    )
    return look


def _person(event: Event) -> Account | None:
    """Whoever did it, unless nobody stands by it or it was a program."""
    return None if getattr(event, "is_bot", False) else getattr(event, "author", None)


async def _was_handled(tx: Transaction, event: Event) -> bool:
    row = await tx.fetch_one(
        "SELECT 1 FROM seen WHERE platform = ? AND event = ?", event.place.platform, event.id
    )
    return row is not None


async def introduce(
    app: "App", tx: Transaction, event: Event, now: datetime, look: Look
) -> Context:
    """A context for this event: who it is, with which role, in which language, and whether they
    speak to us. `look`: what `receive` found."""
    author = _person(event)
    person = None
    role: Role = "anyone"
    if author is not None:
        person = await people.introduce(tx, author, now, event.place, look)
        role = person.role(author, app.config.admins)
        own = people.private_chat(author, event.place)
        if own is not None and person.private_place != own:
            await people.remember_private_place(tx, author, event.place)
    known = person.member if person else None
    ctx = Context(
        app,
        tx,
        now,
        event=event,
        reader=_reader(app, event, known),
        author=getattr(event, "author", None),
        known=known,
        role=role,
        addressed=isinstance(event, MessageReceived) and await _speaks_to_us(app, tx, event),
        in_dialogue=person is not None and person.in_dialogue,
    )
    if person is not None and event.place.private and not person.reachable:
        await ctx.reach(event.place)
    return ctx


def _reader(app: "App", event: Event, known: Member | None) -> Reader:
    """As they have chosen; else by what the platform hints, what they wrote, and where."""
    settings, community = app.settings(event.place), app.config.community
    written = event.text if isinstance(event, MessageReceived) and not event.pressed else ""
    language = choose(
        known.language if known else None,
        getattr(event, "locale", None),
        written,
        settings.language or community.language,
    )
    zone = (known.zone if known else None) or settings.zone or community.zone
    return Reader(language=language, zone=zone)


async def _speaks_to_us(app: "App", tx: Transaction, message: MessageReceived) -> bool:
    return (
        message.addressed
        or message.pressed is not None
        or (message.opens_thread and bool(app.settings(message.place).auto_answers))
        or await _answers_us(tx, message)
    )


async def _answers_us(tx: Transaction, message: MessageReceived) -> bool:
    """True for a reply to an answer of ours; other messages of ours invite to no talk."""
    if message.quoted is None or not message.quoted.ours:
        return False
    key = await outbox.key_of(tx, message.place, message.quoted.id)
    return key is not None and key.startswith(ANSWERS)
