"""What is done about a raid: newcomers of it are silent, staff gets one card, one tap ends it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from core import people, schedule
from core.actions import Lock, MessageRef
from core.context import Context, Unit
from core.events import Account, Place
from core.feature import Command, Job, UserError
from core.i18n import Message, _
from core.outbox import Lane
from core.platform import Argument, CommandSpec, Outcome
from moderation import acting, raid_cards, raid_store
from moderation.notes import Came, Spoke
from moderation.raid_store import Written
from moderation.raids import Raids

SWEEP, END = "raid-sweep", "raid-end"
LOCK = "raid-lock:"  # key of the one change
SWEEP_EVERY = timedelta(milliseconds=500)  # so that a wave goes by the hundred, not one by one


async def came(ctx: Context, wave: Came) -> None:
    """In silence: they may read, and not write, until the quiet is over."""
    raid = await raid_store.begin(ctx.tx, ctx.place.chat, wave.began)
    await raid_store.add_members(ctx.tx, raid.id, wave.accounts)
    await raid_store.lasts(ctx.tx, raid.id, wave.until)
    acts = _acts(ctx, wave.mode) and raid.state != "wrong"
    if acts:
        raid = await _silence(ctx, raid, wave)
    if wave.begins:
        await people.note(ctx.tx, "moderation", "raid", ctx.place.chat, ctx.now)
        raid = msgspec.structs.replace(raid, until=wave.until)
        await raid_cards.show(ctx, raid, len(wave.accounts), acts=acts)


async def _silence(ctx: Context, raid: Written, wave: Came) -> Written:
    """By one change where that spares the others, or the place asked for it; else whoever came."""
    if wave.begins and _may_lock(ctx):
        raid = await _lock(ctx, raid)
    if raid.locked:
        await schedule.put(ctx, END, str(raid.id), wave.until, str(raid.id))
    else:
        await _mute(ctx, raid, wave.accounts, wave.until)
    return raid


def _may_lock(ctx: Context) -> bool:
    """A place has to ask for what would silence everybody."""
    locks = ctx.capabilities(ctx.place.platform).locks
    return locks == "newcomers" or bool(locks and ctx.settings(ctx.place).raid_lock)


async def _lock(unit: Unit, raid: Written) -> Written:
    if not raid.locked:
        await raid_store.note_lock(unit.tx, raid.id, locked=True)
        await people.note(unit.tx, "moderation", "locked", raid.place.chat, unit.now)
        key, lock = f"{LOCK}{raid.id}", Lock(place=raid.place)
        await unit.put(lock, lane=Lane.SAFETY, key=key, owner=acting.OWNER, on_uncertain="again")
    return msgspec.structs.replace(raid, locked=True)


async def on_failed(unit: Unit, key: str, _outcome: Outcome) -> None:
    """We may not change that there: so whoever came is silenced one by one after all."""
    if not key.startswith(LOCK):
        return
    raid = await raid_store.find(unit.tx, int(key.removeprefix(LOCK)))
    if raid is None or not raid.locked:
        return
    await raid_store.note_lock(unit.tx, raid.id, locked=False)
    await schedule.cancel(unit, END, str(raid.id))
    raid = msgspec.structs.replace(raid, locked=False)
    if raid.state != "wrong":
        members = await raid_store.members(unit.tx, raid.id)
        await _mute(unit, raid, members, raid.until)
        if raid.state == "open":
            await raid_cards.tell_anew(unit, raid, len(members))


async def _mute(unit: Unit, raid: Written, accounts: Iterable[Account], until: datetime) -> None:
    for account in accounts:
        await acting.restrict(unit, raid.place, account, "mute", until)


async def end(unit: Unit, payload: str) -> None:
    """By itself, whatever became of us meanwhile."""
    raid = await raid_store.find(unit.tx, int(payload))
    if raid is not None and raid.locked:
        await _unlock(unit, raid)


async def _unlock(unit: Unit, raid: Written) -> None:
    """Unless another raid there still needs it: then it ends with that one."""
    await raid_store.note_lock(unit.tx, raid.id, locked=False)
    if not await raid_store.is_locked(unit.tx, raid.place.chat):
        lock = Lock(place=raid.place, locked=False)
        await people.note(unit.tx, "moderation", "unlocked", raid.place.chat, unit.now)
        await unit.put(lock, lane=Lane.SAFETY, on_uncertain="again")


async def spoke(ctx: Context, note: Spoke) -> bool:
    """True where it is kept for the one tap, or goes at once: nobody else answers it."""
    raid = await raid_store.begin(ctx.tx, note.chat, note.began)
    if not _acts(ctx, note.mode) or raid.state == "wrong":
        return False
    if raid.locked and not await raid_store.has_written(ctx.tx, raid.id, ctx.account):
        await _mute(ctx, raid, (ctx.account,), raid.until)  # whom the lock did not keep from it
    goes = note.breaks_rule or raid.state == "right"
    state = "due" if goes else "seen"
    await raid_store.add_message(
        ctx.tx, raid.id, ctx.place, ctx.message.message, ctx.account, state
    )
    if goes:
        await _sweep_soon(ctx, raid.id)
    return True


def _acts(ctx: Context, mode: str) -> bool:
    return mode != "watch" and not ctx.config.moderation.dry_run


async def _sweep_soon(unit: Unit, raid: int) -> None:
    """At the time set already, else a steady flood would put it off for ever."""
    if await schedule.find(unit, SWEEP, str(raid)) is None:
        await schedule.put(unit, SWEEP, str(raid), unit.now + SWEEP_EVERY, str(raid))


async def sweep(unit: Unit, payload: str) -> None:
    """By the platform's bulk call; a message that is gone already counts as done."""
    for key, messages in (await raid_store.take_due(unit.tx, int(payload))).items():
        place = Place.at(key)
        if not unit.capabilities(place.platform).deletes:
            continue
        for start in range(0, len(messages), acting.MOST_AT_ONCE):
            together = tuple(messages[start : start + acting.MOST_AT_ONCE])
            await acting.delete(unit, MessageRef(place, together))


