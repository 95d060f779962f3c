"""An event comes in: was it here before, who is it, in which language, do they speak to us?"""

from datetime import datetime
from typing import TYPE_CHECKING

from core import outbox, people
from core.context import ANSWERS, Context
from core.events import Event, MessageReceived
from core.i18n import Reader, choose
from core.moments import to_micros
from core.platform import Role
from core.storage import Transaction

if TYPE_CHECKING:
    from core.app import App


async def mark_seen(tx: Transaction, event: Event, now: datetime, fault: str | None = None) -> bool:
    """False when the same update was handled before."""
    inserted = await tx.execute(
        "INSERT INTO seen (platform, event, at, fault) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (platform, event) DO NOTHING",
        event.place.platform,
        event.id,
        to_micros(now),
        fault,
    )
    return inserted > 0


async def introduce(app: "App", tx: Transaction, event: Event, now: datetime) -> Context:
    """A context for this event: who it is, with which role, in which language, and whether they
    speak to us."""
    author = getattr(event, "author", None)
    person = None
    role: Role = "anyone"
    if author is not None and not getattr(event, "is_bot", False):
        person = await people.introduce(tx, author, now, event.place)
        role = person.role(author, app.config.admins)
        own = people.private_chat(author, event.place)
        if own is not None and person.private_place != own:
            await people.remember_private_place(tx, author, event.place)
    known = person.member if person else None
    settings = app.settings(event.place)
    message = event if isinstance(event, MessageReceived) else None
    language = choose(
        known.language if known else None,
        getattr(event, "locale", None),
        message.text if message and not message.pressed else "",
        settings.language or app.config.community.language,
    )
    zone = (known.zone if known else None) or settings.zone or app.config.community.zone
    addressed = message is not None and (
        message.addressed
        or message.pressed is not None
        or (message.opens_thread and bool(settings.auto_answers))
        or await _answers_us(tx, message)
    )
    ctx = Context(
        app,
        tx,
        now,
        event=event,
        reader=Reader(language=language, zone=zone),
        author=author,
        known=known,
        role=role,
        addressed=addressed,
        in_dialogue=person is not None and person.in_dialogue,
    )
    if person is not None and event.place.private and not person.reachable:
        await ctx.reach(event.place)
    return ctx


async def _answers_us(tx: Transaction, message: MessageReceived) -> bool:
    """True for a reply to an answer of ours; other messages of ours invite to no talk."""
    if message.quoted is None or not message.quoted.ours:
        return False
    key = await outbox.key_of(tx, message.place, message.quoted.id)
    return key is not None and key.startswith(ANSWERS)
