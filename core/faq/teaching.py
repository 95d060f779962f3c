"""One word about an entry and a question: into the ledger, and the index learns or unlearns."""

from functools import partial

import msgspec

from core import people
from core.context import Context, Unit
from core.events import Account
from core.facts import Fact, TicketResolved
from core.faq import answers, phrasings
from core.faq.answers import Answered
from core.faq.confirming import (
    DAY,
    Said,
    is_held_back,
    is_too_much,
    next_state,
    voice_of,
)
from core.faq.entries import Entry, Knowledge, Learned
from core.faq.learning import LIVE, relearn
from core.faq.likeness import folded, is_near_copy

LONGEST = 250
"""Characters of a phrasing, as in the files: more is a story, which no other question is like."""


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A question (redacted) in its asker's language, and the entry that it is about, or is not."""

    slug: str
    language: str
    text: str
    asker: int | None


async def hear_vote(ctx: Context, answer: Answered, good: bool) -> None:
    """👍, 👎 or `/solved` on an answer. A thumb down is the asker's own affair: to anybody else
    "did not help" says nothing about whether the entry was the right one."""
    is_asker = answer.member == ctx.member.id
    voice = voice_of(is_asker=is_asker, is_trusted=people.outranks(ctx.role, "helper"))
    if good:
        await answers.settle(ctx.tx, answer.id)
    if good or is_asker:
        await hear(ctx, lesson(answer), Said(ctx.member.id, voice, good))


async def hear_fact(ctx: Context, fact: Fact) -> None:
    """Who ends a ticket with an entry says that it answers what was asked there."""
    if isinstance(fact, TicketResolved) and fact.entry:
        asker, by = await _member(ctx, fact.asker), await _member(ctx, fact.by)
        given = Lesson(slug=fact.entry, language=fact.language, text=fact.text, asker=asker)
        voice = voice_of(is_asker=asker is not None and asker == by, is_trusted=True)
        await hear(ctx, given, Said(by, voice, True))


async def _member(unit: Unit, account: Account) -> int | None:
    """None for one that was forgotten."""
    person = await people.recognise(unit.tx, account)
    return person.member.id if person else None


def lesson(answer: Answered) -> Lesson:
    return Lesson(slug=answer.slug, language=answer.asked_in, text=answer.text, asker=answer.member)


async def contradict(unit: Unit, given: Lesson, said: Said) -> None:
    """Who points at one entry says that what was learned of this question for others is wrong."""
    knowledge: Knowledge = unit.snapshots["knowledge"]
    against = msgspec.structs.replace(said, good=False)
    for one in knowledge.learned:
        if one.slug != given.slug and is_near_copy(one.text, given.text):
            await hear(unit, msgspec.structs.replace(given, slug=one.slug), against)


async def hear(unit: Unit, given: Lesson, said: Said) -> None:
    """Note it, unless there is nothing to learn from it or this person has said enough today."""
    knowledge: Knowledge = unit.snapshots["knowledge"]
    entry = knowledge.entries.get(given.slug)
    if entry is None or not folded(given.text) or len(given.text) > LONGEST:
        return
    if (said.good and _has(entry, given.text)) or await _is_too_much(unit, said):
        return
    one = await _joined(unit, given)
    await phrasings.note(unit.tx, one.id, said, unit.now)
    state = next_state(one.state, await phrasings.ledger(unit.tx, one.id))
    if state != one.state:
        await phrasings.set_state(unit.tx, one.id, state)
        await _apply(unit, one, msgspec.structs.replace(one, state=state))


def _has(entry: Entry, text: str) -> bool:
    """Whether the entry itself asks like that."""
    return any(
        is_near_copy(text, own)
        for wording in entry.wordings.values()
        for own in (wording.question, *wording.alternatives)
    )


async def _is_too_much(unit: Unit, said: Said) -> bool:
    if said.member is None:
        return True
    today = await phrasings.said_since(unit.tx, said.member, unit.now - DAY)
    return is_too_much(said.voice, today)


async def _joined(unit: Unit, given: Lesson) -> Learned:
    """The phrasing that it is a near-copy of, else a new one."""
    for one in await phrasings.of_entry(unit.tx, given.slug):
        if is_near_copy(one.text, given.text):
            return one
    new = Learned(0, given.slug, given.language, given.text, is_held_back(given.text), "waiting")
    return await phrasings.add(unit.tx, new, given.asker, unit.now)


async def _apply(unit: Unit, before: Learned, after: Learned) -> None:
    """What is new is learned in place; to take something back needs a build."""
    if "refused" in (before.state, after.state) or before.state in LIVE:
        await unit.changed("knowledge")
    elif after.state in LIVE:
        change = partial(relearn, one=after)
        unit.after_commit.append(lambda: unit.app.snapshots.amend("knowledge", change))
