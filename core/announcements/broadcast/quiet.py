"""Quiet hours of a place: what may be done without a sound, and when the rest is due.

A first message waits for the morning, and then says what is so by then. A change is made in the
post at once, for an edit makes no sound; the short word about it waits, and of several the last one
is said.
"""

from datetime import datetime

from core import schedule
from core.announcements import targets
from core.announcements.broadcast import deliveries
from core.announcements.draft import Notice, Post, Step
from core.announcements.rules import Kind
from core.context import Unit
from core.platform import Capabilities

ROUSING = "announcement-rousing"


def until(unit: Unit, notice: Notice, step: Step, post: Post) -> datetime | None:
    """When the quiet hours that the place of a post has now are over; None where it has none.
    People asked to be written to; what is taken back is taken back at once."""
    is_silent = not notice.draft.follow_ups and may_edit(step, unit.capabilities(_platform(post)))
    if post.private or step.kind is Kind.RECALLED or is_silent:
        return None
    return targets.quiet_until(unit.config, post.place, notice.draft, unit.now)


def _platform(post: Post) -> str:
    return post.place.partition(":")[0]


def may_edit(step: Step, capabilities: Capabilities) -> bool:
    """Something of the step makes no sound; a reminder is nothing but sound."""
    return capabilities.edits and step.kind is not Kind.REMINDED


async def set_alarm(unit: Unit, run: int) -> None:
    """For the first place of a run whose morning comes."""
    due = await deliveries.next_rousing(unit.tx, run)
    if due is not None:
        await schedule.put(unit, ROUSING, str(run), due, str(run))
