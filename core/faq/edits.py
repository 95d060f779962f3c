"""Changes to the knowledge base that an operator makes: an import, a removal."""

from collections.abc import Sequence

from core.context import Unit
from core.faq import files, store
from core.faq.entries import Entry
from core.faq.rows import Progress, quiet
from core.faq.store import Categories
from core.spelling import did_you_mean
from core.storage import Transaction


class NoSuchEntry(Exception):
    """The text names the slugs and what may have been meant."""


async def is_new(tx: Transaction) -> bool:
    """True until the first change; an operator may empty the knowledge base later."""
    return await tx.fetch_one("SELECT 1 FROM versions WHERE name = 'knowledge'") is None


async def plant(unit: Unit) -> None:
    """Fill a new knowledge base with the starter entries."""
    if await is_new(unit.tx):
        entries, categories = files.starter(unit.config)
        await bring_in(unit, entries, categories, quiet)


async def bring_in(
    unit: Unit, entries: Sequence[Entry], categories: Categories, progress: Progress
) -> int:
    """Add or replace these entries and leave the others; how many were new or different."""
    known = {entry.slug: entry for entry in (await store.load(unit.tx))[0]}
    fresh = [entry for entry in entries if known.get(entry.slug) != entry]
    for done, entry in enumerate(fresh, 1):
        await store.put(unit.tx, entry)
        progress(done, len(fresh))
    await store.put_categories(unit.tx, categories)
    await unit.changed("knowledge")
    return len(fresh)


async def remove(unit: Unit, slugs: Sequence[str]) -> None:
    """Raises NoSuchEntry when any of them is unknown; then none is removed."""
    known = [entry.slug for entry in (await store.load(unit.tx))[0]]
    unknown = [f"{slug!r}{did_you_mean(slug, known)}" for slug in slugs if slug not in known]
    if unknown:
        raise NoSuchEntry(f"No such entry: {', '.join(unknown)}")
    for slug in slugs:
        await store.remove(unit.tx, slug)
    await unit.changed("knowledge")
