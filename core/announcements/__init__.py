"""Announcements: one text of the house to every community, in each reader's language.

The states are in rules.py, the two keys in keys.py, the only door to the outbox in publish.py.
"""

from core.announcements import (
    askers,
    broadcast,
    clockwork,
    collecting,
    commands,
    components,
    proof,
    status,
    subscribing,
)
from core.feature import Feature

FEATURE = Feature(
    name="announcements",
    commands=(
        *commands.COMMANDS,
        *subscribing.COMMANDS,
        *components.COMMANDS,
        *broadcast.COMMANDS,
        *proof.COMMANDS,
    ),
    listeners=proof.LISTENERS,
    fact_listeners=(*broadcast.FACT_LISTENERS, *askers.FACT_LISTENERS),
    jobs=(*clockwork.JOBS, *broadcast.JOBS, *proof.JOBS),
    pages=status.PAGES,
    companions=(collecting.run,),
    on_delivered=broadcast.on_delivered,
    on_failed=broadcast.on_failed,
)
