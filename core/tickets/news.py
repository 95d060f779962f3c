"""News of a known issue on their way to its askers, each in their language, a portion at a time."""

from collections.abc import Mapping

import msgspec

from core import moments, schedule
from core.context import Unit
from core.events import Account
from core.faq import rules as wording
from core.feature import Job
from core.outbox import Lane
from core.tickets import happen, issue_store, lines, relay
from core.tickets.lines import Line
from core.tickets.rules import Kind, Ticket

JOB = "issue-news"
FEW = 20  # people: one text to more of them is an announcement


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Words by language ("" is any); the askers up to ticket `after` have them."""

    issue: int
    texts: Mapping[str, str]
    by: str
    member: int
    lane: Lane
    after: int = 0


async def tell(
    unit: Unit, issue: int, texts: Mapping[str, str], *, by: Account, member: int
) -> int:
    """To every asker, as a line of their ticket; how many they are. Whoever calls this has seen to
    it that more than a few are told only what two people stand for."""
    found = await issue_store.find(unit.tx, issue)
    people = found.tickets if found else 0
    lane = Lane.ANNOUNCEMENTS if people > FEW else Lane.TICKETS
    news = News(issue=issue, texts=texts, by=str(by), member=member, lane=lane)
    await _spread(unit, news)
    return people


async def _spread(unit: Unit, news: News) -> None:
    """As many at a time as one transaction should hold; the rest at once after it."""
    tickets = await issue_store.linked(unit.tx, news.issue, news.after, FEW)
    for ticket in tickets:
        await _say(unit, ticket, news)
    if len(tickets) == FEW:
        rest = msgspec.structs.replace(news, after=tickets[-1].id)
        payload = msgspec.json.encode(rest).decode()
        key = f"{news.issue} {moments.to_micros(unit.now)}"
        await schedule.put(unit, JOB, key, unit.now, payload)


async def spread_on(unit: Unit, payload: str) -> None:
    """The job."""
    await _spread(unit, msgspec.json.decode(payload, type=News))


async def _say(unit: Unit, ticket: Ticket, news: News) -> None:
    """No reply: it stops no clock, since the asker may still wait for one."""
    author = Account.parse(news.by)
    fallbacks = ("", *unit.config.community.fallback_languages)
    text = news.texts[wording.pick_language(news.texts, ticket.language, fallbacks)]
    line = Line(id=0, ticket=ticket.id, at=unit.now, side="staff", author=author, text=text)
    line = await lines.add(unit.tx, line, news.member)
    await relay.to_asker(unit, ticket, line, lane=news.lane)
    await happen.happen(unit, ticket, Kind.NOTED, author, line=line.id)


JOBS = (Job(JOB, spread_on),)
