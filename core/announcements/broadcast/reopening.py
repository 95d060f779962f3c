"""A place that could not be written to can be again: what it missed of late is sent there."""

from datetime import timedelta

import msgspec

from core.announcements.broadcast import deliveries, feeding, progress, runs
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.runs import Run
from core.context import Context
from core.facts import Fact, PlaceReached
from core.feature import FactListener

MISSED = timedelta(hours=24)  # what is older is no news any more


async def hear(ctx: Context, fact: Fact) -> None:
    if not isinstance(fact, PlaceReached):
        return
    for delivery in await deliveries.missed(ctx.tx, fact.place.chat, ctx.now - MISSED):
        run = await runs.find(ctx.tx, delivery.run)
        if run is None or run.state == "cancelled" or await _is_over(ctx, run, delivery):
            continue
        await deliveries.mark(ctx.tx, delivery.key, "listed", ctx.now)
        if run.state == "done":
            await runs.set_state(ctx.tx, run.id, "running", ctx.now)
            run = msgspec.structs.replace(run, state="running")
        await feeding.top_up(ctx, run, delivery.platform)
        await progress.show(ctx, run.id)


async def _is_over(ctx: Context, run: Run, delivery: Delivery) -> bool:
    is_void = not await runs.stands(ctx.tx, run.approval)
    return is_void or await runs.is_overtaken(ctx.tx, run, changes=bool(delivery.post))


FACT_LISTENERS = (FactListener("announcement-reopening", hear),)
