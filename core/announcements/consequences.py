"""What follows from each step that is told to everybody, in the same transaction."""

from core.announcements.draft import Notice, Step
from core.announcements.proof import recording
from core.context import Unit


async def follow(unit: Unit, notice: Notice, step: Step) -> None:
    """The words can be verified before anybody reads them."""
    await recording.record(unit, notice, step)
