"""The knowledge base's SQL."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from core.faq.entries import Entry, Wording
from core.moments import to_micros
from core.storage import Row, Transaction

Categories = Mapping[str, Mapping[str, str]]  # slug → language → name, in display order


async def load(tx: Transaction) -> tuple[list[Entry], Categories]:
    """Every entry by slug, and the categories in display order."""
    wordings: dict[str, dict[str, Wording]] = {}
    for row in await tx.fetch(
        "SELECT slug, language, question, alternatives, answer, disclaimer FROM faq_wordings"
        " ORDER BY slug, language"
    ):
        wordings.setdefault(row["slug"], {})[row["language"]] = _wording(row)
    rows = await tx.fetch(
        "SELECT slug, kind, category, tags, visibility, review FROM faq_entries ORDER BY slug"
    )
    named = await tx.fetch("SELECT slug, names FROM faq_categories ORDER BY position, slug")
    entries = [_entry(row, wordings.get(row["slug"], {})) for row in rows]
    return entries, {row[0]: msgspec.json.decode(row[1]) for row in named}


async def find(tx: Transaction, slug: str) -> Entry | None:
    """As it is in the database, which is newer than a snapshot."""
    row = await tx.fetch_one(
        "SELECT slug, kind, category, tags, visibility, review FROM faq_entries WHERE slug = ?",
        slug,
    )
    wordings = await tx.fetch(
        "SELECT language, question, alternatives, answer, disclaimer FROM faq_wordings"
        " WHERE slug = ? ORDER BY language",
        slug,
    )
    if row is None:
        return None
    return _entry(row, {wording["language"]: _wording(wording) for wording in wordings})


def _entry(row: Row, wordings: Mapping[str, Wording]) -> Entry:
    return Entry(
        slug=row["slug"],
        kind=row["kind"],
        category=row["category"],
        tags=msgspec.json.decode(row["tags"], type=tuple[str, ...]),
        visibility=row["visibility"],
        review=date.fromisoformat(row["review"]) if row["review"] else None,
        wordings=wordings,
    )


def _wording(row: Row) -> Wording:
    return Wording(
        question=row["question"],
        alternatives=msgspec.json.decode(row["alternatives"], type=tuple[str, ...]),
        answer=row["answer"],
        disclaimer=row["disclaimer"],
    )


async def put(tx: Transaction, entry: Entry) -> None:
    """Add the entry, or replace the one of that slug with all its wordings."""
    await tx.execute(
        "INSERT INTO faq_entries (slug, kind, category, tags, visibility, review)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind,"
        " category = excluded.category, tags = excluded.tags, visibility = excluded.visibility,"
        " review = excluded.review",
        entry.slug,
        entry.kind,
        entry.category,
        _json(entry.tags),
        entry.visibility,
        entry.review and entry.review.isoformat(),
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
    await tx.execute("DELETE FROM faq_sources WHERE slug = ?", slug)
    await tx.execute("DELETE FROM faq_wordings WHERE slug = ?", slug)
    return await tx.execute("DELETE FROM faq_entries WHERE slug = ?", slug) > 0


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


def _json(value: Iterable[str] | Mapping[str, str]) -> str:
    plain = value if isinstance(value, Mapping) else list(value)
    return msgspec.json.encode(plain).decode()
