"""`/panic`: any moderator stops what is said to many; two admins, or the machine, let it go on.

What is stopped, and how, is `outbox.effect`; the look at the brake is in `flights.claim`.
"""

from collections.abc import Mapping
from datetime import timedelta

from core import brake, outbox, people, roles, schedule
from core.actions import Button, Buttons, Send
from core.context import Context, Unit, words
from core.events import Account, Place
from core.feature import Command, Feature, Job, UserError
from core.i18n import Message, _, translate
from core.outbox import Lane
from core.platform import Argument, CommandSpec

OVER = "panic-over"  # a job
SETTLED_AFTER = timedelta(hours=24)  # since it got its role, a link or its freedom
SECOND_ADMIN_WITHIN = timedelta(minutes=30)


async def panic(ctx: Context, arguments: Mapping[str, str]) -> None:
    match arguments.get("what"):
        case "keep":
            await _keep(ctx)
        case "off":
            await _end(ctx)
        case _:
            await pull(ctx, ctx.account)
            await _say(ctx, _("Stopped. All admins have been told."))


async def pull(unit: Unit, by: Account | str) -> None:
    """Stop everything that a panic stops, for half an hour; the team hears who did it."""
    await brake.pull(unit.tx, unit.now)
    await unit.changed(brake.LAST.name)
    await people.note(unit.tx, by, "panic", "", unit.now)
    await schedule.put(unit, OVER, OVER, unit.now + brake.LASTS)
    await _alarm(
        unit,
        _(
            "🛑 Panic, by %(who)s. Announcements, their follow-ups and edits, automatic answers and"
            " answers with links are stopped for 30 minutes. Moderation, tickets and /verify go on."
            " An admin can keep it on; to end it sooner takes two admins, or `guildhall panic off`"
            " on the machine.",
            who=f"`{by}`",
        ),
        keep=True,
    )


async def release(unit: Unit, by: Account | str) -> None:
    """What waited goes on."""
    await brake.release(unit.tx)
    await unit.changed(brake.LAST.name)
    await schedule.cancel(unit, OVER, OVER)
    await people.note(unit.tx, by, "panic ended", "", unit.now)
    unit.wakes.extend(await outbox.held(unit.tx))
    await _alarm(unit, _("The panic was ended by %(who)s. What waited goes on.", who=f"`{by}`"))


async def run_out(unit: Unit, _payload: str) -> None:
    """Half an hour is over: unless it is kept, what waited goes on."""
    if await brake.panic(unit.tx, unit.now) is not None:
        return
    unit.wakes.extend(await outbox.held(unit.tx))
    await _alarm(unit, _("The panic is over after 30 minutes. What waited goes on."))


async def _keep(ctx: Context) -> None:
    _require_admin(ctx)
    await _require_panic(ctx)
    await brake.keep(ctx.tx)
    await ctx.changed(brake.LAST.name)
    await people.note(ctx.tx, ctx.account, "panic kept", "", ctx.now)
    await _alarm(
        ctx, _("%(who)s keeps the panic on until it is ended by hand.", who=f"`{ctx.account}`")
    )
    await _say(ctx, _("It stays on until it is ended by hand."))


async def _end(ctx: Context) -> None:
    """The first admin asks, a second one agrees: another person, and none of the two is new."""
    _require_admin(ctx)
    await _require_panic(ctx)
    await _require_settled(ctx)
    for asked in await brake.who_asked(ctx.tx, ctx.now - SECOND_ADMIN_WITHIN):
        if await _is_other_admin(ctx, asked):
            await release(ctx, ctx.account)
            await _say(ctx, _("The panic is over."))
            return
    await brake.ask_release(ctx.tx, ctx.account, ctx.now)
    await _alarm(
        ctx,
        _(
            "%(who)s wants to end the panic. A second admin has to agree within 30 minutes.",
            who=f"`{ctx.account}`",
        ),
    )
    await _say(
        ctx, _("A second admin has to agree within 30 minutes, or `guildhall panic off` is run.")
    )


def _require_admin(ctx: Context) -> None:
    if ctx.role != "admin":
        raise UserError(_("Only an admin may do this."))


async def _require_panic(ctx: Context) -> None:
    if await brake.panic(ctx.tx, ctx.now) is None:
        raise UserError(_("Nothing is stopped at the moment."))


async def _require_settled(ctx: Context) -> None:
    settled = await roles.settled_at(ctx.tx, ctx.account, ctx.member)
    if settled > ctx.now - SETTLED_AFTER:
        raise UserError(
            _("Your account got its role, a link or its freedom within the last 24 hours.")
        )


async def _is_other_admin(ctx: Context, asked: Account) -> bool:
    """Still an admin now, and never known to be this same person."""
    person = await people.recognise(ctx.tx, asked)
    if person is None or person.role(asked, ctx.config.admins) != "admin":
        return False
    return str(asked) not in await people.ever_linked(ctx.tx, ctx.account, ctx.member)


# -- telling -------------------------------------------------------------------------------------


async def _say(ctx: Context, message: Message) -> None:
    await ctx.say(message, in_panic="goes_on")


async def _alarm(unit: Unit, message: Message, *, keep: bool = False) -> None:
    """To the staff's places and to every admin in private, before anything else that waits."""
    ours = unit.config.community.language
    for name in sorted(unit.config.staff.places):
        chat = Account.parse(name)  # of the same form, platform:id
        place = Place(chat.platform, chat.id)
        await _tell(unit, place, unit.settings(place).language or ours, message, keep=keep)
    trusted = unit.config.admins - set(await roles.suspended(unit.tx))
    for admin in sorted(trusted, key=str):
        if own := await unit.private_place(admin):
            person = await people.recognise(unit.tx, admin)
            chosen = person.member.language if person else None
            await _tell(unit, own, chosen or ours, message, keep=keep)


async def _tell(unit: Unit, place: Place, language: str, message: Message, *, keep: bool) -> None:
    buttons = _buttons(language) if keep else ()
    send = Send(place=place, body=words(message, language), buttons=buttons)
    await unit.put(send, lane=Lane.SAFETY)


def _buttons(language: str) -> Buttons:
    keep = Button(translate(_("Keep it on"), language), "/panic keep")
    return ((keep, Button(translate(_("End it"), language), "/panic off")),)


COMMANDS = (
    Command(
        CommandSpec(
            name="panic",
            summary=_("Stop announcements, automatic answers and links at once"),
            arguments=(
                Argument(
                    name="what",
                    summary=_("keep or off; nothing to stop"),
                    required=False,
                    choices=("keep", "off"),
                ),
            ),
            role="moderator",
            answer="private",
        ),
        panic,
    ),
)

FEATURE = Feature(
    name="panic", commands=COMMANDS, jobs=(Job(OVER, run_out),), snapshots=(brake.LAST,)
)
