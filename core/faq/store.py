"""The knowledge base's SQL."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from core.events import Place
from core.faq.entries import Entry, Wording
from core.moments import to_micros
from core.storage import Transaction

Categories = Mapping[str, Mapping[str, str]]  # slug → language → name, in display order


async def load(tx: Transaction) -> tuple[list[Entry], Categories]:
    """Every entry by slug, and the categories in display order."""
    wordings: dict[str, dict[str, Wording]] = {}
    for row in await tx.fetch(
        "SELECT slug, language, question, alternatives, answer, disclaimer FROM faq_wordings"
        " ORDER BY slug, language"
    ):
        wordings.setdefault(row[0], {})[row[1]] = Wording(
            question=row[2],
            alternatives=msgspec.json.decode(row[3], type=tuple[str, ...]),
            answer=row[4],
            disclaimer=row[5],
        )
    rows = await tx.fetch(
        "SELECT slug, kind, category, tags, visibility FROM faq_entries ORDER BY slug"
    )
    entries = [
        Entry(
            slug=row[0],
            kind=row[1],
            category=row[2],
            tags=msgspec.json.decode(row[3], type=tuple[str, ...]),
            visibility=row[4],
            wordings=wordings.get(row[0], {}),
        )
        for row in rows
    ]
    named = await tx.fetch("SELECT slug, names FROM faq_categories ORDER BY position, slug")
    return entries, {row[0]: msgspec.json.decode(row[1]) for row in named}


async def put(tx: Transaction, entry: Entry) -> None:
    """Add the entry, or replace the one of that slug with all its wordings."""
    await tx.execute(
        "INSERT INTO faq_entries (slug, kind, category, tags, visibility) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind, category = excluded.category,"
        " tags = excluded.tags, visibility = excluded.visibility",
        entry.slug,
        entry.kind,
        entry.category,
        _json(entry.tags),
        entry.visibility,
    )
    await tx.execute("DELETE FROM faq_wordings WHERE slug = ?", entry.slug)
    for language, wording in sorted(entry.wordings.items()):
        await tx.execute(
            "INSERT INTO faq_wordings (slug, language, question, alternatives, answer, disclaimer)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            entry.slug,
            language,
            wording.question,
            _json(wording.alternatives),
            wording.answer,
            wording.disclaimer,
        )


async def put_categories(tx: Transaction, categories: Categories) -> None:
    """Add or rename categories; their order is that of the mapping."""
    for position, (slug, names) in enumerate(categories.items()):
        await tx.execute(
            "INSERT INTO faq_categories (slug, position, names) VALUES (?, ?, ?)"
            " ON CONFLICT (slug) DO UPDATE SET position = excluded.position,"
            " names = excluded.names",
            slug,
            position,
            _json(names),
        )


async def remove(tx: Transaction, slug: str) -> bool:
    """False where there was no such entry."""
    await tx.execute("DELETE FROM faq_wordings WHERE slug = ?", slug)
    return await tx.execute("DELETE FROM faq_entries WHERE slug = ?", slug) > 0


async def note_answer(
    tx: Transaction,
    *,
    slug: str,
    language: str,
    member: int | None,
    place: Place,
    unasked: bool,
    now: datetime,
) -> None:
    await tx.execute(
        "INSERT INTO faq_answers (slug, language, member, place, unasked, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        slug,
        language,
        member,
        place.key,
        int(unasked),
        to_micros(now),
    )


async def given_to(tx: Transaction, member: int, place: Place, since: datetime) -> frozenset[str]:
    """Entries that this person got here since then."""
    rows = await tx.fetch(
        "SELECT DISTINCT slug FROM faq_answers WHERE place = ? AND at >= ? AND member = ?",
        place.key,
        to_micros(since),
        member,
    )
    return frozenset(row[0] for row in rows)


async def given_unasked(tx: Transaction, place: Place, since: datetime) -> frozenset[str]:
    """Entries that anybody got here unasked since then."""
    rows = await tx.fetch(
        "SELECT DISTINCT slug FROM faq_answers WHERE place = ? AND at >= ? AND unasked = 1",
        place.key,
        to_micros(since),
    )
    return frozenset(row[0] for row in rows)


async def vote(
    tx: Transaction, *, slug: str, language: str, member: int, helpful: bool, now: datetime
) -> None:
    """One vote a person on an entry in a language; a second one replaces it."""
    await tx.execute(
        "INSERT INTO faq_votes (slug, language, member, helpful, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (slug, language, member) DO UPDATE SET helpful = excluded.helpful,"
        " at = excluded.at",
        slug,
        language,
        member,
        int(helpful),
        to_micros(now),
    )


async def votes(tx: Transaction, slug: str) -> tuple[int, int]:
    """(helpful, not helpful) over all languages."""
    rows = await tx.fetch(
        "SELECT helpful, COUNT(*) FROM faq_votes WHERE slug = ? GROUP BY helpful", slug
    )
    counts = {row[0]: row[1] for row in rows}
    return counts.get(1, 0), counts.get(0, 0)


async def keep_unanswered(
    tx: Transaction,
    *,
    text: str,
    language: str,
    member: int | None,
    place: Place,
    now: datetime,
) -> None:
    """`text` is redacted. The words lie apart, so that they can be forgotten."""
    row = await tx.fetch_one(
        "INSERT INTO texts (member, kind, text, created_at) VALUES (?, 'question', ?, ?)"
        " RETURNING id",
        member,
        text,
        to_micros(now),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    await tx.execute(
        "INSERT INTO faq_unanswered (text, language, place, at) VALUES (?, ?, ?, ?)",
        row[0],
        language,
        place.key,
        to_micros(now),
    )


async def tidy(tx: Transaction, now: datetime) -> None:
    """Unanswered questions go after 90 days; who was given what after two."""
    long_ago = to_micros(now - timedelta(days=90))
    await tx.execute("DELETE FROM texts WHERE kind = 'question' AND created_at < ?", long_ago)
    await tx.execute("DELETE FROM faq_unanswered WHERE at < ?", long_ago)
    await tx.execute("DELETE FROM faq_answers WHERE at < ?", to_micros(now - timedelta(days=2)))


def _json(value: Iterable[str] | Mapping[str, str]) -> str:
    plain = value if isinstance(value, Mapping) else list(value)
    return msgspec.json.encode(plain).decode()
