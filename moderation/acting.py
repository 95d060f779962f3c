"""What is done about a finding: in one transaction, by capability, all of it reversible."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import people
from core.actions import Delete, Hide, MessageRef, Receipt, Restrict, Send
from core.context import Context, Unit
from core.events import Account, JoinRequested, MessageReceived, Place
from core.facts import PrivateTalkNeeded, SecretPieced
from core.feature import UserError
from core.i18n import Message, _, compose
from core.outbox import Lane
from core.text import Mention, Words
from moderation import cards, staffroom, store
from moderation.deciding import ACTIONS, Action
from moderation.notes import Judged
from moderation.store import Case

ONE_CARD_IN = PIECES_WITHIN = timedelta(minutes=1)
OWNER = "moderation"
GONE = "moderation-gone:"  # keys of deletions

# What the person is told, by rule; with a restriction also until when it holds.
_TOLD: Mapping[str, Message] = {
    "secret": _(
        "I removed your message: it showed a secret, such as a seed phrase or a key. Treat it as"
        " stolen: move what it protects, or replace it, right now. Nobody of us ever asks for it."
    ),
    "still shown": _(
        "Your message showed a secret, such as a seed phrase or a key. If you still see it, please"
        " delete it. Treat the secret as stolen: move what it protects, or replace it, right now."
        " Nobody of us ever asks for it."
    ),
    "personal": _(
        "I removed your message because it showed personal data. Please send such things only in"
        " private, to people of ours."
    ),
    "other": _(
        "I took your message away for a moment; a moderator looks at it. If it was fine, it will"
        " be shown again. There is nothing you have to do."
    ),
    "warn": _("Please slow down a little: I removed your last message. Nothing else happens."),
}
_IN_PUBLIC: Mapping[str, Message] = {
    "secret": _(
        "%(person)s, I removed a message of yours that showed a secret. Treat it as stolen and"
        " replace it now. Write to me in private for more."
    ),
    "other": _("%(person)s, I removed a message of yours. Write to me in private for more."),
}


async def hear(ctx: Context, judged: Judged) -> bool:
    """True where the message is gone, and nobody else should answer it."""
    if people.outranks(ctx.role, "moderator"):
        return False  # the role was read anew: it may be younger than the snapshot
    wanted = await _braked(ctx, judged)
    if ctx.config.moderation.dry_run:
        wanted = "report"
    action = _possible(wanted, ctx)
    removed = _removes(action, ctx)
    ends = until(ctx, action)
    is_first = not await _is_one_of_many(ctx, judged)
    case = await _note(ctx, judged, action, ends)
    if judged.also and wanted != "report":
        await _forget_pieces(ctx, judged.also)
    if removed:
        await _delete(ctx, judged, case)
    if is_first and action in ("mute", "ban"):
        await restrict(ctx, ctx.place, ctx.author, action, ends)
    is_leaked = judged.finding.rule == "secret" and wanted != "report"
    if is_first and (removed or is_leaked):
        await _tell(ctx, judged.finding.rule, action, removed)
        await _hand_over(ctx, judged)
    if is_first and not ctx.place.private:
        await cards.show(ctx, case, *_presented(ctx), await store.text_of(ctx.tx, case))
    return removed


async def _forget_pieces(ctx: Context, messages: tuple[str, ...]) -> None:
    """What was kept and shown of messages that nobody could know to be parts of a secret."""
    name, _handle = _presented(ctx)
    for message in messages:
        for case in await store.cases_of_message(ctx.tx, ctx.place, message):
            await store.forget_text(ctx.tx, case)
            await cards.redraw(ctx, case, name, None)
    await ctx.tell(SecretPieced(ctx.place, messages, ctx.event.at - PIECES_WITHIN))


async def _is_one_of_many(ctx: Context, judged: Judged) -> bool:
    """A flood is one card and one word to its author; its messages are cases all the same, and
    come back with the first. Each secret is a matter of its own."""
    if ctx.author is None or judged.finding.rule == "secret":
        return False
    since = ctx.now - ONE_CARD_IN
    cases = await store.open_cases(ctx.tx, ctx.place, ctx.author, since)
    return any(_strength(case.action) >= _strength(judged.decision.action) for case in cases)


def _strength(action: str) -> int:
    return [*map(str, ACTIONS)].index(action)


async def _braked(ctx: Context, judged: Judged) -> Action:
    """Above the limits of a place messages are only held; secrets and personal data are not
    braked."""
    action, brakes = judged.decision.action, ctx.config.moderation
    if judged.finding.rule in ("secret", "personal"):
        return action
    hour, minute = ctx.now - timedelta(hours=1), ctx.now - timedelta(minutes=1)
    if action == "ban":
        done = await store.done_since(ctx.tx, ctx.place, ("ban", "ban"), hour)
        is_over = done >= brakes.bans_per_hour
    elif action in ("delete", "warn", "mute"):
        done = await store.done_since(ctx.tx, ctx.place, ("delete", "mute"), minute)
        is_over = done >= brakes.deletes_per_minute
    else:
        return action
    if is_over:
        await _alarm(ctx)
    return "hold" if is_over else action


async def _alarm(ctx: Context) -> None:
    """Once an hour for each place."""
    told = _(
        "In %(place)s the rules wanted to delete or ban more than they may in so short a time: now"
        " they only hold messages there. Please look whether it is a wave or a mistake of mine.",
        place=f"`{ctx.place.key}`",
    )
    once = f"moderation-brake:{ctx.place.chat}:{ctx.now:%Y%m%d%H}"
    await staffroom.alarm(ctx, lambda _language: [told], once=once)


def _possible(action: Action, ctx: Context) -> Action:
    """What the platform cannot do is not said to be done, on no card either. Where nobody can be
    restricted, the messages of others among many people are not ours to delete."""
    can = ctx.capabilities(ctx.place.platform)
    if isinstance(ctx.event, JoinRequested):
        return "report"  # they stay outside until somebody of staff lets them in
    if action in ("mute", "ban") and can.restricts and ctx.author is not None:
        return action
    if _is_under_ours(ctx) and hides(ctx, ctx.place):
        return "hold"  # folded away, which is all that can be done there
    removable = can.deletes and (can.restricts or ctx.place.private) and _has_message(ctx)
    if action in ("mute", "ban") and removable:
        return "delete"
    return action if removable else "report"


def hides(unit: Unit, place: Place) -> bool:
    """Where others' messages stay, and can be folded away under ours."""
    can = unit.capabilities(place.platform)
    return can.hides and not (can.restricts or place.private)


