"""Scams, impostors and leaked secrets are dealt with before anyone is hurt."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from core.actions import Receipt, Send
from core.context import Context, Unit, words
from core.events import Account, JoinRequested
from core.feature import Feature, Job, Listener, Snapshot
from core.i18n import _
from core.outbox import Lane
from core.platform import Outcome
from core.roles import staff, suspended
from core.storage import Transaction
from moderation import (
    acting,
    allowed,
    becoming,
    door,
    engine,
    house,
    newcomers,
    overview,
    raid_store,
    raiding,
    reports,
    sealing,
    staffroom,
    sweeping,
    telling,
    voice,
    waves,
)
from moderation.commands import commands
from moderation.memory import Memory
from moderation.notes import Arrived, Came, Judged, Note, Spoke
from moderation.patrol import Patrol
from moderation.raids import Raids
from moderation.sweeping import Sweep
from moderation.watching import Watch

if TYPE_CHECKING:
    from core.app import App

_CHANGED = _(
    "Somebody has changed the audit log behind my back. `guildhall audit verify` tells where; who"
    " did it can write to the database."
)
WRITE_EVERY = timedelta(minutes=1)
LOOK_EVERY = POST_EVERY = timedelta(days=1)


def feature() -> Feature:
    """With a memory of its own: one for each running program."""
    memory, raids, patrol, names = Memory(), Raids(), Patrol(), Sweep()
    watch = Watch(memory, raids)

    async def write_standing(unit: Unit, _payload: str) -> None:
        rows = memory.unwritten()
        await newcomers.put_standing(unit.tx, rows)
        unit.after_commit.append(lambda: memory.written(rows))

    async def delivered(unit: Unit, key: str, receipt: Receipt) -> None:
        await becoming.on_delivered(unit, key, receipt)
        await names.answered(unit, key, receipt)

    async def failed(unit: Unit, key: str, outcome: Outcome) -> None:
        await becoming.on_failed(unit, key, outcome, memory.presented)
        await raiding.on_failed(unit, key, outcome)

    def forget(accounts: Sequence[Account]) -> None:
        for account in accounts:
            memory.forget(str(account))

    return Feature(
        name=acting.OWNER,
        commands=(
            *commands(memory),
            raiding.command(raids),
            reports.command(watch),
            door.COMMAND,
            telling.COMMAND,
            overview.command(patrol),
        ),
        listeners=(Listener("moderation", 0, watch.concerns, hear), house.LISTENER, voice.LISTENER),
        forgets=forget,
        on_delivered=delivered,
        on_failed=failed,
        jobs=(
            *raiding.JOBS,
            *voice.JOBS,
            *door.JOBS,
            waves.job(memory),
            Job("house-look", patrol.ring, every=LOOK_EVERY),
            Job("moderation-standing", write_standing, every=WRITE_EVERY),
            Job("names", names.ask, every=sweeping.EVERY),
            Job("audit-seal", seal_audit, every=WRITE_EVERY),
            Job("audit-head", post_head, every=POST_EVERY),
        ),
        snapshots=(
            Snapshot("roles", _roles, dict),
            Snapshot("links", allowed.links, frozenset),
            Snapshot("cleared", allowed.cleared, frozenset),
            Snapshot("standing", newcomers.standing, dict),
            Snapshot("raids", raid_store.running, list),
        ),
        companions=(warm_up, patrol.walk, names.tell),
    )


async def hear(ctx: Context, note: Note) -> bool:
    """True where nobody else should answer."""
    match note:
        case Judged():
            return await acting.hear(ctx, note)
        case Spoke():
            return await raiding.spoke(ctx, note)
        case Came():
            await raiding.came(ctx, note)
            return True
        case Arrived():
            return await door.arrived(ctx)
        case JoinRequested():
            return await door.knocked(ctx, note)
        case _:
            assert_never(note)


async def seal_audit(unit: Unit, _payload: str) -> None:
    await _seal(unit)


async def post_head(unit: Unit, _payload: str) -> None:
    """Where staff keeps it, whoever changes the database cannot change it."""
    head = f"`{await _seal(unit)}`"
    for place in await staffroom.rooms(unit):
        language = staffroom.language_of(unit, place)
        body = words(_("Head of the audit log, to verify it with: %(head)s", head=head), language)
        await unit.put(Send(place=place, body=body, silent=True), lane=Lane.TICKETS)


async def _seal(unit: Unit) -> sealing.Head:
    """Never over a line that somebody else has changed: that would make it look whole."""
    folder = Path(unit.config.data.folder)
    known = sealing.kept(folder)
    if known and not await sealing.leads_through(unit.tx, known):
        once = f"audit-broken:{unit.now:%Y%m%d}"
        await staffroom.alarm(unit, lambda _language: [_CHANGED], once=once)
        return known
    head = await sealing.seal(unit.tx, sealing.key(folder), unit.now)
    unit.after_commit.append(lambda: sealing.keep(folder, head))
    return head


async def warm_up(_app: "App") -> None:
    """Off the event loop, so that neither the start nor a message has to wait for the tables."""
    await asyncio.to_thread(engine.warm_up)


async def _roles(tx: Transaction) -> Mapping[str, str]:
    """Who holds which role; a suspended account holds none."""
    barred = set(await suspended(tx))
    return {
        str(account): role
        for account, role, state in await staff(tx)
        if state == "held" and account not in barred
    }


FEATURE = feature()
