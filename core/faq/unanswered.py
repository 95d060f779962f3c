"""The SQL of the questions that had no good answer, as gaps."""

from collections.abc import Iterable

from core.faq.gaps import Gap, Unanswered, cluster
from core.storage import Transaction

LATEST = 500
"""Questions looked at in a chat: putting them together takes about 0.1 s, which others wait for."""


async def load(tx: Transaction, most: int) -> list[Unanswered]:
    """The latest, in the order asked; forgotten ones are gone."""
    rows = await tx.fetch(
        "SELECT u.id, t.text, u.language, t.member FROM faq_unanswered u"
        " JOIN texts t ON t.id = u.text ORDER BY u.id DESC LIMIT ?",
        most,
    )
    return [Unanswered(row[0], row[1], row[2], row[3]) for row in reversed(rows)]


async def gap(tx: Transaction, question: int) -> Gap | None:
    """The gap that this question is in now; None where it has been filled."""
    found = cluster(await load(tx, LATEST)) if question else []
    return next((gap for gap in found if any(q.id == question for q in gap.questions)), None)


async def remove(tx: Transaction, questions: Iterable[int]) -> None:
    """They have an answer now; their words go, too."""
    for question in questions:
        rows = await tx.fetch("DELETE FROM faq_unanswered WHERE id = ? RETURNING text", question)
        for row in rows:
            await tx.execute("DELETE FROM texts WHERE id = ?", row[0])
