"""The SQL of drafts, and of the sources of translations."""

from datetime import datetime

import msgspec

from core.events import Account
from core.faq.drafts import Draft, State
from core.faq.entries import Entry
from core.faq.translations import Sources
from core.moments import to_micros
from core.storage import Row, Transaction


async def add(tx: Transaction, draft: Draft, now: datetime) -> int:
    """Its id; `draft.id` is not looked at."""
    row = await tx.fetch_one(
        "INSERT INTO faq_drafts (slug, language, entry, base, questions, needed, state, author,"
        " at, duplicate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        draft.entry.slug,
        draft.language,
        msgspec.json.encode(draft.entry).decode(),
        draft.base,
        msgspec.json.encode(draft.questions).decode(),
        draft.needed,
        draft.state,
        str(draft.author),
        to_micros(now),
        draft.duplicate,
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return int(row[0])


async def find(tx: Transaction, id_: int) -> Draft | None:
    """With the member that its author is now: accounts may be linked meanwhile."""
    row = await tx.fetch_one(
        "SELECT d.id, d.entry, d.language, d.base, d.needed, d.state, d.author, a.member,"
        " d.questions, d.duplicate FROM faq_drafts d LEFT JOIN accounts a"
        " ON a.platform || ':' || a.id = d.author WHERE d.id = ?",
        id_,
    )
    return None if row is None else _draft(row)


async def move(tx: Transaction, draft: Draft, state: State) -> bool:
    """False where somebody else was quicker."""
    changed = await tx.execute(
        "UPDATE faq_drafts SET state = ? WHERE id = ? AND state = ?", state, draft.id, draft.state
    )
    return changed > 0


async def sources(tx: Transaction) -> dict[str, dict[str, str]]:
    """By slug: what each stale translation was made from."""
    found: dict[str, dict[str, str]] = {}
    for row in await tx.fetch("SELECT slug, language, source FROM faq_sources"):
        found.setdefault(row[0], {})[row[1]] = row[2]
    return found


async def put_sources(tx: Transaction, slug: str, made_from: Sources) -> None:
    await tx.execute("DELETE FROM faq_sources WHERE slug = ?", slug)
    for language, source in made_from.items():
        await tx.execute(
            "INSERT INTO faq_sources (slug, language, source) VALUES (?, ?, ?)",
            slug,
            language,
            source,
        )


def _draft(row: Row) -> Draft:
    return Draft(
        id=row[0],
        entry=msgspec.json.decode(row[1], type=Entry),
        language=row[2],
        base=row[3],
        needed=row[4],
        state=row[5],
        author=Account.parse(row[6]),
        member=row[7],
        questions=msgspec.json.decode(row[8], type=tuple[int, ...]),
        duplicate=row[9],
    )
