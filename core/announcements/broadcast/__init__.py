"""A run: one approved text on its way to many places, at the pace that the platforms take it."""

from core.announcements.broadcast import commands, listing, progress, reopening
from core.announcements.broadcast.ending import on_delivered, on_failed
from core.announcements.broadcast.listing import start
from core.announcements.broadcast.steering import cancel, halt, pause, resume

COMMANDS = commands.COMMANDS
FACT_LISTENERS = reopening.FACT_LISTENERS
JOBS = (*listing.JOBS, *progress.JOBS)

__all__ = [
    "COMMANDS",
    "FACT_LISTENERS",
    "JOBS",
    "cancel",
    "halt",
    "on_delivered",
    "on_failed",
    "pause",
    "resume",
    "start",
]
