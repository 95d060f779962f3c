"""The SQL of what was asked and answered: who got what, what came of it, what had no answer."""

import secrets
from datetime import datetime, timedelta

import msgspec

from core.events import Place
from core.moments import to_micros
from core.storage import Transaction

KEPT = timedelta(days=90)  # what was asked and not answered, and what became of answers
KNOWN_FOR = timedelta(days=2)  # who was given what, and on which words

_ID_BITS = 62  # of a key that both engines hold; ten million rows clash once in 100,000 times

DAY_MICROS = 24 * 60 * 60 * 1_000_000


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was given. `text` is the row of its question in `texts`, `asked_in` the
    asker's language, `key` the answer's own in the outbox."""

    slug: str
    language: str
    member: int | None
    place: Place
    key: str
    text: int | None = None
    asked_in: str = ""
    unasked: bool = False


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer found again: `text` is empty when its question is forgotten or was none."""

    id: int
    slug: str
    language: str
    member: int | None
    asked_in: str
    text: str


async def note_answer(tx: Transaction, new: NewAnswer, now: datetime) -> None:
    await tx.write(
        "INSERT INTO faq_answers (slug, language, member, place, unasked, at, key, text,"
        " asked_in, in_group) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        new.slug,
        new.language,
        new.member,
        new.place.key,
        int(new.unasked),
        to_micros(now),
        new.key,
        new.text,
        new.asked_in,
        int(not new.place.private),
    )


async def answer_of(tx: Transaction, key: str) -> Answered | None:
    """What was asked and answered with this message of ours."""
    row = await tx.fetch_one(
        "SELECT a.id, a.slug, a.language, a.member, a.asked_in, t.text FROM faq_answers a"
        " LEFT JOIN texts t ON t.id = a.text WHERE a.key = ? ORDER BY a.id DESC LIMIT 1",
        key,
    )
    if row is None:
        return None
    return Answered(
        id=row[0],
        slug=row[1],
        language=row[2],
        member=row[3],
        asked_in=row[4],
        text=row[5] or "",
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


async def last_given(tx: Transaction, member: int, place: Place, since: datetime) -> str | None:
    """The entry that this person got here last."""
    row = await tx.fetch_one(
        "SELECT slug FROM faq_answers WHERE place = ? AND at >= ? AND member = ?"
        " ORDER BY id DESC LIMIT 1",
        place.key,
        to_micros(since),
        member,
    )
    return None if row is None else str(row[0])


async def mark_again(
    tx: Transaction, member: int, place: Place, slug: str, since: datetime
) -> None:
    """This person asked here once more, and there was no better answer than this entry."""
    await tx.execute(
        "UPDATE faq_answers SET again = 1 WHERE place = ? AND at >= ? AND member = ? AND slug = ?",
        place.key,
        to_micros(since),
        member,
        slug,
    )


async def mark_repeats(tx: Transaction, now: datetime) -> None:
    """Answers whose asker got the same one here again within a day. Off the way of an answer: it
    can wait until the next look."""
    await tx.execute(
        "UPDATE faq_answers SET again = 1 WHERE again = 0 AND at >= ? AND EXISTS (SELECT 1"
        " FROM faq_answers b WHERE b.place = faq_answers.place AND b.member = faq_answers.member"
        " AND b.slug = faq_answers.slug AND b.text IS NOT NULL AND b.at > faq_answers.at"
        " AND b.at <= faq_answers.at + CAST(? AS BIGINT))",
        to_micros(now - KNOWN_FOR),
        DAY_MICROS,
    )


async def mark_handed(tx: Transaction, member: int, place: Place, since: datetime) -> None:
    """After what they got here, this person wants to talk to a human."""
    await tx.execute(
        "UPDATE faq_answers SET handed = 1 WHERE place = ? AND at >= ? AND member = ?",
        place.key,
        to_micros(since),
        member,
    )


async def keep_text(
    tx: Transaction, kind: str, text: str, member: int | None, now: datetime
) -> int:
    """`text` is redacted. The words lie apart from the facts, so that they can be forgotten."""
    drawn = secrets.randbits(_ID_BITS)  # so that the row can be named before it is written
    await tx.write(
        "INSERT INTO texts (id, member, kind, text, created_at) VALUES (?, ?, ?, ?, ?)",
        drawn,
        member,
        kind,
        text,
        to_micros(now),
    )
    return drawn


async def keep_unanswered(
    tx: Transaction,
    *,
    text: str,
    language: str,
    member: int | None,
    place: Place,
    now: datetime,
) -> None:
    await tx.execute(
        "INSERT INTO faq_unanswered (text, language, place, at, in_group) VALUES (?, ?, ?, ?, ?)",
        await keep_text(tx, "question", text, member, now),
        language,
        place.key,
        to_micros(now),
        int(not place.private),
    )


async def asked_lately(tx: Transaction, member: int, place: Place, since: datetime) -> int | None:
    """The text of the last question of this person here that had no good answer."""
    row = await tx.fetch_one(
        "SELECT u.text FROM faq_unanswered u JOIN texts t ON t.id = u.text"
        " WHERE u.place = ? AND u.at >= ? AND t.member = ? ORDER BY u.id DESC LIMIT 1",
        place.key,
        to_micros(since),
        member,
    )
    return None if row is None else int(row[0])


async def last_asked(tx: Transaction, member: int, place: Place, since: datetime) -> str:
    """The words of this person's last question here, answered or not; empty for none."""
    row = await tx.fetch_one(
        "SELECT t.text FROM texts t WHERE t.member = ? AND t.created_at >= ?"
        " AND t.kind IN ('asked', 'question') AND (t.id IN (SELECT text FROM faq_answers"
        " WHERE place = ? AND at >= ?) OR t.id IN (SELECT text FROM faq_unanswered"
        " WHERE place = ? AND at >= ?)) ORDER BY t.id DESC LIMIT 1",
        member,
        to_micros(since),
        *[place.key, to_micros(since)] * 2,
    )
    return "" if row is None else str(row[0])


async def settle(tx: Transaction, answer: int) -> None:
    """The question behind this answer is no gap: a suggestion was the right one."""
    await tx.execute(
        "DELETE FROM faq_unanswered WHERE text IN (SELECT text FROM faq_answers WHERE id = ?)",
        answer,
    )


async def tidy(tx: Transaction, now: datetime) -> None:
    """What has had its time: words first, then who it was, then that it was."""
    long_ago, lately = to_micros(now - KEPT), to_micros(now - KNOWN_FOR)
    await tx.execute("DELETE FROM texts WHERE kind = 'question' AND created_at < ?", long_ago)
    await tx.execute("DELETE FROM texts WHERE kind = 'asked' AND created_at < ?", lately)
    await tx.execute("DELETE FROM faq_unanswered WHERE at < ?", long_ago)
    await tx.execute(
        "UPDATE faq_answers SET member = NULL WHERE at < ? AND member IS NOT NULL", lately
    )
    await tx.execute(
        "DELETE FROM faq_objections WHERE answer IN (SELECT id FROM faq_answers WHERE at < ?)",
        long_ago,
    )
    await tx.execute("DELETE FROM faq_answers WHERE at < ?", long_ago)