# -- one tap -------------------------------------------------------------------------------------


def decide(raids: Raids) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def raid(ctx: Context, arguments: Mapping[str, str]) -> None:
        """`/raid sweep|lift NUMBER`: the buttons of the card."""
        found = await raid_store.numbered(ctx.tx, arguments["number"])
        if found is None:
            raise UserError(_("There is no such raid."))
        is_raid = arguments["what"] == "sweep"
        state = "right" if is_raid else "wrong"
        if not await raid_store.decide(ctx.tx, found.id, state, ctx.account, ctx.now):
            raise UserError(_("This is decided already."))
        await people.note(ctx.tx, ctx.account, f"raid {state}", str(found.id), ctx.now)
        outcome = await (_confirm if is_raid else _lift)(ctx, found)
        await raid_cards.close(ctx, found, outcome, undo=is_raid)
        if not is_raid:
            ctx.after_commit.append(lambda: raids.stop(found.place.chat))

    return raid


async def _confirm(ctx: Context, raid: Written) -> Message:
    """What they wrote goes by the bulk call, what they still write at once; who wrote is banned."""
    number = await raid_store.make_due(ctx.tx, raid.id)
    await sweep(ctx, str(raid.id))
    authors = await raid_store.authors(ctx.tx, raid.id)
    authors = [account for account in authors if not await acting.is_staff(ctx, account)]
    for account in authors:
        await acting.restrict(ctx, raid.place, account, "ban")
    return _(
        "A raid in %(place)s. Messages deleted: %(messages)s; people banned: %(people)s. Decided by"
        " %(who)s.",
        place=f"`{raid.place.key}`",
        messages=str(number),
        people=str(len(authors)),
        who=f"`{ctx.account}`",
    )


async def _lift(ctx: Context, raid: Written) -> Message:
    """Whoever was silenced, and whoever was banned by the one tap. What ended by itself needs no
    lifting."""
    is_over = raid.locked or ctx.now >= raid.until
    silent = raid_store.authors if is_over else raid_store.members
    if raid.locked:
        await schedule.cancel(ctx, END, str(raid.id))
        await _unlock(ctx, raid)
    for account in await silent(ctx.tx, raid.id):
        await acting.restrict(ctx, raid.place, account, "lift")
    return _(
        "No raid in %(place)s: everybody may write again. Decided by %(who)s.",
        place=f"`{raid.place.key}`",
        who=f"`{ctx.account}`",
    )


JOBS = (Job(SWEEP, sweep), Job(END, end))


def command(raids: Raids) -> Command:
    what = Argument(name="what", summary=_("What to do"), choices=("sweep", "lift"))
    number = Argument(name="number", summary=_("Number"))
    spec = CommandSpec(
        name="raid",
        summary=_("Decide whether it is a raid"),
        arguments=(what, number),
        role="moderator",
        where="staff",
        answer="private",
        menu=False,
    )
    return Command(spec, decide(raids))
