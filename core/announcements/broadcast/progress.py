"""How a run is going, on a card where staff sits, with what can be done about it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from core import schedule, staffroom
from core.actions import Button, Buttons
from core.announcements import store as notices
from core.announcements.broadcast import cards, deliveries, doubts, runs
from core.announcements.broadcast.rules import Progress, RunState
from core.context import Unit
from core.feature import Job
from core.i18n import Message, Reader, _, compose
from core.text import Body, Words

JOB = "announcement-progress"
PAUSE = timedelta(seconds=10)  # a staff group takes 20 messages a minute, and people come first

STATES: Mapping[RunState, Message] = {
    "running": _("on its way"),
    "paused": _("paused"),
    "cancelled": _("cancelled"),
    "done": _("done"),
}


async def show(unit: Unit, number: int) -> None:
    """Soon, and again and again while anything moves."""
    await schedule.put(unit, JOB, str(number), unit.now, str(number))


async def _redraw(unit: Unit, payload: str) -> None:
    run = await runs.find(unit.tx, int(payload))
    notice = await notices.find(unit.tx, run.announcement) if run else None
    if run is None or notice is None:
        return
    found = await deliveries.progress(unit.tx, run, unit.now)
    for number, place in enumerate(cards.places(unit, notice)):
        language = staffroom.language_of(unit, place)
        key = f"announcement:{run.announcement}:{run.id}"
        await cards.put(
            unit, place, f"{key}:card:{number}", face(found, language), _buttons(found, language)
        )
        await doubts.draw(unit, place, f"{key}:doubt:{number}", run)
    if run.state == "running" and found.waiting:
        await schedule.put(unit, JOB, payload, unit.now + PAUSE, payload)


def face(found: Progress, language: str) -> Body:
    body: Body = ()
    for number, line in enumerate(_lines(found, Reader(language))):
        body = (*body, *((Words("\n"),) if number else ()), *compose(line, language))
    return body


def _lines(found: Progress, reader: Reader) -> Iterator[Message]:
    yield _(
        "**Announcement %(announcement)s** · run %(run)s · %(state)s",
        announcement=found.announcement,
        run=found.run,
        state=STATES[found.state],
    )
    done, total = reader.number(found.sent), reader.number(found.total)
    yield _("Sent: %(count)s of %(total)s", count=done, total=total)
    counts = (
        (found.waiting, _("Waiting: %(count)s", count=reader.number(found.waiting))),
        (found.quiet, _("Until quiet hours end: %(count)s", count=reader.number(found.quiet))),
        (found.failed, _("Failed: %(count)s", count=reader.number(found.failed))),
        (found.unreachable, _("Out of reach: %(count)s", count=reader.number(found.unreachable))),
        (found.uncertain, _("Uncertain: %(count)s", count=reader.number(found.uncertain))),
        (found.cancelled, _("Cancelled: %(count)s", count=reader.number(found.cancelled))),
    )
    yield from (line for count, line in counts if count)
    if found.left:
        yield _("Time left: about %(length)s", length=reader.duration(found.left))


def _buttons(found: Progress, language: str) -> Buttons:
    reader = Reader(language)
    pause = Button(reader.gettext(_("Pause")), f"/run pause {found.run}")
    resume = Button(reader.gettext(_("Go on")), f"/run resume {found.run}")
    cancel = Button(reader.gettext(_("Cancel")), f"/run cancel {found.run}")
    report = Button(reader.gettext(_("Report")), f"/run report {found.run}")
    match found.state:
        case "running":
            return ((pause, cancel),)
        case "paused":
            return ((resume, cancel),)
        case _:
            return ((report,),)


JOBS = (Job(JOB, _redraw),)
