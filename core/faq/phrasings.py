"""The SQL of what people teach: phrasings, the ledger about them, objections to answers."""

from datetime import datetime

from core.faq.answers import keep_text
from core.faq.confirming import Said, State
from core.faq.entries import Learned
from core.moments import to_micros
from core.storage import Row, Transaction


async def load(tx: Transaction) -> list[Learned]:
    """All that a build has to know; forgotten words are gone from it."""
    rows = await tx.fetch(
        "SELECT p.id, p.slug, p.language, t.text, p.held, p.state FROM faq_phrasings p"
        " JOIN texts t ON t.id = p.text WHERE p.state IN ('learned', 'proved', 'refused')"
        " ORDER BY p.id"
    )
    return [_learned(row) for row in rows]


async def of_entry(tx: Transaction, slug: str) -> list[Learned]:
    rows = await tx.fetch(
        "SELECT p.id, p.slug, p.language, t.text, p.held, p.state FROM faq_phrasings p"
        " JOIN texts t ON t.id = p.text WHERE p.slug = ? ORDER BY p.id",
        slug,
    )
    return [_learned(row) for row in rows]


async def add(tx: Transaction, one: Learned, member: int | None, now: datetime) -> Learned:
    """With its id; the words (redacted) are kept as the asker's, until they are forgotten."""
    row = await tx.fetch_one(
        "INSERT INTO faq_phrasings (slug, language, text, held, state, at)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        one.slug,
        one.language,
        await keep_text(tx, "phrasing", one.text, member, now),
        int(one.held),
        one.state,
        to_micros(now),
    )
    assert row is not None  # noqa: S101  RETURNING always answers
    return Learned(row[0], one.slug, one.language, one.text, one.held, one.state)


async def set_state(tx: Transaction, phrasing: int, state: State) -> None:
    await tx.execute("UPDATE faq_phrasings SET state = ? WHERE id = ?", state, phrasing)


async def note(tx: Transaction, phrasing: int, said: Said, now: datetime) -> None:
    await tx.execute(
        "INSERT INTO faq_ledger (phrasing, member, voice, good, at) VALUES (?, ?, ?, ?, ?)",
        phrasing,
        said.member,
        said.voice,
        int(said.good),
        to_micros(now),
    )


async def ledger(tx: Transaction, phrasing: int) -> list[Said]:
    """In the order in which it was said."""
    rows = await tx.fetch(
        "SELECT member, voice, good FROM faq_ledger WHERE phrasing = ? ORDER BY id", phrasing
    )
    return [Said(row[0], row[1], bool(row[2])) for row in rows]


async def said_since(tx: Transaction, member: int, since: datetime) -> int:
    row = await tx.fetch_one(
        "SELECT COUNT(*) FROM faq_ledger WHERE member = ? AND at >= ?", member, to_micros(since)
    )
    return 0 if row is None else int(row[0])


async def unproved(tx: Transaction) -> list[int]:
    """Phrasings in use that no live test has seen yet."""
    rows = await tx.fetch(
        "SELECT id FROM faq_phrasings WHERE state = 'learned' AND held = 0 ORDER BY id"
    )
    return [row[0] for row in rows]


async def object_to(tx: Transaction, answer: int, member: int, now: datetime) -> int:
    """Once a person; how many have said so now."""
    await tx.execute(
        "INSERT INTO faq_objections (answer, member, at) VALUES (?, ?, ?)"
        " ON CONFLICT (answer, member) DO NOTHING",
        answer,
        member,
        to_micros(now),
    )
    row = await tx.fetch_one("SELECT COUNT(*) FROM faq_objections WHERE answer = ?", answer)
    return 0 if row is None else int(row[0])


def _learned(row: Row) -> Learned:
    return Learned(row[0], row[1], row[2], row[3], bool(row[4]), row[5])
