"""What was asked and answered, as the database knows it: on both engines."""

from datetime import UTC, datetime, timedelta

from core.events import Place
from core.faq import answers
from core.faq.answers import NewAnswer
from core.storage import Storage, Transaction

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HERE, TOPIC = Place("loop", "group"), Place("loop", "group", "t1")


async def note(
    storage: Storage, slug: str, *, member: int | None, place: Place = HERE, unasked: bool = False
) -> None:
    new = NewAnswer(
        slug=slug, language="en", member=member, place=place, key=f"answer:{slug}", unasked=unasked
    )
    await storage.run(lambda tx: answers.note_answer(tx, new, NOW))


async def test_what_was_given_is_known_by_person_place_and_time(storage: Storage) -> None:
    await note(storage, "a", member=1)
    await note(storage, "b", member=2, unasked=True)
    await note(storage, "c", member=1, place=TOPIC, unasked=True)
    await note(storage, "d", member=None)
    since, later = NOW, NOW + timedelta(seconds=1)

    async def given(tx: Transaction) -> list[frozenset[str]]:
        return [
            await answers.given_to(tx, 1, HERE, since),
            await answers.given_to(tx, 1, HERE, later),
            await answers.given_unasked(tx, HERE, since),
            await answers.given_unasked(tx, TOPIC, since),
        ]

    found = await storage.read(given)
    assert found == [frozenset("a"), frozenset(), frozenset("b"), frozenset("c")]


async def test_questions_are_kept_for_ninety_days_and_who_was_answered_for_two(
    storage: Storage,
) -> None:
    await storage.run(
        lambda tx: answers.keep_unanswered(
            tx, text="why?", language="en", member=1, place=HERE, now=NOW
        )
    )
    await note(storage, "a", member=1)

    async def left(tx: Transaction) -> list[int]:
        return [
            len(await tx.fetch("SELECT id FROM texts")),
            len(await tx.fetch("SELECT id FROM faq_unanswered")),
            len(await tx.fetch("SELECT id FROM faq_answers WHERE member IS NOT NULL")),
            len(await tx.fetch("SELECT id FROM faq_answers")),
        ]

    for days, expected in (
        (1, [1, 1, 1, 1]),
        (3, [1, 1, 0, 1]),
        (89, [1, 1, 0, 1]),
        (91, [0, 0, 0, 0]),
    ):
        then = NOW + timedelta(days=days)
        await _tidy(storage, then)
        assert await storage.read(left) == expected


async def _tidy(storage: Storage, now: datetime) -> None:
    await storage.run(lambda tx: answers.tidy(tx, now))
