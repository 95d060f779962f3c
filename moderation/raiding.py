"""What is done about a raid: newcomers of it are silent, staff gets one card, one tap ends it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from core import people, schedule
from core.actions import Button, Buttons, Edit, Lock, MessageRef, Send
from core.context import Context, Unit, words
from core.events import Place
from core.feature import Command, Job, UserError
from core.i18n import Message, Reader, _, translate
from core.outbox import Lane, NoSuchMessage
from core.platform import Argument, CommandSpec
from moderation import acting, raid_store, staffroom
from moderation.notes import Came, Spoke
from moderation.raid_store import Written
from moderation.raids import Raids

SWEEP, END = "raid-sweep", "raid-end"
SWEEP_EVERY = timedelta(milliseconds=500)  # so that a wave goes by the hundred, not one by one
MOST_AT_ONCE = 100  # the bulk calls of Telegram and Discord take as many


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
        await _show(ctx, raid, len(wave.accounts), wave.until, acts=acts)


async def _silence(ctx: Context, raid: Written, wave: Came) -> Written:
    """Whoever came; or, by one change, the whole chat, until the last of them is quiet."""
    can = ctx.capabilities(ctx.place.platform)
    if not (can.locks and ctx.settings(ctx.place).raid_lock):
        for account in wave.accounts:
            await acting.restrict(ctx, ctx.place, account, "mute", wave.until)
        return raid
    if not raid.locked:
        await _lock(ctx, raid, locked=True)
    await schedule.put(ctx, END, str(raid.id), wave.until, str(raid.id))
    return msgspec.structs.replace(raid, locked=True)


async def _lock(unit: Unit, raid: Written, *, locked: bool) -> None:
    await raid_store.note_lock(unit.tx, raid.id, locked=locked)
    await unit.put(Lock(place=raid.place, locked=locked), lane=Lane.SAFETY, on_uncertain="again")


async def end(unit: Unit, payload: str) -> None:
    """By itself, whatever became of us meanwhile."""
    raid = await raid_store.find(unit.tx, int(payload))
    if raid is not None and raid.locked:
        await _lock(unit, raid, locked=False)


async def spoke(ctx: Context, note: Spoke) -> bool:
    """True where it is kept for the one tap, or goes at once: nobody else answers it."""
    raid = await raid_store.begin(ctx.tx, note.chat, note.began)
    if not _acts(ctx, note.mode) or raid.state == "wrong":
        return False
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
        for start in range(0, len(messages), MOST_AT_ONCE):
            together = tuple(messages[start : start + MOST_AT_ONCE])
            await acting.delete(unit, MessageRef(place, together))


# -- the card ------------------------------------------------------------------------------------


async def _show(unit: Unit, raid: Written, number: int, until: datetime, *, acts: bool) -> None:
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        zone = unit.settings(place).zone or unit.config.community.zone
        body = words(_summary(raid, number, Reader(language, zone).datetime(until), acts), language)
        send = Send(place=place, body=body, buttons=_buttons(raid, language))
        await unit.put(send, lane=Lane.TICKETS, key=_key(raid, place))


def _summary(raid: Written, number: int, until: str, acts: bool) -> Message:
    where = f"`{raid.place.key}`"
    if raid.locked:
        return _(
            "It looks like a raid in %(place)s: %(number)s people came within a minute. Nobody"
            " without rights of their own can write there until %(time)s; then it ends by itself.",
            place=where,
            number=str(number),
            time=until,
        )
    if not acts:
        return _(
            "It looks like a raid in %(place)s: %(number)s people came within a minute. I only"
            " watch here and do nothing.",
            place=where,
            number=str(number),
        )
    return _(
        "It looks like a raid in %(place)s: %(number)s people came within a minute. They, and all"
        " who come now, can read but not write until %(time)s; then it ends by itself.",
        place=where,
        number=str(number),
        time=until,
    )


def _buttons(raid: Written, language: str) -> Buttons:
    return (
        (Button(translate(_("Delete all of it and ban"), language), f"/raid sweep {raid.id}"),),
        (Button(translate(_("Wrong: undo"), language), f"/raid lift {raid.id}"),),
    )


async def _close(unit: Unit, raid: Written, outcome: Message) -> None:
    for place in await staffroom.rooms(unit):
        body = words(outcome, staffroom.language_of(unit, place))
        edit = Edit(target=_key(raid, place), body=body)
        try:
            await unit.put(edit, lane=Lane.TICKETS, on_uncertain="again")
        except NoSuchMessage:
            continue


def _key(raid: Written, place: Place) -> str:
    return f"raid:{raid.id}:{place.key}"


# -- one tap -------------------------------------------------------------------------------------


def decide(raids: Raids) -> Callable[[Context, Mapping[str, str]], Awaitable[None]]:
    async def raid(ctx: Context, arguments: Mapping[str, str]) -> None:
        """`/raid sweep|lift NUMBER`: the buttons of the card."""
        number = arguments["number"]
        found = await raid_store.find(ctx.tx, int(number)) if number.isdecimal() else None
        if found is None:
            raise UserError(_("There is no such raid."))
        is_raid = arguments["what"] == "sweep"
        state = "right" if is_raid else "wrong"
        if not await raid_store.decide(ctx.tx, found.id, state, ctx.account, ctx.now):
            raise UserError(_("This is decided already."))
        await people.note(ctx.tx, ctx.account, f"raid {state}", str(found.id), ctx.now)
        await _close(ctx, found, await (_confirm if is_raid else _lift)(ctx, found))
        if not is_raid:
            ctx.after_commit.append(lambda: raids.stop(found.place.chat))

    return raid


async def _confirm(ctx: Context, raid: Written) -> Message:
    """What they wrote goes by the bulk call, what they still write at once; who wrote is banned."""
    number = await raid_store.make_due(ctx.tx, raid.id)
    await sweep(ctx, str(raid.id))
    authors = await raid_store.authors(ctx.tx, raid.id)
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
    if raid.locked:
        await schedule.cancel(ctx, END, str(raid.id))
        await _lock(ctx, raid, locked=False)
    for account in () if raid.locked else await raid_store.members(ctx.tx, raid.id):
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
