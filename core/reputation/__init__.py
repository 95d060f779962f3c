"""People who help others are seen, ranked and trusted, and nobody can game it."""

from collections.abc import Sequence
from datetime import timedelta

from core.context import Unit
from core.events import Account
from core.feature import FactListener, Feature, Job, Listener
from core.reputation import answers, badges, board, holding, names, pages, ranking
from core.reputation.asking import Asking
from core.reputation.commands import commands
from core.reputation.granting import RANKING
from core.reputation.hearing import Hearing
from core.reputation.memory import Memory
from core.reputation.telling import Telling
from core.reputation.watching import Watch

WRITE_EVERY = timedelta(minutes=1)
ASK_EVERY = timedelta(minutes=5)
DAY = timedelta(days=1)


def feature() -> Feature:
    """With a memory of its own: one for each running program."""
    memory = Memory()
    watch, hearing = Watch(memory), Hearing(memory)
    telling, asking = Telling(memory, hearing), Asking(memory, hearing)

    async def write_answers(unit: Unit, _payload: str) -> None:
        unwritten, renamed = memory.unwritten(), memory.callings.renamed()
        await answers.put(unit.tx, unwritten)
        await names.change(unit.tx, renamed)
        unit.after_commit.append(lambda: memory.written(unwritten))
        unit.after_commit.append(lambda: memory.callings.written(renamed))

    def forget(accounts: Sequence[Account]) -> None:
        for account in accounts:
            memory.forget(account)

    return Feature(
        name=badges.OWNER,
        commands=commands(hearing, asking.helped),
        listeners=(Listener("reputation", 90, watch.concerns, hearing.hear),),
        fact_listeners=(FactListener("reputation", telling.hear),),
        jobs=(
            Job(RANKING, ranking.look),
            Job("reputation-answers", write_answers, every=WRITE_EVERY),
            Job("reputation-asking", asking.ask, every=ASK_EVERY),
            Job("reputation-day", day, every=DAY),
        ),
        pages=pages.PAGES,
        companions=(holding.search,),
        on_failed=badges.failed,
        forgets=forget,
    )


async def day(unit: Unit, _payload: str) -> None:
    """Weeks and months end, and what was earned 90 days ago counts for no rank."""
    await board.forget_past(unit.tx, unit.now)
    await answers.tidy(unit.tx, unit.now)
    await ranking.look_at_all(unit)


FEATURE = feature()
