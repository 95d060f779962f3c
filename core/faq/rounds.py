"""What the FAQ does by the clock: forget, count, prove what was learned, tell staff."""

from datetime import timedelta

from core.context import Unit
from core.faq import answers, counts, phrasings, reviewing
from core.faq.confirming import Said
from core.faq.entries import Trial
from core.feature import Job


async def tidy(unit: Unit, _payload: str) -> None:
    await answers.tidy(unit.tx, unit.now)
    await counts.forget(unit.tx, unit.now - answers.KEPT)


async def mark(unit: Unit, _payload: str) -> None:
    await answers.mark_repeats(unit.tx, unit.now)


async def count(unit: Unit, _payload: str) -> None:
    """Messages are counted in memory, so that idle chatter writes nothing."""
    traffic = unit.app.traffic
    seen = traffic.unwritten
    if seen:
        await counts.add(unit.tx, counts.SEEN, seen, unit.now)
        unit.after_commit.append(lambda: traffic.written(seen))


async def prove(unit: Unit, _payload: str) -> None:
    """Take the last build's word for what it tried; have what is newer tried by another."""
    trial: Trial = unit.snapshots["knowledge"].trial
    unproved = set(await phrasings.unproved(unit.tx))
    for id_ in sorted(unproved & set(trial.passed)):
        await phrasings.set_state(unit.tx, id_, "proved")
    for id_ in sorted(unproved & set(trial.failed)):
        await phrasings.set_state(unit.tx, id_, "aside")
        await phrasings.note(unit.tx, id_, Said(None, "test", good=False), unit.now)
    if unproved - {*trial.passed}:
        await unit.changed("knowledge")


JOBS = (
    Job("faq-tidy", tidy, every=timedelta(hours=6)),
    Job("faq-repeats", mark, every=timedelta(minutes=10)),
    Job("faq-count", count, every=timedelta(minutes=1)),
    Job("faq-prove", prove, every=timedelta(hours=1)),
    Job("faq-week", reviewing.tell_week, every=timedelta(days=7)),
)
