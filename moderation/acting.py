"""What is done about a finding: in one transaction, by capability, all of it reversible."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from core import people
from core.actions import Delete, Hide, MessageRef, Restrict
from core.context import Context, Unit
from core.events import Account, JoinRequested, MessageReceived, Place
from core.facts import Fact, PrivateTalkNeeded, SecretPieced
from core.feature import UserError
from core.i18n import _
from core.outbox import Lane
from core.storage.errors import BUGS, StorageError
from moderation import allowed, cards, grouping, staffroom, store, telling, waves
from moderation.deciding import ACTIONS, Action
from moderation.notes import Judged
from moderation.store import Case

log = structlog.get_logger("moderation")

PIECES_WITHIN = timedelta(minutes=1)
MOST_AT_ONCE = 100  # messages that the bulk calls of Telegram and Discord take
OWNER = "moderation"
GONE, BOUND = "moderation-gone:", "moderation-bound:"  # keys of deletions and restrictions

FORGOTTEN = _("This person was forgotten: I no longer know the account.")


async def hear(ctx: Context, judged: Judged) -> bool:
    """True where the message is gone, and nobody else should answer it."""
    is_secret = judged.finding.rule == "secret"
    if people.outranks(ctx.role, "moderator") and not is_secret:
        return False  # the role was read anew: it may be younger than the snapshot
    if judged.finding.rule == "impostor" and judged.site in await allowed.cleared(
        ctx.tx, ctx.author
    ):
        return False  # a moderator was faster than the snapshot
    wave = await store.leader(ctx.tx, judged.wave) if judged.wave else None
    if wave is not None and wave.state == "wrong":  # since this was judged
        judged, wave = msgspec.structs.replace(judged, wave=""), None
    wanted = await _wanted(ctx, judged, wave)
    if ctx.config.moderation.dry_run:
        wanted = "report"
    action = _possible(wanted, ctx)
    removed = _removes(action, ctx)
    before = await grouping.before(ctx, judged, action, wave)
    case = await _note(ctx, judged, action, before.first, wave)
    if judged.also:  # what we keep of it goes in a dry run, too
        await _forget_pieces(ctx, judged)
    if removed:
        await _delete(ctx, judged, case)
    if case.wave:
        await waves.grow(ctx, wave or case, judged.copied)
    if not before.felt:
        await _open(ctx, judged, case, removed=removed)
    return removed


async def _open(ctx: Context, judged: Judged, case: Case, *, removed: bool) -> None:
    """Its author is restricted and told; a matter of its own has a card."""
    is_felt = removed or case.action in ("mute", "ban")
    is_leaked = case.rule == "secret" and not ctx.config.moderation.dry_run
    if case.action in ("mute", "ban"):
        await restrict(ctx, ctx.place, ctx.author, case.action, case.until, case=case.id)
    if is_felt or is_leaked:
        await telling.tell(ctx, case, _presented(ctx)[0])
    if removed or is_leaked:
        await _hand_over(ctx, judged)
    if not ctx.place.private and case.first is None:
        await cards.show(ctx, case, _names(ctx, judged))


async def _forget_pieces(ctx: Context, judged: Judged) -> None:
    """What was kept and shown of messages that nobody could know to be parts of a secret."""
    for message in judged.also:
        for case in await store.cases_of_message(ctx.tx, ctx.place, message):
            await store.forget_text(ctx.tx, case)
            await cards.redraw(ctx, case, _names(ctx, judged))
    since = ctx.event.at - PIECES_WITHIN
    await _let_others_hear(ctx, SecretPieced(ctx.place, judged.also, since))


async def _wanted(ctx: Context, judged: Judged, wave: Case | None) -> Action:
    """A wave that a moderator confirmed is not braked, and who goes on with it is banned if that
    was the word."""
    if wave is None or wave.state != "right":
        return await _braked(ctx, judged)
    is_ban = wave.action == "ban" and judged.decision.action == "mute"
    return "ban" if is_ban else judged.decision.action


_REMOVING: Sequence[Action] = ("delete", "warn", "mute", "ban")


async def _braked(ctx: Context, judged: Judged) -> Action:
    """Above the limits of a chat messages are only held; secrets and personal data are not
    braked."""
    action, brakes = judged.decision.action, ctx.config.moderation
    if judged.finding.rule in ("secret", "personal"):
        return action
    if action not in _REMOVING:
        return action
    since, limit = timedelta(minutes=1), brakes.deletes_per_minute
    if action == "ban":
        since, limit = timedelta(hours=1), brakes.bans_per_hour
    counted = [action] if action == "ban" else _REMOVING
    is_over = await store.done_since(ctx.tx, ctx.place.chat, counted, ctx.now - since) >= limit
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
    for message in (*judged.also, *judged.parts, ctx.message.message):
        await delete(ctx, MessageRef(ctx.place, (message,)), case.id)


async def delete(unit: Unit, ref: MessageRef, *cases: int) -> None:
    """With its `cases` the moment is kept at which it is gone."""
    key, owner = (f"{GONE}{','.join(map(str, cases))}", OWNER) if cases else (None, None)
    await unit.put(Delete(target=ref), lane=Lane.SAFETY, key=key, owner=owner, on_uncertain="again")


async def restrict(
    unit: Unit,
    place: Place,
    account: Account | None,
    what: str,
    until: datetime | None = None,
    *,
    case: int = 0,
) -> None:
    """Nothing where the platform cannot, or where nobody is behind it. With its `case` staff hears
    if the platform refuses."""
    if account is None or not unit.capabilities(place.platform).restricts:
        return
    if people.is_hidden(account):
        raise UserError(FORGOTTEN)
    chat = Place(place.platform, place.id)
    action = Restrict(place=chat, account=account, what=what, until=until)
    key, owner = (f"{BOUND}{case}", OWNER) if case else (None, None)
    await unit.put(action, lane=Lane.SAFETY, key=key, owner=owner, on_uncertain="again")


async def refuse_staff(ctx: Context, account: Account) -> None:
    if await is_staff(ctx, account):
        raise UserError(_("This is somebody of the staff."))


async def is_staff(unit: Unit, account: Account) -> bool:
    """By what the database says now."""
    person = await people.recognise(unit.tx, account)
    role = person.role(account, unit.config.admins) if person else "anyone"
    return account in unit.config.admins or people.outranks(role, "moderator")


async def _note(
    ctx: Context, judged: Judged, action: Action, first: int | None, wave: Case | None
) -> Case:
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
            until=until(ctx, action),
            state=wave.state if wave else "open",
            said_at=ctx.event.at,
            first=first,
            wave=judged.wave,
        ),
    )


def _said(ctx: Context) -> str:
    """Redacted, as every text of an event is."""
    parts = (getattr(ctx.event, "text", ""), *(s.text for s in getattr(ctx.event, "shown", ())))
    return "\n".join(filter(None, parts))


def _presented(ctx: Context) -> tuple[str, str | None]:
    return getattr(ctx.event, "name", ""), getattr(ctx.event, "handle", None)


def _names(ctx: Context, judged: Judged) -> cards.Names:
    """Of the author, and of those whom they copied."""
    name, handle = _presented(ctx)
    shown = {copy.account: copy.name for copy in judged.copied}
    known = shown | {ctx.author: " ".join(filter(None, (name, handle and f"@{handle}")))}
    return lambda _place, account: known.get(account, "")


async def _hand_over(ctx: Context, judged: Judged) -> None:
    """Whoever keeps tickets opens one of it."""
    rule = judged.finding.rule
    if ctx.author is not None and rule in ("secret", "personal"):
        urgent = rule == "secret"
        safe = "" if urgent else _said(ctx)
        await _let_others_hear(ctx, PrivateTalkNeeded(ctx.author, ctx.place, urgent, safe))


async def _let_others_hear(ctx: Context, fact: Fact) -> None:
    """If they stumble over it, what shows a secret goes all the same."""
    try:
        async with ctx.part():
            await ctx.tell(fact)
    except Exception as error:
        if isinstance(error, StorageError) and not isinstance(error, BUGS):
            raise
        log.exception("not heard", fact=type(fact).__name__)
