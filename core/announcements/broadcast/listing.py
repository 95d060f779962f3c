"""Where a run goes: its places are written down in batches, each with the cursor behind it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core import schedule
from core.announcements import store as notices
from core.announcements import targets
from core.announcements.broadcast import deliveries, ending, feeding, progress, quiet, runs
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.runs import Run
from core.announcements.draft import Notice, Post, Step, Target
from core.announcements.rules import FIRST
from core.context import Unit
from core.feature import Job

JOB = runs.LISTING
BATCH = 500  # places of one transaction
_LATER = timedelta(seconds=1)


async def start(unit: Unit, notice: Notice, step: Step, approval: int) -> int:
    """Begin a run; its number. Runs of one announcement go one after another."""
    is_first = step.kind in FIRST
    total = await (
        targets.count(unit, notice) if is_first else notices.count_posts(unit.tx, notice.id)
    )
    run = await runs.add(unit.tx, notice.id, approval, step, total, unit.now)
    await schedule.put(unit, JOB, str(run), unit.now, str(run))
    await progress.show(unit, run)
    return run


async def _go_on(unit: Unit, payload: str) -> None:
    """The next batch; while an earlier run of the announcement is on its way, later."""
    run = await runs.find(unit.tx, int(payload))
    notice = await notices.find(unit.tx, run.announcement) if run else None
    if run is None or notice is None or run.state in ("cancelled", "done"):
        return
    if not await runs.goes_first(unit.tx, run):
        await schedule.put(unit, JOB, payload, unit.now + _LATER, payload)
        return
    page = await _page(unit, run, notice)
    await _write_down(unit, run, notice, page)
    if len(page) == BATCH:
        await schedule.put(unit, JOB, payload, unit.now, payload)
    else:
        await _end(unit, run)
    await feeding.fill(unit, run)
    await ending.finish(unit, run)


async def _page(unit: Unit, run: Run, notice: Notice) -> Sequence[Target | Post]:
    if run.step.kind in FIRST:
        return await targets.after(unit, notice, run.cursor, BATCH)
    return await notices.posts_after(unit.tx, run.announcement, run.cursor, BATCH)


async def _write_down(unit: Unit, run: Run, notice: Notice, page: Sequence[Target | Post]) -> None:
    before = await deliveries.listed(unit.tx, run.id)
    for number, found in enumerate(page, before + 1):
        if isinstance(found, Target):
            await deliveries.put(unit.tx, _of_target(run, number, found, unit.now), unit.now)
        else:
            await deliveries.put(unit.tx, _of_post(unit, run, notice, number, found), unit.now)
    if page:
        await runs.move_cursor(unit.tx, run.id, _cursor(page[-1]))


def _cursor(found: Target | Post) -> str:
    return found.cursor if isinstance(found, Target) else found.key


def _of_target(run: Run, number: int, target: Target, now: datetime) -> Delivery:
    """A place without a text in a language for it gets none."""
    is_quiet = target.not_before is not None and target.not_before > now
    return Delivery(
        key=f"announcement:{run.announcement}:{run.id}:{number}",
        run=run.id,
        number=number,
        platform=target.platform,
        place=target.key,
        private=target.private,
        language=target.language,
        zone=target.zone,
        not_before=target.not_before,
        state=("quiet" if is_quiet else "listed") if target.language else "failed",
        reason="" if target.language else "no_language",
    )


def _of_post(unit: Unit, run: Run, notice: Notice, number: int, post: Post) -> Delivery:
    """What is nowhere cannot be changed."""
    platform, until = post.place.partition(":")[0], quiet.until(unit, notice, run.step, post)
    may_begin = until is None or quiet.may_edit(run.step, unit.capabilities(platform))
    return Delivery(
        key=f"announcement:{run.announcement}:{run.id}:{number}",
        run=run.id,
        number=number,
        platform=platform,
        place=post.place,
        private=post.private,
        language=post.language,
        zone=post.zone,
        not_before=until,
        post=post.key,
        state=("listed" if may_begin else "quiet") if post.state == "sent" else "failed",
        reason="" if post.state == "sent" else "not_posted",
    )


async def _end(unit: Unit, run: Run) -> None:
    """All are listed: how many is known now, and when the last quiet hours end."""
    await runs.set_total(unit.tx, run.id, await deliveries.listed(unit.tx, run.id))
    await quiet.set_alarm(unit, run.id)


async def _rouse(unit: Unit, payload: str) -> None:
    """Quiet hours are over somewhere."""
    run = await runs.find(unit.tx, int(payload))
    if run is None:
        return
    await deliveries.rouse(unit.tx, run, unit.now)
    await quiet.set_alarm(unit, run.id)
    await feeding.fill(unit, run)
    await ending.finish(unit, run)
    await progress.show(unit, run.id)


JOBS = (Job(JOB, _go_on), Job(quiet.ROUSING, _rouse))