def _is_under_ours(ctx: Context) -> bool:
    return _has_message(ctx) and ctx.message.quoted is not None and ctx.message.quoted.ours


def _has_message(ctx: Context) -> bool:
    """There is nothing to remove when somebody joins, reacts or is renamed."""
    return isinstance(ctx.event, MessageReceived)


def _removes(action: Action, ctx: Context) -> bool:
    return _has_message(ctx) and ACTIONS.index(action) >= ACTIONS.index("hold")


def until(ctx: Context, action: Action) -> datetime | None:
    hours = ctx.config.moderation.mute_hours
    return ctx.now + timedelta(hours=hours) if action == "mute" else None


async def _delete(ctx: Context, judged: Judged, case: Case) -> None:
    if hides(ctx, ctx.place):
        hide = Hide(target=MessageRef(ctx.place, (ctx.message.message,)))
        key = f"{GONE}{case.id}"
        await ctx.put(hide, lane=Lane.SAFETY, key=key, owner=OWNER, on_uncertain="again")
        return
    for message in (*judged.also, ctx.message.message):
        await delete(ctx, MessageRef(ctx.place, (message,)), case.id)


async def delete(unit: Unit, ref: MessageRef, case: int = 0) -> None:
    """With its `case` the moment is kept at which it is gone."""
    key, owner = (f"{GONE}{case}", OWNER) if case else (None, None)
    await unit.put(Delete(target=ref), lane=Lane.SAFETY, key=key, owner=owner, on_uncertain="again")


