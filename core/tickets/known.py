"""Known issues, and which tickets are about one: linked by hand, or by what answers them."""

from datetime import timedelta

from core import schedule
from core.context import Unit
from core.faq import commands as faq
from core.faq import rules as matching
from core.faq.rules import Answer, Question
from core.i18n import _
from core.tickets import issue_store, lines, relay, store
from core.tickets.rules import Ticket

GATHER = "issue-gather"  # a job
AFTER_BUILDING = timedelta(seconds=5)  # the snapshot that has a new entry
BATCH = 20  # tickets looked at in one transaction


async def begin(unit: Unit, title: str, *, entry: str = "", member: int | None = None) -> int:
    """Its number. With the `entry` of the FAQ that answers it, tickets that are open, or open while
    it lasts, are linked to it by themselves where this entry would answer their first words."""
    number = await issue_store.add(unit, title, member, entry)
    if entry:
        payload = f"{number} 0"
        await schedule.put(unit, GATHER, str(number), unit.now + AFTER_BUILDING, payload)
    return number


async def end(unit: Unit, number: int) -> None:
    """Nothing more is linked; the tickets stay as they are."""
    await issue_store.end(unit.tx, number)
    await schedule.cancel(unit, GATHER, str(number))


async def link(unit: Unit, ticket: int, number: int) -> None:
    """A ticket is about one issue at most: the last one named."""
    await issue_store.link(unit.tx, ticket, number)


async def unlink(unit: Unit, ticket: int) -> bool:
    """False where it was linked to none."""
    return await issue_store.unlink(unit.tx, ticket)


# -- by themselves -------------------------------------------------------------------------------


async def link_new(unit: Unit, ticket: Ticket, text: str) -> None:
    """A ticket that has just been opened with these words."""
    wanted = await issue_store.entries(unit.tx)
    number = wanted.get(_answered_by(unit, text, ticket.language)) if wanted else None
    if number is not None:
        await _link_and_tell(unit, ticket, number)


async def gather(unit: Unit, payload: str) -> None:
    """The job: some of the tickets that were open before the issue was known, then the next."""
    number, after = map(int, payload.split())
    wanted = await issue_store.entries(unit.tx)
    entry = next((entry for entry, issue in wanted.items() if issue == number), None)
    if entry is None:
        return
    began = await lines.first_words_after(unit.tx, after, BATCH)
    for ticket_id, text in began:
        ticket = await store.find(unit.tx, ticket_id)
        if ticket is not None and _answered_by(unit, text, ticket.language) == entry:
            await _link_and_tell(unit, ticket, number)
    if len(began) == BATCH:
        await schedule.put(unit, GATHER, str(number), unit.now, f"{number} {began[-1][0]}")


def _answered_by(unit: Unit, text: str, language: str) -> str:
    """The entry that the FAQ would give for these words; empty for none."""
    asked = faq.look_up(unit.snapshots["knowledge"], text, language)
    question, thresholds = Question(addressed=True), faq.thresholds(unit.config)
    found = matching.decide(question, asked.matches, thresholds)
    return found.entry if isinstance(found, Answer) else ""


async def _link_and_tell(unit: Unit, ticket: Ticket, number: int) -> None:
    await link(unit, ticket.id, number)
    said = _("This is about known issue %(number)s: its askers hear of its end.", number=number)
    await relay.say_to_staff(unit, ticket.id, said)
