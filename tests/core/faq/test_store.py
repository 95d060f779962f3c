"""The knowledge base's SQL, on both engines."""

from datetime import UTC, date, datetime

import msgspec

from core.faq import store
from core.faq.entries import Entry, Wording
from core.storage import Storage, Transaction
from tests.knowledge import FEES, RESET_2FA

NOW = datetime(2026, 1, 2, tzinfo=UTC)


async def test_an_entry_comes_back_as_it_was_put(storage: Storage) -> None:
    wording = Wording(question="Q «1»?", alternatives=("a\nb", ""), answer="*A*", disclaimer="D")
    entry = Entry(
        slug="x",
        kind="term",
        category="c",
        tags=("t",),
        visibility="staff",
        review=date(2027, 1, 31),
        wordings={"ko": wording},
    )
    await storage.run(lambda tx: store.put(tx, entry))
    assert (await storage.read(store.load))[0] == [entry]
    assert await storage.read(lambda tx: store.find(tx, "x")) == entry
    assert await storage.read(lambda tx: store.find(tx, "y")) is None


async def test_a_second_put_replaces_every_wording(storage: Storage) -> None:
    await storage.run(lambda tx: store.put(tx, RESET_2FA))
    only_english = msgspec.structs.replace(RESET_2FA, wordings={"en": RESET_2FA.wordings["en"]})
    await storage.run(lambda tx: store.put(tx, only_english))
    assert (await storage.read(store.load))[0] == [only_english]


async def test_entries_come_by_slug_and_categories_in_their_order(storage: Storage) -> None:
    categories = {"zeta": {"en": "Z"}, "alpha": {"en": "A", "ru": "А"}}

    async def plant(tx: Transaction) -> None:
        await store.put(tx, FEES)
        await store.put(tx, RESET_2FA)
        await store.put_categories(tx, categories)

    await storage.run(plant)
    entries, found = await storage.read(store.load)
    assert [entry.slug for entry in entries] == ["reset-2fa", "trading-fees"]
    assert list(found.items()) == list(categories.items())


async def test_an_entry_is_removed_once(storage: Storage) -> None:
    await storage.run(lambda tx: store.put(tx, FEES))
    assert await storage.run(lambda tx: store.remove(tx, FEES.slug))
    assert not await storage.run(lambda tx: store.remove(tx, FEES.slug))
    assert (await storage.read(store.load))[0] == []


async def test_a_person_has_one_vote_and_may_change_it(storage: Storage) -> None:
    async def vote(member: int, helpful: bool, language: str = "en") -> tuple[int, int]:
        async def unit(tx: Transaction) -> tuple[int, int]:
            await store.vote(
                tx, slug="x", language=language, member=member, helpful=helpful, now=NOW
            )
            return await store.votes(tx, "x")

        return await storage.run(unit)

    assert await vote(1, True) == (1, 0)
    assert await vote(1, True) == (1, 0)
    assert await vote(1, False) == (0, 1)
    assert await vote(2, True, "ru") == (1, 1)
