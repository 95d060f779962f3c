"""Changes by an operator: whole or not at all, on both engines."""

import pytest

from core.app import App
from core.config import Config, Official
from core.faq import FEATURE, edits, store
from core.faq.edits import NoSuchEntry
from core.faq.entries import Entry, Wording
from core.faq.rows import quiet
from core.i18n import LANGUAGES
from core.storage import Storage, Transaction
from core.storage.errors import UnstorableText

NAMES = {"fees": {"en": "Fees"}, "api": {"en": "API"}}


def entry(slug: str, answer: str = "Yes.", *languages: str) -> Entry:
    wording = Wording(question="Is it?", answer=answer)
    return Entry(slug=slug, category="fees", wordings=dict.fromkeys(languages or ("en",), wording))


@pytest.fixture
def app(storage: Storage) -> App:
    return App(Config(official=Official(domains=("guild.test",))), storage, [FEATURE])


async def _version(app: App) -> int:
    async def query(tx: Transaction) -> int:
        row = await tx.fetch_one("SELECT number FROM versions WHERE name = 'knowledge'")
        return int(row[0]) if row else 0

    return await app.storage.read(query)


async def test_an_import_adds_and_replaces_and_leaves_the_rest(app: App) -> None:
    first = [entry("a"), entry("b", "Old.", "en", "ru")]
    assert await app.unit(lambda unit: edits.bring_in(unit, first, NAMES, quiet)) == 2
    second = [entry("b", "New."), entry("c")]
    assert await app.unit(lambda unit: edits.bring_in(unit, second, {}, quiet)) == 2
    entries, categories = await app.storage.read(store.load)
    assert entries == [entry("a"), *second]
    assert list(categories.items()) == list(NAMES.items())
    assert await _version(app) == 2


async def test_an_import_that_fails_in_the_middle_changes_nothing(app: App) -> None:
    entries = [entry("a"), entry("b", "No\0."), entry("c")]
    with pytest.raises(UnstorableText):
        await app.unit(lambda unit: edits.bring_in(unit, entries, NAMES, quiet))
    assert await app.storage.read(store.load) == ([], {})
    assert await _version(app) == 0


async def test_a_removal_of_an_unknown_entry_removes_none(app: App) -> None:
    await app.unit(lambda unit: edits.bring_in(unit, [entry("fees"), entry("b")], {}, quiet))
    with pytest.raises(NoSuchEntry, match="No such entry: 'fee'; did you mean 'fees'"):
        await app.unit(lambda unit: edits.remove(unit, ["b", "fee"]))
    assert [e.slug for e in (await app.storage.read(store.load))[0]] == ["b", "fees"]
    await app.unit(lambda unit: edits.remove(unit, ["b", "fees"]))
    assert await app.storage.read(store.load) == ([], {})


async def test_the_starter_entries_are_planted_once_with_our_own_links(app: App) -> None:
    await app.unit(edits.plant)
    entries, categories = await app.storage.read(store.load)
    assert len(entries) >= 36
    assert {language for e in entries for language in e.wordings} == set(LANGUAGES)
    assert {e.category for e in entries} <= set(categories)
    answers = " ".join(w.answer + w.disclaimer for e in entries for w in e.wordings.values())
    assert "example.com" not in answers
    assert "https://guild.test/" in answers
    await app.unit(lambda unit: edits.remove(unit, [e.slug for e in entries]))
    await app.unit(edits.plant)
    assert (await app.storage.read(store.load))[0] == []
