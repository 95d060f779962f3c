"""`/run`: the runs of late, and what can be done with one."""

from collections.abc import Awaitable, Callable, Mapping

from core import numbers, people
from core.announcements.broadcast import deliveries, progress, report, runs, steering
from core.announcements.draft import MACHINE
from core.context import Context, Unit
from core.events import Account
from core.feature import Command, UserError
from core.i18n import Message, _
from core.platform import Argument, CommandSpec
from core.text import Body, Words

LATEST = 5
SHOWN = 40  # lines of a report in a chat; the command line prints all
_HOW = "`/run`, `/run report 3`, `/run pause 3`, `/run resume 3`, `/run cancel 3`"

STEPS: Mapping[str, Callable[[Unit, int], Awaitable[None]]] = {
    "pause": steering.pause,
    "resume": steering.resume,
    "cancel": steering.cancel,
    "again": steering.send_again,
    "arrived": steering.settle,
}
_BY_ADMINS = frozenset({"resume", "again"})  # stopping is everybody's of the staff, going on is not
_TOLD: Mapping[str, Message] = {
    "pause": _("paused"),
    "resume": _("goes on"),
    "cancel": _("cancelled"),
    "again": _("sent again where it was uncertain"),
    "arrived": _("seen by staff where it was uncertain"),
}


async def run(ctx: Context, arguments: Mapping[str, str]) -> None:
    what, number = arguments.get("what", ""), numbers.typed(arguments.get("number", ""))
    if not what:
        await _list(ctx)
        return
    if not number:
        raise UserError(_("Like this: %(examples)s", examples=_HOW))
    if what == "report":
        await _report(ctx, number)
        return
    await _step(ctx, what, number)


async def _step(ctx: Context, what: str, number: int) -> None:
    if what in _BY_ADMINS and ctx.role != "admin":
        raise UserError(_("Only an admin may do this."))
    await steer(ctx, what, number, ctx.account)
    await ctx.say(_("Done."))


async def steer(unit: Unit, what: str, number: int, by: Account | None) -> None:
    """One of `STEPS` with a run; all admins hear of it. `by` None: from the machine."""
    if what not in STEPS:
        raise UserError(_("Like this: %(examples)s", examples=_HOW))
    await STEPS[what](unit, number)
    actor = MACHINE if by is None else str(by)
    await people.note(unit.tx, actor, f"run {what}", f"run:{number}", unit.now)
    told = _(
        "Run %(run)s of announcements: %(what)s, by %(account)s.",
        run=number,
        what=_TOLD[what],
        account=f"`{actor}`",
    )
    await unit.tell_admins(told, but=by)


async def _list(ctx: Context) -> None:
    latest = await runs.latest(ctx.tx, LATEST)
    if not latest:
        raise UserError(_("Nothing has been announced yet."))
    body: Body = ()
    for one in latest:
        face = progress.face(await deliveries.progress(ctx.tx, one, ctx.now), ctx.reader.language)
        body = (*body, *((Words("\n\n"),) if body else ()), *face)
    await ctx.reply(body)


async def _report(ctx: Context, number: int) -> None:
    """What did not arrive comes first."""
    lines = await report.report(ctx.tx, number)
    if not lines:
        raise UserError(_("There is no run %(number)s.", number=number))
    shown = sorted(lines, key=lambda line: line.state == "sent")[:SHOWN]
    words = "\n".join(
        f"`{line.place}` · {line.state} {line.link or line.reason}".rstrip() for line in shown
    )
    rest = _("All of them: `guildhall runs %(number)s --csv`", number=number)
    more = (Words("\n"), *ctx.words(rest)) if len(lines) > SHOWN else ()
    await ctx.reply((Words(words), *more))


COMMANDS = (
    Command(
        CommandSpec(
            name="run",
            summary=_("See and steer announcements on their way"),
            arguments=(
                Argument(name="what", summary=_("What to do with it"), required=False),
                Argument(name="number", summary=_("Number of the run"), required=False),
            ),
            role="moderator",
            where="staff",
            answer="private",
        ),
        run,
    ),
)