async def on_delivered(unit: Unit, key: str, _receipt: Receipt) -> None:
    if key.startswith(GONE):
        await store.note_gone(unit.tx, int(key.removeprefix(GONE)), unit.now)


async def restrict(
    unit: Unit, place: Place, account: Account | None, what: str, until: datetime | None = None
) -> None:
    """Nothing where the platform cannot, or where nobody is behind it."""
    if account is None or not unit.capabilities(place.platform).restricts:
        return
    chat = Place(place.platform, place.id)
    action = Restrict(place=chat, account=account, what=what, until=until)
    await unit.put(action, lane=Lane.SAFETY, on_uncertain="again")


async def refuse_staff(ctx: Context, account: Account) -> None:
    person = await people.recognise(ctx.tx, account)
    role = person.role(account, ctx.config.admins) if person else "anyone"
    if account in ctx.config.admins or people.outranks(role, "moderator"):
        raise UserError(_("This is somebody of the staff."))


async def _note(ctx: Context, judged: Judged, action: Action, until: datetime | None) -> Case:
    """The case, and the words where they are not a secret; a line in the audit log."""
    finding = judged.finding
    text = None
    if finding.rule != "secret" and (said := _said(ctx)):
        text = await store.keep_text(ctx.tx, said, ctx.known.id if ctx.known else None, ctx.now)
    await people.note(
        ctx.tx, "moderation", f"{action} {finding.rule}", str(ctx.author or ctx.place.key), ctx.now
    )
    return await store.add(
        ctx.tx,
        Case(
            at=ctx.now,
            place=ctx.place,
            message=ctx.message.message if _has_message(ctx) else None,
            account=ctx.author,
            rule=finding.rule,
            why=finding.why,
            site=judged.site,
            action=action,
            text=text,
            until=until,
            said_at=ctx.event.at,
        ),
    )


def _said(ctx: Context) -> str:
    """Redacted, as every text of an event is."""
    parts = (getattr(ctx.event, "text", ""), *(s.text for s in getattr(ctx.event, "shown", ())))
    return "\n".join(filter(None, parts))


def _presented(ctx: Context) -> tuple[str, str | None]:
    return getattr(ctx.event, "name", ""), getattr(ctx.event, "handle", None)


async def _tell(ctx: Context, rule: str, action: Action, removed: bool) -> None:
    """In private where we may write; else a line among the others, without what it was, and none
    that would lead them to a secret that still stands there."""
    if ctx.author is None:
        return
    may_stand = rule == "secret" and (ctx.place.private or not removed)
    kind = "still shown" if may_stand else "warn" if action == "warn" else rule
    if await ctx.write_to(ctx.author, _TOLD.get(kind, _TOLD["other"])) or not removed:
        return
    if hides(ctx, ctx.place):
        return  # all the world is no room of ours to speak into
    line = _IN_PUBLIC.get(rule, _IN_PUBLIC["other"])
    name, _handle = _presented(ctx)
    mention = Mention(str(ctx.author.id), name or ctx.author.id)
    said = Message(line.text, {"person": mention})
    body = compose(said, ctx.reader.language)
    await ctx.put(Send(place=ctx.place, body=body or (Words("…"),), silent=True), lane=Lane.REPLIES)


async def _hand_over(ctx: Context, judged: Judged) -> None:
    """Whoever keeps tickets opens one of it."""
    rule = judged.finding.rule
    if ctx.author is not None and rule in ("secret", "personal"):
        urgent = rule == "secret"
        await ctx.tell(
            PrivateTalkNeeded(ctx.author, ctx.place, urgent, "" if urgent else _said(ctx))
        )
