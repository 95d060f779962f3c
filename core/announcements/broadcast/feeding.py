"""Rows for the outbox, just in time: each that ends brings the next ones in.

So a run has at most `rules.WINDOW` rows there for each platform: that many are to be held or taken
back when it is paused or stopped, and 20,000 places are never in memory.
"""

from collections.abc import Sequence

from core import chats
from core.actions import Action, Delete, Send
from core.announcements import rendering, shaping
from core.announcements import store as notices
from core.announcements.broadcast import deliveries, posts, runs
from core.announcements.broadcast.deliveries import Delivery
from core.announcements.broadcast.rules import REFILL, WINDOW
from core.announcements.broadcast.runs import Run
from core.announcements.draft import Notice, Post, Step, Target
from core.announcements.rules import Kind
from core.context import Unit
from core.events import Place
from core.official import NotOfficial
from core.outbox import Lane, NoSuchMessage

OWNER = "announcements"
SILENTLY = "silently"  # the reason of a row whose word is still to follow


async def fill(unit: Unit, run: Run) -> None:
    """On every platform."""
    for platform in await deliveries.platforms(unit.tx, run.id):
        await top_up(unit, run, platform)


async def top_up(unit: Unit, run: Run, platform: str) -> None:
    """Nothing while enough wait, or where the run does not go on or its approval was voided."""
    if run.state != "running" or not await _is_approved(unit, run):
        return
    room = WINDOW - await deliveries.waiting(unit.tx, run.id, platform)
    while room >= REFILL:
        listed = await deliveries.next_listed(unit.tx, run.id, platform, room)
        notice = await notices.find(unit.tx, run.announcement)
        if notice is None or not listed:
            return
        for delivery in listed:
            room -= await _put(unit, run, notice, delivery)


async def _is_approved(unit: Unit, run: Run) -> bool:
    """Taking back what was said needs nobody's leave."""
    return run.step.kind is Kind.RECALLED or await runs.stands(unit.tx, run.approval)


async def _put(unit: Unit, run: Run, notice: Notice, delivery: Delivery) -> bool:
    """Whether it waits in the outbox now; if not, it has ended."""
    closed = await chats.is_unreachable(unit.tx, Place.at(delivery.place).chat)
    if closed:
        await deliveries.mark(unit.tx, delivery.key, "unreachable", unit.now, reason="closed")
        return False
    actions = await _actions(unit, run, notice, delivery)
    if not actions:
        await deliveries.mark(unit.tx, delivery.key, "sent", unit.now)
        return False
    try:
        async with unit.part():
            await _queue(unit, delivery, actions)
            if not delivery.post:
                await posts.add(unit.tx, run, delivery, unit.now)
    except (NotOfficial, NoSuchMessage) as error:
        await deliveries.mark(
            unit.tx, delivery.key, "failed", unit.now, reason=type(error).__name__
        )
        return False
    return True


async def _actions(unit: Unit, run: Run, notice: Notice, delivery: Delivery) -> Sequence[Action]:
    """The first is the one that counts. A first message that comes late tells what is so now."""
    capabilities = unit.capabilities(delivery.platform)
    if delivery.post:
        post = await posts.find(unit.tx, delivery.post)
        step = _step(unit, run, delivery)
        if post is None or step is None:
            return ()
        if step.kind is Kind.RECALLED:
            return await _recall(unit, notice, step, post)
        change = shaping.silent_change if _is_quiet(unit, delivery) else shaping.change
        return change(notice, step, post, capabilities)
    target = Target(
        cursor="",
        key=delivery.place,
        platform=delivery.platform,
        private=delivery.private,
        language=delivery.language,
        zone=delivery.zone,
    )
    present = await notices.last_step(unit.tx, notice.id) or run.step
    return shaping.first(notice, present, target, capabilities, delivery.key)


async def _recall(unit: Unit, notice: Notice, step: Step, post: Post) -> Sequence[Action]:
    """The post, and the short messages that told of its changes."""
    capabilities = unit.capabilities(post.place.partition(":")[0])
    keys = await deliveries.follow_ups(unit.tx, post.key, beside_edits=capabilities.edits)
    followed = (Delete(target=key) for key in keys)
    return (*shaping.change(notice, step, post, capabilities), *followed)


def _step(unit: Unit, run: Run, delivery: Delivery) -> Step | None:
    """A reminder that waited for the morning does not say how long it is until the begin."""
    step = run.step
    if step.kind is not Kind.REMINDED or delivery.not_before is None:
        return step
    is_of_use = step.starts_at is not None and step.starts_at > unit.now
    return rendering.without_length(step) if is_of_use else None


async def _queue(unit: Unit, delivery: Delivery, actions: Sequence[Action]) -> None:
    for number, action in enumerate(actions):
        await unit.put(
            action,
            lane=Lane.SAFETY if isinstance(action, Delete) else Lane.ANNOUNCEMENTS,
            key=f"{delivery.key}:{number}" if number else delivery.key,
            owner=None if number else OWNER,
            on_uncertain="ask" if isinstance(action, Send) else "again",
        )
    reason = SILENTLY if _is_quiet(unit, delivery) else ""
    await deliveries.mark(unit.tx, delivery.key, "waiting", unit.now, reason=reason)


def _is_quiet(unit: Unit, delivery: Delivery) -> bool:
    return delivery.not_before is not None and delivery.not_before > unit.now
