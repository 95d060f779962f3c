"""Entries that somebody should look at: overdue, stale, not in every language, helping less."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from core.faq import translations
from core.faq.entries import Entry
from core.faq.translations import Sources
from core.moments import to_micros
from core.storage import Transaction

LATELY = timedelta(days=30)
ENOUGH_VOTES = 5  # lately, and before
FALLEN = 0.2  # of the share of 👍

Votes = tuple[int, int]  # 👍, 👎


class Attention(msgspec.Struct, frozen=True, kw_only=True):
    """Slugs; with the languages where it is about some of them."""

    overdue: tuple[str, ...]
    stale: Mapping[str, Sequence[str]]
    missing: Mapping[str, Sequence[str]]
    falling: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.overdue or self.stale or self.missing or self.falling)


NOTHING = Attention(overdue=(), stale={}, missing={}, falling=())


def needed(
    entries: Sequence[Entry],
    sources: Mapping[str, Sources],
    votes: Mapping[str, tuple[Votes, Votes]],
    today: date,
) -> Attention:
    """`votes` before and lately. A language is expected where any entry has it."""
    spoken = sorted({language for entry in entries for language in entry.wordings})
    lacking = {entry.slug: translations.missing(entry, spoken) for entry in entries}
    return Attention(
        overdue=tuple(e.slug for e in entries if e.review is not None and e.review < today),
        stale={e.slug: sorted(sources[e.slug]) for e in entries if sources.get(e.slug)},
        missing={slug: languages for slug, languages in lacking.items() if languages},
        falling=tuple(e.slug for e in entries if e.slug in votes and is_falling(*votes[e.slug])),
    )


def is_falling(before: Votes, lately: Votes) -> bool:
    """Never on a few votes."""
    if min(sum(before), sum(lately)) < ENOUGH_VOTES:
        return False
    return before[0] / sum(before) - lately[0] / sum(lately) >= FALLEN


async def votes(tx: Transaction, now: datetime) -> dict[str, tuple[Votes, Votes]]:
    since = to_micros(now - LATELY)
    rows = await tx.fetch(
        "SELECT slug, SUM(CASE WHEN at < ? THEN helpful ELSE 0 END),"
        " SUM(CASE WHEN at < ? THEN 1 - helpful ELSE 0 END),"
        " SUM(CASE WHEN at >= ? THEN helpful ELSE 0 END),"
        " SUM(CASE WHEN at >= ? THEN 1 - helpful ELSE 0 END) FROM faq_votes GROUP BY slug",
        *[since] * 4,
    )
    return {row[0]: ((int(row[1]), int(row[2])), (int(row[3]), int(row[4]))) for row in rows}


def flat(slugs: Mapping[str, Iterable[str]]) -> list[str]:
    """`slug (ru, es)`."""
    return [f"`{slug}` ({', '.join(languages)})" for slug, languages in slugs.items()]
