"""The same words from several accounts: one card that grows, decided once for all of them."""

from datetime import timedelta

from core import schedule
from core.context import Context, Unit
from core.feature import Job
from moderation import cards, store
from moderation.memory import Memory
from moderation.notes import Copy
from moderation.store import Case

GROWS = "wave-card"
GROWS_EVERY = timedelta(seconds=10)  # an edit counts as a message: Telegram allows 20 a minute


async def grow(ctx: Context, leader: Case, copied: tuple[Copy, ...]) -> None:
    """What newcomers wrote before it was known stands until somebody decides; the card names them,
    too, and whoever comes after, soon."""
    for copy in copied:
        if not await store.cases_of_message(ctx.tx, copy.place, copy.message):
            await store.add(ctx.tx, _of_copy(ctx, leader, copy))
    if leader.state == "open":
        await redraw_soon(ctx, leader)


async def redraw_soon(unit: Unit, leader: Case) -> None:
    """At the time set already, else a steady wave would put it off for ever."""
    number = str(leader.id)
    if await schedule.find(unit, GROWS, number) is None:
        await schedule.put(unit, GROWS, number, unit.now + GROWS_EVERY, number)


def _of_copy(ctx: Context, leader: Case, copy: Copy) -> Case:
    return Case(
        at=ctx.now,
        place=copy.place,
        message=copy.message,
        account=copy.account,
        rule=leader.rule,
        why=leader.why,
        action="report",
        state=leader.state,
        first=leader.id,
        wave=leader.wave,
    )


def job(memory: Memory) -> Job:
    async def redraw(unit: Unit, payload: str) -> None:
        case = await store.case(unit.tx, int(payload))
        if case is not None and case.state == "open":
            await cards.redraw(unit, case, memory.presented)

    return Job(GROWS, redraw)
