"""Pause, go on, cancel: what people may do with a run on its way."""

import msgspec

from core.announcements.broadcast import deliveries, ending, feeding, posts, progress, rules, runs
from core.announcements.broadcast.rules import RunState
from core.announcements.broadcast.runs import Run
from core.context import Unit
from core.feature import UserError
from core.i18n import _


async def pause(unit: Unit, number: int) -> None:
    """What waits in the outbox is taken back; what is in flight ends."""
    run = await _become(unit, number, "paused")
    await _take_back(unit, run)


async def resume(unit: Unit, number: int) -> None:
    run = await _become(unit, number, "running")
    await feeding.fill(unit, run)
    await ending.finish(unit, run)


async def cancel(unit: Unit, number: int) -> None:
    """For good: what is not sent yet never will be."""
    run = await _become(unit, number, "cancelled")
    await _give_up(unit, run)


async def halt(unit: Unit, announcement: int) -> None:
    """Cancel whatever runs of it are on their way."""
    for run in await runs.open_runs(unit.tx, announcement):
        await cancel(unit, run.id)


async def send_again(unit: Unit, number: int) -> None:
    """To all of which nobody knows whether it arrived; the run goes on for them."""
    run = await _find(unit, number)
    if run.state == "cancelled" or not await runs.stands(unit.tx, run.approval):
        raise UserError(_("That is no longer possible: the run has changed or is over."))
    await deliveries.mark_all(unit.tx, run.id, "uncertain", "listed", unit.now)
    if run.state == "done":
        run = await _become(unit, number, "running")
    await feeding.fill(unit, run)
    await ending.finish(unit, run)
    await progress.show(unit, number)


async def settle(unit: Unit, number: int) -> None:
    """Somebody looked: they arrived."""
    run = await _find(unit, number)
    await deliveries.mark_all(unit.tx, run.id, "uncertain", "sent", unit.now, reason="by_hand")
    await progress.show(unit, number)


async def _find(unit: Unit, number: int) -> Run:
    run = await runs.find(unit.tx, number)
    if run is None:
        raise UserError(_("There is no run %(number)s.", number=number))
    return run


async def _become(unit: Unit, number: int, state: RunState) -> Run:
    run = await _find(unit, number)
    if not rules.may_become(run.state, state):
        raise UserError(_("That is no longer possible: the run has changed or is over."))
    await runs.set_state(unit.tx, number, state, unit.now)
    changed = msgspec.structs.replace(run, state=state)
    await progress.show(unit, number)
    return changed


async def _take_back(unit: Unit, run: Run) -> None:
    for key in await deliveries.take_back(unit.tx, run.id, unit.now):
        await deliveries.mark(unit.tx, key, "listed", unit.now)


async def _give_up(unit: Unit, run: Run) -> None:
    await _take_back(unit, run)
    for state in ("listed", "quiet"):
        await deliveries.mark_all(unit.tx, run.id, state, "cancelled", unit.now)
    await posts.mark_all(unit.tx, run.id, unit.now)
