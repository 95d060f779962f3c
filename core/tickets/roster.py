"""`/duty` and `/speak`: who of staff is there when, for which queues, in which languages."""

from collections.abc import Mapping
from zoneinfo import available_timezones

import msgspec

from core import hours
from core.context import Context
from core.feature import Command, UserError
from core.hours import Hours
from core.i18n import LANGUAGES, Message, _
from core.platform import Argument, CommandSpec
from core.text import Words
from core.tickets import duty, duty_store, names, shifts
from core.tickets.duty import Duty
from core.tickets.duty_store import Seat

EXAMPLE = "/duty mon-fri 09:00-18:00 Europe/Berlin"
_NEVER = "never"


async def set_duty(ctx: Context, arguments: Mapping[str, str]) -> None:
    """`on`, `off`, a week's hours with a zone, or nothing: who is there."""
    written = arguments.get("when", "").strip()
    if not written:
        await _show(ctx)
        return
    seat = await duty_store.find(ctx.tx, ctx.account)
    first, *queues = written.lower().split()
    if first in ("on", "off"):
        seat = _with_queues(ctx, seat, queues)
        changed = duty.switch(seat.duty, first == "on", ctx.now)
    elif first == _NEVER:
        changed = Duty()
    else:
        changed = Duty(weekly=_weekly(ctx, written))
    seat = msgspec.structs.replace(seat, duty=changed)
    await shifts.switched(ctx, seat)
    await ctx.say(_own(ctx, seat))


def _with_queues(ctx: Context, seat: Seat, queues: list[str]) -> Seat:
    """Those named; with none named, those of before."""
    known = {queue for room in ctx.config.rooms for queue in room.queues}
    if strange := [queue for queue in queues if queue not in known]:
        raise UserError(
            _(
                "%(queue)s is no queue; known are: %(queues)s",
                queue=strange[0],
                queues=", ".join(sorted(known)),
            )
        )
    wanted = frozenset(queues) or seat.agent.queues
    agent = msgspec.structs.replace(seat.agent, queues=wanted)
    return msgspec.structs.replace(seat, agent=agent)


def _weekly(ctx: Context, written: str) -> Hours:
    """The zone is the last word, else the person's own."""
    head, _space, last = written.rpartition(" ")
    named = next((zone for zone in available_timezones() if zone.lower() == last.lower()), None)
    zone, week = (named, head) if named else (ctx.reader.zone, written)
    try:
        spans = hours.read_spans(week)
    except ValueError:
        spans = ()
    if not spans:
        raise UserError(_("Write it like this: %(example)s", example=f"`{EXAMPLE}`"))
    return Hours(zone, spans)


def _own(ctx: Context, seat: Seat) -> Message:
    edge = duty.changes_at(seat.duty, ctx.now)
    if duty.is_on(seat.duty, ctx.now):
        if edge is None:
            return _("You are on duty. /duty off ends it.")
        return _("You are on duty until %(time)s.", time=ctx.reader.datetime(edge))
    if edge is None:
        return _("You are off duty. What waits for your reply goes back in a minute.")
    return _(
        "You are off duty until %(time)s. What waits for your reply goes back in a minute.",
        time=ctx.reader.datetime(edge),
    )


async def _show(ctx: Context) -> None:
    """Who is there, by duty name."""
    body = ctx.words(_("On duty now:"))
    there = [s for s in await duty_store.load(ctx.tx) if duty.is_on(s.duty, ctx.now)]
    for seat in there:
        name = await names.of(ctx.tx, seat.agent.account)
        languages = " ".join(sorted(seat.agent.languages)) or "-"
        body = (*body, Words("\n- "), *ctx.words(name), Words(f" ({languages})"))
    await ctx.reply(body if there else ctx.words(_("Nobody is on duty. /duty on begins it.")))


async def speak(ctx: Context, arguments: Mapping[str, str]) -> None:
    """The languages in which one can help; what is in another goes to others first."""
    spoken = frozenset(arguments["languages"].lower().replace(",", " ").split())
    if not spoken or not spoken <= set(LANGUAGES):
        raise UserError(_("Languages are: %(languages)s", languages=", ".join(LANGUAGES)))
    seat = await duty_store.find(ctx.tx, ctx.account)
    agent = msgspec.structs.replace(seat.agent, languages=spoken)
    await duty_store.put(ctx.tx, msgspec.structs.replace(seat, agent=agent))
    named = ", ".join(LANGUAGES[language] for language in sorted(spoken))
    await ctx.say(_("Noted: you speak %(languages)s.", languages=named))


COMMANDS = (
    Command(
        CommandSpec(
            name="duty",
            summary=_("Begin or end your duty, or set its hours"),
            arguments=(
                Argument(
                    name="when",
                    summary=_("on, off, or hours of the week"),
                    required=False,
                    rest=True,
                ),
            ),
            role="moderator",
            where="staff",
            answer="private",
        ),
        set_duty,
    ),
    Command(
        CommandSpec(
            name="speak",
            summary=_("Say which languages you speak"),
            arguments=(Argument(name="languages", summary=_("Languages"), rest=True),),
            role="moderator",
            where="staff",
            answer="private",
        ),
        speak,
    ),
)
