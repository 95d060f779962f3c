"""Proof that an announcement is ours: fingerprints, the signed manifest, `/verify`."""

from core.announcements.proof import commands, issuing

COMMANDS = commands.COMMANDS
JOBS = issuing.JOBS
LISTENERS = commands.LISTENERS

__all__ = ["COMMANDS", "JOBS", "LISTENERS"]
