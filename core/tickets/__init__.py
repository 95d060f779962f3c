"""Tickets: from a message in any group to a person who solves it."""

from datetime import timedelta

from core.context import Unit
from core.feature import FactListener, Feature, Job, Listener
from core.tickets import (
    alarms,
    aside,
    asking,
    blocking,
    calls,
    cards,
    closing,
    corrections,
    desk,
    drafts,
    ending,
    escalation,
    happen,
    issues,
    known,
    marks,
    merging,
    offers,
    opening,
    outcomes,
    overview,
    picking,
    presence,
    quiet,
    replies,
    roster,
    shifts,
    status,
    talk,
    thread,
    titles,
    transcripts,
    translator,
)

DRAFTS_LAST = timedelta(days=1)


async def _tidy(unit: Unit, _payload: str) -> None:
    await drafts.forget_old(unit.tx, unit.now - DRAFTS_LAST)


async def _nothing(_unit: Unit, _payload: str) -> None:
    """Its row was the memory of who was told."""


COMMANDS = (
    *asking.COMMANDS,
    *escalation.COMMANDS,
    *picking.COMMANDS,
    *status.COMMANDS,
    *ending.COMMANDS,
    *desk.COMMANDS,
    *corrections.COMMANDS,
    *replies.COMMANDS,
    *roster.COMMANDS,
    *overview.COMMANDS,
    *transcripts.COMMANDS,
    *blocking.COMMANDS,
    *closing.COMMANDS,
    *issues.COMMANDS,
    *merging.COMMANDS,
)
LISTENERS = (
    Listener("ticket-thread", 20, thread.concerns, thread.hear),
    Listener("tickets", 20, talk.concerns, talk.hear, talk.is_for_staff),
    Listener("ticket-calls", 21, calls.concerns, calls.hear),
    Listener("ticket-presence", 22, presence.concerns, presence.hear),
    Listener("ticket-strangers", 95, thread.concerns_stranger, thread.hear_stranger),
    Listener("ticket-changes", 96, thread.concerns_change, thread.hear_change),
)
JOBS = (
    Job(cards.JOB, cards.redraw_late),
    Job(marks.JOB, marks.mark_waiting),
    Job(titles.JOB, titles.rename_late),
    Job(happen.WAKE, desk.wake_when_due),
    Job(thread.STRANGERS, _nothing),
    Job("ticket-tidy", _tidy, every=timedelta(hours=6)),
    *alarms.JOBS,
    *closing.JOBS,
    *known.JOBS,
    *ending.JOBS,
    *offers.JOBS,
    *quiet.JOBS,
    *shifts.JOBS,
)

FEATURE = Feature(
    name="tickets",
    commands=COMMANDS,
    listeners=LISTENERS,
    fact_listeners=(
        FactListener("tickets", opening.forget_strangers),
        FactListener("ticket-aside", aside.hear),
        FactListener("ticket-pieces", aside.take_back),
    ),
    jobs=JOBS,
    pages=transcripts.PAGES,
    companions=(translator.run,),
    on_delivered=outcomes.on_delivered,
    on_failed=outcomes.on_failed,
)

__all__ = ["COMMANDS", "FEATURE", "JOBS", "LISTENERS"]
