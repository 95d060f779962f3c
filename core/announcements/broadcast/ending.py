"""How each place of a run ended, and the run with its last."""

from core import schedule
from core.actions import Receipt
from core.announcements.broadcast import (
    askers,
    deliveries,
    feeding,
    posts,
    progress,
    quiet,
    rules,
    runs,
)
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.runs import Run
from core.announcements.rules import Kind
from core.context import Unit
from core.platform import Outcome


async def on_delivered(unit: Unit, key: str, receipt: Receipt) -> None:
    delivery = await deliveries.delivery(unit.tx, key)
    run = await runs.find(unit.tx, delivery.run) if delivery else None
    if delivery is None or run is None:
        return
    if delivery.reason == feeding.SILENTLY:
        await deliveries.mark(unit.tx, key, "quiet", unit.now, link=receipt.link)
        await quiet.set_alarm(unit, run.id)
    else:
        await deliveries.mark(unit.tx, key, "sent", unit.now, link=receipt.link)
    await _stands(unit, run, delivery, receipt)
    await _go_on(unit, run, delivery)


async def on_failed(unit: Unit, key: str, outcome: Outcome) -> None:
    delivery = await deliveries.delivery(unit.tx, key)
    run = await runs.find(unit.tx, delivery.run) if delivery else None
    if delivery is None or run is None:
        return
    state, reason = rules.ended(outcome)
    await deliveries.mark(unit.tx, key, state, unit.now, reason=reason)
    if not delivery.post:
        kept = "uncertain" if state == "uncertain" else "failed"
        await posts.mark(unit.tx, key, kept, reason or state, unit.now)
    await _go_on(unit, run, delivery)


async def _stands(unit: Unit, run: Run, delivery: Delivery, receipt: Receipt) -> None:
    """An edit may have moved a post to other messages; a follow-up is none of it."""
    if not delivery.post:
        await posts.stands(unit.tx, delivery.key, receipt.place.key, receipt.ids, unit.now)
        await askers.stands(unit, run, delivery, receipt)
    elif run.step.kind is Kind.RECALLED:
        await posts.mark(unit.tx, delivery.post, "deleted", "", unit.now)
        await askers.gone(unit, delivery)
    elif unit.capabilities(delivery.platform).edits and receipt.ids:
        await posts.stands(unit.tx, delivery.post, receipt.place.key, receipt.ids, unit.now)


async def _go_on(unit: Unit, run: Run, delivery: Delivery) -> None:
    await feeding.top_up(unit, run, delivery.platform)
    await finish(unit, run)


async def finish(unit: Unit, run: Run) -> None:
    """Nothing where places are still ahead, or not yet listed."""
    listing = await schedule.find(unit, runs.LISTING, str(run.id))
    if run.state != "running" or listing is not None or await deliveries.is_ahead(unit.tx, run.id):
        return
    await runs.set_state(unit.tx, run.id, "done", unit.now)
    await progress.show(unit, run.id)
