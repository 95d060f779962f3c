"""Scams, impostors and leaked secrets are dealt with before anyone is hurt."""

from collections.abc import Mapping
from datetime import timedelta

from core import people
from core.context import Unit
from core.feature import Feature, Job, Listener, Snapshot
from core.storage import Transaction
from moderation import acting, engine, store
from moderation.commands import commands
from moderation.memory import Memory
from moderation.watching import Watch

WRITE_EVERY = timedelta(minutes=1)


def feature() -> Feature:
    """With a memory of its own: one for each running program."""
    memory = Memory()
    engine.warm_up()

    async def write_standing(unit: Unit, _payload: str) -> None:
        rows = memory.unwritten()
        await store.put_standing(unit.tx, rows)
        unit.after_commit.append(lambda: memory.written(rows))

    return Feature(
        name="moderation",
        commands=commands(memory),
        listeners=(Listener("moderation", 0, Watch(memory).concerns, acting.hear),),
        jobs=(Job("moderation-standing", write_standing, every=WRITE_EVERY),),
        snapshots=(
            Snapshot("roles", _roles, dict),
            Snapshot("links", store.links, frozenset),
            Snapshot("standing", store.standing, dict),
        ),
    )


async def _roles(tx: Transaction) -> Mapping[str, str]:
    """Who holds which role; a suspended account holds none."""
    suspended = set(await people.suspended(tx))
    return {
        str(account): role
        for account, role, state in await people.staff(tx)
        if state == "held" and account not in suspended
    }


FEATURE = feature()
